"""What learners read after each known mistake, as it is kept below tests/golden/."""

from __future__ import annotations

from pathlib import Path

from grader.course import Exercise, Wrong
from grader.places import CHECKOUT

GOLDEN = CHECKOUT / "tests" / "golden"


def golden_path(exercise: Exercise, wrong: Wrong, folder: Path = GOLDEN) -> Path:
    return folder / exercise.id / f"{wrong.name}.txt"


def write_golden(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"{text}\n")


def stored(path: Path) -> str | None:
    """The text of a golden file; None when there is none."""
    return path.read_text().removesuffix("\n") if path.is_file() else None
