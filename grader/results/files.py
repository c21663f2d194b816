"""The files that grading leaves: reports, executed notebooks, and one table of grades.

Each is written beside its place and then renamed, so that a reader sees a whole file or none.
"""

from __future__ import annotations

import csv
import io
import unicodedata
from collections.abc import Iterable
from pathlib import Path
from typing import Protocol

from grader.disk import write_whole
from grader.errors import DockyardError
from grader.report import Status, SubmissionReport

COLUMNS = ("submission", "learner", "points", "max_points", "status")


def report_path(folder: Path, submission: str) -> Path:
    return folder / "reports" / f"{submission}.json"


def notebook_path(folder: Path, submission: str) -> Path:
    return folder / "notebooks" / f"{submission}.ipynb"


def report_text(report: SubmissionReport) -> str:
    """A report as its file holds it."""
    return report.model_dump_json(indent=2) + "\n"


class Graded(Protocol):
    """What a row of grades.csv is made from: a report, or what a store keeps of one."""

    @property
    def submission(self) -> str: ...
    @property
    def learner(self) -> str: ...
    @property
    def points(self) -> float: ...
    @property
    def max_points(self) -> float: ...
    @property
    def status(self) -> Status: ...


def write_grades(folder: Path, reports: Iterable[Graded]) -> Path:
    return write_table(folder / "grades.csv", COLUMNS, map(grades_row, reports))


def grades_row(report: Graded) -> tuple[str, ...]:
    """What grades.csv says of a submission."""
    points, max_points = points_cell(report.points, report.status), f"{report.max_points:g}"
    return report.submission, report.learner, points, max_points, report.status.value


def points_cell(points: float, status: Status) -> str:
    """Empty unless graded: any number in a table, 0 above all, is read as a grade."""
    return f"{points:g}" if status is Status.GRADED else ""


def write_table(path: Path, columns: Iterable[str], rows: Iterable[Iterable[str]]) -> Path:
    """A CSV file with a head."""
    return write_text(path, table_text([columns, *rows]))


def table_text(rows: Iterable[Iterable[str]]) -> str:
    """Rows, the head among them, as a CSV file holds them."""
    table = io.StringIO()
    csv.writer(table, lineterminator="\n").writerows(map(cell, row) for row in rows)
    return table.getvalue()


def cell(text: str) -> str:
    """A text as a table holds it: no line breaks, nothing that a terminal obeys, no formula.

    Who a learner is comes from a file's name, which is often the learner's to choose. What is a
    cell already stays as it is.

    Example:
        >>> cell("ada"), cell("=1+1"), cell("a\\rb"), cell(cell("=1+1"))
        ('ada', "'=1+1", 'a\\\\rb', "'=1+1")
    """
    text = "".join(
        character.encode("unicode_escape").decode()
        if unicodedata.category(character) in ("Cc", "Zl", "Zp")
        else character
        for character in text
    )
    return f"'{text}" if text.startswith(("=", "+", "-", "@")) else text


def encoded(text: str) -> bytes:
    """A text as its file holds it."""
    # What a kernel prints can hold half a surrogate pair, which JSON can say and UTF-8 cannot.
    return text.encode(errors="backslashreplace")


def write_text(path: Path, text: str) -> Path:
    """A whole file or none, on disk when this returns.

    Raises:
        DockyardError: the disk is full or closed to us.
    """
    try:
        write_whole(path, encoded(text))
    except OSError as error:
        raise DockyardError(
            f"this result cannot be written: {error.strerror}",
            where=str(path),
            next_step="make room there, or name another folder with --out",
        ) from error
    return path
