"""Something that is watched while it goes on, and a card that stays when it has ended.

Where nobody looks on, the card alone is shown. What goes on is a stream of facts that the caller
gives, so nothing here holds a client.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from typing import Any, Generic, TypeVar

from IPython.display import display

from labkit.visual.kit.cards import Card
from labkit.visual.kit.live import Live, has_frontend

Facts = TypeVar("Facts")

EVERY_S = 0.15
"""How often the picture is drawn anew: a fast build reports hundreds of times a second."""


def watch(
    stream: Iterable[Facts], moving: Callable[[Facts], Card], still: Callable[[Facts], Card]
) -> None:
    """Shows facts as they come; the stream has at least one.

    Args:
        moving: the card while it runs, and in a live view afterwards.
        still: the card that a stored notebook keeps.
    """
    if has_frontend():
        _Watch(stream, moving, still).run()
        return
    *_, last = stream
    still(last).show()


class _Watch(Generic[Facts]):
    """A live view that a thread draws, so that what came last before a silence is seen too."""

    def __init__(
        self,
        stream: Iterable[Facts],
        moving: Callable[[Facts], Card],
        still: Callable[[Facts], Card],
    ) -> None:
        self._stream = iter(stream)
        self._now = self._drawn = next(self._stream)
        self._ended = threading.Event()
        self._live = Live(lambda: moving(self._now), fallback=lambda: still(self._now))

    def run(self) -> None:
        shown: Any = display(self._live, display_id=True)  # type: ignore[no-untyped-call]
        drawing = threading.Thread(target=self._draw, name="watch", daemon=True)
        drawing.start()
        try:
            for facts in self._stream:
                self._now = facts
        finally:
            self._ended.set()
            drawing.join()
            self._live.refresh()
            shown.update(self._live)

    def _draw(self) -> None:
        while not self._ended.wait(EVERY_S):
            if self._now is not self._drawn:
                self._drawn = self._now
                self._live.refresh()
