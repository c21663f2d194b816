"""The network map with buttons: measure again, and follow one request.

Measuring is asked for through callables, so nothing here holds a client.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from html import escape

from labkit.visual.kit import Card, Live
from labkit.visual.networks.networks import HOST, Member, NetworkMap, network_card
from labkit.visual.networks.request_path import ELSEWHERE, Answer, Request, path, path_card

Measure = Callable[[], NetworkMap]
Try = Callable[[NetworkMap, Request], Answer | None]

NOWHERE = ""
ANY_PORT = 80


@dataclass
class Shown:
    """What the view shows at the moment."""

    found: NetworkMap
    request: Request
    answer: Answer | None = None


def live_networks(measure: Measure, send: Try) -> Live:
    """The map, measured now, as a view that answers."""
    shown = Shown(measure(), Request(HOST, NOWHERE, ANY_PORT))

    def again(_: str) -> None:
        shown.found = measure()
        ask()

    def ask(**changed: object) -> None:
        shown.request = replace(shown.request, **changed)  # type: ignore[arg-type]
        if shown.found.member(shown.request.target) is None:
            shown.request = replace(shown.request, target=NOWHERE)
        else:
            shown.answer = send(shown.found, shown.request)

    acts = {
        "measure": again,
        "origin": lambda value: ask(origin=value),
        "target": lambda value: ask(target=value, port=_likely_port(shown.found, value)),
        "port": lambda value: ask(port=int(value)),
    }
    return Live(lambda: _card(shown), acts, fallback=lambda: network_card(shown.found))


def _card(shown: Shown) -> Card:
    under = '<button data-act="measure">Measure again</button>' + _form(shown)
    if shown.request.target != NOWHERE:
        steps = path(shown.found, shown.request)
        under += path_card(shown.request, steps, shown.answer, volatile=True).html
    return network_card(shown.found, volatile=True, under=under)


def _form(shown: Shown) -> str:
    names = [member.name for member in shown.found.members]
    request = shown.request
    port = f'<input data-act="port" inputmode="numeric" size="6" value="{request.port}">'
    return (
        '<div style="margin-top:8px"><b>Follow a request</b> '
        f"<label>from {_select('origin', [HOST, ELSEWHERE, *names], request.origin)}</label> "
        f"<label>to {_select('target', [NOWHERE, *names], request.target)}</label> "
        f"<label>port {port}</label></div>"
    )


def _select(act: str, choices: Iterable[str], chosen: str) -> str:
    options = "".join(
        f'<option value="{escape(choice)}"{" selected" if choice == chosen else ""}>'
        f"{escape(choice) or 'choose …'}</option>"
        for choice in choices
    )
    return f'<select data-act="{act}">{options}</select>'


def _likely_port(found: NetworkMap, target: str) -> int:
    """The first port that the target publishes, else the first that it listens on."""
    member = found.member(target)
    return next(_ports(member), ANY_PORT) if member else ANY_PORT


def _ports(member: Member) -> Iterator[int]:
    for port in member.published:
        yield int(port.container_port.partition("/")[0])
    yield from (one.port for one in member.listens if one.kind == "tcp")
