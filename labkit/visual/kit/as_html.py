"""A tree as HTML that every frontend keeps: the one place where tags are written and text escaped.

For eyes and for screen readers alike: headings, lists, a status role, no script. JupyterLab takes
SVG, `<style>` and `var()` out of a notebook that is not trusted yet: so a picture is made of tables
and boxes with plain colours, which say in words what they say in colour. Tables: html_tables.py.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import singledispatch
from html import escape

from grader.report import inline
from labkit.visual.kit import excerpt, nodes
from labkit.visual.kit.nodes import Content

HIDDEN = "position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)"
BLOCK = (
    "padding:.6em .8em;margin:.4em 0;overflow:auto;border-radius:3px;"
    "background:var(--jp-layout-color2, rgba(127,127,127,.14));color:inherit"
)
MEANT = "background-color:#ffd54f;color:#22303c"
BOX = (
    "display:inline-block;border-radius:4px;padding:1px 10px;margin:1px;line-height:1.5;"
    "text-align:center;white-space:normal"
)
CHIP = "display:inline-block;border-radius:4px;padding:0 8px;white-space:nowrap;line-height:1.5"
WORD = "display:inline-block;border-radius:3px;padding:0 6px;margin:1px;white-space:nowrap"
TRACK = (
    "display:inline-block;position:relative;width:130px;height:12px;border-radius:2px;"
    "background-color:rgba(127,127,127,.25)"
)
SIGN = (
    "display:inline-block;min-width:16px;line-height:1.2;text-align:center;border-radius:3px;"
    "margin-right:6px;"
)
ROW = "padding:1px 0;line-height:1.6;list-style-type:none"
LIST = "margin:0;padding:0 0 0 20px;list-style-type:none"
CABLE = "width:3px;height:7px;margin:0 0 0 120px;background-color:#8a8a8a"
LEAST_WIDTH_PERCENT = 2.0
LONG = "display:inline-block;white-space:pre-wrap;overflow-wrap:anywhere"
LEAST_CODE_WIDTH = 32
WORDS_WIDTH = 28
"""How many characters of words are kept on one line."""


@singledispatch
def html(content: Content) -> str:
    """The HTML of a part or of a whole."""
    raise TypeError(f"{type(content).__name__} cannot be drawn")


@html.register
def _(part: str) -> str:
    return inline(part)


@html.register
def _(part: tuple) -> str:  # type: ignore[type-arg]
    return "".join(map(html, part))


@html.register
def _(part: nodes.Both) -> str:
    return html(part.drawn)


@html.register
def _(part: nodes.Plain) -> str:
    return escape(part.text)


@html.register
def _(part: nodes.Code) -> str:
    width = f"{LONG};min-width:{min(len(part.text), LEAST_CODE_WIDTH)}ch"
    said = {"style": width if part.is_long else part.style}
    return f"<code{_said(said)}>{escape(part.text)}</code>"


@html.register
def _(part: nodes.Strong) -> str:
    return f"<strong>{html(part.content)}</strong>"


@html.register
def _(part: nodes.Part) -> str:
    return f"<div{_said({'style': part.style})}>{html(part.content)}</div>"


@html.register
def _(part: nodes.Box) -> str:
    first, *rest = [part.lines] if isinstance(part.lines, str) else part.lines
    more = "".join(f'<div style="font-size:90%">{inline(line)}</div>' for line in rest)
    top = f"<b>{inline(first)}</b>" if more else inline(first)
    return f'<div style="{BOX};{part.tint};{part.style}">{top}{more}</div>'


@html.register
def _(part: nodes.Words) -> str:
    boxes = "".join(
        f'<span style="{WORD};{part.tint}">{escape(word)}</span>' for word in part.words
    )
    width = min(sum(len(word) + 3 for word in part.words), WORDS_WIDTH)
    style = f"display:inline-block;font-family:monospace;min-width:{width}ch"
    return f'<span style="{style}">{boxes}</span>'


@html.register
def _(part: nodes.Chip) -> str:
    shown = f'<span aria-hidden="true">{escape(part.mark)} </span>{escape(part.word)}'
    return f'<span style="{CHIP};{part.tint}">{shown}</span>'


@html.register
def _(part: nodes.Bar) -> str:
    width = min(max(part.length * 100, LEAST_WIDTH_PERCENT), 100.0)
    left = min(max(part.start * 100, 0.0), 100.0 - width)
    edge = part.tint.rpartition(" ")[2]  # its colour is the strongest of the tint
    stretch = (
        f'<span style="position:absolute;left:{left:.1f}%;width:{width:.1f}%;height:100%;'
        f'border-radius:2px;background-color:{edge}"></span>'
    )
    return (
        '<span style="display:flex;align-items:center;gap:8px">'
        f'<span aria-hidden="true" style="{TRACK}">{stretch}</span>'
        f'<span style="white-space:nowrap">{escape(part.label)}</span></span>'
    )


@html.register
def _(part: nodes.Mark) -> str:
    shown = f'<span aria-hidden="true" style="display:inline-block;width:1.2em">{escape(part.mark)}'
    return f"{shown}</span>{html(nodes.Spoken(f'{part.meaning}: '))}"


@html.register
def _(part: nodes.Sign) -> str:
    if part.tint is None:
        return f'<span style="{SIGN}">&nbsp;</span>'
    meaning = html(nodes.Spoken(f"{part.meaning}: "))
    return f'<span style="{SIGN}{part.tint}">{escape(part.sign)}</span>{meaning}'


@html.register
def _(part: nodes.Spoken) -> str:
    return f'<span style="{HIDDEN}">{escape(part.text)}</span>'


@html.register
def _(part: nodes.Aside) -> str:
    return f'<span style="font-size:90%"> {escape(part.text)}</span>'


@html.register
def _(part: nodes.Strip) -> str:
    bar = "display:inline-block;height:8px;background-color:"
    bars = (
        f'<span style="{bar}{colour};width:{px}px"></span>' for colour, px in part.lengths if px
    )
    drawn = "".join(bars)
    return f'<div style="line-height:1">{drawn}</div>' if drawn else ""


@html.register
def _(part: nodes.Link) -> str:
    said = {"href": part.target, "aria-label": part.name, "title": part.name}
    return f"<a data-notebook{_said(said)}>{escape(part.text)}</a>"


@html.register
def _(part: nodes.Break) -> str:
    return "<br>"


@html.register
def _(part: nodes.Button) -> str:
    value = {"data-value": part.value, "data-from": part.sends}
    said = {"type": "button", "data-act": part.act, **value, "aria-label": part.name}
    return f"<button{_said(said)}>{escape(part.label)}</button>"


@html.register
def _(part: nodes.Select) -> str:
    options = "".join(
        f'<option value="{escape(value)}"{" selected" if value == part.chosen else ""}>'
        f"{escape(said)}</option>"
        for value, said in part.options.items()
    )
    said = {"data-act": part.act, "aria-label": part.name}
    return f"<select{_said(said)}>{options}</select>"


@html.register
def _(part: nodes.Field) -> str:
    size, mode = str(part.size or ""), "numeric" if part.is_number else ""
    said = {"data-act": part.act, "data-field": part.called, "inputmode": mode, "size": size}
    return (
        f'<input type="text"{_said(said)} autocomplete="off" spellcheck="false" '
        f'value="{escape(part.value)}">'
    )


@html.register
def _(part: nodes.Labelled) -> str:
    if not part.width_px:
        return f"<label>{escape(part.name)} {html(part.control)}</label> "
    name = f'<span style="width:{part.width_px}px">{escape(part.name)}</span>'
    return f'<label style="display:flex;align-items:center">{name}{html(part.control)}</label>'


@html.register
def _(block: nodes.Group) -> str:
    role = "group" if block.name else ""
    said = {"class": block.kind, "role": role, "aria-label": block.name}
    return f"<div{_said(said)}>{html(block.content)}</div>"


@html.register
def _(block: nodes.Line) -> str:
    return f'<p style="margin:.2em 0;white-space:pre-wrap">{html(block.content)}</p>'


@html.register
def _(block: nodes.Gap) -> str:
    return ""


@html.register
def _(block: nodes.Heading) -> str:
    return f'<p style="margin:.8em 0 .2em"><strong>{inline(block.text)}</strong></p>'


@html.register(nodes.Listing)
@html.register(nodes.Source)
def _(block: nodes.Listing | nodes.Source) -> str:
    return f'<pre style="{BLOCK}">{_code(escape(block.code))}</pre>'


@html.register
def _(block: nodes.Excerpt) -> str:
    rows = "\n".join(_row(block, *row) for row in excerpt.around(block))
    return f'<pre tabindex="0" style="{BLOCK}">{_code(rows)}</pre>' if rows else ""


@html.register
def _(block: nodes.More) -> str:
    summary = f"<summary>{html(block.title)}</summary>"
    return f"{_details(block.is_open)}{summary}{html(block.content)}</details>"


@html.register
def _(block: nodes.Items) -> str:
    tag = "ol" if block.numbered else "ul"
    items = "".join(f"<li>{html(item)}</li>" for item in block.items)
    return f'<{tag} style="margin:{".3em" if block.numbered else ".2em"} 0">{items}</{tag}>'


@html.register
def _(block: nodes.Tree) -> str:
    return _branches(block.branches)


@html.register
def _(block: nodes.Promises) -> str:
    promises = "".join(map(_promise, block.promises))
    return f'<ul style="list-style:none;margin:.3em 0;padding-left:0">{promises}</ul>'


@html.register
def _(block: nodes.Chips) -> str:
    chips = (f'<li class="dockyard-{kind}">{html(link)}</li>' for kind, link in block.chips)
    return f'<ul class="dockyard-chips">{"".join(chips)}</ul>'


@html.register
def _(block: nodes.Steps) -> str:
    steps = "".join(_step(number, step) for number, step in enumerate(block.steps, start=1))
    return f'<ol style="list-style:none;margin:6px 0;padding:0">{steps}</ol>'


@html.register
def _(block: nodes.Document) -> str:
    said = f'title="{escape(block.title)}" srcdoc="{escape(block.page)}"'
    return f'<iframe class="dockyard-page" sandbox="" {said}></iframe>'


@html.register
def _(block: nodes.Frame) -> str:
    title = block.title
    return (
        f'<section role="status" aria-label="{escape(title)}" style="border-left:4px solid '
        f"{block.tone};padding:.3em 0 .3em 1em;margin:.2em 0;line-height:1.5;"
        'color:var(--jp-content-font-color1, inherit)">'
        f'<p role="heading" aria-level="4" style="margin:0;font-weight:600">{inline(title)}</p>'
        f"{html(block.content)}</section>"
    )


@html.register
def _(cell: nodes.Cell) -> str:
    return html(cell.content)


def folded(title: str, inner: str, *, is_open: bool = True) -> str:
    """HTML below a title that folds it away.

    The title takes the focus, and from there the arrow keys scroll: JupyterLab drops `tabindex`
    from what is not trusted, and a part that scrolls must be in reach of the keyboard.
    """
    summary = f'<summary style="padding:4px 0;font-weight:600">{inline(title)}</summary>'
    return f'<div style="overflow-x:auto">{_details(is_open)}{summary}{inner}</details></div>'


def _said(attributes: dict[str, str]) -> str:
    """The attributes of a tag that say something."""
    return "".join(f' {key}="{escape(said)}"' for key, said in attributes.items() if said)


def _details(is_open: bool) -> str:
    return "<details open>" if is_open else "<details>"


def _code(inner: str) -> str:
    # JupyterLab gives every code element a background of its own.
    return f'<code style="background:none;padding:0">{inner}</code>'


def _branches(branches: Sequence[nodes.Branch]) -> str:
    return f'<ul style="{LIST}">{"".join(map(_branch, branches))}</ul>'


def _branch(branch: nodes.Branch) -> str:
    sign = html(branch.sign) if branch.sign else ""
    below = _branches(branch.inside) if branch.inside else ""
    return f'<li style="{ROW}">{sign}{html(branch.content)}{below}</li>'


def _promise(promise: nodes.Promise) -> str:
    finding = "<br>".join(map(html, promise.finding))
    told = f'<div style="margin-left:1.6em">{finding}</div>' if finding else ""
    return f"<li>{html(promise.mark)}{inline(promise.text)}{told}</li>"


def _step(number: int, step: nodes.Step) -> str:
    style = "width:210px;text-align:left;box-sizing:border-box"
    inside = html(nodes.Box(f"{number} · {step.place}", step.tint, style))
    cable = f'<div aria-hidden="true" style="{CABLE}"></div>' if number > 1 else ""
    advice = "".join(f"<div>{inline(line)}</div>" for line in step.advice)
    return (
        f'<li style="margin:0;padding:0">{cable}<div style="display:flex;align-items:flex-start">'
        f'<div style="flex:none">{html(step.mark)}{inside}</div>'
        f'<div style="padding:2px 0 0 10px">{inline(step.happens)}{advice}</div></div></li>'
    )


def _row(block: nodes.Excerpt, number: int, line: str) -> str:
    """A numbered line, the word that is meant marked in it."""
    start = excerpt.beginning(block, number)
    if number != block.line:
        return start + escape(line)
    at, length = excerpt.meant(line, block.word)
    before, word, after = line[:at], line[at : at + length], line[at + length :]
    return f'{start}{escape(before)}<mark style="{MEANT}">{escape(word)}</mark>{escape(after)}'
