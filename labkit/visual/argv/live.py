"""The table of ENTRYPOINT and CMD with selects, a prediction and a button that runs it.

Running is asked for through a callable, so nothing here holds a client.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from labkit.visual.argv.argv import (
    Behind,
    Choice,
    Command,
    Entrypoint,
    Measured,
    Ran,
    Trial,
    argv_card,
    argv_live,
)
from labkit.visual.kit import Live

FIRST = Choice(Entrypoint.EXEC, Command.WORDS)


def live_argv(measured: Measured, run: Callable[[Choice], Ran]) -> Live:
    """The table, and one combination to try."""
    trial = Trial(FIRST)

    def choose(**changed: object) -> None:
        nonlocal trial
        trial = Trial(replace(trial.choice, **changed))  # type: ignore[arg-type]

    def tried(predicted: str) -> None:
        nonlocal trial
        trial = Trial(trial.choice, predicted, run(trial.choice))

    acts = {
        "entrypoint": lambda name: choose(entrypoint=Entrypoint[name]),
        "command": lambda name: choose(command=Command[name]),
        "behind": lambda name: choose(behind=Behind[name]),
        "run": tried,
    }
    return Live(lambda: argv_live(measured, trial), acts, fallback=lambda: argv_card(measured))
