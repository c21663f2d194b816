"""Folders in /dy that belong to other users and are closed to everybody. Must be removed."""


def attack(client, given):
    import os

    for user in (1, 1000, 60000):
        os.makedirs(f"/dy/intruder{user}/inner")
        os.chmod(f"/dy/intruder{user}/inner", 0)
        os.chown(f"/dy/intruder{user}", user, user)
        os.chmod(f"/dy/intruder{user}", 0)
    print("tried")


prints = "tried"
