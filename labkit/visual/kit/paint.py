"""How builds, requests and lists of words are drawn: chips, bars, and tables in HTML and in text.

Colours come from boxes.py, so all visuals look alike. Colour is never alone: a chip has
a mark and a word, a bar its seconds.
"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from labkit.visual.kit.boxes import PLAIN, fold
from labkit.visual.kit.nodes import Tint

CELL = "padding:3px 14px 3px 0;vertical-align:top;border:none"
CHIP = "display:inline-block;border-radius:4px;padding:0 8px;white-space:nowrap;line-height:1.5"
TRACK = (
    "display:inline-block;position:relative;width:130px;height:12px;border-radius:2px;"
    "background-color:rgba(127,127,127,.25)"
)
LEAST_WIDTH_PERCENT = 2.0
LEAST_CODE_WIDTH = 32


def chip(mark: str, word: str, tint: Tint) -> str:
    """A mark and a word on a patch of colour."""
    shown = f'<span aria-hidden="true">{escape(mark)} </span>{escape(word)}'
    return f'<span style="{CHIP};{tint}">{shown}</span>'


def bar(start: float, length: float, tint: Tint, label: str) -> str:
    """A stretch of the whole, both as shares of 1, and its label beside it."""
    width = min(max(length * 100, LEAST_WIDTH_PERCENT), 100.0)
    left = min(max(start * 100, 0.0), 100.0 - width)
    edge = tint.rpartition(" ")[2]  # its colour is the strongest of the tint
    stretch = (
        f'<span style="position:absolute;left:{left:.1f}%;width:{width:.1f}%;height:100%;'
        f'border-radius:2px;background-color:{edge}"></span>'
    )
    return (
        '<span style="display:flex;align-items:center;gap:8px">'
        f'<span aria-hidden="true" style="{TRACK}">{stretch}</span>'
        f'<span style="white-space:nowrap">{escape(label)}</span></span>'
    )


def table_cell(body: str, *, align: str = "left", title: str = "", tag: str = "td") -> str:
    """A cell around HTML. `title` is what the mouse shows of a text that was cut."""
    hint = f' title="{escape(title)}"' if title else ""
    scope = ' scope="row"' if tag == "th" else ""
    return f'<{tag}{scope}{hint} style="{CELL};text-align:{align}">{body}</{tag}>'


def code(text: str) -> str:
    """Code that breaks where it is long, and not before, so that it pushes no table apart."""
    width = f"min-width:{min(len(text), LEAST_CODE_WIDTH)}ch"
    style = f"display:inline-block;white-space:pre-wrap;overflow-wrap:anywhere;{width}"
    return f'<code style="{style}">{escape(text)}</code>'


def data_table(name: str, head: Sequence[str], rows: Sequence[str], *, is_open: bool = True) -> str:
    """A table below its name, which folds it away; wider than the page, it scrolls.

    Args:
        rows: the cells of each, as HTML.
    """
    columns = "".join(
        f'<th scope="col" style="{CELL};text-align:left;font-weight:600">{escape(one)}</th>'
        for one in head
    )
    body = "".join(f"<tr>{row}</tr>" for row in rows)
    return fold(
        name,
        f'<table aria-label="{escape(name)}" style="margin:6px 0;{PLAIN}">'
        f"<thead><tr>{columns}</tr></thead><tbody>{body}</tbody></table>",
        is_open=is_open,
    )


def text_grid(head: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    """The same in plain text: columns aligned, a rule below the head."""
    widths = [max(len(row[column]) for row in [head, *rows]) for column in range(len(head))]
    rule = ["─" * width for width in widths]
    lines = [head, rule, *rows]
    return ["  ".join(map(str.ljust, line, widths)).rstrip() for line in lines]
