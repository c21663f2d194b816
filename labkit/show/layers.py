"""Images as stacks of layers, newest on top: which layers two images share, which files each has.

Knows layers as digests and saved archives; no daemon.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from string import ascii_uppercase

from grader.daemon import Layer, read_saved
from labkit.visual.kit import card, nodes, table

MANY = 6
"""How many paths of a layer are named; a layer with more is told by its top folders."""

# Plain colours: JupyterLab drops a style with var() from a notebook that is not trusted yet.
BOX = (
    "border:1px solid #9e9e9e;border-radius:3px;padding:2px 16px;margin:2px;"
    "text-align:center;min-width:112px;color:#212121;background-color:"
)
SHARED = "#c8e6c9"
OWN = "#eeeeee"


def stacks(images: Mapping[str, Sequence[str]]) -> None:
    """Images side by side; the same letter is the same layer.

    Args:
        images: what to call each → its `RootFS.Layers`, oldest first.
    """
    letters = _letters(images.values())
    height = max(map(len, images.values()))
    grid = [
        [str(level + 1), *(_at(layers, level, letters) for layers in images.values())]
        for level in reversed(range(height))
    ]
    title = "Newest layer on top; the same letter is the same layer"
    columns = tuple(_column(called, of, images, letters) for called, of in images.items())
    drawn = nodes.Part(columns, "display:flex;align-items:flex-end;gap:1em")
    card(title, nodes.Both(nodes.Table(["", *images], grid), drawn)).show()


def files(archive: Iterable[bytes]) -> None:
    """Which files each layer of an image brings and hides, from what `image.save()` gives."""
    with tempfile.TemporaryFile() as spooled:
        for chunk in archive:
            spooled.write(chunk)
        spooled.seek(0)
        layers = read_saved(spooled).layers
    found = [
        [str(number), _brings(layer), " ".join(sorted(layer.deleted))]
        for number, layer in enumerate(layers, start=1)
    ]
    head = ["layer", "brings", "hides"]
    table("What is in each layer, newest on top", head, found[::-1]).show()


def _letters(stacked: Iterable[Sequence[str]]) -> dict[str, str]:
    """Digest → letter, in the order in which they are first met."""
    met: dict[str, str] = {}
    for layers in stacked:
        for digest in layers:
            met.setdefault(digest, f"layer {ascii_uppercase[len(met) % 26]}")
    return met


def _at(layers: Sequence[str], level: int, letters: Mapping[str, str]) -> str:
    return letters[layers[level]] if level < len(layers) else ""


def _column(
    called: str,
    layers: Sequence[str],
    images: Mapping[str, Sequence[str]],
    letters: Mapping[str, str],
) -> nodes.Part:
    boxes = tuple(
        nodes.Part(letters[digest], f"{BOX}{SHARED if _is_shared(digest, images) else OWN}")
        for digest in reversed(layers)
    )
    return nodes.Part((*boxes, nodes.Part(nodes.Plain(called), "text-align:center")))


def _is_shared(digest: str, images: Mapping[str, Sequence[str]]) -> bool:
    return sum(digest in layers for layers in images.values()) > 1


def _brings(layer: Layer) -> str:
    """The paths of a layer without the folders on the way to them."""
    leaves = sorted(_leaves(layer))
    if len(leaves) > MANY:
        tops = sorted({f"/{path.split('/')[1]}" for path in leaves})
        return f"many files in {' '.join(tops)}"
    return " ".join(leaves) or "nothing"


def _leaves(layer: Layer) -> Iterator[str]:
    folders = {path.rpartition("/")[0] for path in [*layer.entries, *layer.deleted]}
    for path, entry in layer.entries.items():
        if path not in folders:
            yield f"{path}/" if entry.is_dir else path
