"""The roster: read from what spreadsheets write, and errors that name row and column."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from grader.errors import DockyardError
from grader.report import Status, SubmissionReport
from grader.results.exports import Roster, State, handed_in, parse_due, read_roster
from grader.results.exports.roster import Entry, parse_time

NOON = datetime(2026, 5, 1, 12, tzinfo=UTC)


def roster(folder: Path, content: str | bytes) -> Roster:
    path = folder / "roster.csv"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return read_roster(path)


def report(
    learner: str, lesson: str = "03", *, at: datetime | None = NOON, name: str = ""
) -> SubmissionReport:
    return SubmissionReport(
        course_version="0.1.0",
        submission=name or f"{learner}__{lesson}",
        learner=learner,
        lesson=lesson,
        status=Status.GRADED,
        points=1,
        max_points=2,
        content_sha256="0" * 64,
        submitted_at=at,
        started_at=NOON,
        duration_s=1,
    )


@pytest.mark.parametrize(
    "content",
    [
        "learner,name,email\nada,Ada Lovelace,a@x.org\nbob,Bob,\n",
        "learner;name;email\r\nada;Ada Lovelace;a@x.org\r\nbob;Bob;\r\n",
        "\ufeffLearner,Name,Email\r\n ada ,Ada Lovelace,a@x.org\r\n\r\nbob,Bob,,\r\n",
        'email\tlearner\tname\n"a@x.org"\tada\t"Ada Lovelace"\n\tbob\tBob',
    ],
)
def test_a_roster_reads_the_same_from_every_spreadsheet(tmp_path: Path, content: str) -> None:
    ada, bob = roster(tmp_path, content).entries
    assert ada == Entry("ada", "Ada Lovelace", "a@x.org")
    assert bob == Entry("bob", "Bob")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("name\nAda\n", "row 1, column learner: this column lacks"),
        ("", "row 1, column learner: this column lacks"),
        ("learner,grade\nada,1\n", "row 1, column grade: an unknown column"),
        ("learner,name,name\nada,a,b\n", "row 1, column name: this column twice"),
        ("learner,name\nada,Ada\n,Bob\n", "row 3, column learner: this cell is empty"),
        ("learner\nada\nbob\nada\n", "row 4, column learner: 'ada' is in row 2 already"),
        ("learner,due\nada,tomorrow\n", "row 2, column due: no time: 'tomorrow'"),
        ("learner,submitted_at\nada,1.5.2026\n", "row 2, column submitted_at: no time"),
        ("learner,name\nada,Ada,Lovelace\n", "row 2: 3 cells, and 2 columns"),
        ("learner\nada\n".encode("utf-16"), "is not UTF-8"),
        ('learner,name\nada,"Ada\n' + "bob,Bob\n" * 20_000, "it cannot be read: field larger"),
    ],
)
def test_what_is_wrong_is_said_with_row_and_column(
    tmp_path: Path, content: str | bytes, said: str
) -> None:
    with pytest.raises(DockyardError) as raised:
        roster(tmp_path, content)
    assert said in str(raised.value) and "Next: " in str(raised.value)


def test_a_time_without_a_zone_is_utc_and_a_date_is_its_last_second() -> None:
    assert parse_time("2026-05-01 12:00") == NOON
    assert parse_time("2026-05-01T14:00+02:00") == NOON
    assert parse_time("2026-05-01") == datetime(2026, 5, 1, 23, 59, 59, tzinfo=UTC)
    with pytest.raises(DockyardError, match="--due: no time: 'soon'"):
        parse_due("soon")


def test_missing_and_late_are_told_from_on_time() -> None:
    known = Roster(
        (Entry("ada"), Entry("bob", due=datetime(2026, 5, 1, 11, tzinfo=UTC)), Entry("cy"))
    )
    rows = handed_in([report("ada"), report("bob")], known, NOON)
    assert {row.entry.learner: row.state for row in rows} == {
        "ada": State.ON_TIME,
        "bob": State.LATE,
        "cy": State.MISSING,
    }


def test_a_time_in_the_roster_counts_and_not_the_files() -> None:
    late = datetime(2026, 5, 2, tzinfo=UTC)
    (row,) = handed_in([report("ada", at=late)], Roster((Entry("ada", submitted_at=NOON),)), NOON)
    assert (row.state, row.submitted_at) == (State.ON_TIME, NOON)


def test_a_row_of_one_lesson_comes_before_the_row_of_all() -> None:
    later = datetime(2026, 6, 1, tzinfo=UTC)
    known = Roster((Entry("ada", due=NOON), Entry("ada", lesson="04", due=later)))
    rows = handed_in([report("ada"), report("ada", "04")], known, None)
    assert [(row.lesson, row.due) for row in rows] == [("03", NOON), ("04", later)]


def test_the_last_of_several_submissions_counts() -> None:
    early = report("ada", at=datetime(2026, 4, 1, tzinfo=UTC), name="early")
    rows = handed_in([report("ada", name="last"), early], None, None)
    assert [row.report and row.report.submission for row in rows] == ["last"]


def test_whoever_is_not_on_the_roster_is_listed_as_such() -> None:
    rows = handed_in([report("eve"), report("", "", name="odd")], Roster((Entry("ada"),)), None)
    assert [(row.entry.learner, row.is_on_roster) for row in rows] == [
        ("ada", True),
        ("eve", False),
        ("", False),
    ]


def test_two_spellings_of_one_letter_are_one_learner() -> None:
    (row,) = handed_in([report("Zoe\u0308")], Roster((Entry("Zo\u00eb"),)), None)
    assert row.state is State.NO_DUE_TIME
