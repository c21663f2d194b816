"""Kills every process that it may, and so the sandbox. Must be the submission's fault."""


def attack(client, given):
    import os
    import signal

    os.kill(-1, signal.SIGKILL)


status = "did not run"
