"""Boxes and grids that every frontend keeps: plain HTML with plain colours.

JupyterLab takes SVG, `<style>` and `var()` out of a notebook that is not trusted yet. So a picture
is made of tables and boxes; each box brings its own background and its own text colour, which read
well on a light page and on a dark one, and its text says what its colour says.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

from grader.report import inline
from labkit.visual.kit.nodes import NOWRAP, Tint

BOX = (
    "display:inline-block;border-radius:4px;padding:1px 10px;margin:1px;line-height:1.5;"
    "text-align:center;white-space:normal"
)
CELL = "padding:3px 8px;border:none;vertical-align:middle;text-align:"
PLAIN = "border-collapse:collapse;border:none"
EDGE = "border-left:12px solid transparent;background-clip:padding-box"
BAND = "background-color:rgba(127,127,127,0.14)"
"""For the cells of a column that is one thing from top to bottom."""


def box(lines: str | Sequence[str], tint: Tint, style: str = "") -> str:
    """A box of one line or several; the first of several is the strongest."""
    rows = [lines] if isinstance(lines, str) else list(lines)
    more = "".join(f'<div style="font-size:90%">{inline(row)}</div>' for row in rows[1:])
    first = f"<b>{inline(rows[0])}</b>" if more else inline(rows[0])
    return f'<div style="{BOX};{tint};{style}">{first}{more}</div>'


def cell(
    html: str, tag: str = "td", align: str = "center", attributes: str = "", style: str = ""
) -> str:
    """A cell of a grid; its content is HTML already."""
    opening = f"{tag} {attributes}".strip()
    weight = f"font-weight:600;{NOWRAP};" if tag == "th" else ""
    return f'<{opening} style="{CELL}{align};{weight}{style}">{html}</{tag}>'


def grid(caption: str, rows: Iterable[Sequence[str]], *, bands_from: int = 0) -> str:
    """A table whose first row and first column are its heads.

    Args:
        caption: what the table is, as text.
        rows: HTML of the cells.
        bands_from: the first column that is one thing from top to bottom; 0 for none.
    """
    head, *rest = list(rows)
    bands = [f"{BAND};{EDGE}" if 0 < bands_from <= at else "" for at in range(len(head))]
    corner = cell(head[0], "th", "left", "scope=col") if head[0] else cell("")
    tops = zip(head[1:], bands[1:], strict=True)
    top = "".join(cell(html, "th", attributes="scope=col", style=band) for html, band in tops)
    body = "".join(_row(row, bands) for row in rest)
    opening = f'<table aria-label="{escape(caption)}" style="margin:0;{PLAIN}">'
    heads = f"<thead><tr>{corner}{top}</tr></thead>"
    return fold(caption, f"{opening}{heads}<tbody>{body}</tbody></table>")


def fold(title: str, html: str, *, is_open: bool = True) -> str:
    """Something wide, below a title that folds it away; wider than the page, it scrolls.

    The title takes the focus, and from there the arrow keys scroll: JupyterLab drops `tabindex`
    from what is not trusted, and a part that scrolls must be in reach of the keyboard.
    """
    opening = "<details open>" if is_open else "<details>"
    return (
        f'<div style="overflow-x:auto">{opening}<summary style="padding:4px 0;font-weight:600">'
        f"{inline(title)}</summary>{html}</details></div>"
    )


def _row(row: Sequence[str], bands: Sequence[str]) -> str:
    head = cell(row[0], "th", "left", "scope=row")
    cells = zip(row[1:], bands[1:], strict=True)
    return f"<tr>{head}{''.join(cell(html, style=band) for html, band in cells)}</tr>"
