"""A pull, layer by layer: what is downloaded, what is unpacked, what was here already.

The card that stays names layers by their place and has no sizes; the live one draws how far each
is. Takes facts and knows no daemon.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from labkit.visual.kit import Card, Content, Tint, Tone, card, nodes, size_text


class Stand(StrEnum):
    """How far a layer is."""

    WAITING = "waiting"
    DOWNLOADING = "downloading"
    DOWNLOADED = "downloaded"
    EXTRACTING = "unpacking"
    PULLED = "pulled"
    HERE = "already here"


SAID = {
    "Downloading": Stand.DOWNLOADING,
    "Verifying Checksum": Stand.DOWNLOADED,
    "Download complete": Stand.DOWNLOADED,
    "Extracting": Stand.EXTRACTING,
    "Pull complete": Stand.PULLED,
    "Already exists": Stand.HERE,
}
"""The daemon's words; others, such as `Pulling fs layer`, mean that it waits."""

MARKS = {
    Stand.WAITING: ("·", Tint.GREY),
    Stand.DOWNLOADING: ("↓", Tint.CALM),
    Stand.DOWNLOADED: ("↓", Tint.CALM),
    Stand.EXTRACTING: ("▶", Tint.HALF),
    Stand.PULLED: ("✓", Tint.GOOD),
    Stand.HERE: ("✓", Tint.GREY),
}
SIZES = ("Downloaded", "Unpacked")
NEW, SAME = "Downloaded newer image", "Image is up to date"


@dataclass(frozen=True)
class Layer:
    """A layer as it stands. Sizes are of the compressed archive, 0 while they are not known."""

    stand: Stand = Stand.WAITING
    downloaded_bytes: int = 0
    extracted_bytes: int = 0
    size_bytes: int = 0


@dataclass(frozen=True)
class Pull:
    """A pull as it stands: layers in the order in which the daemon named them.

    `ended` is what it says at the end, `error` why it could not be.
    """

    reference: str
    layers: dict[str, Layer] = field(default_factory=dict)
    ended: str = ""
    error: str = ""


def pull_card(pull: Pull) -> Card:
    """What stays."""
    return card(_title(pull), _layers(pull), *_end(pull), tone=_tone(pull))


def pull_live(pull: Pull) -> Card:
    """The same with how far each layer is."""
    layers = nodes.Both(_layers(pull), _layers(pull, with_sizes=True))
    return card(_title(pull), layers, *_end(pull), tone=_tone(pull))


def _named(pull: Pull) -> list[tuple[str, Layer]]:
    return [(f"{number}", layer) for number, layer in enumerate(pull.layers.values(), start=1)]


def _title(pull: Pull) -> str:
    if pull.error:
        return f"Pull of {pull.reference}: failed"
    if not pull.ended:
        return f"Pull of {pull.reference}: under way"
    if pull.ended == SAME:
        return f"Pull of {pull.reference}: nothing to download, it is the one that is here"
    done = sum(layer.stand is not Stand.HERE for layer in pull.layers.values())
    return f"Pull of {pull.reference}: {done} of {len(pull.layers)} layers downloaded"


def _end(pull: Pull) -> list[nodes.Line]:
    return [nodes.Line(f"The daemon's words: {pull.error}")] if pull.error else []


def _tone(pull: Pull) -> Tone:
    return Tone.BROKEN if pull.error else Tone.GOOD if pull.ended else Tone.PLAIN


def _layers(pull: Pull, *, with_sizes: bool = False) -> Content:
    rows = [_row(name, layer, with_sizes=with_sizes) for name, layer in _named(pull)]
    head = [nodes.Both("layer", "Layer"), nodes.Both("", "State"), *(SIZES if with_sizes else ())]
    return nodes.DataTable(head, rows, f"Layers of {pull.reference}") if rows else ()


def _row(name: str, layer: Layer, *, with_sizes: bool) -> list[Content]:
    mark, tint = MARKS[layer.stand]
    row: list[Content] = [
        nodes.Cell(name, align="right"),
        nodes.Both(layer.stand, nodes.Chip(mark, layer.stand, tint)),
    ]
    if with_sizes:
        row.append(_bar(layer, layer.downloaded_bytes, Tint.CALM))
        row.append(_bar(layer, layer.extracted_bytes, Tint.GOOD))
    return row


def _bar(layer: Layer, done_bytes: int, tint: Tint) -> Content:
    if not layer.size_bytes or not done_bytes:
        return ""
    return nodes.Bar(0, done_bytes / layer.size_bytes, tint, size_text(done_bytes))
