"""What goes to a worker and what comes back: a file of a submission in, JSON out.

Nothing that a submission made is ever unpickled: the result is text that is read as JSON and held
against the schema.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from nbformat import writes
from pydantic import BaseModel

from grader.errors import DockyardError
from grader.grading.one import Graded, Rules, Submission, SubmittedFile
from grader.places import CHECKOUT
from grader.report import SubmissionReport


@dataclass(frozen=True)
class Job:
    """One submission to grade. `course_version` is that of whoever asks for it.

    `more` says that the same worker may expect another one.
    """

    submission: Submission
    rules: Rules
    course_version: str
    file: SubmittedFile
    more: bool = False


class Fault(StrEnum):
    """Why a worker did not grade: what the next one may do better."""

    ENGINE = "its Docker engine does not answer"
    COURSE = "its course is another one"


class Result(BaseModel):
    """What came of a job: a report and the executed notebook, or a fault of the worker.

    `worker` names the machine, and what it said.
    """

    report: SubmissionReport | None = None
    notebook: str | None = None
    fault: Fault | None = None
    worker: str = ""

    @classmethod
    def of(cls, graded: Graded) -> Result:
        return cls(report=graded.report, notebook=_text(graded))


def portable(labs: Path) -> Path:
    """`labs` relative to the checkout when it lies there: another machine has its own."""
    absolute = labs.resolve()
    return absolute.relative_to(CHECKOUT) if absolute.is_relative_to(CHECKOUT) else absolute


def here(labs: Path) -> Path:
    """On a worker, what `portable` made of a path."""
    return CHECKOUT / labs


def another_course(worker: str, course: str) -> DockyardError:
    """Grades of two courses must not get into one table."""
    return DockyardError(
        f"the course of this worker is not the one to grade by, {course}",
        where=f"worker {worker}",
        next_step="bring its checkout to the same state, then start the worker again",
    )


def _text(graded: Graded) -> str | None:
    if graded.notebook is None:
        return None
    # What a kernel prints can hold half a surrogate pair, which JSON can say and UTF-8 cannot.
    text: str = writes(graded.notebook)
    return text.encode(errors="backslashreplace").decode() + "\n"
