"""What a check, an exercise and a submission came to: the published report.

These models are the report's JSON schema (docs/report.schema.json is generated from them); a change
that a reader could notice raises SCHEMA_VERSION.
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, field_validator

from grader.course import SELF_PACED

SCHEMA_VERSION = "1.1"


class Outcome(StrEnum):
    """How one check, or a whole exercise, ended."""

    PASSED = "passed"
    FAILED = "failed"
    SKIPPED = "skipped"
    NOT_ATTEMPTED = "not attempted"
    LAB_BROKEN = "lab broken"


class Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    @field_validator("*", mode="before")
    @classmethod
    def _writable(cls, value: Any) -> Any:
        """Half a surrogate pair, in an answer or a file's name, is text but cannot be written."""
        if isinstance(value, str):
            return value.encode(errors="backslashreplace").decode()
        return value


class Finding(Model):
    """The first thing that was off, and how to see it oneself."""

    what: str
    expected: str
    found: str
    see: str = Field("", description="A command that shows it.")
    next_step: str = Field("", description="One line of help; never the solution.")


class CheckReport(Model):
    """One check of one exercise."""

    name: str
    promise: str = Field(description="What holds when the check passes, as the learner reads it.")
    outcome: Outcome
    points: float
    max_points: float
    finding: Finding | None = None
    reason: str = Field("", description="Why it was skipped, or what broke on our side.")


class ExerciseReport(Model):
    """One exercise: its checks, and what they add up to."""

    exercise: str = Field(description="The exercise id, such as 03_layers/share_two_layers.")
    title: str
    outcome: Outcome
    checks: tuple[CheckReport, ...]
    reason: str = ""

    @property
    def points(self) -> float:
        return sum(check.points for check in self.checks)

    @property
    def max_points(self) -> float:
        """Points that could be earned here: none when a capability is missing."""
        return sum(check.max_points for check in self.checks)


class Status(StrEnum):
    """Whether a submission was graded, and if not, whose fault that is."""

    GRADED = "graded"
    NOT_RUN = "did not run"
    LAB_BROKEN = "lab broken"

    @property
    def exit_code(self) -> int:
        return {"graded": 0, "did not run": 1, "lab broken": 2}[self.value]


class SubmissionReport(Model):
    """One submission of one notebook, graded in a sandbox of its own."""

    schema_version: str = SCHEMA_VERSION
    course_version: str
    submission: str = Field(
        description="What the report and the executed notebook are called: unique in one run."
    )
    learner: str
    lesson: str = Field(description="The lesson id; empty when the file names none.")
    course_run: str = Field(SELF_PACED, description="With learner and attempt: the given values.")
    attempt: int = Field(1, ge=1)
    status: Status
    points: float
    max_points: float
    exercises: tuple[ExerciseReport, ...] = ()
    error: str = Field("", description="One line, when the status is not `graded`.")
    engine_version: str = ""
    content_sha256: str = Field(
        description="SHA-256 of the submitted file; empty when it could not be read."
    )
    submitted_at: datetime | None = Field(
        None, description="UTC: when the file was last changed. None when that is not known."
    )
    started_at: datetime = Field(description="UTC.")
    duration_s: float
