"""Exports, as the programs that they are for read them."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from grader.report import Outcome, Status
from grader.results.exports import gradescope_results, junit_xml
from grader.results.publish import publish
from tests.results import write_report
from tests.unit.test_results_pages import report
from tests.unit.test_results_summary import LABS, LEARNERS, NOON, a_class, report as tiny_report

NBGRADER_COLUMNS = (
    "assignment,duedate,timestamp,student_id,last_name,first_name,email,raw_score,"
    "late_submission_penalty,score,max_score"
)


@pytest.fixture(scope="module")
def exports(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return a_class(tmp_path_factory.mktemp("graded")) / "exports"


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(newline="") as file:
        return list(csv.DictReader(file))


def test_json_lines_hold_one_submission_each_and_no_points_without_a_grade(exports: Path) -> None:
    lines = [json.loads(line) for line in (exports / "grades.jsonl").read_text().splitlines()]
    assert [line["submission"] for line in lines] == LEARNERS
    assert (lines[0]["points"], lines[0]["max_points"], lines[0]["state"]) == (5, 5, "on time")
    assert (lines[-1]["points"], lines[-1]["status"]) == (None, "did not run")
    assert lines[0]["exercises"][1] == {
        "exercise": "01_tiny/count_the_layers",
        "outcome": "passed",
        "points": 2,
        "max_points": 2,
    }


def test_nbgraders_gradebook_has_its_columns_times_and_scores(exports: Path) -> None:
    path = exports / "nbgrader.csv"
    assert path.read_text().splitlines()[0] == NBGRADER_COLUMNS
    ada, *_, last, zoe = rows(path)
    assert (ada["assignment"], ada["student_id"], ada["score"]) == ("01_tiny", LEARNERS[0], "5.0")
    assert (ada["first_name"], ada["last_name"]) == ("N.", LEARNERS[0])
    assert ada["timestamp"] == ada["duedate"] == "2026-05-01 12:00:00"
    assert (last["raw_score"], last["score"], last["max_score"]) == ("", "", "5.0")
    assert (zoe["timestamp"], zoe["score"], zoe["max_score"]) == ("", "0.0", "5.0")


def test_the_roster_says_who_is_missing_and_who_is_late(exports: Path) -> None:
    found = {row["learner"]: row for row in rows(exports / "roster.csv")}
    assert found["zoe"]["state"] == "missing" and found["zoe"]["submission"] == ""
    assert found[LEARNERS[6]]["state"] == "late"
    assert found[LEARNERS[0]]["points"] == "5" and found[LEARNERS[11]]["points"] == ""


def test_gradescope_gets_a_test_a_check_and_the_first_findings() -> None:
    results: dict[str, Any] = json.loads(json.dumps(gradescope_results(report())))
    assert (results["score"], results["stdout_visibility"]) == (1, "hidden")
    first, second, third = results["tests"]
    assert (first["name"], first["status"], first["output"]) == ("Share: It `is`.", "passed", "")
    assert (second["score"], second["max_score"], second["status"]) == (0, 1, "failed")
    assert "expected 2, found \\x1b[31m1" in second["output"]
    assert {one["visibility"] for one in results["tests"]} == {"visible"}
    assert third["number"] == "1.3"


def test_gradescope_gets_no_score_for_what_has_no_grade(tmp_path: Path) -> None:
    path = tmp_path / "exports" / "gradescope" / "ada.json"
    publish(tmp_path, [report()], labs=LABS)
    assert path.exists()
    publish(tmp_path, [report(Status.LAB_BROKEN, error="x")], labs=LABS)
    assert not path.exists()


def test_junit_counts_what_it_holds() -> None:
    suites = ElementTree.fromstring(junit_xml([report(), report(Status.NOT_RUN, error="why")]))
    assert {key: suites.get(key) for key in ("tests", "failures", "errors", "skipped")} == {
        "tests": "7",
        "failures": "4",
        "errors": "1",
        "skipped": "0",
    }
    assert [suite.get("tests") for suite in suites] == ["3", "4"]
    error = suites[1].find("testcase/error")
    assert error is not None and error.get("message") == "did not run" and error.text == "why"


@pytest.mark.parametrize("said", ["\x00\x1b[0m", "]]>", "\ud800\ufffe", "<a>&", "two\nlines"])
def test_junit_is_well_formed_whatever_a_submission_says(said: str) -> None:
    one = report(Status.NOT_RUN, error=said)
    checks = one.exercises[0].checks
    skipped = checks[0].model_copy(update={"outcome": Outcome.SKIPPED, "reason": said})
    exercise = one.exercises[0].model_copy(update={"checks": (skipped, *checks[1:])})
    ElementTree.fromstring(junit_xml([one.model_copy(update={"exercises": (exercise,)})]).encode())


def test_every_name_that_a_learner_may_have_survives_every_table(tmp_path: Path) -> None:
    name = 'Zoë "the; comma", <b>\u202e=1+1'
    one = tiny_report(name, note=True, count=True, submission="zoe")
    write_report(tmp_path, one)
    publish(tmp_path, [one], labs=LABS, due=NOON)
    assert rows(tmp_path / "grades.csv")[0]["learner"] == name
    assert rows(tmp_path / "exports" / "nbgrader.csv")[0]["student_id"] == name
    assert "<b>" not in (tmp_path / "summary.html").read_text()
    assert "<b>" not in (tmp_path / "feedback" / "zoe.html").read_text()


@pytest.mark.parametrize("name", ["=1+1", "+1", "-1", "@SUM(A1)", "a\rb", "a\nb", "a\u2028b"])
def test_no_name_is_a_formula_or_a_second_row_of_any_table(tmp_path: Path, name: str) -> None:
    one = tiny_report(name, note=True, count=True, submission="zoe")
    publish(tmp_path, [one], labs=LABS, due=NOON)
    for table, column in (("nbgrader.csv", "student_id"), ("roster.csv", "learner")):
        [row] = rows(tmp_path / "exports" / table)
        assert row[column] in (f"'{name}", name.encode("unicode_escape").decode())
