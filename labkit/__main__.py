"""`python -m labkit`, which is what ./dockyard runs."""

import atexit
import gc


def collect_rarely() -> None:
    """A command imports much and makes little garbage.

    The collector need not look through the modules after every few hundred objects, nor through
    all that is left at the end.
    """
    gc.set_threshold(100_000)
    atexit.register(gc.freeze)


if __name__ == "__main__":
    # Workers import this file too, and the command line is nothing to them.
    from labkit.commands import main

    collect_rarely()
    main()
