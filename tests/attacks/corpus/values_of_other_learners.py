"""Looks in /dy for values of anybody else and for other sandboxes. Must find its own alone."""


def attack(client, given):
    import json
    import os
    from pathlib import Path

    values = json.loads(Path("/dy/given.json").read_text())
    print("ESCAPED" if len(values) != 2 else "own", sorted(values))
    for path in ("/run/dockyard-0", "/tmp/dockyard-0", "/progress"):
        if os.path.isdir(path):
            found = [n for n in os.listdir(path) if os.path.exists(f"{path}/{n}/owner.lock")]
            print("ESCAPED" if found else "nothing", path)
    print("tried")


prints = "tried"
