"""papermill without any grader: it executes a notebook, and that is all."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from bench.pairs import Contender

PAPERMILL = Path(sys.executable).with_name("papermill")


def papermill_alone(name: str, kernel: str, notebooks: Sequence[Path]) -> Contender:
    """One command a notebook, one after another, as its command line works."""

    def run() -> float:
        begin = time.perf_counter()
        for notebook in notebooks:
            execute(notebook, kernel)
        return (time.perf_counter() - begin) / len(notebooks)

    return Contender(name, run)


def execute(notebook: Path, kernel: str) -> None:
    """Raises: subprocess.CalledProcessError, when a cell raises."""
    executed = notebook.with_suffix(".executed.ipynb")
    state = {"DOCKYARD_STATE": str(notebook.parent / "progress")}
    subprocess.run(
        [PAPERMILL, "--no-progress-bar", "-k", kernel, notebook, executed],
        check=True,
        capture_output=True,
        env={**os.environ, **state},
    )
    executed.unlink()
