"""A lesson composed into a notebook."""

from __future__ import annotations

import shutil
from pathlib import Path

import nbformat
import pytest
from nbformat import NotebookNode

from grader.course import Lesson, load_lesson
from grader.errors import ContentError
from labkit.authoring.lesson_notebook import lesson_notebook, markdown_cells
from labkit.authoring.start_page import start_notebook

TINY = Path(__file__).parents[1] / "tiny_course"


@pytest.fixture
def lesson() -> Lesson:
    return load_lesson(TINY / "01_tiny")


def compose(lesson: Lesson, *, solved: bool = False) -> NotebookNode:
    return lesson_notebook(lesson, solved=solved, course_version="1.2.3")


def cell(notebook: NotebookNode, cell_id: str) -> NotebookNode:
    return next(cell for cell in notebook.cells if cell.id == cell_id)


def test_it_is_a_valid_notebook_of_the_dockyard_kernel(lesson: Lesson) -> None:
    notebook = compose(lesson)
    nbformat.validate(notebook)
    assert notebook.metadata.kernelspec.name == "dockyard"
    assert notebook.metadata.dockyard == {"lesson": "01_tiny", "course_version": "1.2.3"}


def test_the_first_cell_says_where_to_edit(lesson: Lesson) -> None:
    assert "labs/01_tiny/lesson.md" in compose(lesson).cells[0].source
    assert compose(lesson).cells[0].source.startswith("# 01 · A tiny lesson")


def test_the_first_code_cell_opens_the_lesson(lesson: Lesson) -> None:
    assert 'client = open_lesson("01_tiny")' in compose(lesson).cells[1].source


def test_each_exercise_has_prompt_answer_and_check_in_place(lesson: Lesson) -> None:
    roles = [
        (cell.metadata.dockyard.exercise, cell.metadata.dockyard.role)
        for cell in compose(lesson).cells
        if "dockyard" in cell.metadata
    ]
    names = ["01_tiny/leave_a_note", "01_tiny/count_the_layers"]
    assert roles == [(name, role) for name in names for role in ("prompt", "answer", "check")]


def test_the_prompt_lists_promises_and_points(lesson: Lesson) -> None:
    prompt = cell(compose(lesson), "leave_a_note-prompt").source
    assert prompt.startswith("## Exercise 1.1 · Leave a note")
    assert "- The container has ended, with exit code 0. *(2 points)*" in prompt


def test_the_answer_is_the_starter_or_the_solution(lesson: Lesson) -> None:
    starter = cell(compose(lesson), "leave_a_note-answer").source
    solved = cell(compose(lesson, solved=True), "leave_a_note-answer").source
    assert starter == 'given = start("leave_a_note")'
    assert solved.startswith('given = start("leave_a_note")\n\nclient.containers.run(')


def test_text_between_exercises_stays_between_them(lesson: Lesson) -> None:
    ids = [cell.id for cell in compose(lesson).cells]
    between = ids.index("your-turn-2")
    assert ids[between - 1] == "leave_a_note-check"
    assert ids[between + 1] == "count_the_layers-prompt"


def test_a_new_cell_changes_only_the_ids_of_its_own_section(lesson: Lesson, tmp_path: Path) -> None:
    before = [cell.id for cell in compose(lesson).cells]
    shutil.copytree(TINY, tmp_path / "labs")
    page = tmp_path / "labs" / "01_tiny" / "lesson.md"
    page.write_text(page.read_text().replace("Ask the daemon.", "Ask.\n\n```python\n1\n```\n"))
    after = [cell.id for cell in compose(load_lesson(page.parent)).cells]
    assert set(after) - set(before) == {"a-first-look-3"}
    assert set(before) <= set(after)


def test_ids_are_unique(lesson: Lesson) -> None:
    ids = [cell.id for cell in compose(lesson).cells]
    assert len(ids) == len(set(ids))


def test_only_known_tags_are_kept() -> None:
    (kept,) = markdown_cells('```python tags=["raises-exception", "skip"]\n1/0\n```\n')
    assert kept.metadata == {"tags": ["raises-exception"]}


def test_a_code_block_of_another_language_stays_text() -> None:
    (text,) = markdown_cells("```mermaid\nflowchart LR\n```\n")
    assert text.cell_type == "markdown"


def test_the_start_page_lists_the_lessons(lesson: Lesson) -> None:
    notebook = start_notebook(TINY / "start.md", [lesson], course_version="1")
    assert "| [01 · A tiny lesson](01_tiny.ipynb) | 2 | 4 |" in notebook.cells[0].source


def test_a_start_page_without_a_list_is_refused(lesson: Lesson, tmp_path: Path) -> None:
    page = tmp_path / "start.md"
    page.write_text("# Start\n")
    with pytest.raises(ContentError, match="needs one"):
        start_notebook(page, [lesson], course_version="1")
