"""Who is learning, in which course run and at which attempt: what given values hang on.

Progress hangs on the name alone. Reads the environment and nothing else.
"""

from __future__ import annotations

import getpass
import os
from collections.abc import Mapping

from grader.course.given import SELF_PACED
from grader.errors import DockyardError

LEARNER = "DOCKYARD_LEARNER"
COURSE_RUN = "DOCKYARD_COURSE_RUN"
ATTEMPT = "DOCKYARD_ATTEMPT"


def learner_name(environment: Mapping[str, str] | None = None) -> str:
    """DOCKYARD_LEARNER, else the user's name on this machine."""
    said = _environment(environment).get(LEARNER)
    try:
        return said or getpass.getuser()
    except (KeyError, OSError):
        return f"uid-{os.getuid()}"  # a user id without an account, as in many containers


def course_run(environment: Mapping[str, str] | None = None) -> str:
    """DOCKYARD_COURSE_RUN, else the run of everybody who belongs to none."""
    return _environment(environment).get(COURSE_RUN) or SELF_PACED


def attempt(environment: Mapping[str, str] | None = None) -> int:
    """DOCKYARD_ATTEMPT, else 1.

    Raises:
        DockyardError: it is no whole number from 1 on.
    """
    said = _environment(environment).get(ATTEMPT) or "1"
    if not (said.isascii() and said.isdigit() and int(said) >= 1):
        raise DockyardError(
            f"not a whole number from 1 on: {said!r}",
            where=ATTEMPT,
            next_step=f"unset {ATTEMPT}, or set it to the number of your attempt",
        )
    return int(said)


def _environment(said: Mapping[str, str] | None) -> Mapping[str, str]:
    return os.environ if said is None else said
