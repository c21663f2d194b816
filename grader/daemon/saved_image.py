"""A saved image, layer by layer: which files each one holds and which it deletes.

Reads what `docker save` writes, old (a folder a layer) and new (an OCI layout, since Engine 25,
whose layers may be compressed): both carry `manifest.json`, which lists the layers oldest first.
The archive may come from a submission, so nothing of it is ever unpacked to disk,
and reading ends at a limit: a few kilobytes can unpack to any size.
"""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import tarfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import IO, Any, cast

import zstandard

WHITEOUT = ".wh."
"""Prefix of the empty file that marks a deletion in a layer (OCI image spec, layer.md)."""

OPAQUE = ".wh..wh..opq"
"""Marks a folder that hides all that the layers below have in it."""

ROOT = ""
"""The folder that all paths are below, as their part before the last slash."""

CONTENT_LIMIT_BYTES = 1024 * 1024
PATH_LIMIT = 4096
"""Characters; no system has longer paths."""

GZIP_MAGIC, ZSTD_MAGIC = b"\x1f\x8b", b"\x28\xb5\x2f\xfd"


class TooLarge(ValueError):
    """More than is looked through; the message says than how much."""


@dataclass(frozen=True)
class ReadLimits:
    """How far an image is read, of all its layers together."""

    unpacked_bytes: int = 1024**3
    """As much as the disk of a sandbox holds."""

    entries: int = 200_000
    """Ten times what a distribution has."""


METADATA_LIMITS = ReadLimits(unpacked_bytes=4 * 1024 * 1024)


class EntryKind(StrEnum):
    """What a path of a layer is."""

    FILE = "file"
    FOLDER = "folder"
    SYMLINK = "symbolic link"
    HARD_LINK = "hard link"
    SPECIAL = "special file"

    @classmethod
    def of(cls, member: tarfile.TarInfo) -> EntryKind:
        if member.isfile():
            return cls.FILE
        if member.isdir():
            return cls.FOLDER
        if member.issym():
            return cls.SYMLINK
        return cls.HARD_LINK if member.islnk() else cls.SPECIAL


@dataclass(frozen=True)
class Entry:
    """One path in one layer.

    `content` is None for what is not a regular file under 1 MiB; `digest` is the SHA-256 of a
    regular file's content, whatever its size. A hard link's `link` is a path in the same layer.
    """

    path: str
    mode: int
    uid: int
    gid: int
    size_bytes: int
    link: str
    kind: EntryKind
    digest: str
    content: bytes | None

    @property
    def is_dir(self) -> bool:
        return self.kind is EntryKind.FOLDER


@dataclass(frozen=True)
class Layer:
    """One layer: the paths that it holds, and what it hides of those below.

    `deleted` are single paths, folders with all in them; `opaque` are folders that stay and hide
    what was in them.
    """

    entries: Mapping[str, Entry]
    deleted: frozenset[str]
    opaque: frozenset[str] = frozenset()

    @property
    def size_bytes(self) -> int:
        return sum(entry.size_bytes for entry in self.entries.values())

    def hides(self, path: str) -> bool:
        """Whether a path of the layers below is no longer seen, apart from being replaced."""
        folder = path.rpartition("/")[0]
        if (is_closed := self._known.get(folder)) is None:
            closed = self._closed
            is_closed = any(one in closed for one in (folder, *parents(folder), ROOT))
            self._known[folder] = is_closed
        return is_closed or path in self.deleted

    @cached_property
    def _known(self) -> dict[str, bool]:
        """Folders that were asked about: thousands of files lie in few of them."""
        return {}

    @cached_property
    def _closed(self) -> frozenset[str]:
        """Folders of the layers below of which nothing is seen through this one."""
        files = {path for path, entry in self.entries.items() if not entry.is_dir}
        return self.deleted | self.opaque | files


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
            merged = {path: entry for path, entry in merged.items() if not layer.hides(path)}
            merged.update(layer.entries)
        return merged

    def text(self, path: str) -> str | None:
        """A file's text without the space around it; None when there is no such file.

        As a container sees it. Raises nothing for bytes that are no text.
        """
        entry = self.files.get(path)
        if entry is None or entry.content is None:
            return None
        return entry.content.decode(errors="replace").strip()


def parents(path: str) -> Iterator[str]:
    """The folders on the way to a path, nearest first, without the root.

    Example:
        >>> list(parents("/etc/apt/sources"))
        ['/etc/apt', '/etc']
    """
    end = path.rfind("/")
    while end > 0:
        yield path[:end]
        end = path.rfind("/", 0, end)


def read_saved(
    archive: IO[bytes], *, contents: bool = True, limits: ReadLimits = ReadLimits()
) -> SavedImage:
    """The image in an archive that holds exactly one.

    Args:
        contents: whether small files are kept whole; digests and sizes are there either way.

    Raises:
        TooLarge: its layers unpack to more than the limits.
        Exception: it is no such archive; tarfile, gzip, zstandard and json each say so their way.
    """
    with tarfile.open(fileobj=archive, mode="r:") as outer:
        manifest = _metadata(outer, "manifest.json")[0]
        config = _metadata(outer, manifest["Config"])
        limit_bytes = CONTENT_LIMIT_BYTES if contents else 0
        allowance = _Allowance(limits)
        layers = (
            _read_layer(_member(outer, path), limit_bytes, allowance) for path in manifest["Layers"]
        )
        return SavedImage(tuple(layers), config)


def _metadata(outer: tarfile.TarFile, path: str) -> Any:
    return json.loads(_Bounded(_member(outer, path), _Allowance(METADATA_LIMITS)).read())


def _member(outer: tarfile.TarFile, path: str) -> IO[bytes]:
    found = outer.extractfile(path)
    if found is None:
        raise ValueError(f"{path} in the archive is not a file")
    return found


@dataclass
class _Allowance:
    """How much may still be read, of all layers of an image together."""

    limits: ReadLimits
    left_bytes: int = field(init=False)
    left_entries: int = field(init=False)

    def __post_init__(self) -> None:
        self.left_bytes, self.left_entries = self.limits.unpacked_bytes, self.limits.entries

    def take(self, size_bytes: int) -> None:
        """Raises: TooLarge, when that is more than is left."""
        self.left_bytes -= size_bytes
        if self.left_bytes < 0:
            raise TooLarge(f"more than {self.limits.unpacked_bytes // 1024**2} MiB when unpacked")

    def take_entry(self, member: tarfile.TarInfo) -> None:
        """Raises: TooLarge, also for what takes no room in the archive itself."""
        self.left_entries -= 1
        if self.left_entries < 0:
            raise TooLarge(f"more than {self.limits.entries} files")
        if max(len(member.name), len(member.linkname)) > PATH_LIMIT:
            raise TooLarge(f"a path of more than {PATH_LIMIT} characters")
        if member.issparse():
            self.take(member.size)  # tarfile makes its holes up


class _Bounded:
    """A file that is read front to end, as far as the allowance goes."""

    def __init__(self, source: IO[bytes], allowance: _Allowance) -> None:
        self._source, self._allowance = source, allowance

    def read(self, size: int = -1) -> bytes:
        """Raises: TooLarge, when there is more than the allowance."""
        wanted = self._allowance.left_bytes + 1
        data = self._source.read(wanted if size < 0 else min(size, wanted))
        self._allowance.take(len(data))
        return data


def _read_layer(source: IO[bytes], limit_bytes: int, allowance: _Allowance) -> Layer:
    entries: dict[str, Entry] = {}
    deleted: set[str] = set()
    opaque: set[str] = set()
    with _unpacked(source, allowance) as layer:
        for member in layer:
            allowance.take_entry(member)
            # tarfile keeps all that it has passed
            layer.members = []  # type: ignore[attr-defined]
            path = "/" + member.name.removeprefix("./").strip("/")
            folder, _, name = path.rpartition("/")
            if name == OPAQUE:
                opaque.add(folder)
            elif name.startswith(WHITEOUT):
                deleted.add(f"{folder}/{name.removeprefix(WHITEOUT)}")
            elif path != "/":
                entries[path] = _entry(layer, member, path, limit_bytes)
    return Layer(entries, frozenset(deleted), frozenset(opaque))


@contextmanager
def _unpacked(source: IO[bytes], allowance: _Allowance) -> Iterator[tarfile.TarFile]:
    """A layer's tar file, read once from front to end: plain, gzip or zstd, as daemons store it."""
    magic = source.read(len(ZSTD_MAGIC))
    source.seek(0)
    if magic == ZSTD_MAGIC:
        unpacker = zstandard.ZstdDecompressor()
        plain = cast(IO[bytes], unpacker.stream_reader(source, read_across_frames=True))
    else:
        packed = magic.startswith(GZIP_MAGIC)
        plain = cast(IO[bytes], gzip.GzipFile(fileobj=source)) if packed else source
    bounded = cast(IO[bytes], _Bounded(plain, allowance))
    with tarfile.open(fileobj=bounded, mode="r|") as layer:
        yield layer


def _entry(layer: tarfile.TarFile, member: tarfile.TarInfo, path: str, limit_bytes: int) -> Entry:
    digest, content = "", None
    source = layer.extractfile(member) if member.isfile() else None
    if source is not None and member.size < limit_bytes:
        content = source.read()
        digest = hashlib.sha256(content).hexdigest()
    elif source is not None:
        digest = hashlib.file_digest(cast(io.BufferedReader, source), "sha256").hexdigest()
    return Entry(
        path=path,
        mode=member.mode & 0o7777,  # engines before 25 store the kind of file in it too
        uid=member.uid,
        gid=member.gid,
        size_bytes=member.size if member.isfile() else 0,
        link=member.linkname,
        kind=EntryKind.of(member),
        digest=digest,
        content=content,
    )
