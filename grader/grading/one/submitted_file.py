"""A submitted file as it was when it was read: what travels to whoever grades it.

Read once by the coordinator, so that what is graded is what the job is keyed with, also when the
file changes meanwhile or lies on another machine.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from grader.errors import SubmissionError
from grader.grading.one.submitted_notebook import read_content


@dataclass(frozen=True)
class SubmittedFile:
    content: bytes = field(repr=False)
    changed_at: datetime

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.content).hexdigest()


def read_file(path: Path) -> SubmittedFile:
    """Raises: SubmissionError, as `read_content`."""
    content = read_content(path)
    try:
        changed_at = datetime.fromtimestamp(path.stat().st_mtime, UTC)
    except OSError as error:
        raise SubmissionError(
            f"it went away while it was read: {error.strerror}",
            where=str(path),
            next_step="submit it again",
        ) from error
    return SubmittedFile(content, changed_at)
