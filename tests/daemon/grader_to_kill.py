"""A grader in a process of its own that kills itself at a chosen call.

python -m tests.daemon.grader_to_kill INBOX OUT LABS JOBS [before|after MODULE:NAME NTH]
"""

from __future__ import annotations

import importlib
import itertools
import os
import signal
import sys
from operator import attrgetter
from pathlib import Path
from typing import Any

from grader.grading.many import Scale, grade_command
from grader.grading.one import Rules


def kill_at(moment: str, place: str, nth: int) -> None:
    """Replaces a function or method by one that kills this process at the nth call."""
    module, _, name = place.partition(":")
    owner_name, _, attribute = name.rpartition(".")
    owner: Any = importlib.import_module(module)
    if owner_name:
        owner = attrgetter(owner_name)(owner)
    real, calls = getattr(owner, attribute), itertools.count(1)

    def call(*args: Any, **options: Any) -> Any:
        mine = next(calls) == nth
        if mine and moment == "before":
            os.kill(os.getpid(), signal.SIGKILL)
        result = real(*args, **options)
        if mine:
            os.kill(os.getpid(), signal.SIGKILL)
        return result

    setattr(owner, attribute, call)


def main(inbox: str, out: str, labs: str, jobs: str, *kill: str) -> int:
    if kill:
        kill_at(kill[0], kill[1], int(kill[2]))
    store = os.environ.get("DOCKYARD_STORE", "")
    scale = Scale(int(jobs), os.environ.get("TEST_SCHEDULER", ""))
    return grade_command(
        [Path(inbox)], Path(out), rules=Rules(Path(labs)), scale=scale, store=store
    )


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
