"""What a person sees of long steps: what is being done before it is done, how far, how long.

Everything goes to stderr; stdout belongs to results. rich is loaded when there is something to
show, so that a warm start does not pay for it.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import Console as RichConsole

Detail = Callable[[str], None]
"""Replaces the line that says what a running step is busy with."""


class Console:
    """Says what happens, on stderr: in place on a terminal, line by line in a log."""

    @cached_property
    def rich(self) -> RichConsole:
        from rich.console import Console as RichConsole

        return RichConsole(stderr=True, highlight=False, soft_wrap=True)

    def say(self, text: str) -> None:
        self.rich.print(text, markup=False)

    @contextmanager
    def step(self, what: str) -> Iterator[Detail]:
        """Announces `what`, shows details while it runs, says how long it took."""
        started = time.monotonic()
        if self.rich.is_terminal:
            with self.rich.status(_escaped(what)) as status:
                yield lambda detail: status.update(f"{_escaped(what)}  [dim]{_short(detail)}[/dim]")
        else:
            self.say(f"{what} ...")
            yield lambda detail: None
        self.say(f"{what}: {time.monotonic() - started:.1f} s")

    def confirm(self, question: str, *, yes: bool, default: bool = True) -> bool:
        """The user's answer; `yes` answers for them, and a log without a reader says no."""
        if yes:
            return True
        if not sys.stdin.isatty():
            self.say(f"{question} Nobody to ask here: use --yes.")
            return False
        from rich.prompt import Confirm

        return Confirm.ask(question, console=self.rich, default=default)


def _short(detail: str, width: int = 60) -> str:
    line = detail.strip().splitlines()[-1] if detail.strip() else ""
    return _escaped(line if len(line) <= width else line[: width - 1] + "…")


def _escaped(text: str) -> str:
    """Text in which rich sees no markup."""
    from rich.markup import escape

    return escape(text)
