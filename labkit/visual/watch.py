"""Something that is watched while it goes on, and a card that stays when it has ended.

Where nobody looks on, the card alone is shown. What goes on is a stream of facts that the caller
gives, so nothing here holds a client.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from typing import TypeVar

from IPython.display import display

from labkit.card import Card
from labkit.visual.live import Live, has_frontend

Facts = TypeVar("Facts")

EVERY_S = 0.15
"""How often at most the picture is drawn anew: a fast build reports hundreds of times a second."""


def watch(
    stream: Iterable[Facts], moving: Callable[[Facts], Card], still: Callable[[Facts], Card]
) -> Facts:
    """Shows facts as they come. Returns: the last of them.

    Args:
        moving: the card while it runs, and in a live view afterwards.
        still: the card that a stored notebook keeps.
    """
    live, shown, drawn_s = None, None, 0.0
    now = None
    for now in stream:
        if not has_frontend() or time.monotonic() - drawn_s < EVERY_S:
            continue
        drawn_s = time.monotonic()
        if live is None:
            live = _Latest(now, moving)
            shown = display(live.view, display_id=True)  # type: ignore[no-untyped-call]
        live.show(now)
    if now is None:
        raise ValueError("there is nothing to watch")
    if live is None or shown is None:
        still(now).show()
    else:
        live.show(now)
        live.view.fallback = still(now)
        shown.update(live.view)
    return now


class _Latest:
    """A live view of the facts that came last."""

    def __init__(self, facts: object, moving: Callable[..., Card]) -> None:
        self._facts = facts
        self.view = Live(lambda: moving(self._facts))

    def show(self, facts: object) -> None:
        self._facts = facts
        self.view.refresh()
