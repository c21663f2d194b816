"""The tables of the store.

A submission is a name, and whose it is. A job is one state of its file, graded by one state of the
course; a finished one holds its report and the executed notebook, so that every result file can be
written again. A change here comes with a migration.
"""

from __future__ import annotations

from enum import StrEnum

from sqlalchemy import Enum, ForeignKey, LargeBinary, MetaData
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class State(StrEnum):
    """Where a job stands."""

    QUEUED = "queued"
    LEASED = "leased"
    RETRY = "to be retried"
    DONE = "done"


STATE = Enum(
    State,
    name="state",
    native_enum=False,
    create_constraint=True,
    length=16,
    values_callable=lambda states: [state.value for state in states],
)


class Base(DeclarativeBase):
    metadata = MetaData(
        naming_convention={
            "pk": "pk_%(table_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s",
            "uq": "uq_%(table_name)s_%(column_0_name)s",
            "ix": "ix_%(table_name)s_%(column_0_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
        }
    )


class SubmissionRow(Base):
    """What a report is called by, and whose it is."""

    __tablename__ = "submission"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)
    learner: Mapped[str]


class JobRow(Base):
    """One grading.

    `requested` orders the jobs of a submission: the highest is the one that counts. Times are
    seconds of the Unix epoch. `points` and `max_points` repeat the report, for the table of grades.
    """

    __tablename__ = "job"

    id: Mapped[int] = mapped_column(primary_key=True)
    submission_id: Mapped[int] = mapped_column(ForeignKey("submission.id"), index=True)
    key: Mapped[str] = mapped_column(unique=True)
    requested: Mapped[int]
    state: Mapped[State] = mapped_column(STATE, default=State.QUEUED)
    owner: Mapped[str] = mapped_column(default="")
    lease_until: Mapped[float] = mapped_column(default=0.0)
    not_before: Mapped[float] = mapped_column(default=0.0)
    failures: Mapped[int] = mapped_column(default=0)
    status: Mapped[str] = mapped_column(default="")
    points: Mapped[float] = mapped_column(default=0.0)
    max_points: Mapped[float] = mapped_column(default=0.0)
    report: Mapped[str] = mapped_column(default="")


class ExecutedRow(Base):
    """The notebook as it ran, compressed; none when the file could not be read."""

    __tablename__ = "executed"

    job_id: Mapped[int] = mapped_column(ForeignKey("job.id"), primary_key=True)
    notebook: Mapped[bytes] = mapped_column(LargeBinary)
