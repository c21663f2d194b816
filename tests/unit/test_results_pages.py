"""Feedback as a page: what it tells, and that nothing of a submission's acts in it."""

from __future__ import annotations

import base64
from datetime import UTC, datetime
from html.parser import HTMLParser
from pathlib import Path

import pytest
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_notebook, new_output

from grader.report import CheckReport, ExerciseReport, Finding, Outcome, Status, SubmissionReport
from grader.results.pages import write_feedback
from grader.results.pages.feedback import feedback_path
from grader.results.pages.notebook_view import PAGE_LIMIT, shown_notebook
from grader.results.pages.sanitise import clean_html, clean_markdown, clean_text, image_source
from tests.hostile_outputs import HOSTILE_HTML, PNG, notebook_of
from tests.results import write_notebook


class Elements(HTMLParser):
    """Every element of a page, and every attribute."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[tuple[str, str]] = set()
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {(name, value or "") for name, value in attrs}


def report(status: Status = Status.GRADED, **more: object) -> SubmissionReport:
    finding = Finding(
        what="`layers` <b>",
        expected="2",
        found="\x1b[31m1",
        see="docker history x",
        next_step="Go.",
    )
    checks = (
        CheckReport(name="a", promise="It `is`.", outcome=Outcome.PASSED, points=1, max_points=1),
        CheckReport(
            name="b",
            promise="It shares.",
            outcome=Outcome.FAILED,
            points=0,
            max_points=1,
            finding=finding,
        ),
        CheckReport(
            name="c",
            promise="It holds.",
            outcome=Outcome.FAILED,
            points=0,
            max_points=1,
            finding=Finding(what="second", expected="1", found="2"),
        ),
    )
    exercise = ExerciseReport(
        exercise="03/share", title="Share", outcome=Outcome.FAILED, checks=checks
    )
    return SubmissionReport(
        course_version="0.1.0",
        submission="ada",
        learner="<ada>",
        lesson="03",
        status=status,
        points=1,
        max_points=3,
        exercises=(exercise,),
        content_sha256="0" * 64,
        started_at=datetime(2026, 5, 1, tzinfo=UTC),
        duration_s=1.5,
        **more,  # type: ignore[arg-type]
    )


def page(out: Path, notebook: NotebookNode | None, report: SubmissionReport) -> str:
    if notebook is not None:
        write_notebook(out, report.submission, notebook)
    write_feedback(out, report)
    return feedback_path(out, report.submission).read_text()


def printing(*outputs: NotebookNode) -> NotebookNode:
    return new_notebook(cells=[new_code_cell("show()", outputs=list(outputs))])


def test_feedback_tells_what_held_and_the_first_finding_only(tmp_path: Path) -> None:
    text = page(tmp_path, None, report())
    assert "1 of 3 points" in text and "It <code>is</code>." in text and "It holds." in text
    assert "expected 2, found \\x1b[31m1" in text
    assert "docker history x" in text and "Go." in text
    assert "second" not in text


def test_a_submission_without_a_grade_is_told_why_and_no_points(tmp_path: Path) -> None:
    text = page(tmp_path, None, report(Status.NOT_RUN, error="cell 3: it still ran. Next: mend"))
    assert "did not run to its end" in text and "cell 3: it still ran." in text
    assert "<strong>" not in text
    text = page(tmp_path, None, report(Status.LAB_BROKEN, error="/srv/labs: KeyError"))
    assert "not your fault" in text and "KeyError" not in text


@pytest.mark.parametrize("where", ["/srv/my inbox/ada.ipynb", "inbox/ada.ipynb", "ada.ipynb"])
def test_a_learner_is_not_told_where_submissions_lie(tmp_path: Path, where: str) -> None:
    error = f"{where}: no JSON. Next: use notebooks/03.ipynb"
    text = page(tmp_path, None, report(Status.NOT_RUN, error=error))
    assert ">ada.ipynb: no JSON. Next: use notebooks/03.ipynb<" in text


@pytest.mark.parametrize("html", HOSTILE_HTML)
def test_no_element_that_acts_is_left_of_hostile_html(tmp_path: Path, html: str) -> None:
    found = Elements(page(tmp_path, notebook_of(html), report()))
    acting = {"script", "img", "svg", "iframe", "object", "embed", "link", "base", "form", "a"}
    assert found.tags & acting == set()
    assert {name for name, _ in found.attributes if name.startswith("on")} == set()
    assert not any(word in value for _, value in found.attributes for word in ("evil", "script:"))
    assert sum(name == "style" for name, _ in found.attributes) == 0


def test_a_table_stays_a_table() -> None:
    html = clean_html(
        "<table class=x><tr><th scope=col colspan=2 rowspan=65534>a</th></tr></table>"
    )
    assert '<th scope="col" colspan="2">a</th>' in html and "class" not in html


def test_prose_keeps_its_shape_and_loses_its_links() -> None:
    html = clean_markdown("# Title\n\n*a* [b](//evil) ![c](//evil)\n\n<b onclick=x>d</b>")
    assert html.startswith("<p><strong>Title</strong></p>") and "<em>a</em> b" in html
    assert "evil" not in html and "<b>d</b>" in html


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\x1b[1;31mred\x1b[0m", "red"),
        ("\x1b]0;title\x07a\x1b]8;;http://evil\x1b\\b", "ab"),
        ("\x1b]52;c;never ended", ""),
        ("10%\r20%\rdone\r\nnext", "done\nnext"),
        ("a\x00\x08\x9b\u202eb\ud800", "a\\x00\\x08\\x9b\\u202eb\\ud800"),
        ("tab\tstays", "tab\tstays"),
    ],
)
def test_what_a_terminal_would_obey_is_dropped_or_written_out(text: str, shown: str) -> None:
    assert clean_text(text) == shown


def test_long_text_is_cut_and_says_so() -> None:
    assert clean_text("x" * 100, limit=10) == "x" * 10 + "\n[90 more characters are left out]"


@pytest.mark.parametrize(
    ("mime", "data"),
    [
        ("image/svg+xml", PNG),
        ("image/png", base64.b64encode(b"<svg onload=alert(1)>").decode()),
        ("image/png", 'x" onerror="alert(1)'),
        ("image/jpeg", PNG),
        ("image/png", None),
        ("image/png", "A" * 4_000_000),
    ],
)
def test_an_image_is_only_what_its_first_bytes_say(mime: str, data: object) -> None:
    assert image_source(mime, data) == ""
    assert image_source("image/png", PNG).startswith("data:image/png;base64,")


def test_a_page_has_a_limit_and_says_so(tmp_path: Path) -> None:
    flood = [new_output("stream", text="y" * 50_000) for _ in range(90)]
    cells = [cell for _ in range(10) for cell in printing(*flood).cells]
    text = page(tmp_path, new_notebook(cells=cells), report())
    assert len(text) < 1.2 * PAGE_LIMIT and "more in the notebook than this page holds" in text


def test_outputs_of_one_cell_have_a_limit_and_say_so(tmp_path: Path) -> None:
    outputs = [new_output("stream", text=str(number)) for number in range(1000)]
    write_notebook(tmp_path, "ada", printing(*outputs))
    (cell,) = shown_notebook(tmp_path, "ada").cells
    assert cell.outputs[-1].text == "[900 more outputs are left out]"


def test_a_broken_notebook_costs_the_page_nothing_else(tmp_path: Path) -> None:
    (tmp_path / "notebooks").mkdir()
    (tmp_path / "notebooks" / "ada.ipynb").write_text("no JSON")
    write_feedback(tmp_path, report())
    assert "1 of 3 points" in feedback_path(tmp_path, "ada").read_text()
