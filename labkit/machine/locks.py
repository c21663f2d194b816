"""One process at a time: whoever comes second says so, waits, and finds the work done."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from labkit.machine.console import Console


@contextmanager
def one_at_a_time(lock: Path, console: Console, waiting: str) -> Iterator[None]:
    """Holds `lock`, which ends with this process however that ends.

    Args:
        waiting: said when another process holds it.
    """
    with lock.open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            with console.step(waiting):
                fcntl.flock(file, fcntl.LOCK_EX)
        yield
