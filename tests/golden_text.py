"""Compares what people read with the file that says what they read last time."""

from __future__ import annotations

from pathlib import Path

import pytest

GOLDEN = Path(__file__).parent / "golden"


def assert_golden(request: pytest.FixtureRequest, name: str, text: str) -> None:
    """Holds `text` against tests/golden/NAME, or writes it there with --update-golden."""
    path = GOLDEN / name
    if request.config.getoption("--update-golden"):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text + "\n")
    assert path.is_file(), f"no golden file {path}; run pytest with --update-golden"
    assert text + "\n" == path.read_text()
