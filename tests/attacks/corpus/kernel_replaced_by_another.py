"""The kernel starts itself anew in its own place, with the same connection file.

The new one never answers the cell; the run must end with the cell's time.
"""


def attack(client, given):
    import os
    import sys

    argv = ["python", "-m", "labkit.lesson.kernel", "-f", "/dy/connection.json"]
    os.execv(sys.executable, argv)


status = "did not run"
limits = {"cell_timeout_s": 15.0}
