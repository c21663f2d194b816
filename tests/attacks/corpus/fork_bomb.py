"""Every process starts others as fast as it can. The run must end promptly all the same."""


def attack(client, given):
    import contextlib
    import os

    while True:
        with contextlib.suppress(OSError):
            os.fork()


status = "did not run"
limits = {"cell_timeout_s": 10.0, "job_timeout_s": 90.0}
