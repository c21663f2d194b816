"""A saved image, layer by layer: which files each one holds and which it deletes.

Reads what `docker save` writes, old (a folder a layer) and new (an OCI layout, since Engine 25):
both carry `manifest.json`, which lists the layers oldest first. Knows no daemon; the archive may
come from a submission, so nothing of it is ever unpacked to disk.
"""

from __future__ import annotations

import json
import tarfile
from collections.abc import Mapping
from dataclasses import dataclass
from typing import IO, Any

WHITEOUT = ".wh."
"""Prefix of the empty file that marks a deletion in a layer (OCI image spec, layer.md)."""


@dataclass(frozen=True)
class Entry:
    """One path in one layer. `content` is None for what is not a regular file under 1 MiB."""

    path: str
    mode: int
    uid: int
    gid: int
    size_bytes: int
    link: str
    is_dir: bool
    content: bytes | None


@dataclass(frozen=True)
class Layer:
    """One layer: the paths that it holds, and the paths that it deletes from those below."""

    entries: Mapping[str, Entry]
    deleted: frozenset[str]

    @property
    def size_bytes(self) -> int:
        return sum(entry.size_bytes for entry in self.entries.values())


@dataclass(frozen=True)
class SavedImage:
    """An image's layers, oldest first, and its config as stored."""

    layers: tuple[Layer, ...]
    config: Mapping[str, Any]

    @property
    def files(self) -> Mapping[str, Entry]:
        """The merged view: what a container of this image would see, path by path."""
        merged: dict[str, Entry] = {}
        for layer in self.layers:
            for gone in layer.deleted:
                merged = {
                    path: entry
                    for path, entry in merged.items()
                    if path != gone and not path.startswith(gone + "/")
                }
            merged.update(layer.entries)
        return merged

    def holding(self, text: bytes) -> tuple[tuple[int, str], ...]:
        """Where a text stands: (layer number from 0 for the oldest, path), deleted files too."""
        return tuple(
            (number, path)
            for number, layer in enumerate(self.layers)
            for path, entry in layer.entries.items()
            if entry.content is not None and text in entry.content
        )


def read_saved(archive: IO[bytes]) -> SavedImage:
    """The image in an archive that holds exactly one."""
    with tarfile.open(fileobj=archive) as outer:
        manifest = json.load(_member(outer, "manifest.json"))[0]
        config = json.load(_member(outer, manifest["Config"]))
        return SavedImage(
            tuple(_read_layer(_member(outer, path)) for path in manifest["Layers"]), config
        )


def _member(outer: tarfile.TarFile, path: str) -> IO[bytes]:
    found = outer.extractfile(path)
    if found is None:
        raise ValueError(f"{path} in the archive is not a file")
    return found


def _read_layer(source: IO[bytes]) -> Layer:
    entries: dict[str, Entry] = {}
    deleted: set[str] = set()
    with tarfile.open(fileobj=source, mode="r:*") as layer:
        for member in layer:
            path = "/" + member.name.removeprefix("./").strip("/")
            folder, _, name = path.rpartition("/")
            if name.startswith(WHITEOUT):
                deleted.add(f"{folder}/{name.removeprefix(WHITEOUT)}")
            elif path != "/":
                entries[path] = _entry(layer, member, path)
    return Layer(entries, frozenset(deleted))


def _entry(layer: tarfile.TarFile, member: tarfile.TarInfo, path: str) -> Entry:
    small = member.isfile() and member.size < 1024 * 1024
    source = layer.extractfile(member) if small else None
    return Entry(
        path=path,
        mode=member.mode & 0o7777,  # engines before 25 store the kind of file in it too
        uid=member.uid,
        gid=member.gid,
        size_bytes=member.size if member.isfile() else 0,
        link=member.linkname,
        is_dir=member.isdir(),
        content=source.read() if source else None,
    )
