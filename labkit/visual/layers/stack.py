"""What each layer of a stack does to those below it: which files it adds, changes and deletes.

And which of its own files a later layer hides: those are in the image, and no container of it can
see them. Knows layers as they were saved; no daemon and no picture.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace

from grader.daemon import ChangeKind, Entry, EntryKind, Layer, parents

Place = tuple[int, str]
"""A path in one layer, the layers counted from 0 for the oldest."""


@dataclass(frozen=True)
class FileChange:
    """One path that a layer adds, changes or deletes.

    Args:
        size_bytes: of the file in this layer; of a deleted path, all that goes with it.
        remark: what a changed file changed in, or where a link leads; often empty.
        hidden_by: of a file, the number, from 1, of the later layer that hides it; else 0.
    """

    kind: ChangeKind
    path: str
    size_bytes: int = 0
    is_dir: bool = False
    remark: str = ""
    hidden_by: int = 0


def changes(layers: Sequence[Layer]) -> tuple[tuple[FileChange, ...], ...]:
    """For each layer, oldest first, what it does to those below, by path."""
    hidden, below = hidden_by(layers), dict[str, Entry]()
    found = []
    for number, layer in enumerate(layers):
        gone = {path for path in below if layer.hides(path)}
        rows = [*_deleted(gone - layer.entries.keys(), below), *_held(layer, below)]
        found.append(
            tuple(
                replace(row, hidden_by=hidden.get((number, row.path), 0))
                for row in sorted(rows, key=lambda row: row.path)
            )
        )
        for path in gone:
            del below[path]
        below.update(layer.entries)
    return tuple(found)


def hidden_by(layers: Sequence[Layer]) -> dict[Place, int]:
    """Files that no container can see → the number, from 1, of the layer that hides each."""
    hidden: dict[Place, int] = {}
    seen: dict[str, int] = {}
    for number, layer in enumerate(layers):
        replaced = seen.keys() & layer.entries.keys()
        for path in replaced.union(filter(layer.hides, seen)):
            hidden[seen.pop(path), path] = number + 1
        files = (path for path, entry in layer.entries.items() if not entry.is_dir)
        seen |= dict.fromkeys(files, number)
    for place in _seen_by_another_name(layers, hidden):
        hidden.pop(place, None)
    return hidden


def _deleted(gone: Set[str], below: Mapping[str, Entry]) -> Iterator[FileChange]:
    """The topmost of the paths that are seen below and no longer here."""
    tops = {path for path in gone if not any(folder in gone for folder in parents(path))}
    sizes = dict.fromkeys(tops, 0)
    for path in gone:
        top = next(one for one in (path, *parents(path)) if one in tops)
        sizes[top] += below[path].size_bytes
    for path in tops:
        yield FileChange(ChangeKind.DELETED, path, sizes[path], below[path].is_dir)


def _held(layer: Layer, below: Mapping[str, Entry]) -> Iterator[FileChange]:
    """What a layer adds or changes. A folder that is as it was is only on the way to others."""
    for path, entry in layer.entries.items():
        before = below.get(path)
        leads = f"→ {entry.link}" if entry.link else ""
        if before is None:
            yield FileChange(ChangeKind.ADDED, path, entry.size_bytes, entry.is_dir, leads)
        elif not (entry.is_dir and _same_attributes(before, entry) and before.is_dir):
            remark = _difference(before, entry)
            yield FileChange(ChangeKind.CHANGED, path, entry.size_bytes, entry.is_dir, remark)


def _difference(before: Entry, after: Entry) -> str:
    """What changed, where it is not just the content."""
    if before.kind is not after.kind:
        return f"was a {before.kind}"
    if before.digest != after.digest or before.link != after.link:
        return f"→ {after.link}" if after.link else ""
    said = []
    if before.mode != after.mode:
        said.append(f"mode {before.mode:o} → {after.mode:o}")
    if (before.uid, before.gid) != (after.uid, after.gid):
        said.append(f"owner {before.uid}:{before.gid} → {after.uid}:{after.gid}")
    return ", ".join(said) or "the same content again"


def _same_attributes(before: Entry, after: Entry) -> bool:
    return (before.mode, before.uid, before.gid) == (after.mode, after.uid, after.gid)


def _seen_by_another_name(layers: Sequence[Layer], hidden: Mapping[Place, int]) -> Iterator[Place]:
    """Names of a file that is still seen by a hard link of the same layer."""
    for number, layer in enumerate(layers):
        names: dict[str, set[str]] = defaultdict(set)
        for path, entry in layer.entries.items():
            if entry.kind is EntryKind.HARD_LINK:
                target = "/" + entry.link.removeprefix("./").strip("/")
                names[target] |= {target, path}
        for group in names.values():
            if any((number, name) not in hidden for name in group):
                yield from ((number, name) for name in group)
