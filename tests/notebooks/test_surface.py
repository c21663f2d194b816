"""What a notebook calls, in a real Dockyard kernel: one line for each fault, no traceback."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from nbclient import NotebookClient
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_notebook

from grader import labels
from grader.course import load_course
from grader.labels import KERNELS

pytestmark = [pytest.mark.daemon, pytest.mark.notebook]

LABS = Path(__file__).resolve().parents[2] / "labs"
LESSON = load_course(LABS)[0]
EXERCISE = LESSON.exercises[0].name
OPEN = f'from labkit import *\nclient = open_lesson("{LESSON.id}")'
START = f'given = start("{EXERCISE}")'


def run(tmp_path: Path, *sources: str) -> list[NotebookNode]:
    """Runs cells in one kernel. Returns: the cells, with their outputs."""
    notebook = new_notebook(cells=[new_code_cell(source) for source in sources])
    client = NotebookClient(notebook, kernel_name=KERNELS["containerd"], timeout=60, allow_errors=True)
    client.execute(env={"DOCKYARD_LEARNER": "course", "DOCKYARD_STATE": str(tmp_path)})
    cells: list[NotebookNode] = notebook.cells
    return cells


def text(cell: NotebookNode) -> str:
    """What a cell showed, as text."""
    parts = []
    for output in cell.outputs:
        parts.append(output.get("text") or output.get("data", {}).get("text/plain") or "")
        parts.append("\n".join(output.get("traceback", ())))
    return "\n".join(part for part in parts if part)


def test_faults_are_one_card_and_no_traceback(tmp_path: Path) -> None:
    acts = ["check", "hint", "solution", "reset"]
    early, _, *cells = run(
        tmp_path, "from labkit import *\ncheck('x')", OPEN, *(f'{act}("nope")' for act in acts)
    )
    assert "no lesson is open" in text(early)
    for cell in [early, *cells]:
        assert [output.output_type for output in cell.outputs] == ["display_data"]
    assert all(EXERCISE in text(cell) for cell in cells)


def test_a_cell_that_cannot_start_stops_with_one_line(tmp_path: Path) -> None:
    lesson, _, exercise = run(
        tmp_path,
        'from labkit import *\nopen_lesson("99_none")',
        OPEN,
        'given = start("nope")\nprint("went on")',
    )
    for cell in (lesson, exercise):
        (output,) = cell.outputs
        assert output.output_type == "error"
        assert len(output.traceback) == 1
    assert EXERCISE in text(exercise)


def test_start_forgets_the_answer_of_before(tmp_path: Path) -> None:
    *_, said = run(tmp_path, OPEN, "answer = 5", START, "print('answer' in globals())")
    assert text(said).strip() == "False"


def test_a_cell_labels_for_its_own_exercise_and_later_cells_for_the_lesson(tmp_path: Path) -> None:
    create = f'print(client.containers.create("{labels.BUSYBOX_IMAGE}").labels)'
    _, answer, later = run(tmp_path, OPEN, f"{START}\n{create}", create)
    assert f"'{labels.EXERCISE}': '{LESSON.id}/{EXERCISE}'" in text(answer)
    assert labels.EXERCISE not in text(later)
    assert f"'{labels.LESSON}': '{LESSON.id}'" in text(later)


def test_a_reset_whose_set_up_fails_leaves_no_label_behind(tmp_path: Path) -> None:
    create = f'print(client.containers.create("{labels.BUSYBOX_IMAGE}").labels)'
    spoil = (
        "from dataclasses import replace\nfrom labkit.lesson import notebook\n"
        "lesson = notebook._Open.session.lesson\n"
        "bad = [replace(one, setup=lambda client, given: 1 / 0) for one in lesson.exercises]\n"
        "notebook._Open.session.lesson = replace(lesson, exercises=tuple(bad))"
    )
    *_, failed, later = run(tmp_path, OPEN, spoil, f'reset("{EXERCISE}")', create)
    assert "could not be set up" in text(failed)
    assert labels.EXERCISE not in text(later) and labels.LESSON in text(later)


def test_the_learner_chooses_what_a_restart_does(tmp_path: Path) -> None:
    _, kept, written, refused = run(
        tmp_path,
        "from labkit import on_restart",
        'on_restart("keep")',
        'print(open("/dy/on_restart").read())',
        'on_restart("never")',
    )
    assert "keeps this daemon" in text(kept)
    assert text(written).strip() == "keep"
    assert '"fresh" or "keep"' in text(refused)


def test_progress_reaches_the_host(tmp_path: Path) -> None:
    run(tmp_path, OPEN, START, f'check("{EXERCISE}")', f'hint("{EXERCISE}")')
    (file,) = tmp_path.iterdir()
    events = [json.loads(line) for line in file.read_text().splitlines()]
    assert [event["kind"] for event in events] == ["start", "check", "hint"]
    assert events[1]["outcome"] == "not attempted"


def test_where_no_button_can_be_pressed_a_check_is_its_card_alone(tmp_path: Path) -> None:
    _, _, checked, progress = run(tmp_path, OPEN, START, f'check("{EXERCISE}")', "status()")
    for cell in (checked, progress):
        assert [set(output.data) for output in cell.outputs] == [{"text/plain", "text/html"}]
