"""Environments of their own for the graders that we are measured against.

Each is made from PyPI on first use, in the cache folder, and used again afterwards; what it holds
is pinned, so that a figure can be had again. Knows nothing of how a rival grades.
"""

from __future__ import annotations

import os
import subprocess
import venv
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from grader.places import cache_dir
from labkit.machine import made

PINNED = {
    "nbgrader": ("nbgrader==0.9.6",),
    "otter": ("otter-grader==7.0.0", "ipykernel==7.4.0"),  # it brings no kernel of its own
}


@dataclass(frozen=True)
class Rival:
    """An installed grader. `run` gives its command this environment, and only this one."""

    bin: Path

    def run(self, *command: str | Path, cwd: Path) -> None:
        """Raises: RuntimeError, with the end of what it printed."""
        path = f"{self.bin}{os.pathsep}{os.environ['PATH']}"
        _run([self.bin / command[0], *command[1:]], cwd=cwd, env={**os.environ, "PATH": path})


def rival(name: str) -> Rival:
    """The grader `nbgrader` or `otter`, installed if it was not."""
    pinned = PINNED[name]
    folder = made(cache_dir() / "bench") / pinned[0].replace("==", "-")
    installed = folder / "installed"
    if not installed.exists():
        venv.create(folder, clear=True, with_pip=True)
        _run([folder / "bin" / "python", "-m", "pip", "install", *pinned])
        installed.touch()
    return Rival(folder / "bin")


def _run(command: Sequence[str | Path], **options: Any) -> None:
    done = subprocess.run(command, capture_output=True, text=True, check=False, **options)
    if done.returncode:
        said = (done.stdout + done.stderr)[-2000:]
        raise RuntimeError(f"{command[0]} ended with exit code {done.returncode}:\n{said}")
