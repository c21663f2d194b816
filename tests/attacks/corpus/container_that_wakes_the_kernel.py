"""A container that shares the sandbox's processes wakes the stopped kernel, over and over.

The kernel's threads then do the work while the checks look. It must be stopped with the rest, or
what was seen must count for nothing.
"""


def attack(client, given):
    import os

    script = f"while true; do kill -CONT {os.getpid()}; usleep 5000; done"
    client.containers.run("dockyard/busybox", ["sh", "-c", script], pid_mode="host", detach=True)
    print("tried")


prints = "tried"
