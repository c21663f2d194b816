"""Tables as HTML, so that `html` draws every kind. A head says by its scope what it heads."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from grader.report import inline
from labkit.visual.kit import nodes
from labkit.visual.kit.as_html import folded, html as html
from labkit.visual.kit.nodes import NOWRAP, Content

DATA = "padding:3px 14px 3px 0;vertical-align:top;border:none"
CELL = "padding:3px 8px;border:none;vertical-align:middle;text-align:"
PLAIN = "border-collapse:collapse;border:none"
EDGE = "border-left:12px solid transparent;background-clip:padding-box"
BAND = "background-color:rgba(127,127,127,0.14)"
"""For the cells of a column that is one thing from top to bottom."""
BORDER = "border:2px dashed #6d8fb0"
LINE = "border-top:1px solid #9a9a9a"
LINED = f"border-collapse:collapse;margin:6px 0;border:none;width:100%;table-layout:auto;{LINE}"
UNLINED = "border-collapse:collapse;table-layout:auto;margin:6px 0;border:none"
STRETCH = f"display:block;margin:0;padding:1px 2px;font-size:92%;{NOWRAP}"
NAME_PX = 88


@html.register
def _(table: nodes.Table) -> str:
    head = _plain_row(table.head, "th", " scope=col")
    rows = "".join(_plain_row(row, "td") for row in table.rows)
    return f'<table style="margin:.3em 0"><thead>{head}</thead><tbody>{rows}</tbody></table>'


@html.register
def _(table: nodes.StyledTable) -> str:
    head = "".join(f'<th scope="col">{html(one)}</th>' for one in table.head)
    rows = "".join(map(_styled_row, table.rows))
    inner = f"<thead><tr>{head}</tr></thead><tbody>{rows}</tbody>"
    return f'<table class="{table.kind}">{inner}</table>'


@html.register
def _(table: nodes.DataTable) -> str:
    style = f"{DATA};text-align:left;font-weight:600"
    head = "".join(f'<th scope="col" style="{style}">{html(one)}</th>' for one in table.head)
    rows = "".join(f"<tr>{''.join(map(_data, row))}</tr>" for row in table.rows)
    inner = (
        f'<table aria-label="{escape(table.caption)}" style="margin:6px 0;{PLAIN}">'
        f"<thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"
    )
    return folded(table.caption, inner, is_open=table.is_open)


@html.register
def _(table: nodes.Grid) -> str:
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


@html.register
def _(table: nodes.Sheet) -> str:
    head = "".join(cell(html(one), "th", "left", "scope=col") for one in table.head)
    thead = f"<thead><tr>{head}</tr></thead>"
    if table.is_lined:
        rows = "".join(_lined_row(row) for body in table.bodies for row in body.rows)
        return f'<table style="{LINED}">{thead}<tbody>{rows}</tbody></table>'
    bodies = "".join(_body(body, len(table.head)) for body in table.bodies)
    drawn = f'<table style="{UNLINED}">{thead}{bodies}</table>'
    return f'<div style="overflow-x:auto" tabindex="0">{drawn}</div>'


@html.register
def _(table: nodes.Lanes) -> str:
    widths = [NAME_PX, *table.widths_px]
    columns = "".join(f'<col style="width:{width}px">' for width in widths)
    lanes = "".join(_lane(lane, len(table.widths_px)) for lane in table.lanes)
    style = f"border-collapse:collapse;table-layout:fixed;margin:0;width:{sum(widths)}px"
    inner = f"<colgroup>{columns}</colgroup>{lanes}{_axis(table.times) if table.times else ''}"
    return folded(table.caption, f'<table style="{style}">{inner}</table>')


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


def _styled_row(row: Sequence[Content]) -> str:
    cells = "".join(f"<td>{html(one)}</td>" for one in row[1:])
    return f'<tr><th scope="row">{html(row[0])}</th>{cells}</tr>'


def _data(content: Content) -> str:
    whole, align = (
        (content.whole, content.align) if isinstance(content, nodes.Cell) else ("", "left")
    )
    hint = f' title="{escape(whole)}"' if whole else ""
    return f'<td{hint} style="{DATA};text-align:{align}">{html(content)}</td>'


def _grid_row(row: Sequence[Content], bands: Sequence[str]) -> str:
    head = cell(html(row[0]), "th", "left", "scope=row")
    cells = zip(row[1:], bands[1:], strict=True)
    return f"<tr>{head}{''.join(cell(html(one), style=band) for one, band in cells)}</tr>"


def _lined_row(row: Sequence[nodes.Cell]) -> str:
    head, *rest = row
    cells = "".join(cell(html(one), "td", one.align, style=one.style) for one in rest)
    first = cell(html(head), "th", head.align, "scope=row", head.style)
    return f'<tr style="{LINE}">{first}{cells}</tr>'


def _body(body: nodes.Body, columns: int) -> str:
    cells = ("".join(cell(html(one), align=one.align) for one in row) for row in body.rows)
    rows = "".join(f"<tr>{row}</tr>" for row in cells)
    if not body.title:
        return f"<tbody>{rows}</tbody>"
    title = cell(html(body.title), "th", "left", f'scope=rowgroup colspan="{columns}"')
    return f'<tbody style="{BORDER}"><tr>{title}</tr>{rows}</tbody>'


def _lane(lane: nodes.Lane, columns: int) -> str:
    rows = 2 if lane.marks else 1
    head = (
        f'<th scope="rowgroup" rowspan="{rows}" '
        f'style="{CELL}left;overflow-wrap:anywhere">{inline(lane.name)}</th>'
    )
    below = "".join(_mark(lane.marks.get(column, "")) for column in range(columns))
    spans = f"<tr>{head}{''.join(map(_span, lane.spans))}</tr>"
    return f"<tbody>{spans}{f'<tr>{below}</tr>' if lane.marks else ''}</tbody>"


def _span(span: nodes.Span) -> str:
    if not span.word:
        return f'<td colspan="{span.columns}"></td>'
    inside = html(nodes.Box(span.word, span.tint, STRETCH))
    return f'<td colspan="{span.columns}" style="{CELL}left;padding:3px 1px 1px">{inside}</td>'


def _mark(said: str) -> str:
    style = f"{CELL}left;padding:0 1px 4px;font-size:85%;overflow-wrap:anywhere"
    return f'<td style="{style}">{inline(f"▲ {said}") if said else ""}</td>'


def _axis(times: Sequence[str]) -> str:
    style = f"{CELL}left;font-size:80%"
    cells = "".join(f'<td style="{style}">{escape(time)}</td>' for time in times)
    return f'<tbody><tr><th scope="row" style="{style}">seconds</th>{cells}</tr></tbody>'
