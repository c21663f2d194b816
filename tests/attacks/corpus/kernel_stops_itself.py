"""The kernel sends itself SIGSTOP. The run must end with the cell's time."""


def attack(client, given):
    import os
    import signal

    os.kill(os.getpid(), signal.SIGSTOP)


status = "did not run"
says = "it still ran after"
limits = {"cell_timeout_s": 10.0}
