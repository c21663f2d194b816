"""What the builder decides without running a notebook."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from nbformat.v4 import new_notebook

from grader.errors import ContentError
from grader.report import Outcome
from labkit.authoring.builder import Built, require_outcomes
from labkit.authoring.execute import Executed
from labkit.authoring.pages import Page, Trees, pages
from labkit.kernel_side.events import Event

TINY = Path(__file__).parents[1] / "tiny_course"
NOTE, COUNT = "01_tiny/leave_a_note", "01_tiny/count_the_layers"


@pytest.fixture
def trees(tmp_path: Path) -> Trees:
    return Trees(TINY, tmp_path / "notebooks", tmp_path / "solutions")


@pytest.fixture
def found(trees: Trees) -> list[Page]:
    return pages(trees)


def executed(**outcomes: Outcome) -> Executed:
    checks = [
        Event(kind="check", exercise=f"01_tiny/{name}", outcome=outcome)
        for name, outcome in outcomes.items()
    ]
    return Executed(new_notebook(), tuple(checks))


def test_a_lesson_is_two_pages_and_the_start_page_is_one(found: list[Page]) -> None:
    assert [f"{page.target.parent.name}/{page.target.name}" for page in found] == [
        "notebooks/01_tiny.ipynb",
        "solutions/01_tiny.ipynb",
        "notebooks/start.ipynb",
    ]


def test_pages_are_chosen_by_name(trees: Trees) -> None:
    assert {page.name for page in pages(trees, ["start"])} == {"start"}


def test_an_unknown_lesson_is_refused_with_the_known_ones(trees: Trees) -> None:
    with pytest.raises(ContentError, match=r"02_none: no such lesson.*01_tiny, start"):
        pages(trees, ["02_none"])


def test_a_lesson_that_is_not_asked_for_may_be_half_written(trees: Trees, tmp_path: Path) -> None:
    labs = shutil.copytree(TINY, tmp_path / "labs")
    (labs / "02_half").mkdir()
    (labs / "02_half" / "lesson.md").write_text("no front matter")
    assert len(pages(replace(trees, labs=labs), ["01_tiny"])) == 2
    with pytest.raises(ContentError, match="02_half"):
        pages(replace(trees, labs=labs))


def test_what_is_stored_is_compared_whole(found: list[Page]) -> None:
    page = found[0]
    assert Built(page, "new\n").diff
    page.target.parent.mkdir()
    page.target.write_text("new\n")
    assert Built(page, "new\n").diff == ""
    assert "-new\n+other\n" in Built(page, "other\n").diff


def test_solved_pages_must_pass(found: list[Page]) -> None:
    solved = found[1]
    passed = {"leave_a_note": Outcome.PASSED, "count_the_layers": Outcome.PASSED}
    require_outcomes(solved, executed(**passed))
    with pytest.raises(ContentError, match=r"count_the_layers\.py.*`failed`"):
        require_outcomes(solved, executed(**{**passed, "count_the_layers": Outcome.FAILED}))


def test_starters_must_earn_nothing(found: list[Page]) -> None:
    untried = {"leave_a_note": Outcome.NOT_ATTEMPTED, "count_the_layers": Outcome.NOT_ATTEMPTED}
    require_outcomes(found[0], executed(**untried))
    with pytest.raises(ContentError, match=r"leave_a_note\.py.*`passed`"):
        require_outcomes(found[0], executed(**{**untried, "leave_a_note": Outcome.PASSED}))


def test_a_check_that_never_ran_is_no_pass(found: list[Page]) -> None:
    with pytest.raises(ContentError, match="`nothing`"):
        require_outcomes(found[1], executed())
