"""`./dockyard new`: a stub that loads, that the linter wants filled in; nothing overwritten."""

from __future__ import annotations

from pathlib import Path

import pytest

from grader.course import load_exercise
from grader.errors import ContentError
from labkit.authoring import new_exercise
from labkit.authoring.lint import lint_course
from labkit.authoring.lint_source import TO_FILL_IN


def test_stub_loads_with_every_part(tmp_path: Path) -> None:
    exercise = load_exercise(new_exercise("30_new", "first_try", tmp_path))
    assert exercise.id == "30_new/first_try"
    assert len(exercise.hints) == len(exercise.wrongs) == 3
    assert len(exercise.rights) == 2
    assert exercise.max_points == 2


def test_linter_asks_for_each_part_to_be_filled_in_and_for_nothing_else(tmp_path: Path) -> None:
    path = new_exercise("30_new", "first_try", tmp_path)
    found = [(error.where, error.what) for error in lint_course(tmp_path)]
    expected = [
        (f"{file}:{number}", "still to be filled in")
        for file in (path.with_name("lesson.md"), path)
        for number, line in enumerate(file.read_text().splitlines(), start=1)
        if TO_FILL_IN in line
    ]
    assert found == expected
    assert len(expected) == 18


def test_filled_in_stub_has_no_fault(tmp_path: Path) -> None:
    path = new_exercise("30_new", "first_try", tmp_path)
    for file in (path, path.with_name("lesson.md")):
        file.write_text(file.read_text().replace(TO_FILL_IN, "Something"))
    assert [str(error) for error in lint_course(tmp_path)] == []


def test_second_exercise_comes_after_the_first_on_the_page(tmp_path: Path) -> None:
    page = new_exercise("30_new", "first_try", tmp_path).with_name("lesson.md")
    new_exercise("30_new", "second_try", tmp_path)
    lines = [line for line in page.read_text().splitlines() if line.startswith("<!--")]
    assert lines == ["<!-- exercise: first_try -->", "<!-- exercise: second_try -->"]


def test_marker_stands_before_the_closing_words_where_more_of_them_may_be(tmp_path: Path) -> None:
    """As on a finished page: behind the marker are words that may not stand between two cells."""
    page = new_exercise("30_new", "first_try", tmp_path).with_name("lesson.md")
    closing = "## What you learnt\n\n" + "One word more. " * 70
    page.write_text(f"{page.read_text()}\n\n{closing}\n")
    new_exercise("30_new", "second_try", tmp_path)
    lines = page.read_text().splitlines()
    at = lines.index("<!-- exercise: second_try -->")
    assert lines.index("<!-- exercise: first_try -->") < at < lines.index("## What you learnt")
    assert not [error for error in lint_course(tmp_path) if "words" in error.what]


def test_marker_that_stands_on_the_page_is_not_doubled(tmp_path: Path) -> None:
    page = tmp_path / "30_new" / "lesson.md"
    page.parent.mkdir()
    page.write_text("---\ntitle: New\n---\n\n<!-- exercise: first_try -->\n")
    new_exercise("30_new", "first_try", tmp_path)
    assert page.read_text().count("<!--") == 1


def test_existing_exercise_is_not_overwritten(tmp_path: Path) -> None:
    path = new_exercise("30_new", "first_try", tmp_path)
    path.write_text("mine")
    with pytest.raises(ContentError, match=r"already.*Next: .*\./dockyard new 30_new NAME"):
        new_exercise("30_new", "first_try", tmp_path)
    assert path.read_text() == "mine"


@pytest.mark.parametrize(
    ("lab", "exercise"),
    [("layers", "one"), ("03_Layers", "one"), ("../03_x", "one"), ("03_x", "a-b"), ("03_x", "if")],
)
def test_name_that_cannot_be_one_is_refused(lab: str, exercise: str, tmp_path: Path) -> None:
    with pytest.raises(ContentError, match="is called like"):
        new_exercise(lab, exercise, tmp_path)
    assert list(tmp_path.iterdir()) == []
