"""Makes the folder of results say what the store says.

The store is where a grade is safe; reports, notebooks, signed records and all that is published
follow from it, and are made again where they lack. So a grader that is killed between any two of
these steps leaves nothing that the next run does not mend.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from grader.errors import DockyardError
from grader.report import SubmissionReport
from grader.results.exports import Roster
from grader.results.files import notebook_path, report_path, report_text, write_grades, write_text
from grader.results.publish import publish_class, publish_submission
from grader.results.records import Records, hash_of, locked
from grader.store import Store

LOCK = ".delivery.lock"


@dataclass
class Delivery:
    """One run's way from a store to a folder.

    `labs`, `roster` and `due` are what the class's results are made with besides reports.
    `faults` are of pages that could not be made.
    """

    store: Store
    out: Path
    labs: Path
    roster: Roster | None = None
    due: datetime | None = None
    faults: list[DockyardError] = field(default_factory=list)
    _done: set[int] = field(default_factory=set)

    def __post_init__(self) -> None:
        self._records = Records(self.out)

    def deliver(self, job: int) -> None:
        """What belongs to one submission: the files, then the record that vouches for them.

        Nothing, when a later job of it counts.
        """
        # Of two graders at one submission, each would sign what the other wrote.
        with locked(self.out / LOCK):
            if not self.store.counts(job):
                return
            report, notebook = self.store.report(job), self.store.notebook(job)
            executed = notebook_path(self.out, report.submission)
            if notebook is None:
                executed.unlink(missing_ok=True)
            else:
                _make_equal(executed, notebook)
            _make_equal(report_path(self.out, report.submission), report_text(report))
            self._records.append(report, "" if notebook is None else hash_of(notebook.encode()))
            self._publish(report.submission, lambda: publish_submission(self.out, report))
            self._done.add(job)

    def deliver_grades(self) -> None:
        """The table of all that the store holds."""
        write_grades(self.out, self.store.grades())

    def deliver_all(self) -> None:
        """What this run has not delivered, and what is made from all of it."""
        jobs = [grade.job for grade in self.store.grades()]
        for job in jobs:
            if job not in self._done:
                self.deliver(job)
        reports = [self.store.report(job) for job in jobs]
        self.deliver_grades()
        self._publish("the whole class", lambda: self._publish_class(reports))

    def _publish_class(self, reports: Sequence[SubmissionReport]) -> None:
        publish_class(self.out, reports, labs=self.labs, roster=self.roster, due=self.due)

    def _publish(self, what: str, publish: Callable[[], None]) -> None:
        """Pages and exports are made from what a submission wrote: no page may stop a run."""
        try:
            publish()
        except DockyardError:
            raise
        except Exception as error:
            said = " ".join(f"{type(error).__name__}: {error}".split())[:300]
            fault = DockyardError(
                f"its pages and exports could not be made ({said}); its grade is safe",
                where=what,
                next_step="report this line; the same command makes them once it is mended",
            )
            self.faults.append(fault)


def _make_equal(path: Path, text: str) -> None:
    try:
        same = path.read_bytes() == text.encode()
    except FileNotFoundError:
        same = False
    if not same:
        write_text(path, text)
