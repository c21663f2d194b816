"""Files of results, as grading leaves them, for tests of what is made from them."""

from __future__ import annotations

from pathlib import Path

import nbformat
from nbformat import NotebookNode

from grader.report import SubmissionReport
from grader.results.files import notebook_path, report_path, report_text, write_text


def write_report(out: Path, report: SubmissionReport) -> Path:
    return write_text(report_path(out, report.submission), report_text(report))


def write_notebook(out: Path, submission: str, notebook: NotebookNode) -> Path:
    return write_text(notebook_path(out, submission), nbformat.writes(notebook) + "\n")
