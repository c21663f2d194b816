"""What pre-commit checks of a commit holds for all of the checkout; .ci/run checks types too."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
BIN = Path(sys.executable).parent


@pytest.mark.parametrize(
    "command",
    [("ruff", "check"), ("ruff", "format", "--check", "--diff"), ("codespell",)],
    ids=" ".join,
)
def test_the_checkout_is_clean(command: tuple[str, ...]) -> None:
    name, *arguments = command
    done = subprocess.run([BIN / name, *arguments], cwd=ROOT, text=True, capture_output=True)
    assert done.returncode == 0, done.stdout + done.stderr
