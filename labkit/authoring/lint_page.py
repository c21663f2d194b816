"""Rules for a lesson's page: front matter, markers, length of prose, ports in its cells.

Reads lesson.md without loading the exercises.
"""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from nbformat import NotebookNode

from grader.course import MARKER, front_matter
from grader.errors import ContentError
from grader.labels import KERNELS
from labkit.authoring.lesson_notebook import markdown_cells
from labkit.authoring.lint_fault import fault
from labkit.authoring.lint_source import TO_FILL_IN, fixed_ports
from labkit.kernel_side import TAGS

ITEMS = range(1, 177)
CLAIMS = {*(f"M{number}" for number in range(1, 49)), "M15b"}
REQUIRED = {"title", "items", "claims", "bases"}
FIELDS = REQUIRED | {"store"}
WORDS = 120
"""As many words of prose may stand between two cells that run."""

CLOSING_WORDS = 250
"""As many after the last: what was learnt, and what to think about."""

MAGIC = re.compile(r"%%(\w+).*\n")
FIXED_PORT = re.compile(r"(?:-p|--publish)[ =](?:[\d.]+:)?(\d+):\d+")


def lint_page(folder: Path, files: Sequence[Path]) -> Iterator[ContentError]:
    """Every fault of the page.

    Args:
        files: the exercises in the folder.
    """
    page = folder / "lesson.md"
    if not page.is_file():
        yield fault(page, "page", "the lesson has no page", "write it; docs/authoring.md says how")
        return
    try:
        front, body = front_matter(page)
    except ContentError as error:
        yield error
        return
    text = page.read_text()
    yield from _to_fill_in(page, text)
    yield from _front_matter(page, front)
    yield from _markers(page, body, files)
    cells = list(markdown_cells(body))
    yield from _prose(page, cells)
    yield from _ports(page, text, cells)


def _to_fill_in(page: Path, text: str) -> Iterator[ContentError]:
    for number, line in enumerate(text.splitlines(), start=1):
        if TO_FILL_IN in line:
            yield fault(page, number, "still to be filled in", f"replace {TO_FILL_IN}")


def _front_matter(page: Path, front: dict[str, Any]) -> Iterator[ContentError]:
    for field in sorted(REQUIRED - front.keys()):
        yield fault(page, field, "missing in the front matter", f"add `{field}:`")
    for field in sorted(map(str, front.keys() - FIELDS)):
        known = ", ".join(sorted(FIELDS))
        yield fault(page, field, "the front matter has no such field", f"use {known}")
    if not str(front.get("title") or "").strip():
        yield fault(page, "title", "the lesson has no title", "write one")
    yield from _known(page, "items", front, ITEMS, "a syllabus item from 1 to 176")
    yield from _known(page, "claims", front, CLAIMS, "a claim of the syllabus, such as M1")
    yield from _known(page, "bases", front, TAGS, f"a base image: {', '.join(TAGS)}")
    if front.get("store", "containerd") not in KERNELS:
        yield fault(page, "store", f"{front['store']!r} is no store", f"use {' or '.join(KERNELS)}")


def _known(
    page: Path, field: str, front: dict[str, Any], known: Any, expected: str
) -> Iterator[ContentError]:
    values = front.get(field, [])
    if not isinstance(values, list):
        yield fault(page, field, f"{values!r} is no list", f"write `{field}: [...]`")
        return
    for value in values:
        if isinstance(value, bool) or value not in known:
            yield fault(page, field, f"{value!r} is not {expected}", "mend it")


def _markers(page: Path, text: str, files: Sequence[Path]) -> Iterator[ContentError]:
    marked = Counter(MARKER.findall(text))
    names = {path.stem for path in files}
    for name in sorted(marked.keys() - names):
        what = f"it stands in the page, and there is no {name}.py"
        yield fault(page, f"exercise {name}", what, f"./dockyard new {page.parent.name} {name}")
    for name in sorted(names - marked.keys()):
        what = f"there is {name}.py, and the page has no place for it"
        yield fault(page, f"exercise {name}", what, f"add the line <!-- exercise: {name} -->")
    for name, count in sorted(marked.items()):
        if count > 1:
            yield fault(page, f"exercise {name}", f"it stands there {count} times", "keep one")


def _prose(page: Path, cells: Sequence[NotebookNode]) -> Iterator[ContentError]:
    """Prose between cells that run, told by the first words of the run."""
    run: list[str] = []
    for cell in cells:
        if cell.cell_type == "code" or MARKER.fullmatch(cell.source.strip()):
            yield from _too_long(page, run, WORDS)
            run = []
        else:
            run += _words(cell.source)
    yield from _too_long(page, run, CLOSING_WORDS)


def _too_long(page: Path, words: list[str], most: int) -> Iterator[ContentError]:
    if len(words) > most:
        what = f"{len(words)} words and no cell that runs, where {most} may stand"
        mend = "shorten it, or let the reader do something on the way"
        yield fault(page, f'prose from "{" ".join(words[:5])} …"', what, mend)


def _words(source: str) -> list[str]:
    """The words of a cell. Pictures, tables and code fences are not prose."""
    prose = re.sub(r"(?ms)^```.*?^```", "", source)
    lines = [line for line in prose.splitlines() if not line.startswith("|")]
    return [word for word in " ".join(lines).split() if re.search(r"\w", word)]


def _ports(page: Path, text: str, cells: Sequence[NotebookNode]) -> Iterator[ContentError]:
    for cell in cells:
        if cell.cell_type != "code":
            continue
        line = text[: text.find(cell.source)].count("\n") + 1
        for found in FIXED_PORT.finditer(cell.source):
            at = line + cell.source[: found.start()].count("\n")
            yield fault(page, at, f"host port {found[1]} is fixed", "leave it out: `-p 80`")
        try:
            yield from fixed_ports(page, ast.parse(_python(cell.source)), line)
        except SyntaxError as error:
            at = line + (error.lineno or 1) - 1
            yield fault(page, at, f"a cell is no Python: {error.msg}", "mend it")


def _python(source: str) -> str:
    """A cell's Python, on the lines where it stands; none of it where a magic reads the cell."""
    magic = MAGIC.match(source)
    if magic is None:
        return source
    return f"\n{source[magic.end() :]}" if magic[1] == "wire" else ""
