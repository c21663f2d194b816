"""The efficiency of an image and its wasted space, as the tool `dive` counts them.

For each path: the sizes of all its copies in all layers, against the smallest of them. A deletion
is a copy of size 0, that of a folder one of all that the folder held. The score is the sum of the
smallest sizes in parts of the sum of all. Wasted is every copy of a path that occurs twice or more,
the last one too: more than what is hidden (labkit/visual/layers/stack.py), and what `dive` prints.
Knows layers as they were saved; no daemon.

Source: dive/filetree/efficiency.go and dive/image/analysis.go of wagoodman/dive, 0.13.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from grader.daemon import Entry, Layer, parents


@dataclass(frozen=True)
class Wasted:
    """A path that occurs in several layers: in how many, and the size of all its copies."""

    path: str
    copies: int
    size_bytes: int


@dataclass(frozen=True)
class Efficiency:
    """The figures of `dive`: `score` from 0 to 1, and the wasted paths, largest first."""

    score: float
    wasted: tuple[Wasted, ...]

    @property
    def wasted_bytes(self) -> int:
        return sum(path.size_bytes for path in self.wasted)


def efficiency(layers: Sequence[Layer]) -> Efficiency:
    """How much of an image's layers a container of it needs.

    Args:
        layers: oldest first.
    """
    sizes: dict[str, list[int]] = defaultdict(list)
    below: dict[str, Entry] = {}
    for layer in layers:
        for path, size_bytes in _leaves(layer, below):
            sizes[path].append(size_bytes)
        below = {path: entry for path, entry in below.items() if not layer.hides(path)}
        below.update(layer.entries)
    found = sum(map(sum, sizes.values()))
    needed = sum(map(min, sizes.values()))
    wasted = [Wasted(path, len(of), sum(of)) for path, of in sizes.items() if len(of) > 1]
    wasted.sort(key=lambda one: (-one.size_bytes, one.path))
    return Efficiency(needed / found if found else 1.0, tuple(wasted))


def _leaves(layer: Layer, below: Mapping[str, Entry]) -> Iterator[tuple[str, int]]:
    """The paths of a layer with nothing under them in this layer, with what they count."""
    folders = {folder for path in (*layer.entries, *layer.deleted) for folder in parents(path)}
    for path, entry in layer.entries.items():
        if path not in folders:
            yield path, entry.size_bytes
    for path in layer.deleted:
        before = below.get(path)
        yield path, _size_below(path, below) if before is not None and before.is_dir else 0


def _size_below(folder: str, below: Mapping[str, Entry]) -> int:
    inside = folder + "/"
    return sum(entry.size_bytes for path, entry in below.items() if path.startswith(inside))
