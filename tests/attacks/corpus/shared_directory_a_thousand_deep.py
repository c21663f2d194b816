"""Folders in folders in /dy, deeper than a path may be, to make removal fail. Must be gone."""


def attack(client, given):
    import os

    here = os.open("/dy", os.O_RDONLY)
    for _ in range(1900):
        os.mkdir("d", dir_fd=here)
        here = os.open("d", os.O_RDONLY, dir_fd=here)
    print("tried")


prints = "tried"
