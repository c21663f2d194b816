"""A lesson as a notebook, not yet run: prose and demonstrations, and three cells an exercise.

A cell's id comes from the heading above it or from its exercise, so that a cell put in elsewhere
changes no other's.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

import jupytext  # type: ignore[import-untyped]
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from grader.course import MARKER, Exercise, Lesson
from grader.labels import KERNELS, Store
from labkit.lesson import exercise_number
from labkit.machine import kernelspec

OPENING = """\
from labkit import check, hint, open_lesson, reset, solution, start

client = open_lesson("{lesson}")"""

KEPT_TAGS = {"raises-exception"}


def lesson_notebook(lesson: Lesson, *, solved: bool, course_version: str) -> NotebookNode:
    """The notebook of a lesson.

    Args:
        solved: whether an answer cell holds the solution or the starter.
    """
    cells = [_title(lesson, solved), new_code_cell(OPENING.format(lesson=lesson.id))]
    for cell in markdown_cells(lesson.text):
        name = MARKER.fullmatch(cell.source.strip())
        cells += exercise_cells(lesson, lesson.exercise(name[1]), solved) if name else [cell]
    metadata = {"lesson": lesson.id, "course_version": course_version}
    return as_notebook(cells, metadata, lesson.store)


def as_notebook(
    cells: Iterable[NotebookNode], metadata: dict[str, Any], store: Store = "containerd"
) -> NotebookNode:
    """Cells with ids, and in the Dockyard kernel of a store."""
    spec = {key: kernelspec(store)[key] for key in ("display_name", "language")}
    notebook: NotebookNode = new_notebook(
        cells=list(_with_ids(cells)),
        metadata={"dockyard": metadata, "kernelspec": {"name": KERNELS[store], **spec}},
    )
    return notebook


def markdown_cells(text: str) -> Iterator[NotebookNode]:
    """The cells of a jupytext Markdown page; a marker is a cell of its own."""
    for cell in jupytext.reads(text, fmt="md").cells:
        if cell.cell_type == "code":
            tags = sorted(KEPT_TAGS & set(cell.metadata.get("tags", ())))
            yield new_code_cell(cell.source, metadata={"tags": tags} if tags else {})
        else:
            for part in re.split(
                rf"({MARKER.pattern.replace('(', '(?:')})", cell.source, flags=re.M
            ):
                if part.strip():
                    yield new_markdown_cell(part.strip())


def exercise_cells(lesson: Lesson, exercise: Exercise, solved: bool) -> list[NotebookNode]:
    """Prompt, answer and check."""
    work = exercise.solution if solved else exercise.starter
    answer = f'given = start("{exercise.name}")\n\n{work}'.rstrip()
    return [
        new_markdown_cell(_prompt(lesson, exercise), metadata=_role(exercise, "prompt")),
        new_code_cell(answer, metadata=_role(exercise, "answer")),
        new_code_cell(f'check("{exercise.name}")', metadata=_role(exercise, "check")),
    ]


def _title(lesson: Lesson, solved: bool) -> NotebookNode:
    lines = [f"# {lesson.id.partition('_')[0]} · {lesson.title}"]
    if solved:
        lines.append("**Solved**: each exercise with one of its solutions, as it ran.")
    lines.append(
        f"<sub>Built from `labs/{lesson.id}/lesson.md`: edit there, then run "
        f"`./dockyard build {lesson.id}`.</sub>"
    )
    cell: NotebookNode = new_markdown_cell("\n\n".join(lines))
    return cell


def _prompt(lesson: Lesson, exercise: Exercise) -> str:
    promises = [f"- {check.promise} *({_points(check.points)})*" for check in exercise.checks]
    name = exercise.name
    return "\n\n".join(
        [
            f"## Exercise {exercise_number(lesson, exercise)} · {exercise.title}",
            exercise.prompt,
            "**What is checked**",
            "\n".join(promises),
            f'Stuck? `hint("{name}")` · Start over: `reset("{name}")` · '
            f'One way to do it: `solution("{name}")`',
        ]
    )


def _points(points: float) -> str:
    return f"{points:g} point{'' if points == 1 else 's'}"


def _role(exercise: Exercise, role: str) -> dict[str, Any]:
    return {"dockyard": {"exercise": exercise.id, "role": role}}


def _with_ids(cells: Iterable[NotebookNode]) -> Iterator[NotebookNode]:
    place, seen = "opening", dict[str, int]()
    for cell in cells:
        ours = cell.metadata.get("dockyard")
        if ours:
            cell.id = f"{ours['exercise'].partition('/')[2]}-{ours['role']}"[-64:]
        else:
            place = _heading(cell) or place
            seen[place] = seen.get(place, 0) + 1
            cell.id = f"{place}-{seen[place]}"
        yield cell


def _heading(cell: NotebookNode) -> str:
    """The first heading of a Markdown cell, as an id may spell it."""
    found = re.search(r"^#+ (.+)$", cell.source, re.M) if cell.cell_type == "markdown" else None
    return re.sub(r"[^a-z0-9]+", "-", found[1].lower()).strip("-")[:48] if found else ""
