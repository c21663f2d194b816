"""Five questions in plain Python, once for every grader: the lesson in labs/ is the only source.

A notebook that a class hands in is made from the exercises' solutions; every second one makes a
known mistake in the first question, so that a grader has something to tell apart.
"""

from __future__ import annotations

from pathlib import Path

import nbformat
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from grader.course import Exercise, load_lesson

LABS = Path(__file__).parent / "labs"
LESSON = load_lesson(LABS / "01_five_questions")
KERNEL = {"name": "python3", "display_name": "Python 3", "language": "python"}


def has_mistake(learner: int) -> bool:
    return learner % 2 == 1


def require_points(found: float, learners: int) -> None:
    """Raises: RuntimeError, when a class did not get what it earns: then nothing was measured."""
    earned = LESSON.max_points * learners - sum(map(has_mistake, range(learners)))
    if found != earned:
        raise RuntimeError(f"the class got {found:g} points and earns {earned:g}")


def source(exercise: Exercise, learner: int) -> str:
    """What one learner wrote for an exercise."""
    wrong = has_mistake(learner) and exercise is LESSON.exercises[0]
    return exercise.wrongs[0].cell if wrong else exercise.solution


def expected(exercise: Exercise) -> object:
    """The right answer, as the solution finds it."""
    return exercise.run_cell(exercise.solution, None, exercise.given(b""))


def for_dockyard(learner: int) -> NotebookNode:
    """As our builder writes it: a mark on every answer and check."""
    opening = (
        "from labkit import check, hint, open_lesson, reset, solution, start\n\n"
        f'client = open_lesson("{LESSON.id}")'
    )
    cells = [new_code_cell(opening)]
    for one in LESSON.exercises:
        answer = f'given = start("{one.name}")\n\n{source(one, learner)}'
        cells += [
            new_markdown_cell(one.prompt, metadata=_mark(one, "prompt")),
            new_code_cell(answer, metadata=_mark(one, "answer")),
            new_code_cell(f'check("{one.name}")', metadata=_mark(one, "check")),
        ]
    notebook: NotebookNode = new_notebook(cells=cells, metadata={"dockyard": {"lesson": LESSON.id}})
    return notebook


def for_others(learner: int, *, nbgrader: bool = False) -> NotebookNode:
    """Each answer under a name of its own; with nbgrader's marks and test cells if asked for."""
    cells = []
    for one in LESSON.exercises:
        answer = f"{source(one, learner)}\n{one.name} = answer"
        test = f"assert {one.name} == {expected(one)!r}"
        cells += [new_markdown_cell(one.prompt)]
        if nbgrader:
            cells += [
                new_code_cell(answer, metadata=_nbgrader(one.name, solution=True)),
                new_code_cell(test, metadata=_nbgrader(f"test_{one.name}", solution=False)),
            ]
        else:
            cells += [new_code_cell(answer)]
    notebook: NotebookNode = new_notebook(cells=cells, metadata={"kernelspec": KERNEL})
    return notebook


def write(notebook: NotebookNode, path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    nbformat.write(notebook, path)
    return path


def _mark(exercise: Exercise, role: str) -> dict[str, object]:
    return {"dockyard": {"exercise": exercise.id, "role": role}}


def _nbgrader(grade_id: str, *, solution: bool) -> dict[str, object]:
    """What nbgrader's schema 3 wants on a cell: an answer, or a locked test worth a point."""
    test = {"points": 1} if not solution else {}
    flags = {"grade": not solution, "solution": solution, "locked": not solution, "task": False}
    return {"nbgrader": {"grade_id": grade_id, "schema_version": 3, **flags, **test}}
