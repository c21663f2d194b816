"""Files that are written whole or not at all, and how a full disk is recognised."""

from __future__ import annotations

import errno
import os
import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

NO_SPACE = "no space left on device|disk quota exceeded"
"""How programs and daemons say that a disk is full, as a pattern for any case of letters."""

PARTIAL = ".partial"
"""How a file ends that is not whole yet; one that stays was left by a process that was killed."""


def is_full(why: str | OSError) -> bool:
    """Whether a program, a daemon or the system says that a disk is full."""
    if isinstance(why, OSError):
        return why.errno in (errno.ENOSPC, errno.EDQUOT)
    return re.search(NO_SPACE, why, re.IGNORECASE) is not None


@contextmanager
def whole_file(path: Path) -> Iterator[IO[bytes]]:
    """What takes the place of `path` at the block's end, on disk by then; nothing if it raises.

    Raises:
        OSError: the disk is full or closed to us.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, partial = tempfile.mkstemp(PARTIAL, f".{path.name[:20]}.", path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        os.chmod(partial, 0o644)
        os.replace(partial, path)
    except BaseException:
        Path(partial).unlink(missing_ok=True)
        raise


def write_whole(path: Path, content: bytes | str) -> None:
    """Raises: as `whole_file`."""
    with whole_file(path) as file:
        file.write(content.encode() if isinstance(content, str) else content)
