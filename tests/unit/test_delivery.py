"""Two graders that deliver into one folder sign what they wrote themselves."""

from __future__ import annotations

import json
import threading
from datetime import UTC, datetime
from pathlib import Path

import pytest

from grader.grading.many.delivery import Delivery
from grader.report import Status, SubmissionReport
from grader.results.records import hash_of
from grader.results.records.log import RECORDS
from grader.store import JobKey, Store, file_url


@pytest.fixture(autouse=True)
def key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DOCKYARD_SIGNING_KEY", str(tmp_path / "key"))


def graded(store: Store, content: str, notebook: str | None) -> int:
    """A job of ada's that is done; each is later than the one before."""
    [job] = store.register([JobKey("ada", "ada", content, "1", "self-paced", 1)])
    report = SubmissionReport(
        course_version="1",
        submission="ada",
        learner="ada",
        lesson="03",
        status=Status.GRADED,
        points=1,
        max_points=2,
        content_sha256=content,
        started_at=datetime(2026, 5, 1, tzinfo=UTC),
        duration_s=1,
    )
    assert store.lease(job, "elsewhere.1/7/1/aa")
    assert store.finish(job, "elsewhere.1/7/1/aa", report, notebook)
    return job


def test_an_unreadable_submission_leaves_no_notebook_of_an_earlier_run(tmp_path: Path) -> None:
    store, out = Store.open(file_url(tmp_path / "store.sqlite")), tmp_path / "graded"
    delivery, stored = Delivery(store, out, Path("labs")), out / "notebooks" / "ada.ipynb"
    delivery.deliver(graded(store, "0" * 64, "{}"))
    assert stored.exists()
    delivery.deliver(graded(store, "1" * 64, None))
    assert not stored.exists()


def test_a_record_is_of_the_report_and_the_notebook_that_belong_together(tmp_path: Path) -> None:
    url, out = file_url(tmp_path / "store.sqlite"), tmp_path / "graded"
    first, second = "0" * 64, "1" * 64
    theirs = Delivery(Store.open(url), out, Path("labs"))

    def deliver_their_whole_job() -> None:
        theirs.deliver(graded(theirs.store, second, '{"of": "the second"}'))

    thread = threading.Thread(target=deliver_their_whole_job)

    class ReadWhileTheyDeliver(Store):
        def notebook(self, job: int) -> str | None:
            found = super().notebook(job)
            if thread.ident is None:
                thread.start()
                thread.join(1)
            return found

    ours = Delivery(ReadWhileTheyDeliver.open(url), out, Path("labs"))
    job = graded(ours.store, first, '{"of": "the first"}')
    ours.deliver(job)
    thread.join()
    records = [json.loads(line) for line in (out / RECORDS).read_bytes().splitlines()]
    assert [(one["content_sha256"], one["notebook_sha256"]) for one in records] == [
        (first, hash_of(b'{"of": "the first"}')),
        (second, hash_of(b'{"of": "the second"}')),
    ]
    ours.deliver(job)
    assert (out / "notebooks" / "ada.ipynb").read_text() == '{"of": "the second"}'
