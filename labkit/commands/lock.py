"""`./dockyard lock`, for developers: both lock files and environment.yml from pyproject.toml.

Lock files hold versions and hashes and no address: whoever installs uses their own index.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from grader.errors import ContentError
from grader.places import CHECKOUT
from labkit.commands.environment_yml import ENVIRONMENT, render
from labkit.commands.pyproject import PYPROJECT, read_project
from labkit.images import LOCK as SANDBOX_LOCK, PYTHON as SANDBOX_PYTHON
from labkit.machine import Console

LOCK = CHECKOUT / "requirements.lock"
EXTRAS = ("--extra", "dev", "--extra", "cluster")
PYTHON = "3.11"
"""The oldest that ./dockyard accepts."""


def write_locks() -> None:
    """Resolves everything anew.

    Raises:
        ContentError: what pyproject.toml asks for cannot be resolved.
    """
    project = read_project()
    console = Console()
    with tempfile.TemporaryDirectory() as folder:
        shutil.copy(PYPROJECT, folder)
        Path(folder, "requirements.in").write_text("\n".join(project.extras["sandbox"]) + "\n")
        with console.step(f"Resolving {LOCK.name}"):
            _compile(Path(folder), [*EXTRAS, "pyproject.toml"], PYTHON, LOCK)
        with console.step("Resolving the sandbox's lock"):
            _compile(Path(folder), ["requirements.in"], SANDBOX_PYTHON, SANDBOX_LOCK)
    ENVIRONMENT.write_text(render(project))


def _compile(folder: Path, source: Sequence[str], python: str, to: Path) -> None:
    command = [sys.executable, "-m", "uv", "pip", "compile", "--quiet", "--universal"]
    command += ["--generate-hashes", "--no-emit-index-url", "--upgrade"]
    command += ["--custom-compile-command", "./dockyard lock", "--python-version", python]
    output = folder / to.name
    done = subprocess.run(
        [*command, *source, "--output-file", str(output)],
        cwd=folder,
        text=True,
        capture_output=True,
        check=False,
    )
    if done.returncode:
        raise ContentError(
            f"uv could not resolve it: {done.stderr.strip()}",
            where=PYPROJECT.name,
            next_step="mend the dependency it names, then ./dockyard lock",
        )
    shutil.copy(output, to)
