"""What grading writes, and what crosses the wall as an answer."""

from __future__ import annotations

import csv
import json
from datetime import UTC, datetime
from pathlib import Path

import jsonschema
import pytest
from nbformat.v4 import new_code_cell, new_notebook, new_output

from grader.errors import DockyardError
from grader.grading.one.kernel_answer import LIMIT_CHARACTERS, parse_answer
from grader.report import CheckReport, ExerciseReport, Finding, Outcome, Status, SubmissionReport
from grader.report.schema import schema_text
from grader.results.files import write_grades
from tests.results import write_notebook, write_report

SCHEMA = Path(__file__).parents[2] / "docs" / "report.schema.json"


def report(name: str = "ada__03", *, status: Status = Status.GRADED) -> SubmissionReport:
    finding = Finding(what="layers", expected="2", found="1")
    check = CheckReport(
        name="shared",
        promise="They share two layers.",
        outcome=Outcome.FAILED,
        points=0,
        max_points=1.5,
        finding=finding,
    )
    exercise = ExerciseReport(
        exercise="03/share", title="Share", outcome=Outcome.FAILED, checks=(check,)
    )
    return SubmissionReport(
        course_version="0.1.0",
        submission=name,
        learner="ada, the first",
        lesson="03",
        status=status,
        points=0,
        max_points=1.5,
        exercises=(exercise,),
        content_sha256="0" * 64,
        started_at=datetime.now(UTC),
        duration_s=1.5,
    )


def test_the_published_schema_is_the_current_one() -> None:
    assert SCHEMA.read_text() == schema_text(), (
        "run: python -m grader.report.schema > docs/report.schema.json"
    )


def test_a_report_as_written_holds_to_the_published_schema(tmp_path: Path) -> None:
    schema = json.loads(SCHEMA.read_text())
    written = json.loads(write_report(tmp_path, report()).read_text())
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate(written, schema)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({**written, "status": "splendid"}, schema)


def test_grades_have_exactly_the_published_columns(tmp_path: Path) -> None:
    path = write_grades(tmp_path, [report(), report("b", status=Status.NOT_RUN)])
    with path.open(newline="") as file:
        rows = list(csv.reader(file))
    assert rows == [
        ["submission", "learner", "points", "max_points", "status"],
        ["ada__03", "ada, the first", "0", "1.5", "graded"],
        ["b", "ada, the first", "", "1.5", "did not run"],
    ]


def test_nothing_half_written_is_left_behind(tmp_path: Path) -> None:
    write_report(tmp_path, report())
    write_grades(tmp_path, [report()])
    files = sorted(str(path.relative_to(tmp_path)) for path in tmp_path.rglob("*"))
    assert files == ["grades.csv", "reports", "reports/ada__03.json"]


def test_a_folder_that_cannot_be_written_is_one_clear_line(tmp_path: Path) -> None:
    (tmp_path / "reports").write_text("a file where the folder should be")
    with pytest.raises(DockyardError, match=r"cannot be written.*Next: ") as raised:
        write_report(tmp_path, report())
    assert raised.value.exit_code == 2


def test_a_notebook_that_printed_half_a_character_is_still_stored(tmp_path: Path) -> None:
    output = new_output("stream", name="stdout", text="\ud800")
    cell = new_code_cell("1", outputs=[output], id="one")
    write_notebook(tmp_path, "ada", new_notebook(cells=[cell]))
    stored = json.loads((tmp_path / "notebooks" / "ada.ipynb").read_text())
    assert stored["cells"][0]["outputs"][0]["text"] == ["\ud800"]


def test_half_a_character_in_a_finding_is_still_stored() -> None:
    finding = Finding(what="answer", expected="1", found="\ud800")
    assert finding.found == "\\ud800"
    assert "ud800" in finding.model_dump_json()


@pytest.mark.parametrize(
    ("shown", "answer"),
    [
        ("'3'", 3),
        ("'[1, \"two\", null]'", [1, "two", None]),
        ('\'{"a": {"b": 1.5}}\'', {"a": {"b": 1.5}}),
        (repr(json.dumps("it's \\ \n")), "it's \\ \n"),
    ],
)
def test_an_answer_is_the_json_that_the_kernel_shows(shown: str, answer: object) -> None:
    assert parse_answer(shown) == answer


@pytest.mark.parametrize(
    "shown",
    [
        None,
        7,
        "",
        "'no JSON'",
        "__import__('os').system('false')",
        "'" + "[" * 50_000 + "'",
        "(" * 50_000,
        repr(json.dumps("x" * LIMIT_CHARACTERS)),
    ],
)
def test_whatever_else_a_kernel_shows_is_no_answer(shown: object) -> None:
    assert parse_answer(shown) is None
