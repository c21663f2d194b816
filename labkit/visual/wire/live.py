"""A cell's requests with buttons that send one again; what changes something is asked for first.

Sending is asked for through a callable, so nothing here holds a client.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from labkit.visual.kit import Live
from labkit.visual.wire.wire import Exchange, Replay, Wire, wire_card, wire_live


def live_wire(exchanges: tuple[Exchange, ...], send: Callable[[int], Replay]) -> Live:
    """The view.

    Args:
        send: sends the request of a number, from 1, once more; may raise OSError.
    """
    wire = Wire(exchanges)

    def ask(number: str) -> None:
        nonlocal wire
        wire = replace(wire, asks=int(number), trouble="")

    def leave(_: str) -> None:
        nonlocal wire
        wire = replace(wire, asks=0)

    def send_again(number: str) -> None:
        nonlocal wire
        wire = replace(wire, asks=0, trouble="")
        try:
            wire = replace(wire, replay=send(int(number)))
        except OSError as error:
            wire = replace(wire, trouble=f"The daemon did not answer: {error}.")

    acts = {"ask": ask, "leave": leave, "send": send_again}
    return Live(lambda: wire_live(wire), acts, fallback=lambda: wire_card(wire))
