"""A pull, layer by layer: what is downloaded, what is unpacked, what was here already.

The card that stays names layers by their place and has no sizes; the live one draws how far each
is. Takes facts and knows no daemon.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from labkit.visual.kit import (
    Card,
    Tint,
    Tone,
    bar,
    chip,
    data_table,
    frame,
    inline,
    paragraph,
    size_text,
    table_cell,
    text_grid,
)


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
    rows = [[name, str(layer.stand)] for name, layer in _named(pull)]
    lines = [*(text_grid(["layer", ""], rows) if rows else []), *_end(pull)]
    text = "\n".join([_title(pull), *(f"  {line}" for line in lines)])
    return Card(text, _html(pull, with_sizes=False))


def pull_live(pull: Pull) -> Card:
    """The same with how far each layer is."""
    return Card(pull_card(pull).text, _html(pull, with_sizes=True))


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


def _end(pull: Pull) -> list[str]:
    return [f"The daemon's words: {pull.error}"] if pull.error else []


def _html(pull: Pull, *, with_sizes: bool) -> str:
    rows = [_row(name, layer, with_sizes=with_sizes) for name, layer in _named(pull)]
    head = ["Layer", "State", *(["Downloaded", "Unpacked"] if with_sizes else [])]
    table = data_table(f"Layers of {pull.reference}", head, rows) if rows else ""
    end = "".join(paragraph(line) for line in _end(pull))
    tone = Tone.BROKEN if pull.error else Tone.GOOD if pull.ended else Tone.PLAIN
    return frame(_title(pull), table + end, tone)


def _row(name: str, layer: Layer, *, with_sizes: bool) -> str:
    mark, tint = MARKS[layer.stand]
    cells = [
        table_cell(inline(name), align="right"),
        table_cell(chip(mark, str(layer.stand), tint)),
    ]
    if with_sizes:
        cells.append(table_cell(_bar(layer, layer.downloaded_bytes, Tint.CALM)))
        cells.append(table_cell(_bar(layer, layer.extracted_bytes, Tint.GOOD)))
    return "".join(cells)


def _bar(layer: Layer, done_bytes: int, tint: Tint) -> str:
    if not layer.size_bytes or not done_bytes:
        return ""
    return bar(0, done_bytes / layer.size_bytes, tint, size_text(done_bytes))
