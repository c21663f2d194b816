"""The directory that a sandbox shares with the host, and the lock that says who owns it.

The owner holds two exclusive locks for as long as it lives; the kernel frees them however the owner
ends. One is on a file beside the directory, where no sandbox can write: while it is free the
sandbox has no owner, and what is left of it is reaped at the next start. The other, `owner.lock`
inside, is what the sandbox itself waits for, to end with its owner. Paths are short, because a unix
socket's path has at most 107 bytes. The sandbox may write anything in here: a name is never
followed to where a link leads, and nothing is read to its end.
"""

from __future__ import annotations

import fcntl
import os
import secrets
import shutil
import stat
from collections.abc import Sequence
from pathlib import Path

from grader.errors import SandboxError

LOCK = "owner.lock"
TAIL_BYTES = 4096
DIRECTORY = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC


def run_base(candidates: Sequence[Path] = ()) -> Path:
    """Where this user's run directories are; made when absent, closed to everybody else.

    Args:
        candidates: folders that it may be, the best first; the usual ones when none is given.

    Raises:
        SandboxError: there is no such place.
    """
    candidates = candidates or _candidates()
    for base in candidates:
        try:
            base.mkdir(mode=0o700, exist_ok=True)
        except OSError:
            continue
        if base.stat().st_uid == os.getuid() and base.stat().st_mode & 0o077 == 0:
            return base
    raise SandboxError(
        "none of these is a folder of yours that is closed to everybody else",
        where=", ".join(map(str, candidates)),
        next_step="set XDG_RUNTIME_DIR to a folder of yours, with a short path",
    )


def _candidates() -> list[Path]:
    runtime = os.environ.get("XDG_RUNTIME_DIR", "")
    named = [Path(runtime, "dockyard")] if runtime else []
    return [*named, Path(f"/run/dockyard-{os.getuid()}"), Path(f"/tmp/dockyard-{os.getuid()}")]


class RunDir:
    """One run directory, owned by this process until `release`.

    Anybody may write in it (the sandbox's user has another id), but only its owner can enter
    the directory that it is in.
    """

    def __init__(self, path: Path, locks: Sequence[int]) -> None:
        self.path = path
        self._locks = locks

    @classmethod
    def create(cls) -> RunDir:
        path = run_base() / secrets.token_hex(4)
        new = path.with_name(f".{path.name}")
        new.mkdir()
        new.chmod(0o777)
        locks = [_locked(file) for file in (_lock_of(path), new / LOCK)]
        return cls(new.rename(path), locks)

    def wipe(self) -> None:
        """Empties it but for the lock, for the next sandbox in the same place."""
        for entry in self.path.iterdir():
            if entry.name != LOCK:
                _remove(entry)

    def release(self) -> None:
        """Gives up ownership and removes the directory."""
        if self._locks:
            remove(self.path)
            for lock in self._locks:
                os.close(lock)
            self._locks = ()


def is_owned(path: Path) -> bool:
    """Whether a living process holds a run directory."""
    beside = _lock_of(path)
    # One that an earlier Dockyard made, and that may be in use, has only the lock inside.
    file = beside if beside.exists() else path / LOCK
    try:
        # A sandbox may have put a link or a pipe there.
        lock = os.open(file, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError:
        return False
    try:
        fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(lock)
    return False


def _lock_of(path: Path) -> Path:
    return path.with_name(f".{path.name}.lock")


def _locked(file: Path) -> int:
    lock = os.open(file, os.O_CREAT | os.O_EXCL | os.O_RDWR | os.O_CLOEXEC, 0o644)
    fcntl.flock(lock, fcntl.LOCK_EX)
    return lock


def remove(path: Path) -> None:
    """Removes a run directory as far as may be, and once it is gone the lock beside it."""
    _remove(path)
    if not path.exists():
        _lock_of(path).unlink(missing_ok=True)


def _remove(path: Path) -> None:
    """Removes a file or a folder, however deep, and stays silent where it may not."""
    try:
        if path.is_symlink() or not path.is_dir():
            path.unlink(missing_ok=True)
            return
        shutil.rmtree(path, ignore_errors=True)
    except RecursionError:
        # rmtree goes down by calling itself. Bring up what lies deepest, until it can.
        _flatten(path)
        _remove(path)
    except OSError:
        return


def _flatten(path: Path) -> None:
    """Moves every tenth folder of a chain up to the top, so that no path is deep any more."""
    below, depth = os.open(path, DIRECTORY), 0
    top = os.dup(below)
    try:
        while names := [e.name for e in os.scandir(below) if e.is_dir(follow_symlinks=False)]:
            depth += 1
            inner = os.open(names[0], DIRECTORY, dir_fd=below)
            if depth % 10 == 0:
                os.rename(names[0], secrets.token_hex(8), src_dir_fd=below, dst_dir_fd=top)
            os.close(below)
            below = inner
    finally:
        os.close(below)
        os.close(top)


def used(path: Path, *, limit_bytes: int, limit_entries: int) -> tuple[int, int]:
    """Bytes on disk and number of entries of a folder; stops counting past either limit.

    What is closed to us or too deep for a path counts as past the limit: it could hold anything.
    """
    size_bytes = entries = 0
    folders = [path]
    while folders:
        try:
            found = os.scandir(folders.pop())
        except (FileNotFoundError, NotADirectoryError):
            continue
        except OSError:
            return limit_bytes + 1, entries
        with found:
            for entry in found:
                entries += 1
                try:
                    about = entry.stat(follow_symlinks=False)
                except FileNotFoundError:
                    continue
                except OSError:
                    return limit_bytes + 1, entries
                size_bytes += about.st_blocks * 512
                if stat.S_ISDIR(about.st_mode):
                    folders.append(Path(entry.path))
                if size_bytes > limit_bytes or entries > limit_entries:
                    return size_bytes, entries
    return size_bytes, entries


def last_line(path: Path) -> str:
    """The last line of a file that a sandbox wrote; empty when it is no ordinary file."""
    try:
        handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError:
        return ""
    try:
        about = os.fstat(handle)
        if not stat.S_ISREG(about.st_mode):
            return ""
        tail = os.pread(handle, TAIL_BYTES, max(0, about.st_size - TAIL_BYTES))
    finally:
        os.close(handle)
    lines = tail.decode(errors="replace").splitlines()
    return lines[-1].strip() if lines else ""
