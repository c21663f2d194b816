"""The network map with buttons: measure again, and follow one request.

Measuring is asked for through callables, so nothing here holds a client.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from labkit.visual.kit import Card, Live, nodes
from labkit.visual.networks.networks import HOST, Member, NetworkMap, network_card
from labkit.visual.networks.request_path import ELSEWHERE, Answer, Request, path, path_frame

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
    under: tuple[nodes.Node, ...] = (nodes.Button("Measure again", "measure"), _form(shown))
    if shown.request.target != NOWHERE:
        steps = path(shown.found, shown.request)
        under += (path_frame(shown.request, steps, shown.answer, volatile=True),)
    return network_card(shown.found, volatile=True, under=under)


def _form(shown: Shown) -> nodes.Group:
    names = [member.name for member in shown.found.members]
    request = shown.request
    origins = {name: name for name in (HOST, ELSEWHERE, *names)}
    targets = {NOWHERE: "choose …"} | {name: name for name in names}
    return nodes.Group(
        (
            nodes.Strong("Follow a request"),
            " ",
            nodes.Labelled("from", nodes.Select("origin", origins, request.origin)),
            nodes.Labelled("to", nodes.Select("target", targets, request.target)),
            nodes.Labelled("port", nodes.Field(str(request.port), "port", size=6, is_number=True)),
        )
    )


def _likely_port(found: NetworkMap, target: str) -> int:
    """The first port that the target publishes, else the first that it listens on."""
    member = found.member(target)
    return next(_ports(member), ANY_PORT) if member else ANY_PORT


def _ports(member: Member) -> Iterator[int]:
    for port in member.published:
        yield int(port.container_port.partition("/")[0])
    yield from (one.port for one in member.listens if one.kind == "tcp")
