"""The Jupyter kernel inside a sandbox: ipykernel, with sockets that the host's user may open.

Run as `python -m labkit.lesson.kernel -f CONNECTION_FILE`. Imports nothing else of labkit but the
words for a name that no cell has made, so that it starts fast, even when a lesson is broken.
"""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

gc.disable()  # what is imported stays: looking through it would find nothing, ten times over

from ipykernel.kernelapp import IPKernelApp  # noqa: E402

from labkit.errors import unknown_name  # noqa: E402

PID_FILE = Path("/dy/kernel.pid")
ON_THE_HOST = (
    "dockyard: this kernel runs in a sandbox, and what started it knows of none. "
    "Next: ./dockyard lab, and let your editor connect to that Jupyter server"
)


class SandboxKernelApp(IPKernelApp):
    """An ipykernel whose unix sockets anybody may open who can enter their directory."""

    def init_sockets(self) -> None:
        with _open_umask():
            super().init_sockets()  # type: ignore[no-untyped-call]

    def init_heartbeat(self) -> None:
        with _open_umask():
            super().init_heartbeat()  # type: ignore[no-untyped-call]

    def init_shell(self) -> None:
        super().init_shell()  # type: ignore[no-untyped-call]
        unknown_name.install(self.shell)

    def start(self) -> None:
        gc.freeze()
        gc.enable()
        super().start()  # type: ignore[no-untyped-call]


@contextmanager
def _open_umask() -> Iterator[None]:
    before = os.umask(0)
    try:
        yield
    finally:
        os.umask(before)


if __name__ == "__main__":
    if not PID_FILE.parent.is_dir():
        sys.exit(ON_THE_HOST)
    PID_FILE.write_text(str(os.getpid()))
    SandboxKernelApp.launch_instance()
