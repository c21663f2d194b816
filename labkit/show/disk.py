"""A container's file system as the kernel keeps it: the layers below, the one on top.

Only whoever may read the daemon's directories sees into them: in a sandbox the kernel does, with
an engine of the learner's own mostly root alone. Where not, the helpers say so and go on.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from labkit.visual.kit import note

WHITEOUT = "device 0/0: hides what lies below"
NOT_SEEN = (
    "Skipped: this directory is the daemon's, on its machine, and this kernel may not read it. "
    "In a Dockyard sandbox it may."
)
NOWHERE = Path("/nowhere")
"""What no kernel can read, as the place of what is not there."""


@dataclass(frozen=True)
class Overlay:
    """An overlay mount: the directories below, topmost first, and the writable one on top."""

    lower: tuple[Path, ...]
    upper: Path

    @property
    def init(self) -> Path:
        """The topmost of those below: in a container, Docker's init layer."""
        return self.lower[0] if self.lower else NOWHERE


def overlay(mounts: str) -> Overlay:
    """The overlay that is mounted as `/`; of no directories where the root is no overlay.

    Args:
        mounts: the text of /proc/mounts, as a process in the container reads it.

    Example:
        >>> overlay("overlay / overlay rw,lowerdir=/b:/a,upperdir=/c,workdir=/w 0 0").upper.name
        'c'
    """
    for line in mounts.splitlines():
        _, target, kind, options, *_ = [*line.split(), "", "", "", ""]
        if (target, kind) == ("/", "overlay"):
            said = dict(option.partition("=")[::2] for option in options.split(","))
            lower = tuple(Path(path) for path in said["lowerdir"].split(":"))
            return Overlay(lower, Path(said["upperdir"]))
    return Overlay((), NOWHERE)


def size(path: Path) -> int | str:
    """How many bytes a file of the daemon's has, or that it cannot be seen from here."""
    try:
        return path.lstat().st_size
    except OSError:
        return "nothing here (it can be seen in a Dockyard sandbox)"


def tree(title: str, folder: Path) -> None:
    """What lies in a directory of the daemon's: files with their sizes, deletion marks as such."""
    if not os.access(folder, os.R_OK | os.X_OK):
        note(title, [NOT_SEEN]).show()
        return
    note(title, list(_lines(folder, 0)) or ["nothing"]).show()


def _lines(folder: Path, depth: int) -> Iterator[str]:
    for path in sorted(folder.iterdir()):
        yield f"{'  ' * depth}{_line(path)}"
        if path.is_dir() and not path.is_symlink():
            yield from _lines(path, depth + 1)


def _line(path: Path) -> str:
    found = path.lstat()
    if stat.S_ISLNK(found.st_mode):
        return f"{path.name} → {path.readlink()}"
    if stat.S_ISDIR(found.st_mode):
        return f"{path.name}/"
    if stat.S_ISCHR(found.st_mode) and found.st_rdev == 0:
        return f"{path.name}  ({WHITEOUT})"
    return f"{path.name}  ({found.st_size} bytes)"
