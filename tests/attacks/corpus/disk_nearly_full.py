"""Leaves the daemon's disk a few kilobytes, so that a check's own container finds no room.

The daemon cleans up before it says so, and has room again. It must be the submission's fault.
"""


def attack(client, given):
    import os

    client.images.get("dockyard/busybox").tag(given.image)
    disk = os.statvfs("/var/lib/docker")
    left = disk.f_bavail * disk.f_frsize
    with open("/var/lib/docker/intruder", "wb") as file:
        os.posix_fallocate(file.fileno(), 0, left - 16384)
    print("left", os.statvfs("/var/lib/docker").f_bavail)


exercise = "print_the_word"
prints = "left"
status = "did not run"
says = "/var/lib/docker was full"
