"""Tables as HTML. Each cell says by its scope what it is the head of."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from labkit.visual.kit.as_html import folded, html
from labkit.visual.kit.nodes import NOWRAP, Cell, Content, DataTable, Grid, Table

DATA = "padding:3px 14px 3px 0;vertical-align:top;border:none"
CELL = "padding:3px 8px;border:none;vertical-align:middle;text-align:"
PLAIN = "border-collapse:collapse;border:none"
EDGE = "border-left:12px solid transparent;background-clip:padding-box"
BAND = "background-color:rgba(127,127,127,0.14)"
"""For the cells of a column that is one thing from top to bottom."""


@html.register
def _(table: Table) -> str:
    head = _plain_row(table.head, "th", " scope=col")
    rows = "".join(_plain_row(row, "td") for row in table.rows)
    return f'<table style="margin:.3em 0"><thead>{head}</thead><tbody>{rows}</tbody></table>'


@html.register
def _(table: DataTable) -> str:
    style = f"{DATA};text-align:left;font-weight:600"
    head = "".join(f'<th scope="col" style="{style}">{html(one)}</th>' for one in table.head)
    rows = "".join(f"<tr>{''.join(map(_data, row))}</tr>" for row in table.rows)
    inner = (
        f'<table aria-label="{escape(table.caption)}" style="margin:6px 0;{PLAIN}">'
        f"<thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"
    )
    return folded(table.caption, inner, is_open=table.is_open)


@html.register
def _(table: Grid) -> str:
    columns = range(len(table.head))
    bands = [f"{BAND};{EDGE}" if 0 < table.bands_from <= at else "" for at in columns]
    corner, *tops = map(html, table.head)
    heads = cell(corner, "th", "left", "scope=col") if corner else cell("")
    heads += "".join(
        cell(top, "th", attributes="scope=col", style=band)
        for top, band in zip(tops, bands[1:], strict=True)
    )
    rows = "".join(_grid_row(row, bands) for row in table.rows)
    inner = (
        f'<table aria-label="{escape(table.caption)}" style="margin:0;{PLAIN}">'
        f"<thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>"
    )
    return folded(table.caption, inner)


def cell(
    inner: str, tag: str = "td", align: str = "center", attributes: str = "", style: str = ""
) -> str:
    """A cell around HTML."""
    opening = f"{tag} {attributes}".strip()
    weight = f"font-weight:600;{NOWRAP};" if tag == "th" else ""
    return f'<{opening} style="{CELL}{align};{weight}{style}">{inner}</{tag}>'


def _plain_row(cells: Sequence[Content], tag: str, scope: str = "") -> str:
    opening = f'<{tag}{scope} style="text-align:left">'
    return f"<tr>{''.join(f'{opening}{html(one)}</{tag}>' for one in cells)}</tr>"


def _data(content: Content) -> str:
    whole, align = (content.whole, content.align) if isinstance(content, Cell) else ("", "left")
    hint = f' title="{escape(whole)}"' if whole else ""
    return f'<td{hint} style="{DATA};text-align:{align}">{html(content)}</td>'


def _grid_row(row: Sequence[Content], bands: Sequence[str]) -> str:
    head = cell(html(row[0]), "th", "left", "scope=row")
    cells = zip(row[1:], bands[1:], strict=True)
    return f"<tr>{head}{''.join(cell(html(one), style=band) for one, band in cells)}</tr>"
