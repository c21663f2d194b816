"""What a learner is shown: plain text first, and the same as HTML beside it.

The HTML is for eyes and for screen readers alike: headings, lists, a status role, no script, and
colours from JupyterLab's theme where there is one. All text is escaped here; in it, `words in
backticks` become code.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from html import escape
from typing import Any

from IPython.display import display


class Tone(StrEnum):
    """The colour of a card's edge; the text never depends on it."""

    GOOD = "var(--jp-success-color1, #388e3c)"
    OFF = "var(--jp-warn-color1, #f57c00)"
    BROKEN = "var(--jp-error-color1, #d32f2f)"
    PLAIN = "var(--jp-brand-color1, #1976d2)"


HIDDEN = "position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)"
CODE = (
    "padding:.6em .8em;margin:.4em 0;overflow:auto;border-radius:3px;"
    "background:var(--jp-layout-color2, rgba(127,127,127,.14));color:inherit"
)


@dataclass(frozen=True)
class Card:
    """A text and its HTML. Whatever shows it picks the richer one that it can show."""

    text: str
    html: str

    def __repr__(self) -> str:
        return self.text

    def _repr_mimebundle_(self, **_: Any) -> dict[str, str]:
        return {"text/plain": self.text, "text/html": self.html}

    def show(self) -> None:
        display(self)  # type: ignore[no-untyped-call]


def note(title: str, lines: Sequence[str] = (), tone: Tone = Tone.PLAIN) -> Card:
    """A heading and a few lines."""
    text = "\n".join([title, *(f"  {line}" for line in lines)])
    return Card(text, frame(title, "".join(map(paragraph, lines)), tone))


def code_note(title: str, lines: Sequence[str], source: str) -> Card:
    """A heading, a few lines, and code between fences."""
    text = "\n".join([title, *(f"  {line}" for line in lines), "```python", source, "```"])
    body = "".join(map(paragraph, lines)) + code_block(source)
    return Card(text, frame(title, body, Tone.PLAIN))


def listing(title: str, code: Sequence[str], after: Sequence[str] = ()) -> Card:
    """A heading, lines of code that are there to be read, and lines after them."""
    text = "\n".join([title, *(f"  {line}" for line in [*code, *after])])
    body = (code_block("\n".join(code)) if code else "") + "".join(map(paragraph, after))
    return Card(text, frame(title, body, Tone.PLAIN))


def numbered(title: str, items: Sequence[str], after: Sequence[str] = ()) -> Card:
    """A heading, a numbered list, and lines after it."""
    rows = [f"  {number}. {item}" for number, item in enumerate(items, start=1)]
    text = "\n".join([title, *rows, *(f"  {line}" for line in after)])
    body = f'<ol style="margin:.3em 0">{"".join(f"<li>{inline(item)}</li>" for item in items)}</ol>'
    return Card(text, frame(title, body + "".join(map(paragraph, after)), Tone.PLAIN))


def table(title: str, head: Sequence[str], rows: Sequence[Sequence[str]], after: str = "") -> Card:
    """A heading and a table: columns aligned in the text, real cells in the HTML."""
    widths = [max(len(row[column]) for row in [head, *rows]) for column in range(len(head))]
    lines = [_aligned(head, widths), "  ".join("─" * width for width in widths)]
    lines += [_aligned(row, widths) for row in rows]
    text = "\n".join([title, *(f"  {line}" for line in lines), *([f"  {after}"] if after else [])])
    body = (
        '<table style="margin:.3em 0"><thead>'
        f"{_row(head, 'th')}</thead>"
        f"<tbody>{''.join(_row(row, 'td') for row in rows)}</tbody></table>"
    )
    return Card(text, frame(title, body + (paragraph(after) if after else ""), Tone.PLAIN))


def frame(title: str, body: str, tone: Tone) -> str:
    """The card around a body that is HTML already."""
    return (
        f'<section role="status" aria-label="{escape(title)}" style="border-left:4px solid {tone};'
        "padding:.3em 0 .3em 1em;margin:.2em 0;line-height:1.5;"
        'color:var(--jp-content-font-color1, inherit)">'
        f'<p role="heading" aria-level="4" style="margin:0;font-weight:600">{inline(title)}</p>'
        f"{body}</section>"
    )


def paragraph(line: str) -> str:
    return f'<p style="margin:.2em 0;white-space:pre-wrap">{inline(line)}</p>'


def code_block(code: str) -> str:
    """Code that is there to be read."""
    # JupyterLab gives every code element a background of its own.
    inner = f'<code style="background:none;padding:0">{escape(code)}</code>'
    return f'<pre style="{CODE}">{inner}</pre>'


def inline(text: str) -> str:
    """Escaped text, in which `this` is code."""
    return re.sub(r"`([^`]+)`", r"<code>\1</code>", escape(text))


def spoken(mark: str, meaning: str) -> str:
    """A mark for the eye, and its meaning for a screen reader."""
    return (
        f'<span aria-hidden="true" style="display:inline-block;width:1.2em">{escape(mark)}</span>'
        f'<span style="{HIDDEN}">{escape(meaning)}: </span>'
    )


def _aligned(cells: Iterable[str], widths: Sequence[int]) -> str:
    return "  ".join(map(str.ljust, cells, widths)).rstrip()


def _row(cells: Iterable[str], tag: str) -> str:
    opening = f'<{tag}{" scope=col" if tag == "th" else ""} style="text-align:left">'
    return f"<tr>{''.join(f'{opening}{inline(cell)}</{tag}>' for cell in cells)}</tr>"
