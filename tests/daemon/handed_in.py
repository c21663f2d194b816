"""Notebooks as learners hand them in, made from labs without the builder.

So a test says in one line what was handed in: which work for which exercise, and what else.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_notebook

from grader.course import Exercise, Lesson, load_lesson

TINY_LABS = Path(__file__).parents[1] / "submissions" / "labs"
TINY = load_lesson(TINY_LABS / "01_tiny")


def mark(exercise: Exercise, role: str) -> dict[str, Any]:
    return {"dockyard": {"exercise": exercise.id, "role": role}}


def answer_source(exercise: Exercise, cell: str) -> str:
    return f'given = start("{exercise.name}")\n\n{cell}'


def answer_cell(exercise: Exercise, cell: str) -> NotebookNode:
    return new_code_cell(answer_source(exercise, cell), metadata=mark(exercise, "answer"))


def check_cell(exercise: Exercise) -> NotebookNode:
    return new_code_cell(f'check("{exercise.name}")', metadata=mark(exercise, "check"))


def opening(lesson: Lesson) -> NotebookNode:
    return new_code_cell(
        "from labkit import check, hint, open_lesson, reset, solution, start\n\n"
        f'client = open_lesson("{lesson.id}")'
    )


def notebook(cells: Iterable[NotebookNode], lesson: Lesson = TINY) -> NotebookNode:
    return new_notebook(
        cells=[opening(lesson), *cells],
        metadata={"dockyard": {"lesson": lesson.id, "course_version": "0.1.0"}},
    )


def solved(lesson: Lesson = TINY, instead: Mapping[str, str] | None = None) -> NotebookNode:
    """Every exercise solved; `instead` says by exercise name which known mistake to make."""
    cells = []
    for exercise in lesson.exercises:
        mistake = (instead or {}).get(exercise.name, "")
        cells_by_name = {wrong.name: wrong.cell for wrong in exercise.wrongs}
        cells += [answer_cell(exercise, cells_by_name.get(mistake, exercise.solution))]
        cells += [check_cell(exercise)]
    return notebook(cells, lesson)


def hand_in(notebook: NotebookNode, path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    nbformat.write(notebook, path)
    return path
