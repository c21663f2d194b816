"""Reads a submitted notebook as what it is: a file that anybody may have written.

What comes out is rebuilt, not passed on: cells with their text and the exercise that they belong
to. Stored outputs, tags, attachments and the named kernel stay behind. Runs nothing.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import stat
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from nbformat import NotebookNode
from nbformat.converter import convert
from nbformat.reader import reads
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_raw_cell
from pydantic import BaseModel, Field, ValidationError

from grader.errors import SubmissionError

SIZE_LIMIT_BYTES = 20 * 1024 * 1024
CELLS_LIMIT = 2000
LISTS_LIMIT = 1_000_000
"""Lists and dicts in all of a file: each takes some hundred bytes of memory for two of text."""

SAVE_AGAIN = "open it in JupyterLab, save it, and submit that file"
KERNELSPEC = {"name": "dockyard", "display_name": "Dockyard", "language": "python"}
CELL_ID = re.compile(r"(?!anew-)[A-Za-z0-9_-]{1,64}")
MAKERS: dict[str, Any] = {"code": new_code_cell, "markdown": new_markdown_cell, "raw": new_raw_cell}


class Mark(BaseModel):
    """What the builder wrote on a cell: its exercise, and what the cell is there for."""

    exercise: str = Field(max_length=200)
    role: Literal["prompt", "answer", "check"]


@dataclass(frozen=True)
class SubmittedNotebook:
    """A notebook to run, and for each of its cells the mark on it or None."""

    notebook: NotebookNode
    marks: tuple[Mark | None, ...]
    lesson: str
    content_sha256: str


def read_content(path: Path) -> bytes:
    """The bytes of a submitted file.

    Raises:
        SubmissionError: a link, no ordinary file, too large, empty, or closed to us.
    """
    with os.fdopen(_open(path), "rb") as file:
        content = file.read(SIZE_LIMIT_BYTES + 1)
    if len(content) > SIZE_LIMIT_BYTES:
        raise SubmissionError(
            f"larger than {SIZE_LIMIT_BYTES // 1024**2} MiB",
            where=str(path),
            next_step="clear its outputs, save it, and submit it again",
        )
    if not content.strip():
        raise SubmissionError("the file is empty", where=str(path), next_step=SAVE_AGAIN)
    return content


def _open(path: Path) -> int:
    """A descriptor: a link could name any file of this machine, a pipe would wait for ever."""
    handle, fault = -1, "no ordinary file"
    try:
        handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
        if stat.S_ISREG(os.fstat(handle).st_mode):
            return handle
        os.close(handle)
    except OSError as error:
        fault = str(error.strerror)
        if path.is_symlink():
            fault = "a symbolic link, which is not followed"
    raise SubmissionError(fault, where=str(path), next_step="submit the notebook file itself")


def parse_notebook(content: bytes, path: Path, lessons: Collection[str]) -> SubmittedNotebook:
    """The notebook in a submitted file.

    Args:
        path: where it came from; its name decides the lesson when nothing else does.
        lessons: the ids of the course's lessons.

    Raises:
        SubmissionError: no JSON, no notebook of a known format, no cells, or of no lesson.
    """
    submitted = _cells(_notebook(content, path), path)
    marks = tuple(_mark(cell, path, number) for number, cell in enumerate(submitted.cells, 1))
    lesson = _lesson(submitted, marks, path, lessons)
    return SubmittedNotebook(
        notebook=new_notebook(
            cells=_rebuilt(submitted.cells, marks),
            metadata={"dockyard": {"lesson": lesson}, "kernelspec": KERNELSPEC},
        ),
        marks=marks,
        lesson=lesson,
        content_sha256=hashlib.sha256(content).hexdigest(),
    )


def _notebook(content: bytes, path: Path) -> NotebookNode:
    if content.count(b"{") + content.count(b"[") > LISTS_LIMIT:
        raise SubmissionError(
            f"more than {LISTS_LIMIT} lists and dicts",
            where=str(path),
            next_step="clear its outputs, save it, and submit it again",
        )
    try:
        text = content.decode("utf-8-sig")
        data = json.loads(text)
        # Half a surrogate pair passes as JSON but can be neither stored nor sent.
        json.dumps(data, ensure_ascii=False).encode()
    except (ValueError, RecursionError) as error:
        reason = "nested too deep" if isinstance(error, RecursionError) else _first_line(error)
        raise SubmissionError(
            f"not JSON: {reason}", where=str(path), next_step=SAVE_AGAIN
        ) from error
    major = data.get("nbformat") if isinstance(data, dict) else None
    if major not in (3, 4) or isinstance(major, bool):
        what = (
            "JSON, but no notebook" if major is None else f"notebook format {major!r}, not 3 or 4"
        )
        raise SubmissionError(what[:200], where=str(path), next_step=SAVE_AGAIN)
    try:
        converted: NotebookNode = convert(reads(text), 4)
        return converted
    except Exception as error:
        # nbformat trusts the shape of what it reads, and fails with whatever comes of it.
        raise SubmissionError(
            f"a broken notebook: {type(error).__name__}: {_first_line(error)}",
            where=str(path),
            next_step=SAVE_AGAIN,
        ) from error


def _cells(notebook: NotebookNode, path: Path) -> NotebookNode:
    cells = notebook.get("cells")
    if not isinstance(cells, list) or not cells:
        raise SubmissionError("it has no cells", where=str(path), next_step=SAVE_AGAIN)
    if len(cells) > CELLS_LIMIT:
        raise SubmissionError(
            f"more than {CELLS_LIMIT} cells",
            where=str(path),
            next_step="put the answers into a fresh copy of the notebook",
        )
    for number, cell in enumerate(cells, 1):
        whole = isinstance(cell, dict) and isinstance(cell.get("source"), str)
        if not whole or not isinstance(cell.get("metadata", {}), dict):
            raise SubmissionError(
                "a broken cell: no text in it", where=f"{path}, cell {number}", next_step=SAVE_AGAIN
            )
        if cell.get("cell_type") not in MAKERS:
            raise SubmissionError(
                "a cell that is neither code nor text",
                where=f"{path}, cell {number}",
                next_step=SAVE_AGAIN,
            )
    return notebook


def _mark(cell: NotebookNode, path: Path, number: int) -> Mark | None:
    mark = cell.get("metadata", {}).get("dockyard")
    if mark is None or (isinstance(mark, dict) and "exercise" not in mark):
        return None
    try:
        return Mark.model_validate(mark)
    except ValidationError as error:
        raise SubmissionError(
            f"what the course wrote on this cell (metadata.dockyard) is broken: "
            f"{error.errors()[0]['msg']}",
            where=f"{path}, cell {number}",
            next_step="put your answers into a fresh copy of the notebook",
        ) from error


def _lesson(
    notebook: NotebookNode, marks: tuple[Mark | None, ...], path: Path, lessons: Collection[str]
) -> str:
    """The lesson that it says it is of, else that of its exercises, else the file's name."""
    metadata = notebook.get("metadata")
    said = metadata.get("dockyard") if isinstance(metadata, dict) else None
    named = [said.get("lesson")] if isinstance(said, dict) else []
    named += [mark.exercise.split("/")[0] for mark in marks if mark]
    named += [path.stem.rpartition("__")[2]]
    lesson = next((name for name in named if isinstance(name, str) and name in lessons), None)
    if lesson is None:
        raise SubmissionError(
            f"of no lesson of this course: it names {str(named[0])[:80]!r}",
            where=str(path),
            next_step=f"submit a notebook of one of: {', '.join(sorted(lessons))}",
        )
    return lesson


def _rebuilt(cells: list[NotebookNode], marks: tuple[Mark | None, ...]) -> list[NotebookNode]:
    """The same cells, with their ids, so that two versions compare, where they are ids at all."""
    rebuilt: list[NotebookNode] = []
    taken: set[str] = set()
    for number, (cell, mark) in enumerate(zip(cells, marks, strict=True), 1):
        name = cell.get("id")
        if not isinstance(name, str) or name in taken or not CELL_ID.fullmatch(name):
            name = f"anew-{number}"
        taken.add(name)
        metadata = {"dockyard": mark.model_dump()} if mark else {}
        rebuilt.append(MAKERS[cell.cell_type](source=cell.source, metadata=metadata, id=name))
    return rebuilt


def _first_line(error: Exception) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0][:120]
