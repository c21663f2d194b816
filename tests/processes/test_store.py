"""The store keeps every grade, and gives every job to one grader at a time."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from sqlalchemy import create_engine, event, text

from grader.report import Status, SubmissionReport
from grader.store import JobKey, State, Store, StoreError, this_owner
from grader.store.database import open_database
from grader.store.owner import is_gone

ADA = JobKey("ada__03", "ada", "0" * 64, "0.1.0+labs.1", "self-paced", 1)
ELSEWHERE = "another-machine.1/7/1/aa"
OTHER = "another-machine.2/7/1/bb"


@pytest.fixture
def store(store_url: str) -> Iterator[Store]:
    opened = Store.open(store_url)
    yield opened
    opened.close()


def report(status: Status = Status.GRADED, points: float = 2) -> SubmissionReport:
    return SubmissionReport(
        course_version="1",
        submission="ada__03",
        learner="ada",
        lesson="03",
        status=status,
        points=points,
        max_points=5,
        content_sha256="0" * 64,
        started_at=datetime.now(UTC),
        duration_s=1.5,
    )


def one(store: Store, key: JobKey = ADA, *, again: bool = False) -> int:
    [job] = store.register([key], again=again)
    return job


def finish(
    store: Store, job: int, *, status: Status = Status.GRADED, points: float = 2
) -> SubmissionReport:
    done = report(status, points)
    assert store.lease(job, ELSEWHERE)
    assert store.finish(job, ELSEWHERE, done, '{"cells": []}')
    return done


def test_a_finished_job_is_kept_with_report_and_notebook(store: Store, store_url: str) -> None:
    job = one(store)
    done = finish(store, job)
    again = Store.open(store_url)
    assert (again.report(job), again.notebook(job)) == (done, '{"cells": []}')
    assert [(grade.submission, grade.points) for grade in again.grades()] == [("ada__03", 2)]
    again.close()


def test_the_same_key_is_the_same_job_and_stays_finished(store: Store) -> None:
    job = one(store)
    finish(store, job)
    assert one(store) == job
    assert store.standing(job).state is State.DONE
    assert not store.lease(job, OTHER)


@pytest.mark.parametrize(
    "change",
    [
        {"content": "1" * 64},
        {"course_version": "2"},
        {"course_run": "autumn"},
        {"attempt": 2},
        {"submission": "ada__03-2"},
    ],
    ids=lambda change: next(iter(change)),
)
def test_whatever_could_change_a_grade_makes_another_job(store: Store, change: dict) -> None:
    first = one(store)
    finish(store, first)
    second = one(store, replace(ADA, **change))
    assert second != first
    assert store.standing(second).state is State.QUEUED


def test_again_queues_a_finished_job_and_keeps_its_report_until_the_next(store: Store) -> None:
    job = one(store)
    finish(store, job, points=2)
    assert one(store, again=True) == job
    assert store.standing(job).state is State.QUEUED
    assert [grade.points for grade in store.grades()] == [2]
    finish(store, job, points=3)
    assert [grade.points for grade in store.grades()] == [3]


def test_what_was_graded_stays_graded_when_the_lab_breaks(store: Store) -> None:
    job = one(store)
    done = finish(store, job, points=2)
    one(store, again=True)
    assert store.lease(job, ELSEWHERE)
    assert store.finish(job, ELSEWHERE, report(Status.LAB_BROKEN, points=0), None)
    assert store.standing(job).state is State.DONE
    assert (store.report(job), store.notebook(job)) == (done, '{"cells": []}')
    assert [(grade.status, grade.points) for grade in store.grades()] == [(Status.GRADED, 2)]
    one(store, again=True)
    finish(store, job, status=Status.NOT_RUN)
    assert [grade.status for grade in store.grades()] == [Status.NOT_RUN]


@pytest.mark.parametrize(
    ("status", "state"),
    [(Status.NOT_RUN, State.DONE), (Status.LAB_BROKEN, State.QUEUED)],
    ids=lambda value: value.value,
)
def test_only_a_lab_that_broke_is_graded_again_unasked(
    store: Store, status: Status, state: State
) -> None:
    job = one(store)
    finish(store, job, status=status)
    one(store)
    assert store.standing(job).state is state


def test_the_file_that_is_there_now_counts_also_when_it_is_an_earlier_one(store: Store) -> None:
    first, second = one(store), one(store, replace(ADA, content="1" * 64))
    finish(store, first, points=2)
    finish(store, second, points=4)
    assert [grade.job for grade in store.grades()] == [second]
    assert not store.counts(first)
    one(store)
    assert [grade.job for grade in store.grades()] == [first]


def test_what_is_leased_is_nobody_elses(store: Store) -> None:
    job = one(store)
    assert store.lease(job, ELSEWHERE)
    assert not store.lease(job, OTHER)
    assert not store.finish(job, OTHER, report(), None)
    assert store.standing(job).state is State.LEASED


def test_of_many_graders_at_once_one_gets_the_job(store: Store) -> None:
    for number in range(5):
        job = one(store, replace(ADA, attempt=number + 1))
        owners = [f"machine.{n}/1/1/aa" for n in range(8)]
        with ThreadPoolExecutor(8) as pool:
            got = list(pool.map(lambda owner, job=job: store.lease(job, owner), owners))
        assert sum(got) == 1


def test_a_lease_that_runs_out_is_taken_up_and_its_holder_told(store: Store) -> None:
    job = one(store)
    assert store.lease(job, ELSEWHERE, lease_s=-1.0)
    assert store.lease(job, OTHER)
    assert not store.finish(job, ELSEWHERE, report(points=1), None)
    assert store.finish(job, OTHER, report(points=3), None)
    assert [grade.points for grade in store.grades()] == [3]


def test_a_renewed_lease_is_kept(store: Store) -> None:
    job = one(store)
    assert store.lease(job, ELSEWHERE, lease_s=-1.0)
    store.renew([job], ELSEWHERE)
    assert not store.lease(job, OTHER)


def test_the_lease_of_a_process_that_is_gone_is_taken_up_at_once(store: Store) -> None:
    code = "from grader.store.owner import this_owner; print(this_owner())"
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    job, dead = one(store), said.stdout.strip()
    assert store.lease(job, dead)
    assert is_gone(dead) and not is_gone(this_owner()) and not is_gone(ELSEWHERE)
    assert store.lease(job, OTHER)


def test_a_job_to_be_retried_waits_out_its_pause(store: Store) -> None:
    job = one(store)
    assert store.lease(job, ELSEWHERE)
    store.retry(job, ELSEWHERE, pause_s=60)
    standing = store.standing(job)
    assert (standing.state, standing.failures) == (State.RETRY, 1)
    assert 50 < standing.wait_s <= 60
    assert not store.lease(job, OTHER)


@pytest.mark.parametrize("column", ["lease_until", "not_before"])
def test_a_clock_that_is_set_back_holds_nobody_up(
    store: Store, store_url: str, column: str
) -> None:
    job = one(store)
    assert store.lease(job, ELSEWHERE)
    if column == "not_before":
        store.retry(job, ELSEWHERE, pause_s=2)
    assert not store.lease(job, OTHER)
    engine = create_engine(store_url)
    with engine.begin() as connection:
        connection.execute(text(f"UPDATE job SET {column} = {column} + 3600"))
    engine.dispose()
    assert store.lease(job, OTHER)


def test_no_report_is_read_but_where_it_is_asked_for(store_url: str) -> None:
    asked: list[str] = []
    engine = open_database(store_url)
    event.listen(engine, "before_cursor_execute", lambda *args: asked.append(args[2]))
    store = Store(engine)
    job = one(store)
    finish(store, job)
    one(store, again=True)
    assert store.counts(job) and len(store.grades()) == 1
    selected = [line.partition("FROM")[0] for line in asked if line.startswith("SELECT")]
    assert selected and not any("report" in line for line in selected)
    store.close()


def test_what_is_given_back_is_queued_and_no_failure(store: Store) -> None:
    jobs = store.register([ADA, replace(ADA, attempt=2)])
    assert all(store.lease(job, ELSEWHERE) for job in jobs)
    store.give_back(jobs[0], ELSEWHERE)
    store.release(OTHER)
    assert [store.standing(job).state for job in jobs] == [State.QUEUED, State.LEASED]
    store.release(ELSEWHERE)
    assert store.standing(jobs[1]).state is State.QUEUED
    assert store.standing(jobs[1]).failures == 0


def test_a_name_belongs_to_one_learner(store: Store) -> None:
    one(store)
    assert store.owners() == {"ada__03": "ada"}
    with pytest.raises(StoreError, match=r"'ada__03'.*Next: "):
        one(store, replace(ADA, learner="bob"))


def test_graders_that_register_the_same_at_once_get_the_same_jobs(store_url: str) -> None:
    stores = [Store.open(store_url) for _ in range(4)]
    keys = [replace(ADA, submission=f"s{number}") for number in range(20)]
    with ThreadPoolExecutor(4) as pool:
        got = list(pool.map(lambda store: store.register(keys), stores))
    assert got == [got[0]] * 4 and len(set(got[0])) == 20
    for store in stores:
        store.close()


def test_notebooks_with_any_character_are_kept(store: Store) -> None:
    job = one(store)
    assert store.lease(job, ELSEWHERE)
    odd = report().model_copy(update={"error": "\x00 \U0001f433"})
    assert store.finish(job, ELSEWHERE, odd, "\x00 \U0001f433 \x1b[31m")
    assert (store.report(job).error, store.notebook(job)) == (
        "\x00 \U0001f433",
        "\x00 \U0001f433 \x1b[31m",
    )


def test_a_store_keeps_what_was_committed_before_a_kill(store: Store, store_url: str) -> None:
    job = one(store)
    code = (
        "import os, sys; from grader.store import Store; from sqlalchemy import *\n"
        "store = Store.open(sys.argv[1]); assert store.lease(int(sys.argv[2]), sys.argv[3])\n"
        "with create_engine(sys.argv[1]).begin() as connection:\n"
        "    connection.execute(text('UPDATE job SET failures = 9'))\n"
        "    os.kill(os.getpid(), 9)"
    )
    argv = [sys.executable, "-c", code, store_url, str(job), ELSEWHERE]
    assert subprocess.run(argv, check=False).returncode == -9
    standing = store.standing(job)
    assert (standing.state, standing.failures) == (State.LEASED, 0)


def test_the_rows_can_be_read_with_plain_sql(store: Store, store_url: str) -> None:
    finish(store, one(store))
    engine = create_engine(store_url)
    with engine.connect() as connection:
        rows = connection.execute(text("SELECT state, status, points FROM job")).all()
    engine.dispose()
    assert [tuple(row) for row in rows] == [("done", "graded", 2.0)]
