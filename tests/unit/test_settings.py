"""Every variable that Dockyard reads or sets is in the table of docs/design.md."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
READERS = ("dockyard", "tests/postgres.py", "dockerfiles/sandbox/sandbox-init")


def test_every_variable_is_documented_and_nothing_else() -> None:
    paths = [ROOT / name for name in READERS]
    paths += [*(ROOT / "grader").rglob("*.py"), *(ROOT / "labkit").rglob("*.py")]
    used = {name for path in paths for name in re.findall(r"DOCKYARD_[A-Z_]+", path.read_text())}
    settings = (ROOT / "docs" / "design.md").read_text().partition("## Settings")[2]
    assert used == set(re.findall(r"DOCKYARD_[A-Z_]+", settings))
