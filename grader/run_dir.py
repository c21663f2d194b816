"""The directory that a sandbox shares with the host, and the lock that says who owns it.

The owner holds an exclusive lock on `owner.lock` for as long as it lives; the kernel frees it
however the owner ends. So a sandbox whose lock is free has no owner: it ends by itself (it waits
for the lock), and what it leaves is reaped at the next start. Paths are short, because a unix
socket's path has at most 107 bytes. Knows no daemon.
"""

from __future__ import annotations

import fcntl
import os
import secrets
import shutil
from pathlib import Path

LOCK = "owner.lock"


def run_base() -> Path:
    """Where this user's run directories are; made when absent, closed to everybody else."""
    runtime = os.environ.get("XDG_RUNTIME_DIR", "")
    candidates = [Path(runtime, "dockyard")] if runtime else []
    candidates.append(Path(f"/run/dockyard-{os.getuid()}"))
    candidates.append(Path(f"/tmp/dockyard-{os.getuid()}"))
    for base in candidates:
        try:
            base.mkdir(mode=0o700, exist_ok=True)
        except OSError:
            continue
        if base.stat().st_uid == os.getuid() and base.stat().st_mode & 0o077 == 0:
            return base
    raise PermissionError(f"no private run directory among {[str(path) for path in candidates]}")


class RunDir:
    """One run directory, owned by this process until `release`.

    Anybody may write in it (the sandbox's user has another id), but only its owner can enter
    the directory that it is in.
    """

    def __init__(self, path: Path, lock: int) -> None:
        self.path = path
        self._lock = lock

    @classmethod
    def create(cls) -> RunDir:
        base = run_base()
        new = base / f".{secrets.token_hex(4)}"
        new.mkdir()
        new.chmod(0o777)
        lock = os.open(new / LOCK, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o644)
        fcntl.flock(lock, fcntl.LOCK_EX)
        return cls(new.rename(base / new.name[1:]), lock)

    def wipe(self) -> None:
        """Empties it but for the lock, for the next sandbox in the same place."""
        for entry in self.path.iterdir():
            if entry.name != LOCK:
                entry.unlink()

    def release(self) -> None:
        """Gives up ownership and removes the directory."""
        if self._lock >= 0:
            shutil.rmtree(self.path, ignore_errors=True)
            os.close(self._lock)
            self._lock = -1


def is_owned(path: Path) -> bool:
    """Whether a living process holds a run directory."""
    try:
        lock = os.open(path / LOCK, os.O_RDONLY | os.O_CLOEXEC)
    except OSError:
        return False
    try:
        fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(lock)
    return False
