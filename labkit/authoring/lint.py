"""The content linter: which rules of the course a lesson or an exercise breaks.

Says all at once and raises nothing. A fault stops a build; a warning stops nothing. Each names the
file and the line or field, what is wrong, and what to do next. It reads and loads; what an exercise
*does* is for the laws (tests/laws) to say.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from grader.course import load_exercise
from grader.errors import ContentError
from labkit.authoring.lint_exercise import advise_exercise, lint_exercise
from labkit.authoring.lint_page import lint_page
from labkit.authoring.lint_source import lint_source

LESSON_FOLDERS = "[0-9]*_*"


def lint_course(labs: Path) -> list[ContentError]:
    """Every fault of every lesson below labs/, in the order of the files."""
    folders = sorted(folder for folder in labs.glob(LESSON_FOLDERS) if folder.is_dir())
    return [error for folder in folders for error in lint_lesson(folder)]


def lint_lesson(folder: Path) -> list[ContentError]:
    """Every fault of one lesson: its page first, then its exercises."""
    files = _exercise_files(folder)
    return [*lint_page(folder, files), *(error for path in files for error in _lint_file(path))]


def warn_lesson(folder: Path) -> list[ContentError]:
    """Every warning for one lesson; for an exercise with a fault there is none."""
    return [error for path in _exercise_files(folder) for error in _warn_file(path)]


def _exercise_files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.glob("*.py") if not path.name.startswith("_"))


def _warn_file(path: Path) -> Iterator[ContentError]:
    # A file that does not load is a fault, and lint_lesson says it.
    with suppress(ContentError):
        yield from advise_exercise(load_exercise(path))


def _lint_file(path: Path) -> Iterator[ContentError]:
    try:
        exercise = load_exercise(path)
    except ContentError as error:
        yield error
        return
    yield from lint_exercise(exercise)
    yield from lint_source(exercise)
