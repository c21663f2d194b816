"""The jobs of a store: registered, leased, finished. Only a grader's coordinator writes here.

A row is locked before it is looked at and changed, so no two graders hold the same job. What a
grader finishes counts only while it holds the lease.
"""

from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass

from sqlalchemy import func, select
from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session, defer, sessionmaker

from grader.report import Status, SubmissionReport
from grader.store.database import StoreError, now, open_database, storing, take_the_write_lock
from grader.store.model import ExecutedRow, JobRow, State, SubmissionRow
from grader.store.owner import is_gone

LEASE_S = 60.0
"""A grader renews its leases long before; one that is silent for so long has lost them."""

LONGEST_PAUSE_S = 60.0
"""What lies further ahead than this was noted before the clock was set back."""


WITHOUT_REPORT = (defer(JobRow.report),)
"""The largest column by far is read where it is needed."""


@dataclass(frozen=True)
class JobKey:
    """What makes two gradings the same one.

    `content` is the SHA-256 of the file, or says why it could not be read.
    """

    submission: str
    learner: str
    content: str
    course_version: str
    course_run: str
    attempt: int

    @property
    def digest(self) -> str:
        return hashlib.sha256(json.dumps(asdict(self), sort_keys=True).encode()).hexdigest()


@dataclass(frozen=True)
class Standing:
    """Where a job stands, as a grader needs to know it."""

    state: State
    failures: int
    wait_s: float
    """Until it may be tried again."""


@dataclass(frozen=True)
class Grade:
    """One row of the table of grades."""

    job: int
    submission: str
    learner: str
    status: Status
    points: float
    max_points: float


class Store:
    """An open store.

    Raises:
        StoreError: from every method, when the database refuses.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    @classmethod
    def open(cls, url: str) -> Store:
        """The store at a URL of SQLAlchemy, made when it is not there."""
        return cls(open_database(url))

    def close(self) -> None:
        self._engine.dispose()

    def owners(self) -> dict[str, str]:
        """Submission name → learner, of all that was ever registered."""
        with self._session() as session:
            return {row.name: row.learner for row in session.scalars(select(SubmissionRow))}

    def register(self, keys: Sequence[JobKey], *, again: bool = False) -> list[int]:
        """The job of each key, queued unless it is finished. It counts from now on.

        A finished job is queued again when `again` says so, or when the lab broke: that is no
        grade. Its report stands until there is another.
        """
        with self._session() as session:
            take_the_write_lock(session.connection())
            return [self._registered(session, key, again) for key in keys]

    def lease(self, job: int, owner: str, lease_s: float = LEASE_S) -> bool:
        """Takes a job that nobody holds, whose holder is gone, or whose lease has run out."""
        with self._locked(job) as (session, row):
            at = now(session.connection())
            if not _is_free(row, at):
                return False
            row.state, row.owner, row.lease_until = State.LEASED, owner, at + lease_s
            return True

    def renew(self, jobs: Collection[int], owner: str) -> None:
        """Keeps the leases that are still this owner's."""
        for job in jobs:
            with self._locked(job) as (session, row):
                if _is_held(row, owner):
                    row.lease_until = now(session.connection()) + LEASE_S

    def finish(self, job: int, owner: str, report: SubmissionReport, notebook: str | None) -> bool:
        """Stores what came of a job; but what was graded stays graded when the lab breaks.

        Returns: False when the lease was lost, and nothing is stored.
        """
        with self._locked(job) as (session, row):
            if not _is_held(row, owner):
                return False
            row.state, row.owner = State.DONE, ""
            if report.status is Status.LAB_BROKEN and row.status == Status.GRADED.value:
                return True
            row.status, row.report = report.status.value, report.model_dump_json()
            row.points, row.max_points = report.points, report.max_points
            _keep_notebook(session, job, notebook)
            return True

    def retry(self, job: int, owner: str, *, pause_s: float) -> None:
        """Counts a failure and lets the job be leased again after a pause."""
        with self._locked(job) as (session, row):
            if _is_held(row, owner):
                row.state, row.owner, row.failures = State.RETRY, "", row.failures + 1
                row.not_before = now(session.connection()) + pause_s

    def give_back(self, job: int, owner: str) -> None:
        """Ends a lease as if it had never been."""
        with self._locked(job) as (_, row):
            if _is_held(row, owner):
                row.state, row.owner = State.QUEUED, ""

    def release(self, owner: str) -> None:
        """Gives back every lease of an owner."""
        with self._session() as session:
            held = select(JobRow).filter_by(owner=owner, state=State.LEASED).with_for_update()
            for row in session.scalars(held):
                row.state, row.owner = State.QUEUED, ""

    def standing(self, job: int) -> Standing:
        with self._session() as session:
            row = session.get_one(JobRow, job, options=WITHOUT_REPORT)
            wait_s = max(row.not_before - now(session.connection()), 0.0)
            return Standing(row.state, row.failures, wait_s)

    def grades(self) -> list[Grade]:
        """For every submission, the report that counts; without those that have none yet."""
        newest = (
            select(JobRow.submission_id, func.max(JobRow.requested).label("requested"))
            .where(JobRow.report != "")
            .group_by(JobRow.submission_id)
            .subquery()
        )
        query = (
            select(
                *(JobRow.id, SubmissionRow.name, SubmissionRow.learner),
                *(JobRow.status, JobRow.points, JobRow.max_points),
            )
            .join(SubmissionRow, JobRow.submission_id == SubmissionRow.id)
            .join(
                newest,
                (newest.c.submission_id == JobRow.submission_id)
                & (newest.c.requested == JobRow.requested),
            )
            .order_by(SubmissionRow.name)
        )
        with self._session() as session:
            return [
                Grade(job, name, learner, Status(status), points, most)
                for job, name, learner, status, points, most in session.execute(query)
            ]

    def counts(self, job: int) -> bool:
        """Whether no later job of the same submission has a report."""
        with self._session() as session:
            row = session.get_one(JobRow, job, options=WITHOUT_REPORT)
            later = select(JobRow.id).filter_by(submission_id=row.submission_id)
            later = later.where(JobRow.requested > row.requested, JobRow.report != "")
            return session.scalar(later.limit(1)) is None

    def report(self, job: int) -> SubmissionReport:
        with self._session() as session:
            return SubmissionReport.model_validate_json(session.get_one(JobRow, job).report)

    def notebook(self, job: int) -> str | None:
        """The notebook as it ran; None when there is none."""
        with self._session() as session:
            row = session.get(ExecutedRow, job)
            return zlib.decompress(row.notebook).decode() if row else None

    def _registered(self, session: Session, key: JobKey, again: bool) -> int:
        submission = _submission(session, key)
        query = select(JobRow).filter_by(key=key.digest).options(*WITHOUT_REPORT)
        row = session.scalar(query.with_for_update())
        newest = session.scalar(
            select(func.max(JobRow.requested)).filter_by(submission_id=submission.id)
        )
        if row is None:
            row = JobRow(submission_id=submission.id, key=key.digest, requested=(newest or 0) + 1)
            session.add(row)
            session.flush()
        elif row.requested != newest:
            row.requested = (newest or 0) + 1
        if row.state is State.DONE and (again or row.status == Status.LAB_BROKEN.value):
            row.state, row.failures, row.not_before = State.QUEUED, 0, 0.0
        return row.id

    @contextmanager
    def _locked(self, job: int) -> Iterator[tuple[Session, JobRow]]:
        """A transaction in which nobody else can change the job."""
        with self._session() as session:
            # On SQLite the transaction itself is the lock.
            row = session.get_one(JobRow, job, options=WITHOUT_REPORT, with_for_update=True)
            yield session, row

    @contextmanager
    def _session(self) -> Iterator[Session]:
        new = sessionmaker(self._engine, expire_on_commit=False)
        with storing(self._engine.url), new.begin() as session:
            yield session


def _submission(session: Session, key: JobKey) -> SubmissionRow:
    row = session.scalar(select(SubmissionRow).filter_by(name=key.submission))
    if row is None:
        row = SubmissionRow(name=key.submission, learner=key.learner)
        session.add(row)
        session.flush()
    elif row.learner != key.learner:
        raise StoreError(
            f"the name {key.submission!r} has just become that of another learner's submission",
            where="store",
            next_step="run the same again",
        )
    return row


def _is_free(row: JobRow, at: float) -> bool:
    if row.state is State.LEASED:
        return not 0 <= row.lease_until - at <= LEASE_S or is_gone(row.owner)
    return row.state is not State.DONE and not 0 < row.not_before - at <= LONGEST_PAUSE_S


def _is_held(row: JobRow, owner: str) -> bool:
    return row.state is State.LEASED and row.owner == owner


def _keep_notebook(session: Session, job: int, notebook: str | None) -> None:
    kept = session.get(ExecutedRow, job)
    if kept is not None:
        session.delete(kept)
        session.flush()
    if notebook is not None:
        packed = zlib.compress(notebook.encode(errors="backslashreplace"))
        session.add(ExecutedRow(job_id=job, notebook=packed))
