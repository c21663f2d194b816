"""Attaches to the daemon as a debugger would. Must be refused."""


def attack(client, given):
    import ctypes
    from pathlib import Path

    pid = int(Path("/run/docker.pid").read_text())
    attached = ctypes.CDLL(None).ptrace(16, pid, 0, 0)
    print("ESCAPED" if attached == 0 else "refused")


prints = "refused"
