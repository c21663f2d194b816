"""A life line that grows while it is watched, and stays when the watch ends.

Where nobody looks on, it is shown once, at its end. Watching is asked for through a callable, so
nothing here holds a client.
"""

from __future__ import annotations

from collections.abc import Callable
from types import TracebackType
from typing import Protocol

from IPython.display import display

from labkit.visual.kit import Card, Live, has_frontend
from labkit.visual.lifeline.lifeline import Story, lifeline_card


class Watching(Protocol):
    """What labkit/visual/lifeline/facts.py gives."""

    @property
    def story(self) -> Story: ...

    def stop(self) -> None: ...


Begin = Callable[[Callable[[], None]], Watching]
"""Begins a watch; it is given what to call after each event."""


class Lifeline:
    """A watch and its view. It ends with `stop()`, or with the `with` block that it opened."""

    def __init__(self, begin: Begin) -> None:
        self._live: Live | None = None
        self._watching = True
        self._watch = begin(self._changed)
        if has_frontend():
            self._live = Live(self._card, fallback=self._still)
            self._shown = display(self._live, display_id=True)  # type: ignore[no-untyped-call]

    def stop(self) -> None:
        """Ends the watch; what was seen stays."""
        if not self._watching:
            return
        self._watch.stop()
        self._watching = False
        if self._live is None:
            self._still().show()
        else:
            self._live.refresh()
            self._shown.update(self._live)

    def __enter__(self) -> Lifeline:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self.stop()

    def _changed(self) -> None:
        if self._live is not None:
            self._live.refresh()

    def _card(self) -> Card:
        return lifeline_card(self._watch.story, volatile=True, watching=self._watching)

    def _still(self) -> Card:
        return lifeline_card(self._watch.story)


class Lifelines:
    """The life lines of a notebook: one that is opened again ends the one before."""

    def __init__(self) -> None:
        self._opened: dict[tuple[str, ...], Lifeline] = {}

    def open(self, containers: tuple[str, ...], begin: Begin) -> Lifeline:
        if earlier := self._opened.pop(containers, None):
            earlier.stop()
        line = self._opened[containers] = Lifeline(begin)
        return line
