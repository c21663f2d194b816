"""The course's first page as a notebook, with the list of its lessons."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from nbformat import NotebookNode

from grader.course import Lesson
from grader.errors import ContentError
from labkit.authoring.lesson_notebook import as_notebook, markdown_cells

MARKER = "<!-- lessons -->"


def start_notebook(page: Path, course: Sequence[Lesson], *, course_version: str) -> NotebookNode:
    """The notebook of labs/start.md, with the list where its marker stands.

    Raises:
        ContentError: the page has no place for the list.
    """
    text = page.read_text()
    if text.count(MARKER) != 1:
        raise ContentError(
            f"the list of lessons has {text.count(MARKER)} places to stand, and needs one",
            where=str(page),
            next_step=f"write one line {MARKER}",
        )
    cells = markdown_cells(text.replace(MARKER, lesson_list(course)))
    return as_notebook(cells, {"course_version": course_version})


def lesson_list(course: Sequence[Lesson]) -> str:
    """A table with a link to each lesson's notebook, which lies beside the start page."""
    rows = [
        f"| [{lesson.id.partition('_')[0]} · {lesson.title}]({lesson.id}.ipynb) "
        f"| {len(lesson.exercises)} | {lesson.max_points:g} |"
        for lesson in course
    ]
    return "\n".join(["| Lesson | Exercises | Points |", "| :-- | --: | --: |", *rows])
