"""What goes into an image: named files, one digest of them, one tar of them.

Both depend on names, contents and the executable bit only, so that the same checkout gives the
same digest on every machine and Docker's build cache recognises what did not change.
"""

from __future__ import annotations

import hashlib
import tarfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

CACHES = {"__pycache__", ".ipynb_checkpoints", ".pytest_cache", ".mypy_cache", ".ruff_cache"}


@dataclass(frozen=True)
class Entry:
    """One file of a build context.

    Args:
        name: its path inside the context.
        path: where it is read from; None for an empty directory.
    """

    name: str
    path: Path | None

    @property
    def mode(self) -> int:
        if self.path is None:
            return 0o755
        return 0o755 if self.path.stat().st_mode & 0o111 else 0o644


def entries_of(folder: Path, name: str = "") -> Iterator[Entry]:
    """Every file under `folder` but caches, in the order of names, as `name/…`."""
    prefix = f"{name}/" if name else ""
    if name:
        yield Entry(name, None)
    for path in sorted(folder.rglob("*")):
        inside = path.relative_to(folder)
        if path.is_file() and path.suffix != ".pyc" and not CACHES.intersection(inside.parts):
            yield Entry(f"{prefix}{inside.as_posix()}", path)


def digest(entries: Iterable[Entry], *also: str) -> str:
    """SHA-256 of names, modes and contents, and of whatever else decides the result."""
    total = hashlib.sha256("\0".join(also).encode())
    for entry in entries:
        content = entry.path.read_bytes() if entry.path else b""
        total.update(
            f"{entry.name}\0{entry.mode:o}\0{hashlib.sha256(content).hexdigest()}".encode()
        )
    return total.hexdigest()


def write_tar(entries: Iterable[Entry], to: IO[bytes]) -> None:
    """A build context, rewound and ready to be sent."""
    with tarfile.open(fileobj=to, mode="w") as tar:
        for entry in entries:
            info = tarfile.TarInfo(entry.name)
            info.mode = entry.mode
            if entry.path is None:
                info.type = tarfile.DIRTYPE
                tar.addfile(info)
            else:
                info.size = entry.path.stat().st_size
                with entry.path.open("rb") as content:
                    tar.addfile(info, content)
    to.seek(0)
