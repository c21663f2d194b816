"""The layer explorer: a stack of layers drawn, newest on top, with what each does to the files.

Steps that made no layer stand where they were made. As it stays in a notebook the card tells the
layers of a base image in one row without sizes, so that it is the same on every machine; the live
one shows all. Knows facts (labkit/visual/layers/layers.py), no daemon.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

from grader.daemon import ChangeKind
from labkit.visual.kit import FLOWING, NOWRAP, Card, Content, Tint, card, nodes, size_text
from labkit.visual.layers.file_tree import KINDS, Folder, drawn, file_tree
from labkit.visual.layers.layers import ImageLayers, OwnLayer, Step
from labkit.visual.layers.stack import FileChange
from labkit.visual.layers.text import HEAD, hidden, many, named, sums, told

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
    picture = (
        *map(nodes.Line, sums(shown, base)),
        *(_controls(found, view) if view.live else ()),
        nodes.Line(LEGEND),
        _stack(shown, view, base),
        *_waste(shown),
    )
    return card(
        f"The layers of {found.name}, newest on top", nodes.Both(told(shown, base), picture)
    )


def _controls(found: ImageLayers, view: View) -> list[nodes.Node]:
    only = nodes.Select(ONLY, {said: said for said in CHOICES}, view.only, "Show which changes")
    again = [nodes.Button("Look at the container again", LOOK)] if found.own else []
    return [nodes.Labelled("Show", only), *again]


def _stack(shown: ImageLayers, view: View, base: str) -> nodes.Sheet:
    largest = max([1, *(step.size_bytes for step in shown.layers)])
    rows = [_own_row(shown.own, view)] if shown.own else []
    rows += [_row(step, view, largest) for step in reversed(shown.steps)]
    rows += [_base_row(base)] if base else []
    return nodes.Sheet((HEAD[0], HEAD[3], HEAD[2], HEAD[1]), [nodes.Body(rows)], is_lined=True)


def _row(step: Step, view: View, largest: int) -> list[nodes.Cell]:
    if not step.number:
        return _cells("–", nodes.Code(step.instruction, FLOWING), "metadata only", "")
    made_by = _unfolding(step.instruction, _tree(step, view), str(step.number), view, step.changes)
    shared = named(step.shared_with)
    badge = nodes.Part(nodes.Box(f"shared with {shared}", Tint.CALM, f"{SMALL};text-align:left"))
    below = (badge,) if shared else ()
    return _cells(str(step.number), (made_by, *below), _counts(step.counts), _size(step, largest))


def _own_row(own: OwnLayer, view: View) -> list[nodes.Cell]:
    counts = Counter(change.kind for change in own.changes)
    changes = own.as_files
    tree = own.tree if view.only == ALL else file_tree([*filter(CHOICES[view.only], changes)])
    made_by = _unfolding(f"the container {own.container}", tree, OWN, view, changes)
    size = size_text(own.size_bytes) if view.live else ""
    return _cells(OWN, made_by, _counts(counts), size)


def _base_row(base: str) -> list[nodes.Cell]:
    return _cells("…", nodes.Box(f"the base image {base}", Tint.GREY), "", "")


def _cells(number: str, made_by: Content, files: Content, size: Content) -> list[nodes.Cell]:
    return [
        nodes.Cell(number, style=TOP),
        nodes.Cell(made_by, style=f"{TOP};width:100%"),
        nodes.Cell(nodes.Part(files, NOWRAP), style=TOP),
        nodes.Cell(nodes.Part(size, NOWRAP), style=TOP),
    ]


def _tree(step: Step, view: View) -> Folder:
    if view.only == ALL:
        return step.tree
    return file_tree([*filter(CHOICES[view.only], step.changes)])


def _unfolding(
    said: str, tree: Folder, key: str, view: View, changes: tuple[FileChange, ...]
) -> nodes.Code | nodes.More:
    """A line that opens to the files of a layer; with no file at all, just the line.

    A container's own layer may come to have some, and the others are to stay open or closed then.
    """
    made_by = nodes.Code(said, FLOWING)
    if not changes and not (view.live and key == OWN):
        return made_by
    if not tree.inside:
        return nodes.More(made_by, nodes.Line("none of these" if changes else "nothing yet"))
    unfolded = {path for of, _, path in (one.partition(":") for one in view.unfolded) if of == key}
    return nodes.More(made_by, drawn(tree, key, unfolded, live=view.live))


def _counts(counts: Counter[ChangeKind]) -> Content:
    parts: list[nodes.Node] = []
    for kind, (sign, said, tint) in KINDS.items():
        if counts[kind]:
            parts += [nodes.Box(f"{sign}{counts[kind]}", tint, SMALL), nodes.Spoken(f" {said} ")]
    return tuple(parts) or "none"


def _size(step: Step, largest: int) -> Content:
    """The size, and a bar for it: what is hidden later in another colour, and in words."""
    hides = step.hidden_bytes
    seen_px = round(BAR_PX * (step.size_bytes - hides) / largest)
    hidden_px = round(BAR_PX * hides / largest)
    words = (nodes.Part(f"{size_text(hides)} hidden later", SMALL),) if hides else ()
    strip = nodes.Strip([("#4a90d9", seen_px), ("#c0504d", hidden_px)])
    return (nodes.Part(size_text(step.size_bytes)), strip, *words)


def _waste(shown: ImageLayers) -> list[nodes.More]:
    rows = list(hidden(shown))
    said = f"Hidden, and still in the image: {many(len(shown.hidden), 'file')}"
    return [nodes.More(said, nodes.Items(rows))] if rows else []
