"""Fixtures of the tests that run on a real daemon."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest


@pytest.fixture(autouse=True)
def signing_key(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Records are signed with a key of the test's own, made on first use."""
    monkeypatch.setenv("DOCKYARD_SIGNING_KEY", str(tmp_path / "signing.key"))


@pytest.fixture
def run_base(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Where this test's sandboxes have their run directories, and nobody else's do.

    A short path: a unix socket's has at most 107 bytes.
    """
    runtime = Path(tempfile.mkdtemp(prefix="dy-"))
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(runtime))
    yield runtime / "dockyard"
    shutil.rmtree(runtime)
