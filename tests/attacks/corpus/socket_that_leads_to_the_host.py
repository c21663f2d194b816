"""The daemon's socket becomes a link to the host's. Our questions must not follow it."""


def attack(client, given):
    import os

    os.unlink("/dy/docker.sock")
    os.symlink("/var/run/docker.sock", "/dy/docker.sock")
    print("tried", client.info()["Name"])


prints = "tried dockyard"
