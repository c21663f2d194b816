"""Layers as facts, for tests of what is told of them: a path and a size is a file."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from grader.daemon import Entry, EntryKind, Layer

FOLDER = -1
"""In place of a size: the path is a folder."""


def entry(path: str, size_bytes: int = 0, **more: object) -> Entry:
    """A file, whose content goes by path and size; or what `more` makes of it."""
    kind = EntryKind.FOLDER if size_bytes == FOLDER else EntryKind.FILE
    facts = {
        "path": path,
        "mode": 0o644,
        "uid": 0,
        "gid": 0,
        "size_bytes": max(size_bytes, 0),
        "link": "",
        "kind": kind,
        "digest": "" if size_bytes == FOLDER else f"{path} {size_bytes}",
        "content": None,
    }
    return Entry(**{**facts, **more})  # type: ignore[arg-type]


def layer(
    files: Mapping[str, int] | Iterable[Entry] = (),
    deleted: Iterable[str] = (),
    opaque: Iterable[str] = (),
) -> Layer:
    """A layer of some files, by path and size or as entries."""
    rows = [entry(*row) for row in files.items()] if isinstance(files, Mapping) else list(files)
    return Layer({row.path: row for row in rows}, frozenset(deleted), frozenset(opaque))
