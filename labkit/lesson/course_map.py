"""The course as a map: every lesson and exercise, how it stands, and a link to its place.

A link is a plain one, to the notebook beside this one and the exercise's first cell in it; live.js
has JupyterLab open it. Takes facts and knows no file.
"""

from __future__ import annotations

from collections.abc import Sequence

from grader.report import points_text
from labkit.lesson.progress import TITLE, ExerciseProgress, LessonProgress, status
from labkit.visual.kit import Card, Content, nodes

MARKS = {"passed": "✓", "begun": "…", "not started": ""}


def course_map(rows: Sequence[LessonProgress]) -> Card:
    """The map. Its text is that of the progress table; its HTML has the act refresh."""
    total = points_text(sum(row.points for row in rows), sum(row.max_points for row in rows))
    lessons = [*map(_row, rows)]
    drawn = (
        nodes.Line(_next(rows)),
        nodes.StyledTable(("Lesson", "Exercises", "Points"), lessons, kind="dockyard-map"),
        nodes.Line("✓ passed   … begun"),
        nodes.Button("Look again", "refresh"),
        " ",
        nodes.Code("status()"),
    )
    return Card.of(nodes.Frame(f"{TITLE}: {total}", nodes.Both(status(rows), drawn), told=TITLE))


def _next(rows: Sequence[LessonProgress]) -> Content:
    ahead = (
        (row, exercise) for row in rows for exercise in row.exercises if exercise.state != "passed"
    )
    found = next(ahead, None)
    if found is None:
        return "Nothing is left to do." if rows else "There are no lessons here yet."
    row, exercise = found
    named = f"{exercise.number} {exercise.title}"
    return "Next: ", _link(row, named, exercise), f", in {row.title}."


def _row(row: LessonProgress) -> list[Content]:
    chips = nodes.Chips([_chip(row, exercise) for exercise in row.exercises])
    return [_link(row, row.title), chips, f"{row.points:g} of {row.max_points:g}"]


def _chip(row: LessonProgress, exercise: ExerciseProgress) -> tuple[str, nodes.Link]:
    said = f"{exercise.number} {exercise.title}: {exercise.state}"
    text = f"{exercise.number} {MARKS[exercise.state]}".strip()
    return exercise.state.replace(" ", "-"), _link(row, text, exercise, said)


def _link(
    row: LessonProgress, text: str, exercise: ExerciseProgress | None = None, said: str = ""
) -> nodes.Link:
    target = f"{row.id}.ipynb" + (f"#cell-id={_prompt_cell(exercise.id)}" if exercise else "")
    return nodes.Link(text, target, said)


def _prompt_cell(exercise: str) -> str:
    """The id of the cell that an exercise begins with, as labkit.authoring gives it."""
    return f"{exercise.partition('/')[2]}-prompt"[-64:]
