"""Runs a notebook as the fixed learner of the course, with no progress from before.

Given values come from the learner's name and so are the same everywhere.
"""

from __future__ import annotations

import os
import tempfile
from dataclasses import dataclass
from pathlib import Path

from jupyter_client.kernelspec import NoSuchKernel
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
from nbformat import NotebookNode

from grader.errors import ContentError, DockyardError, SandboxError
from labkit.kernel_side import events

LEARNER = "course"
CELL_TIMEOUT_S = 300


@dataclass(frozen=True)
class Executed:
    """A notebook with its outputs, and what its checks came to, oldest first."""

    notebook: NotebookNode
    checks: tuple[events.Event, ...]


def execute(notebook: NotebookNode, where: str, *, kernel: str) -> Executed:
    """Runs all cells, in a kernel of its own.

    Args:
        where: the page that the notebook was made from, for messages.

    Raises:
        ContentError: a cell raised, or did not end.
        SandboxError: the kernel died, or there is no such kernel.
    """
    with tempfile.TemporaryDirectory(prefix="dockyard-build-") as folder:
        environment = {**os.environ, "DOCKYARD_LEARNER": LEARNER, "DOCKYARD_STATE": folder}
        client = NotebookClient(
            notebook, kernel_name=kernel, timeout=CELL_TIMEOUT_S, record_timing=False
        )
        try:
            client.execute(env=environment)
        except NoSuchKernel as error:
            raise _no_kernel(kernel) from error
        except (CellExecutionError, CellTimeoutError, DeadKernelError) as error:
            raise _as_ours(error, notebook, where) from error
        done = events.read(LEARNER, Path(folder))
    return Executed(notebook, tuple(event for event in done if event.kind == "check"))


def _no_kernel(name: str) -> SandboxError:
    return SandboxError(
        "this kernel is not installed", where=f"kernel {name}", next_step="./dockyard lab"
    )


def _as_ours(error: Exception, notebook: NotebookNode, where: str) -> DockyardError:
    if isinstance(error, DeadKernelError):
        return SandboxError("the kernel died", where=where, next_step="./dockyard doctor")
    cell = _last_run(notebook)
    return ContentError(
        f"a cell does not run: {_said(error)}",
        where=f"{where}, cell {cell.id}",
        next_step="mend the cell in its source, then ./dockyard build",
    )


def _said(error: Exception) -> str:
    if isinstance(error, CellExecutionError):
        return f"{error.ename}: {error.evalue}"
    return f"it ran for more than {CELL_TIMEOUT_S} s"


def _last_run(notebook: NotebookNode) -> NotebookNode:
    """The cell that the run ended in: the last that a kernel has numbered or begun."""
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    begun = [cell for cell in code if cell.execution_count or cell.outputs]
    last: NotebookNode = (begun or code)[-1]
    return last
