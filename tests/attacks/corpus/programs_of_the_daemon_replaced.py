"""Puts a program of its own in the place of runc, which the daemon starts for every container.

It runs below the daemon, and must be stopped with what is the submission's.
"""


def attack(client, given):
    import os
    import subprocess

    with open("/tmp/runc", "w") as file:
        file.write("#!/bin/sh\ntouch /tmp/ran\n(while true; do :; done) &\nexit 1\n")
    os.chmod("/tmp/runc", 0o755)
    for path in ("/usr/bin/runc", "/usr/sbin/runc"):
        if os.path.exists(path):
            subprocess.run(["mount", "--bind", "/tmp/runc", path], check=True)
    try:
        client.containers.run("dockyard/busybox", "true")
    except Exception as error:
        print(type(error).__name__)
    print("tried", os.path.exists("/tmp/ran"))


prints = "tried True"
status = "did not run"
says = "mounted over the programs"
