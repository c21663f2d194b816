"""What a learner is shown: a tree (nodes.py), as plain text and as HTML beside it.

Whoever shows a card says what is in it; how that looks, as_text.py and as_html.py know alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from IPython.display import display

from labkit.visual.kit import nodes
from labkit.visual.kit.as_text import text
from labkit.visual.kit.html_tables import html
from labkit.visual.kit.nodes import Content, Tone


@dataclass(frozen=True)
class Card:
    """A text and its HTML. Whatever shows it picks the richer one that it can show."""

    text: str
    html: str

    @classmethod
    def of(cls, whole: nodes.Frame) -> Card:
        """Both renderings of a tree."""
        return cls(text(whole), html(whole))

    def __repr__(self) -> str:
        return self.text

    def _repr_mimebundle_(self, **_: Any) -> dict[str, str]:
        return {"text/plain": self.text, "text/html": self.html}

    def show(self) -> None:
        display(self)  # type: ignore[no-untyped-call]


def card(title: str, *content: Content, tone: Tone = Tone.PLAIN) -> Card:
    """A title and what stands below it, in both renderings."""
    return Card.of(nodes.Frame(title, content, tone))


def note(title: str, lines: Sequence[str] = (), tone: Tone = Tone.PLAIN) -> Card:
    """A heading and a few lines."""
    return card(title, *map(nodes.Line, lines), tone=tone)


def code_note(title: str, lines: Sequence[str], source: str) -> Card:
    """A heading, a few lines, and code between fences."""
    return card(title, *map(nodes.Line, lines), nodes.Source(source))


def listing(title: str, code: Sequence[str], after: Sequence[str] = ()) -> Card:
    """A heading, lines of code that are there to be read, and lines after them."""
    listed = [nodes.Listing("\n".join(code))] if code else []
    return card(title, *listed, *map(nodes.Line, after))


def numbered(title: str, items: Sequence[str], after: Sequence[str] = ()) -> Card:
    """A heading, a numbered list, and lines after it."""
    return card(title, nodes.Items(items, numbered=True), *map(nodes.Line, after))


def table(title: str, head: Sequence[str], rows: Sequence[Sequence[str]], after: str = "") -> Card:
    """A heading and a table: columns aligned in the text, real cells in the HTML."""
    return card(title, nodes.Table(head, rows), *([nodes.Line(after)] if after else []))
