"""Archives that a daemon sends: a saved image, a file out of a container.

What is in one is the learner's doing. So one that is too large or cannot be read is a finding, and
no fault of the lab; a daemon that goes away while it sends stays what it is.
"""

from __future__ import annotations

import tarfile
import tempfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import IO, TypeVar

import zstandard

from grader.daemon.saved_image import TooLarge
from grader.report import expect_that

ARCHIVE_LIMIT_BYTES = 512 * 1024 * 1024
FILE_LIMIT_BYTES = 1024 * 1024
"""Of a single file that is read whole, with its head."""

UNREADABLE = (
    *(tarfile.TarError, zlib.error, zstandard.ZstdError, OSError, EOFError),
    *(LookupError, TypeError, ValueError, AttributeError, RecursionError),
)
"""What comes of reading something else than an archive where one should be."""

Content = TypeVar("Content")


def read_archive(
    stream: Iterator[bytes],
    read: Callable[[IO[bytes]], Content],
    what: str,
    see: str,
    *,
    limit_bytes: int = ARCHIVE_LIMIT_BYTES,
) -> Content:
    """What `read` finds in an archive that a daemon sends.

    Args:
        what, see: of the finding: what the archive is of, and a command that shows it.
        limit_bytes: how much of it is looked at, headers included.

    Raises:
        Unmet: it is too large to look at, or is not an archive.
    """
    with tempfile.TemporaryFile() as archive:
        with lookable(what, see):
            _spool(stream, archive, limit_bytes)
        with lookable(what, see, UNREADABLE):
            return read(archive)


@contextmanager
def lookable(what: str, see: str, faults: tuple[type[Exception], ...] = ()) -> Iterator[None]:
    """A thing that is too large, or that reading fails on as in `faults`, is a finding."""
    expected, found = "small enough to be looked through", ""
    try:
        yield
    except TooLarge as error:
        found = str(error)
    except faults as error:
        expected, found = "an archive that can be read", f"{type(error).__name__}: {error}"
    expect_that(not found, what, expected=expected, found=found, see=see)


def only_file(archive: IO[bytes]) -> bytes:
    """The content of the file that an archive holds; empty when it holds none."""
    with tarfile.open(fileobj=archive) as tar:
        member = tar.next()
        if member is not None and member.issparse() and member.size > FILE_LIMIT_BYTES:
            raise TooLarge(f"more than {FILE_LIMIT_BYTES // 1024**2} MiB")
        found = tar.extractfile(member) if member and member.isfile() else None
        return found.read() if found else b""


def _spool(stream: Iterator[bytes], target: IO[bytes], limit_bytes: int) -> None:
    """Writes a daemon's archive to a file, up to the limit."""
    size_bytes = 0
    for chunk in stream:
        size_bytes += len(chunk)
        if size_bytes > limit_bytes:
            raise TooLarge(f"more than {limit_bytes // 1024**2} MiB")
        target.write(chunk)
    target.seek(0)
