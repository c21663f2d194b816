"""The course as a map: every lesson and exercise, how it stands, and a link to its place.

A link is a plain one, to the notebook beside this one and the exercise's first cell in it; live.js
has JupyterLab open it. Takes facts and knows no file.
"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from grader.report import points_text
from labkit.lesson.progress import ExerciseProgress, LessonProgress, status_card
from labkit.visual.kit import Card, Tone, frame

MARKS = {"passed": "✓", "begun": "…", "not started": ""}


def course_map(rows: Sequence[LessonProgress]) -> Card:
    """The map. Its text is that of the progress table; its HTML has the act refresh."""
    total = points_text(sum(row.points for row in rows), sum(row.max_points for row in rows))
    head = "".join(f'<th scope="col">{name}</th>' for name in ("Lesson", "Exercises", "Points"))
    body = (
        f"<p>{_next(rows)}</p>"
        f'<table class="dockyard-map"><thead><tr>{head}</tr></thead>'
        f"<tbody>{''.join(map(_row, rows))}</tbody></table>"
        '<p><span aria-hidden="true">✓ passed &nbsp; … begun</span></p>'
        '<button type="button" data-act="refresh">Look again</button> <code>status()</code>'
    )
    return Card(status_card(rows).text, frame(f"Your progress: {total}", body, Tone.PLAIN))


def _next(rows: Sequence[LessonProgress]) -> str:
    ahead = (
        (row, exercise) for row in rows for exercise in row.exercises if exercise.state != "passed"
    )
    found = next(ahead, None)
    if found is None:
        return "Nothing is left to do." if rows else "There are no lessons here yet."
    row, exercise = found
    named = f"{exercise.number} {exercise.title}"
    return f"Next: {_link(row, named, exercise)}, in {escape(row.title)}."


def _row(row: LessonProgress) -> str:
    chips = "".join(_chip(row, exercise) for exercise in row.exercises)
    points = f"{row.points:g} of {row.max_points:g}"
    return (
        f'<tr><th scope="row">{_link(row, row.title)}</th>'
        f'<td><ul class="dockyard-chips">{chips}</ul></td><td>{points}</td></tr>'
    )


def _chip(row: LessonProgress, exercise: ExerciseProgress) -> str:
    said = f"{exercise.number} {exercise.title}: {exercise.state}"
    mark = MARKS[exercise.state]
    text = f"{exercise.number} {mark}".strip()
    kind = exercise.state.replace(" ", "-")
    return f'<li class="dockyard-{kind}">{_link(row, text, exercise, said)}</li>'


def _link(
    row: LessonProgress, text: str, exercise: ExerciseProgress | None = None, said: str = ""
) -> str:
    target = f"{row.id}.ipynb" + (f"#cell-id={_prompt_cell(exercise.id)}" if exercise else "")
    spoken = f' aria-label="{escape(said)}" title="{escape(said)}"' if said else ""
    return f'<a data-notebook href="{escape(target)}"{spoken}>{escape(text)}</a>'


def _prompt_cell(exercise: str) -> str:
    """The id of the cell that an exercise begins with, as labkit.authoring gives it."""
    return f"{exercise.partition('/')[2]}-prompt"[-64:]
