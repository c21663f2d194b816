"""A loop without end that holds the interpreter and ignores every signal that it may.

The run must end with the cell's time, whatever the kernel thinks of it.
"""


def attack(client, given):
    import signal

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGCONT):
        signal.signal(number, signal.SIG_IGN)
    while True:
        pass


status = "did not run"
says = "it still ran after"
limits = {"cell_timeout_s": 10.0}
