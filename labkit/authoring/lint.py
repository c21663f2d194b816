"""The content linter: which rules of the course a lesson or an exercise breaks.

Says all at once and raises nothing. Every error names the file and the line or field, the fault,
and what to do next. It reads and loads; what an exercise *does* is for the laws (tests/laws) to
say.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from grader.course import load_exercise
from grader.errors import ContentError
from labkit.authoring.lint_exercise import lint_exercise
from labkit.authoring.lint_page import lint_page
from labkit.authoring.lint_source import lint_source

LESSON_FOLDERS = "[0-9]*_*"


def lint_course(labs: Path) -> list[ContentError]:
    """Every fault of every lesson below labs/, in the order of the files."""
    folders = sorted(folder for folder in labs.glob(LESSON_FOLDERS) if folder.is_dir())
    return [error for folder in folders for error in lint_lesson(folder)]


def lint_lesson(folder: Path) -> list[ContentError]:
    """Every fault of one lesson: its page first, then its exercises."""
    files = sorted(path for path in folder.glob("*.py") if not path.name.startswith("_"))
    return [*lint_page(folder, files), *(error for path in files for error in _lint_file(path))]


def _lint_file(path: Path) -> Iterator[ContentError]:
    try:
        exercise = load_exercise(path)
    except ContentError as error:
        yield error
        return
    yield from lint_exercise(exercise)
    yield from lint_source(exercise)
