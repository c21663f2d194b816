"""The layer explorer: a stack of layers drawn, newest on top, with what each does to the files.

Steps that made no layer stand where they were made. As it stays in a notebook the card tells the
layers of a base image in one row without sizes, so that it is the same on every machine; the live
one shows all. Knows facts (labkit/visual/layers/layers.py), no daemon.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from html import escape

from grader.daemon import ChangeKind
from labkit.visual.kit import (
    HIDDEN,
    Card,
    Tint,
    Tone,
    box,
    cell,
    frame,
    inline,
    paragraph,
    size_text,
)
from labkit.visual.layers.file_tree import KINDS, Folder, file_tree, tree_html
from labkit.visual.layers.layers import ImageLayers, OwnLayer, Step
from labkit.visual.layers.stack import FileChange
from labkit.visual.layers.text import HEAD, hidden, layers_text, many, named, sums

ONLY = "only"
LOOK = "look"
"""Acts: show only some changes; look again at the container's own layer."""

OWN = "own"
"""What the container's own layer is called beside those with numbers."""

CHOICES: dict[str, Callable[[FileChange], bool]] = {
    "all changes": lambda _: True,
    "added": lambda change: change.kind is ChangeKind.ADDED,
    "changed": lambda change: change.kind is ChangeKind.CHANGED,
    "deleted": lambda change: change.kind is ChangeKind.DELETED,
    "hidden by later layers": lambda change: bool(change.hidden_by),
}
ALL = next(iter(CHOICES))

BAR_PX = 90
TOP = "vertical-align:top"
SMALL = "font-size:90%"
LEGEND = "Files: + added, ~ changed, − deleted. Open a layer to see them."
LINE = "border-top:1px solid #9a9a9a"
GRID = f"border-collapse:collapse;margin:6px 0;border:none;width:100%;table-layout:auto;{LINE}"
CODE = "white-space:pre-wrap;overflow-wrap:anywhere;padding:0;background-color:transparent"


@dataclass(frozen=True)
class View:
    """How the explorer is looked at.

    Args:
        live: whether somebody answers its buttons; then it shows the base's layers too.
        unfolded: folders that were asked for, as `LAYER:PATH`.
        only: one of CHOICES.
    """

    live: bool = False
    unfolded: frozenset[str] = frozenset()
    only: str = ALL


def layers_card(found: ImageLayers, view: View | None = None) -> Card:
    """The explorer as a card; without a view, as it stays in a notebook."""
    view = view or View()
    base = "" if view.live or not found.base_steps else found.base
    shown = found.without_base if base else found
    title = f"The layers of {found.name}, newest on top"
    body = "".join(
        [
            "".join(map(paragraph, sums(shown, base))),
            _controls(found, view) if view.live else "",
            paragraph(LEGEND),
            _stack(shown, view, base),
            _waste(shown),
        ]
    )
    return Card(layers_text(title, shown, base), frame(title, body, Tone.PLAIN))


def _controls(found: ImageLayers, view: View) -> str:
    options = "".join(
        f"<option{' selected' if said == view.only else ''}>{said}</option>" for said in CHOICES
    )
    again = '<button type="button" data-act="look">Look at the container again</button>'
    return (
        f'<label>Show <select data-act="{ONLY}" aria-label="Show which changes">{options}</select>'
        f"</label>{again if found.own else ''}"
    )


def _stack(shown: ImageLayers, view: View, base: str) -> str:
    largest = max([1, *(step.size_bytes for step in shown.layers)])
    rows = [_own_row(shown.own, view)] if shown.own else []
    rows += [_row(step, view, largest) for step in reversed(shown.steps)]
    rows += [_base_row(base)] if base else []
    heads = (HEAD[0], HEAD[3], HEAD[2], HEAD[1])
    head = "".join(cell(said, tag="th", align="left", attributes="scope=col") for said in heads)
    body = "".join(rows)
    return f'<table style="{GRID}"><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>'


def _row(step: Step, view: View, largest: int) -> str:
    if not step.number:
        return _cells("–", _made_by(step.instruction), "metadata only", "")
    made_by = _unfolding(step.instruction, _tree(step, view), str(step.number), view, step.changes)
    shared = named(step.shared_with)
    badge = box(f"shared with {shared}", Tint.CALM, f"{SMALL};text-align:left")
    below = f"<div>{badge}</div>" if shared else ""
    return _cells(str(step.number), made_by + below, _counts(step.counts), _size(step, largest))


def _own_row(own: OwnLayer, view: View) -> str:
    counts = Counter(change.kind for change in own.changes)
    changes = own.as_files
    tree = own.tree if view.only == ALL else file_tree([*filter(CHOICES[view.only], changes)])
    made_by = _unfolding(f"the container {own.container}", tree, OWN, view, changes)
    size = size_text(own.size_bytes) if view.live else ""
    return _cells(OWN, made_by, _counts(counts), size)


def _base_row(base: str) -> str:
    return _cells("…", box(f"the base image {base}", Tint.GREY), "", "")


def _cells(number: str, made_by: str, files: str, size: str) -> str:
    cells = (
        cell(number, tag="th", align="left", attributes="scope=row", style=TOP),
        cell(made_by, align="left", style=f"{TOP};width:100%"),
        cell(f'<div style="white-space:nowrap">{files}</div>', align="left", style=TOP),
        cell(f'<div style="white-space:nowrap">{size}</div>', align="left", style=TOP),
    )
    return f'<tr style="{LINE}">{"".join(cells)}</tr>'


def _tree(step: Step, view: View) -> Folder:
    if view.only == ALL:
        return step.tree
    return file_tree([*filter(CHOICES[view.only], step.changes)])


def _unfolding(
    said: str, tree: Folder, key: str, view: View, changes: tuple[FileChange, ...]
) -> str:
    """A line that opens to the files of a layer; with no file at all, just the line.

    A container's own layer may come to have some, and the others are to stay open or closed then.
    """
    if not changes and not (view.live and key == OWN):
        return _made_by(said)
    unfolded = {path for of, _, path in (one.partition(":") for one in view.unfolded) if of == key}
    inner = tree_html(tree, key, unfolded, live=view.live)
    if not tree.inside:
        inner = paragraph("none of these" if changes else "nothing yet")
    return f"<details><summary>{_made_by(said)}</summary>{inner}</details>"


def _made_by(said: str) -> str:
    return f'<code style="{CODE}">{escape(said)}</code>'


def _counts(counts: Counter[ChangeKind]) -> str:
    boxes = [
        box(f"{sign}{counts[kind]}", tint, SMALL) + f'<span style="{HIDDEN}"> {said} </span>'
        for kind, (sign, said, tint) in KINDS.items()
        if counts[kind]
    ]
    return "".join(boxes) or "none"


def _size(step: Step, largest: int) -> str:
    """The size, and a bar for it: what is hidden later in another colour, and in words."""
    hides = step.hidden_bytes
    seen_px = round(BAR_PX * (step.size_bytes - hides) / largest)
    hidden_px = round(BAR_PX * hides / largest)
    bar = "display:inline-block;height:8px;background-color:"
    bars = "".join(
        f'<span style="{bar}{colour};width:{px}px"></span>'
        for colour, px in (("#4a90d9", seen_px), ("#c0504d", hidden_px))
        if px
    )
    drawn = f'<div style="line-height:1">{bars}</div>' if bars else ""
    words = f'<div style="{SMALL}">{size_text(hides)} hidden later</div>' if hides else ""
    return f"<div>{size_text(step.size_bytes)}</div>{drawn}{words}"


def _waste(shown: ImageLayers) -> str:
    rows = list(hidden(shown))
    if not rows:
        return ""
    items = "".join(f"<li>{inline(row)}</li>" for row in rows)
    said = f"Hidden, and still in the image: {many(len(shown.hidden), 'file')}"
    return f'<details><summary>{said}</summary><ul style="margin:.2em 0">{items}</ul></details>'
