"""The course as a map of links and states."""

from __future__ import annotations

from pathlib import Path

import pytest

from grader.course import Lesson, load_course
from grader.report import Outcome
from labkit.authoring.lesson_notebook import lesson_notebook
from labkit.kernel_side.events import Event
from labkit.lesson import course_map
from labkit.lesson.progress import course_progress, status_card

TINY = Path(__file__).parents[1] / "tiny_course"
NOTE = "01_tiny/leave_a_note"
PASSED = Event(kind="check", exercise=NOTE, outcome=Outcome.PASSED, points=3)


@pytest.fixture
def course() -> tuple[Lesson, ...]:
    return load_course(TINY)


def test_its_text_is_the_progress_table(course: tuple[Lesson, ...]) -> None:
    rows = course_progress(course, [PASSED])
    assert course_map(rows).text == status_card(rows).text


def test_states_are_words_for_those_who_do_not_see_marks(course: tuple[Lesson, ...]) -> None:
    done = [PASSED, Event(kind="hint", exercise="01_tiny/count_the_layers")]
    html = course_map(course_progress(course, done)).html
    assert 'aria-label="1.1 Leave a note: passed"' in html
    assert 'aria-label="1.2 Count the layers: begun"' in html


def test_the_next_step_is_the_first_that_has_not_passed(course: tuple[Lesson, ...]) -> None:
    html = course_map(course_progress(course, [PASSED])).html
    assert "Next: <a" in html and ">1.2 Count the layers</a>, in 01 · A tiny lesson." in html


def test_links_lead_to_cells_that_are_there(course: tuple[Lesson, ...]) -> None:
    html = course_map(course_progress(course, [])).html
    notebook = lesson_notebook(course[0], solved=False, course_version="")
    for cell in notebook.cells:
        if cell.metadata.get("dockyard", {}).get("role") == "prompt":
            assert f'href="01_tiny.ipynb#cell-id={cell.id}"' in html


def test_no_lessons_is_no_fault() -> None:
    assert "There are no lessons here yet." in course_map([]).html
