"""Compares what people read with the file that says what they read last time."""

from __future__ import annotations

import pytest

from labkit.authoring.golden import GOLDEN, stored, write_golden


def assert_golden(request: pytest.FixtureRequest, name: str, text: str) -> None:
    """Holds `text` against tests/golden/NAME, or writes it there with --update-golden."""
    path = GOLDEN / name
    if request.config.getoption("--update-golden"):
        write_golden(path, text)
    assert path.is_file(), f"no golden file {path}; run pytest with --update-golden"
    assert text == stored(path)
