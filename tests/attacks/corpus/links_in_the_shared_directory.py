"""The sockets and logs in /dy become links to files of the host, pipes and devices.

Nothing of the host must be read or written through them.
"""


def attack(client, given):
    import os

    for name in ("dockerd.log", "on_restart", "given.json", "kernel.pid", "ready"):
        if os.path.lexists(f"/dy/{name}"):
            os.unlink(f"/dy/{name}")
        os.symlink("/etc/shadow", f"/dy/{name}")
    os.mkfifo("/dy/intruder-pipe")
    os.unlink("/dy/owner.lock")
    os.symlink("/etc/passwd", "/dy/owner.lock")
    print("tried")


prints = "tried"
