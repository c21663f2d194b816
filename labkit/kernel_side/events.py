"""What a learner did, one line of JSON an event, in a file that only ever grows.

Kernels in sandboxes and on the host write to the same file, under different users: it is open to
both, each event is one write, and a line torn by a crash is stepped over.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal
from urllib.parse import quote

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from grader.errors import DockyardError
from grader.report import Outcome


class Event(BaseModel):
    """One start, check, hint, solution or reset of an exercise, or a clean-up of its whole lesson.

    Points are those of a check; `daemon` is the one that an exercise was started on. Of a clean-up
    `exercise` is the lesson's id.
    """

    model_config = ConfigDict(frozen=True)

    at: datetime = Field(default_factory=lambda: datetime.now(UTC))
    kind: Literal["start", "check", "hint", "solution", "reset", "cleanup"]
    exercise: str
    outcome: Outcome | None = None
    points: float = 0
    max_points: float = 0
    daemon: str = ""


def path_of(learner: str, folder: Path) -> Path:
    """The learner's file; a name may hold anything, a file name may not."""
    return folder / f"{quote(learner, safe='')}.jsonl"


def append(event: Event, learner: str, folder: Path) -> None:
    """Adds an event and waits until it is on disk.

    Raises:
        OSError: the folder cannot be written, or the disk is full.
    """
    folder.mkdir(parents=True, exist_ok=True)
    path = path_of(learner, folder)
    line = event.model_dump_json() + "\n"
    with path.open("ab+") as file:
        # Only the file's owner may change its mode, and has done so.
        with contextlib.suppress(PermissionError):
            os.fchmod(file.fileno(), 0o666)
        if _is_torn(path):
            line = "\n" + line
        file.write(line.encode())
        file.flush()
        os.fsync(file.fileno())


def read(learner: str, folder: Path) -> tuple[Event, ...]:
    """All events, oldest first; none when there is no file.

    Raises:
        DockyardError: the file may not be read.
    """
    path = path_of(learner, folder)
    try:
        lines = path.read_text(errors="replace").splitlines()
    except FileNotFoundError:
        return ()
    except OSError as error:
        raise DockyardError(
            f"your progress cannot be read: {error.strerror}",
            where=str(path),
            next_step="mend that, or set DOCKYARD_STATE to a directory of yours",
        ) from error
    return tuple(event for event in map(_parse, lines) if event is not None)


def last_pass(exercise: str, done: Sequence[Event]) -> Event | None:
    """The last check of an exercise that passed."""
    ours = [one for one in done if one.exercise == exercise and one.kind == "check"]
    return next((one for one in reversed(ours) if one.outcome is Outcome.PASSED), None)


def is_set_up(exercise: str, daemon: str, done: Sequence[Event]) -> bool:
    """Whether an exercise was started on a daemon, and its lesson not cleaned up since."""
    about = (exercise, exercise.partition("/")[0])
    there = [one.kind for one in done if one.daemon == daemon and one.exercise in about]
    return bool(there) and there[-1] != "cleanup"


def _is_torn(path: Path) -> bool:
    with path.open("rb") as file:
        if file.seek(0, os.SEEK_END) == 0:
            return False
        file.seek(-1, os.SEEK_END)
        return file.read(1) != b"\n"


def _parse(line: str) -> Event | None:
    try:
        return Event.model_validate_json(line)
    except ValidationError:
        return None
