"""The network map: who is plugged into which network, and who reaches whom.

A wiring plan, with networks for columns and containers for rows, and under it the table of what
was measured. As it stays in a notebook it is the same on every machine: it has no address and no
port of the host; the live one has them. Knows facts (labkit/visual/networks/facts.py gathers
them), no daemon.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from grader.daemon import Endpoint, Network, Published
from labkit.visual.kit import NOWRAP, Card, Content, Tint, card, nodes

HOST = "the host"
"""What the engine's own machine is called among the containers."""

Said = Sequence[str]
"""What a cell says, line by line."""

LONG = 32
SMALL = "font-weight:400;font-size:85%"
LEGEND = "Measured: each row asked each column for an answer to a ping."


@dataclass(frozen=True)
class Listener:
    """A port on which a process waits inside a container: `kind` is tcp or udp."""

    kind: str
    address: str
    port: int

    @property
    def is_loopback(self) -> bool:
        return self.address.startswith("127.") or self.address == "::1"


@dataclass(frozen=True)
class Member:
    """A container of the map.

    `shares` is the container whose network it uses, HOST where it uses the host's, or empty.
    `listens` is empty for one that does not run.
    """

    name: str
    is_running: bool
    exit_code: int
    endpoints: tuple[Endpoint, ...]
    published: tuple[Published, ...]
    shares: str
    listens: tuple[Listener, ...]


@dataclass(frozen=True)
class Try:
    """One measurement. `way` is `address`, then with its network, or the name that was called."""

    source: str
    target: str
    way: str
    network: str
    works: bool


@dataclass(frozen=True)
class NetworkMap:
    """The networks, their members, and what was measured among them."""

    networks: tuple[Network, ...]
    members: tuple[Member, ...]
    tries: tuple[Try, ...]
    more: int = 0

    def member(self, name: str) -> Member | None:
        return next((one for one in self.members if one.name == name), None)


def network_card(found: NetworkMap, *, volatile: bool = False, under: Content = ()) -> Card:
    """The map as a card.

    Args:
        volatile: with addresses and the host's ports.
        under: what follows the map, for the eye.
    """
    more = [nodes.Line(f"{found.more} containers more are not shown.")] if found.more else []
    return card(
        "Networks, and who reaches whom",
        _plan(found, _wiring(found, volatile), volatile),
        nodes.Gap(),
        _matrix(_reach(found)),
        nodes.Line(LEGEND),
        *more,
        nodes.Both((), under),
    )


def _wiring(found: NetworkMap, volatile: bool) -> list[list[Said]]:
    host = [(HOST,), (), *(_gateway(net, volatile) for net in found.networks)]
    return [host, *(_plugs(member, found.networks, volatile) for member in found.members)]


def _gateway(net: Network, volatile: bool) -> Said:
    if not net.bridge:
        return ()
    return ("gateway", net.gateway) if volatile else ("gateway",)


def _plugs(member: Member, networks: Iterable[Network], volatile: bool) -> list[Said]:
    state = said_state(member)
    return [
        (member.name, state) if state else (member.name,),
        tuple(" ".join(_published(port, volatile)) for port in one_of_each(member.published)),
        *(_plug(member, net.name, volatile) for net in networks),
    ]


def said_state(member: Member) -> str:
    """What there is to say of a container beside its name."""
    if not member.is_running:
        return "not running"
    return f"uses the network of {member.shares}" if member.shares else ""


def one_of_each(ports: Iterable[Published]) -> list[Published]:
    """A port that is published over IPv4 and IPv6 is named once."""
    seen: dict[tuple[str, int], Published] = {}
    for port in ports:
        seen.setdefault((port.container_port, port.host_port), port)
    return list(seen.values())


def _published(port: Published, volatile: bool) -> Said:
    who = "this machine only" if is_loopback(port) else "anybody"
    number = f"as {port.host_port} " if volatile else ""
    return port.container_port, f"{number}for {who}"


def is_loopback(port: Published) -> bool:
    return port.host_ip.startswith("127.") or port.host_ip == "::1"


def _plug(member: Member, network: str, volatile: bool) -> Said:
    found = next((end for end in member.endpoints if end.network == network), None)
    if found is None:
        return ()
    others = sorted(found.aliases - {member.name})
    address = found.address if volatile and found.address else ""
    also = f"also called {' and '.join(others)}" if others else ""
    plugged = "plugged in" if member.is_running else "attached"
    return tuple(said for said in (plugged, address, also) if said)


def _reach(found: NetworkMap) -> list[list[str]]:
    sources, targets = _ends(found)
    rows = [[source, *(_ways(found, source, target) for target in targets)] for source in sources]
    return [["from \\ to", *targets], *rows]


def _ends(found: NetworkMap) -> tuple[list[str], list[str]]:
    """Who asked, and who was asked, in the order of the map."""
    order = [HOST, *(member.name for member in found.members)]
    asked = {one.source for one in found.tries}, {one.target for one in found.tries}
    sources, targets = ([name for name in order if name in side] for side in asked)
    return sources, targets


def _ways(found: NetworkMap, source: str, target: str) -> str:
    """The ways that work from one to another, in the words of a cell."""
    if source == target:
        return "–"
    tries = [one for one in found.tries if (one.source, one.target) == (source, target)]
    if not tries:
        return "not measured"
    addresses = [one for one in tries if one.way == "address"]
    called = [one.way for one in tries if one.works and one.way != "address"]
    names = ["name" if way == target else way for way in called]
    through = [one.network for one in addresses if one.works]
    if through and len(through) < len(addresses):
        return ", ".join([*names, *(f"address in {network}" for network in through)])
    words = [*names, *(["address"] if through else [])]
    return ", ".join(words) + (" only" if words == ["address"] else "") or "no"


def _plan(found: NetworkMap, wiring: Sequence[Sequence[Said]], volatile: bool) -> nodes.Grid:
    head: list[Content] = ["", "published", *(_titled(net, volatile) for net in found.networks)]
    rows: list[list[Content]] = [
        [
            _named(row[0]),
            nodes.Both(", ".join(row[1]), tuple(_port(port) for port in row[1])),
            *(
                nodes.Box(said, Tint.CALM if number else Tint.DARK) if said else ""
                for said in row[2:]
            ),
        ]
        for number, row in enumerate(wiring)
    ]
    return nodes.Grid(head, rows, "Who is plugged in where", bands_from=2)


def _port(said: str) -> nodes.Box:
    return nodes.Box(said.split(" ", 1), Tint.GOOD, NOWRAP)


def _named(said: Said) -> nodes.Both:
    return nodes.Both(", ".join(said), (said[0], *(nodes.Part(more, SMALL) for more in said[1:])))


def _titled(net: Network, volatile: bool) -> nodes.Both:
    notes = ", ".join([net.driver, *(["no way out"] if net.is_internal else [])])
    return nodes.Both(net.name, _named((net.name, notes, *(net.subnets if volatile else ()))))


def _matrix(reach: Sequence[Sequence[str]]) -> nodes.Grid:
    head, *rows = reach
    cells: list[list[Content]] = [[row[0], *map(_reached, row[1:])] for row in rows]
    return nodes.Grid(head, cells, "Who reaches whom")


def _reached(said: str) -> nodes.Box:
    return nodes.Box(said, _tint(said), NOWRAP if len(said) < LONG else "")


def _tint(said: str) -> Tint:
    if said in ("–", "not measured"):
        return Tint.GREY
    if said == "no":
        return Tint.BAD
    return Tint.HALF if "only" in said or " in " in said else Tint.GOOD
