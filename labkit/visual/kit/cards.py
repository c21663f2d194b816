"""What a learner is shown: plain text first, and the same as HTML beside it.

The HTML is for eyes and for screen readers alike: headings, lists, a status role, no script, and
colours from JupyterLab's theme where there is one. All text is escaped here; in it, `words in
backticks` become code.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

from IPython.display import display

from grader import report
from labkit.visual.kit import html_tables  # noqa: F401 how tables are drawn
from labkit.visual.kit.as_html import html
from labkit.visual.kit.as_text import text
from labkit.visual.kit.nodes import Content, Frame, Items, Line, Listing, Source, Table, Tone

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

    @classmethod
    def of(cls, whole: Frame) -> Card:
        return cls(text(whole), html(whole))

    def __repr__(self) -> str:
        return self.text

    def _repr_mimebundle_(self, **_: Any) -> dict[str, str]:
        return {"text/plain": self.text, "text/html": self.html}

    def show(self) -> None:
        display(self)  # type: ignore[no-untyped-call]


def card(title: str, *content: Content, tone: Tone = Tone.PLAIN) -> Card:
    """A title and what stands below it, in both renderings."""
    return Card.of(Frame(title, content, tone))


def note(title: str, lines: Sequence[str] = (), tone: Tone = Tone.PLAIN) -> Card:
    """A heading and a few lines."""
    return card(title, *map(Line, lines), tone=tone)


def code_note(title: str, lines: Sequence[str], source: str) -> Card:
    """A heading, a few lines, and code between fences."""
    return card(title, *map(Line, lines), Source(source))


def listing(title: str, code: Sequence[str], after: Sequence[str] = ()) -> Card:
    """A heading, lines of code that are there to be read, and lines after them."""
    listed = [Listing("\n".join(code))] if code else []
    return card(title, *listed, *map(Line, after))


def numbered(title: str, items: Sequence[str], after: Sequence[str] = ()) -> Card:
    """A heading, a numbered list, and lines after it."""
    return card(title, Items(items, numbered=True), *map(Line, after))


def table(title: str, head: Sequence[str], rows: Sequence[Sequence[str]], after: str = "") -> Card:
    """A heading and a table: columns aligned in the text, real cells in the HTML."""
    return card(title, Table(head, rows), *([Line(after)] if after else []))


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
    return report.inline(text)


def spoken(mark: str, meaning: str) -> str:
    """A mark for the eye, and its meaning for a screen reader."""
    return (
        f'<span aria-hidden="true" style="display:inline-block;width:1.2em">{escape(mark)}</span>'
        f'<span style="{HIDDEN}">{escape(meaning)}: </span>'
    )
