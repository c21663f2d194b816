"""A submitted file may hold anything: what cannot be run is one clear line."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from grader.errors import SubmissionError
from grader.grading.one.submitted_notebook import (
    SIZE_LIMIT_BYTES,
    SubmittedNotebook,
    parse_notebook,
    read_content,
)

LESSONS = ("03_layers", "04_build")


def notebook(*cells: dict[str, Any], **parts: Any) -> dict[str, Any]:
    return {
        "nbformat": 4,
        "nbformat_minor": 5,
        "metadata": {"dockyard": {"lesson": "03_layers"}},
        "cells": list(cells),
        **parts,
    }


def code(source: str = "1 + 1", **parts: Any) -> dict[str, Any]:
    cell = {
        "cell_type": "code",
        "id": "one",
        "source": source,
        "metadata": {},
        "outputs": [],
        "execution_count": None,
    }
    return {**cell, **parts}


def mark(exercise: object, role: object = "answer") -> dict[str, Any]:
    return {"dockyard": {"exercise": exercise, "role": role}}


def parse(data: object, name: str = "ada.ipynb") -> SubmittedNotebook:
    content = data if isinstance(data, bytes) else json.dumps(data).encode()
    return parse_notebook(content, Path(name), LESSONS)


BROKEN = {
    "no JSON": (b"%PDF-1.7", "not JSON"),
    "binary": (b"\x89PNG\r\n\x1a\n\0\0", "not JSON"),
    "cut short": (json.dumps(notebook(code())).encode()[:-20], "not JSON"),
    "too deep": (b"[" * 200_000, "nested too deep"),
    "a million lists": (b'{"nbformat": 4, "x": [' + b"{}," * 1_000_000, "lists and dicts"),
    "half a character": (notebook(code("'\ud800'")), "not JSON"),
    "a number too long": (b'{"nbformat": ' + b"9" * 10_000 + b"}", "not JSON"),
    "other JSON": ({"rows": []}, "no notebook"),
    "a list": ([1, 2], "no notebook"),
    "a format of the future": (notebook(code(), nbformat=99), "format 99"),
    "a format that is no number": (notebook(code(), nbformat="4"), "format '4'"),
    "no cells": (notebook(), "no cells"),
    "no list of cells": (notebook(code()) | {"cells": None}, "broken"),
    "cells that are none": (notebook() | {"cells": [1, "x"]}, "broken"),
    "a cell without text": (notebook(code(source=None)), "broken"),
    "a cell of no kind": (notebook(code(cell_type="spell")), "neither code nor text"),
    "no lesson": (notebook(code(), metadata={}), "of no lesson"),
    "an unknown lesson": (
        notebook(code(), metadata={"dockyard": {"lesson": "../../etc"}}),
        "of no lesson",
    ),
    "a mark of no role": (notebook(code(metadata=mark("03_layers/x", "judge"))), "broken"),
    "a mark of no name": (notebook(code(metadata=mark(7))), "broken"),
    "a version 3 that is none": ({"nbformat": 3, "metadata": {}, "worksheets": 7}, "broken"),
}


@pytest.mark.parametrize("case", BROKEN)
def test_what_is_no_notebook_of_the_course_is_one_clear_line(case: str) -> None:
    data, fault = BROKEN[case]
    with pytest.raises(SubmissionError) as raised:
        parse(data)
    line = str(raised.value)
    assert fault in line
    assert line.startswith("ada.ipynb")
    assert "Next: " in line
    assert "\n" not in line
    assert len(line) < 500


def test_the_kernel_that_a_notebook_names_does_not_matter() -> None:
    metadata = {"dockyard": {"lesson": "03_layers"}, "kernelspec": {"name": "klingon"}}
    parsed = parse(notebook(code(), metadata=metadata))
    assert parsed.notebook.metadata.kernelspec.name == "dockyard"


def test_a_lesson_is_told_by_its_exercises_or_by_the_name_of_the_file() -> None:
    assert parse(notebook(code(metadata=mark("04_build/x")), metadata={})).lesson == "04_build"
    assert parse(notebook(code(), metadata={}), "ada__04_build.ipynb").lesson == "04_build"
    assert parse(notebook(code(), metadata={}), "04_build.ipynb").lesson == "04_build"


def test_nothing_but_text_and_marks_is_taken_over() -> None:
    metadata = {"tags": ["raises-exception"], **mark("03_layers/x")}
    metadata["dockyard"]["points"] = 99
    output = {"output_type": "stream", "name": "stdout", "text": "5 of 5"}
    parsed = parse(notebook(code(metadata=metadata, outputs=[output], execution_count=7)))
    (cell,) = parsed.notebook.cells
    assert cell.metadata == mark("03_layers/x")
    assert cell.outputs == [] and cell.execution_count is None
    assert parsed.marks[0] is not None and parsed.marks[0].role == "answer"


def test_cell_ids_that_are_none_or_come_twice_are_made_anew() -> None:
    cells = [code(), code(), code(id="x" * 99), code(id="../.."), code(id="anew-2")]
    ids = [cell.id for cell in parse(notebook(*cells)).notebook.cells]
    assert ids == ["one", "anew-2", "anew-3", "anew-4", "anew-5"]


def test_an_older_notebook_format_is_read() -> None:
    cell = {"cell_type": "code", "language": "python", "input": "1", "outputs": [], "metadata": {}}
    old = {
        "nbformat": 3,
        "nbformat_minor": 0,
        "metadata": {"dockyard": {"lesson": "03_layers"}},
        "worksheets": [{"cells": [cell], "metadata": {}}],
    }
    assert parse(old).notebook.cells[0].source == "1"


def make_link(path: Path) -> None:
    path.symlink_to("/etc/hostname")


def make_empty(path: Path) -> None:
    path.write_text(" \n")


def make_huge(path: Path) -> None:
    with path.open("wb") as file:
        file.truncate(SIZE_LIMIT_BYTES + 1)


FILES: dict[str, tuple[Callable[[Path], object], str]] = {
    "a link": (make_link, "symbolic link"),
    "an empty file": (make_empty, "empty"),
    "a huge file": (make_huge, "larger than 20 MiB"),
    "a pipe": (os.mkfifo, "no ordinary file"),
    "a folder": (Path.mkdir, "no ordinary file"),
    "nothing": (lambda path: None, "No such file"),
}


@pytest.mark.parametrize("case", FILES)
def test_what_is_no_ordinary_file_is_one_clear_line(case: str, tmp_path: Path) -> None:
    make, fault = FILES[case]
    path = tmp_path / "ada.ipynb"
    make(path)
    with pytest.raises(SubmissionError, match=fault) as raised:
        read_content(path)
    assert str(path) in str(raised.value)
