"""What a run makes of what its workers say; the workers are played, the store is real."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import Future
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from grader.errors import DockyardError
from grader.grading.many.coordinator import TRIES, Coordinator, Course, Pace, Task
from grader.grading.many.job import Fault, Job, Result, here, portable
from grader.grading.one import Rules, Submission, SubmittedFile
from grader.report import Status, SubmissionReport
from grader.store import State, Store, file_url

LABS = Path(__file__).parents[1] / "submissions" / "labs"
COURSE = Course(Rules(LABS, course_run="spring-secret"), "1")
OTHER = "another-machine.1/7/1/aa"
Answer = Result | bytes | Exception
NO_PAUSES = Pace(pause_s=0.0, tick_s=0.01)


def report(status: Status = Status.GRADED, points: float = 3) -> Result:
    made = SubmissionReport(
        course_version="1",
        submission="ada",
        learner="ada",
        lesson="01_tiny",
        status=status,
        points=points,
        max_points=5,
        content_sha256="0" * 64,
        started_at=datetime.now(UTC),
        duration_s=1,
    )
    return Result(report=made, notebook="{}")


class Played:
    """A workers of one worker that gives the answers it was told, one a job."""

    def __init__(self, *answers: Answer, during: Callable[[], object] = lambda: None) -> None:
        self.answers, self.jobs, self.closed = list(answers), list[Job](), False
        self._during = during

    def size(self) -> int:
        return 1

    def submit(self, job: Job) -> Future[bytes]:
        self.jobs.append(job)
        self._during()
        future, answer = Future[bytes](), self.answers.pop(0)
        if isinstance(answer, Exception):
            future.set_exception(answer)
        else:
            as_json = answer.model_dump_json().encode() if isinstance(answer, Result) else answer
            future.set_result(as_json)
        return future

    def close(self) -> None:
        self.closed = True


@pytest.fixture
def store_url(tmp_path: Path) -> str:
    return file_url(tmp_path / "store.sqlite")


@pytest.fixture
def store(store_url: str) -> Iterator[Store]:
    opened = Store.open(store_url)
    yield opened
    opened.close()


@pytest.fixture
def task(tmp_path: Path, store: Store) -> Task:
    path = tmp_path / "ada.ipynb"
    path.write_text("{}")
    submission = Submission(path, "ada", "ada")
    key, _ = COURSE.key(submission)
    [job] = store.register([key])
    return Task(submission, key, job)


def run(store: Store, workers: Played, task: Task) -> list[int]:
    finished: list[int] = []
    Coordinator(store, workers, COURSE, finished.append, NO_PAUSES).run([task])
    assert workers.closed
    return finished


def our_lease_runs_out(url: str) -> None:
    engine = create_engine(url)
    with engine.begin() as connection:
        connection.execute(text("UPDATE job SET lease_until = 0"))
    engine.dispose()


def test_a_grade_is_stored_and_told_once(store: Store, task: Task) -> None:
    assert run(store, Played(report()), task) == [task.job]
    assert [grade.points for grade in store.grades()] == [3]


def test_a_lab_that_broke_is_tried_again(store: Store, task: Task) -> None:
    workers = Played(report(Status.LAB_BROKEN), report())
    assert run(store, workers, task) == [task.job]
    assert [grade.status for grade in store.grades()] == [Status.GRADED]


def test_a_lab_that_breaks_every_time_is_reported_in_the_end(store: Store, task: Task) -> None:
    workers = Played(*[report(Status.LAB_BROKEN)] * TRIES)
    assert run(store, workers, task) == [task.job]
    assert len(workers.jobs) == TRIES
    assert [grade.status for grade in store.grades()] == [Status.LAB_BROKEN]


def test_a_lab_that_breaks_where_a_grade_stands_is_told_and_costs_no_grade(
    store: Store, task: Task
) -> None:
    run(store, Played(report()), task)
    store.register([task.key], again=True)
    workers = Played(*[report(Status.LAB_BROKEN, points=0)] * TRIES)
    coordinator = Coordinator(store, workers, COURSE, lambda job: None, NO_PAUSES)
    coordinator.run([task])
    [fault] = coordinator.faults
    assert "ada: the lab broke when it was graded anew" in str(fault) and fault.exit_code == 2
    assert [(grade.status, grade.points) for grade in store.grades()] == [(Status.GRADED, 3)]


def test_a_submission_that_did_not_run_is_not_tried_again(store: Store, task: Task) -> None:
    workers = Played(report(Status.NOT_RUN))
    assert run(store, workers, task) == [task.job]
    assert [grade.status for grade in store.grades()] == [Status.NOT_RUN]


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (RuntimeError("gone"), "its worker was lost (RuntimeError: gone)"),
        (b"\x80\x04pickle", "what its worker sent is no result"),
        (b'{"report": {"points": 100}}', "what its worker sent is no result"),
    ],
    ids=["lost", "no JSON", "no report"],
)
def test_a_worker_that_is_lost_or_talks_nonsense_costs_a_try(
    store: Store, task: Task, answer: Answer, said: str
) -> None:
    assert run(store, Played(*[answer] * TRIES), task) == [task.job]
    found = store.report(task.job)
    assert found.status is Status.LAB_BROKEN and said in found.error
    assert found.content_sha256 == task.key.content


def test_a_worker_that_is_always_lost_long_after_the_time_was_held_by_the_submission(
    store: Store, task: Task
) -> None:
    course = Course(replace(COURSE.rules, job_timeout_s=-3600), COURSE.version)
    workers = Played(*[RuntimeError("gone")] * TRIES)
    Coordinator(store, workers, course, lambda job: None, NO_PAUSES).run([task])
    assert len(workers.jobs) == TRIES
    found = store.report(task.job)
    assert found.status is Status.NOT_RUN and "never came to an end" in found.error


@pytest.mark.parametrize("fault", list(Fault), ids=lambda fault: fault.name)
def test_a_worker_that_cannot_grade_ends_the_run_and_gives_the_job_back(
    store: Store, task: Task, fault: Fault
) -> None:
    with pytest.raises(DockyardError, match=r"far away.*Next: "):
        run(store, Played(Result(fault=fault, worker="far away")), task)
    standing = store.standing(task.job)
    assert (standing.state, standing.failures) == (State.QUEUED, 0)


def test_a_file_that_cannot_be_read_needs_no_worker(store: Store, task: Task) -> None:
    task.submission.path.unlink()
    key, _ = COURSE.key(task.submission)
    [job] = store.register([key])
    workers = Played()
    assert run(store, workers, Task(task.submission, key, job)) == [job]
    assert store.report(job).status is Status.NOT_RUN


def test_a_file_that_changed_since_it_was_registered_is_graded_as_it_is(
    store: Store, task: Task
) -> None:
    task.submission.path.write_text('{"changed": true}')
    workers, finished = Played(report()), list[int]()
    coordinator = Coordinator(store, workers, COURSE, finished.append, NO_PAUSES)
    coordinator.run([task])
    [job] = finished
    assert coordinator.jobs == {"ada": job} != {"ada": task.job}
    assert workers.jobs[0].file.content == b'{"changed": true}'
    assert store.standing(task.job).state is State.QUEUED


def test_what_another_grader_finished_meanwhile_is_not_overwritten(
    store: Store, store_url: str, task: Task
) -> None:
    def taken() -> None:
        our_lease_runs_out(store_url)
        assert store.lease(task.job, OTHER)
        theirs = report(points=5).report
        assert theirs and store.finish(task.job, OTHER, theirs, None)

    assert run(store, Played(report(points=1), during=taken), task) == [task.job]
    assert [grade.points for grade in store.grades()] == [5]


def test_a_job_in_a_log_shows_neither_content_nor_what_values_are_drawn_by(task: Task) -> None:
    file = SubmittedFile(b"the answer", datetime.now(UTC))
    shown = repr(Job(task.submission, COURSE.rules, "1", file))
    assert "the answer" not in shown and "spring-secret" not in shown


def test_a_worker_is_told_whether_another_submission_is_to_come(
    store: Store, tmp_path: Path
) -> None:
    tasks = []
    for name in ("ada", "bob", "cy"):
        path = tmp_path / f"{name}.ipynb"
        path.write_text("{}")
        submission = Submission(path, name, name)
        key, _ = COURSE.key(submission)
        tasks.append(Task(submission, key, *store.register([key])))
    workers = Played(report(), report(), report())
    Coordinator(store, workers, COURSE, lambda job: None, NO_PAUSES).run(tasks)
    assert [job.more for job in workers.jobs] == [True, True, False]


def test_labs_of_the_checkout_are_found_in_another_checkout() -> None:
    assert portable(LABS) == Path("tests/submissions/labs")
    assert here(portable(LABS)) == LABS
    assert portable(Path("/elsewhere/labs")) == here(Path("/elsewhere/labs"))
