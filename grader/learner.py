"""Who is learning: the name that given values and progress hang on."""

from __future__ import annotations

import getpass
import os
from collections.abc import Mapping


def learner_name(environment: Mapping[str, str] | None = None) -> str:
    """DOCKYARD_LEARNER, else the user's name on this machine."""
    said = (os.environ if environment is None else environment).get("DOCKYARD_LEARNER")
    try:
        return said or getpass.getuser()
    except (KeyError, OSError):
        return f"uid-{os.getuid()}"  # a user id without an account, as in many containers
