"""An IPython shell in this process, with the requests that a frontend sends to a kernel's."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from IPython.core.interactiveshell import InteractiveShell
from traitlets.config import Config

IN_A_NOTEBOOK = {"cellId": "1"}
"""What JupyterLab says with a request."""


class Shell(InteractiveShell):
    """A shell that answers one request for as long as it lives."""

    metadata: Any = None

    def get_parent(self) -> dict[str, Any]:
        return {"metadata": self.metadata}


@contextmanager
def shell_of(metadata: object) -> Iterator[Shell]:
    """The shell that `get_ipython` gives meanwhile."""
    shell = Shell.instance(config=Config({"HistoryManager": {"enabled": False}}))
    shell.metadata = metadata
    try:
        yield shell
    finally:
        shell.restore_sys_module_state()
        Shell.clear_instance()
