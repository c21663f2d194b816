"""What goes wrong when an image, or a command in a container, is run: it does not start or not end.

Both are the learner's doing, so both are findings; any other refusal of the engine is ours. Knows
no daemon.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from contextlib import contextmanager

from docker.errors import APIError

from grader.report import Finding, Unmet

SAYS_WHAT_TO_START = re.compile(r'exec: "|no command specified|unable to find (?:user|group)', re.I)
"""Words of engines, from 20.10 on, that refuse a container for what its image says."""


class TookTooLong(Unmet):
    """A process that was still running when its time was up.

    What it is, or what it waits for, is the learner's, so this is a finding.
    """

    def __init__(self, what: str, timeout_s: float, see: str) -> None:
        super().__init__(
            Finding(
                what=what,
                expected="to end",
                found=f"still running after {timeout_s:g} s",
                see=see,
                next_step="What does it wait for?",
            )
        )


class CannotStart(Unmet, APIError):
    """A container that its engine refuses to start for what its image says.

    The image is the learner's, so this is a finding. It stays the engine's error for a check that
    has more to say about it.
    """

    def __init__(self, image: str, argv: tuple[str, ...], error: APIError) -> None:
        _, exec_failed, words = str(error.explanation).rpartition("exec: ")
        super().__init__(
            Finding(
                what=f"a container of {image}",
                expected="to start",
                found=words.removesuffix(": unknown")[:300],
                see=shlex.join(["docker", "run", "--rm", image, *argv]),
                next_step="The first word is the program. In brackets each word has its own quotes."
                if exec_failed
                else "What does the image say: which program is to be started, and as whom?",
            )
        )
        self.response, self.explanation = error.response, error.explanation


@contextmanager
def startable(image: str, argv: tuple[str, ...]) -> Iterator[None]:
    """What an image says is the learner's; any other refusal to start it is ours."""
    try:
        yield
    except APIError as error:
        if SAYS_WHAT_TO_START.search(str(error.explanation)):
            raise CannotStart(image, argv, error) from error
        raise
