"""The files that grading leaves: reports, executed notebooks, and one table of grades.

Each is written beside its place and then renamed, so that a reader sees a whole file or none.
Knows no daemon.
"""

from __future__ import annotations

import csv
import io
import os
import tempfile
from collections.abc import Iterable
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from grader.errors import DockyardError
from grader.report import SubmissionReport

COLUMNS = ("submission", "learner", "points", "max_points", "status")


def write_report(folder: Path, report: SubmissionReport) -> Path:
    return _write(
        folder / "reports" / f"{report.submission}.json", report.model_dump_json(indent=2) + "\n"
    )


def write_notebook(folder: Path, submission: str, notebook: NotebookNode | None) -> None:
    """The executed notebook; None takes away what an earlier run left."""
    path = folder / "notebooks" / f"{submission}.ipynb"
    if notebook is not None:
        _write(path, nbformat.writes(notebook) + "\n")
    else:
        path.unlink(missing_ok=True)


def write_grades(folder: Path, reports: Iterable[SubmissionReport]) -> Path:
    table = io.StringIO()
    rows = csv.writer(table, lineterminator="\n")
    rows.writerow(COLUMNS)
    for report in reports:
        rows.writerow(
            (
                report.submission,
                report.learner,
                f"{report.points:g}",
                f"{report.max_points:g}",
                report.status.value,
            )
        )
    return _write(folder / "grades.csv", table.getvalue())


def _write(path: Path, text: str) -> Path:
    # What a kernel prints can hold half a surrogate pair, which JSON can say and UTF-8 cannot.
    data = text.encode(errors="backslashreplace")
    temporary = None
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name[:20]}.")
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(temporary, 0o644)
        os.replace(temporary, path)
    except OSError as error:
        if temporary is not None:
            Path(temporary).unlink(missing_ok=True)
        raise DockyardError(
            f"this result cannot be written: {error.strerror}",
            where=str(path),
            next_step="make room there, or name another folder with --out",
        ) from error
    return path
