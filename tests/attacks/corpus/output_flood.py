"""Prints without end for as long as it may. It must be cut, and the run must end in time."""


def attack(client, given):
    import sys

    while True:
        sys.stdout.write("intruder " * 10_000)
        sys.stdout.flush()


status = "did not run"
says = "it still ran after"
limits = {"cell_timeout_s": 10.0}
