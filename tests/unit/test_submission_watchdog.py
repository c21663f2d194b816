"""What cannot be watched is past its limit: nobody else looks."""

from __future__ import annotations

import time
from pathlib import Path
from typing import cast

import pytest

from grader.errors import SubmissionError
from grader.grading.wall import Watchdog
from grader.sandbox import Sandbox


class Unseen:
    """A sandbox whose directory cannot be looked at."""

    stopped = False

    @property
    def path(self) -> Path:
        raise OSError("it is not to be read")

    def stop(self) -> None:
        self.stopped = True


def test_a_sandbox_that_cannot_be_watched_is_ended() -> None:
    box = Unseen()
    watchdog = Watchdog(cast(Sandbox, box), deadline=time.monotonic() + 60, limit_s=60)
    with pytest.raises(SubmissionError, match="could not be watched"), watchdog:
        deadline = time.monotonic() + 10
        while not box.stopped and time.monotonic() < deadline:
            time.sleep(0.05)
    assert box.stopped
