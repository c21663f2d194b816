"""An executed notebook as a page can show it: every cell and output made harmless.

A page has a limit, so a submission that prints without end costs its reader nothing. The notebook
is one that grading left, but all text in it is the submission's own.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from markupsafe import Markup

from grader.results.files import notebook_path
from grader.results.pages.sanitise import (
    MAGIC,
    PROSE_LIMIT,
    TEXT_LIMIT,
    clean_html,
    clean_markdown,
    clean_text,
    image_source,
)

PAGE_LIMIT = 2_000_000
"""Characters of cells and outputs."""

PROSE_COSTS = 4
"""Times as many characters as it has: Markdown takes time to read."""

IMAGES_LIMIT = 8_000_000
OUTPUTS_LIMIT = 100
"""Of one cell."""


@dataclass(frozen=True)
class Output:
    """One output: a text, or HTML that is clean already, or an image."""

    text: str = ""
    html: Markup | None = None
    image: str = ""


@dataclass(frozen=True)
class Cell:
    """One cell. `number` counts from 1; `prose` is clean HTML."""

    number: int
    source: str = ""
    prose: Markup | None = None
    outputs: tuple[Output, ...] = ()


@dataclass
class _Budget:
    """What may still be shown."""

    characters: int = PAGE_LIMIT
    images: int = IMAGES_LIMIT
    is_spent: bool = field(default=False, init=False)

    def take(self, size: int, *, image: bool = False) -> bool:
        """Whether there is room. What has no room ends the page: nothing later is looked at."""
        left = (self.images if image else self.characters) - size
        if left < 0:
            self.is_spent = True
            return False
        if image:
            self.images = left
        else:
            self.characters = left
        return True


@dataclass(frozen=True)
class Shown:
    """A notebook's cells. `is_cut` when more was in it than a page holds."""

    cells: tuple[Cell, ...]
    is_cut: bool


def shown_notebook(out: Path, submission: str) -> Shown:
    """The executed notebook of a submission; no cells when there is none."""
    try:
        notebook = json.loads(notebook_path(out, submission).read_bytes())
    except (OSError, ValueError):
        return Shown((), False)
    budget = _Budget()
    cells = [
        _cell(number, cell, budget) for number, cell in enumerate(notebook.get("cells", ()), 1)
    ]
    return Shown(tuple(cell for cell in cells if cell is not None), budget.is_spent)


def _cell(number: int, cell: Mapping[str, Any], budget: _Budget) -> Cell | None:
    source = "".join(cell.get("source", ""))
    is_prose = cell.get("cell_type") == "markdown"
    cost = PROSE_COSTS * min(len(source), PROSE_LIMIT) if is_prose else len(source)
    if budget.is_spent or not source.strip() or not budget.take(min(cost, TEXT_LIMIT)):
        return None
    if is_prose:
        return Cell(number, prose=clean_markdown(source))
    outputs = cell.get("outputs", ())
    shown = [found for output in outputs[:OUTPUTS_LIMIT] if (found := _output(output, budget))]
    if len(outputs) > OUTPUTS_LIMIT:
        shown.append(Output(f"[{len(outputs) - OUTPUTS_LIMIT} more outputs are left out]"))
    return Cell(number, source=clean_text(source), outputs=tuple(shown))


def _output(output: Mapping[str, Any], budget: _Budget) -> Output | None:
    kind = output.get("output_type")
    if budget.is_spent:
        return None
    if kind == "stream":
        return _text(output.get("text", ""), budget)
    if kind == "error":
        traceback = "\n".join(map(str, output.get("traceback", ())))
        return _text(traceback or f"{output.get('ename')}: {output.get('evalue')}", budget)
    return _data(output.get("data", {}), budget)


def _data(data: Mapping[str, Any], budget: _Budget) -> Output | None:
    """The richest harmless form of an output."""
    for mime in MAGIC:
        image = image_source(mime, _joined(data.get(mime, "")))
        if image and budget.take(len(image), image=True):
            return Output(image=image)
    html = _joined(data.get("text/html", ""))
    # Without its styles, only a table says more than the text beside it.
    rich = "<table" in html.lower() or "text/plain" not in data
    if html and rich:
        cleaned = clean_html(html)
        return Output(html=cleaned) if budget.take(len(cleaned)) else None
    for mime in ("text/plain", "text/markdown", "text/latex"):
        if text := _joined(data.get(mime, "")):
            return _text(text, budget)
    return _text(f"[not shown here: {', '.join(sorted(data))}]", budget) if data else None


def _text(text: str | Iterable[str], budget: _Budget) -> Output | None:
    shown = clean_text(_joined(text)).rstrip("\n")
    return Output(shown) if shown and budget.take(len(shown)) else None


def _joined(text: object) -> str:
    return "".join(map(str, text)) if isinstance(text, list) else str(text)
