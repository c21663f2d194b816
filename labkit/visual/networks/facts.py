"""Gathers a network map: asks the daemon, and measures from inside each container's network.

A probe is a container that borrows the network of the one that it measures for, as long as one
command takes. So it needs nothing of the image there, sees the same names, routes and listening
ports, and changes nothing. The one place here that holds a client.
"""

from __future__ import annotations

import ipaddress
import struct
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, replace

import docker

from grader.daemon import Container, Daemon, Network
from grader.labels import BUSYBOX_IMAGE, is_ours
from grader.report import Missing
from labkit.visual.networks.networks import HOST, Listener, Member, NetworkMap, Try

MANY = 12
"""How many containers a map has when none are named."""

AT_ONCE = 4
PROBE_TIMEOUT_S = 30

# One line for each host that was asked: the host, ping's exit code, what ping said first. A name
# that nobody knows is asked for until its time is up.
ASK = """
for host in "$@"; do
  ( said=$(timeout 2 ping -c 1 -W 1 "$host" 2>&1)
    echo "ping $host $? $(echo "$said" | head -n 1)" ) &
done
wait
for kind in tcp tcp6 udp udp6; do sed "s/^/$kind /" "/proc/net/$kind"; done 2>/dev/null
"""
ENGINES_DNS = "127.0.0.11"
LISTENS = {"tcp": "0A", "udp": "07"}


@dataclass(frozen=True)
class Probed:
    """What one probe brought home: host → the address that answered, and listening ports."""

    answers: dict[str, str]
    listens: tuple[Listener, ...]


def network_map(client: docker.DockerClient, names: Sequence[str] = ()) -> NetworkMap:
    """The map of some containers, or of all.

    Raises:
        Missing: no container of that name, or no busybox to probe with.
    """
    daemon = Daemon(client)
    daemon.image(BUSYBOX_IMAGE)
    found = _named(daemon, names) if names else _all(daemon)
    shown = found[: max(MANY, len(names))]
    members = tuple(_member(one, found) for one in shown)
    probed = _probe_all(daemon, members)
    heard = tuple(replace(one, listens=_heard(one, probed)) for one in members)
    networks = {end.network for one in members for end in one.endpoints}
    askers = [None, *(one for one in heard if one.name in probed)]
    tries = [
        one
        for asker in askers
        for one in _tries(asker, probed[asker.name if asker else HOST], heard)
    ]
    return NetworkMap(_networks(daemon, networks), heard, tuple(tries), len(found) - len(shown))


def _named(daemon: Daemon, names: Sequence[str]) -> list[Container]:
    """These containers, and those whose network one of them borrows."""
    found = [daemon.container(name) for name in names]
    lenders = [_borrowed_from(one) for one in found]
    known = {one.id for one in found}
    return found + [daemon.container(id) for id in lenders if id and id not in known]


def _borrowed_from(container: Container) -> str:
    mode, _, other = container.network_mode.partition(":")
    return other if mode == "container" else ""


def _all(daemon: Daemon) -> list[Container]:
    found = []
    for row in daemon.client.api.containers(all=True):
        with suppress(Missing):
            found.append(daemon.container(row["Id"]))
    return sorted(
        (one for one in found if not is_ours(one.config.labels)),
        key=lambda one: (not one.is_running, one.name),
    )


def _networks(daemon: Daemon, names: Iterable[str]) -> tuple[Network, ...]:
    return tuple(daemon.network(name) for name in sorted(names, key=lambda n: (n != "bridge", n)))


def _member(container: Container, all_found: Sequence[Container]) -> Member:
    names, other = {one.id: one.name for one in all_found}, _borrowed_from(container)
    shares = HOST if container.network_mode == "host" else names.get(other, other)
    return Member(
        name=container.name,
        is_running=container.is_running,
        exit_code=container.exit_code,
        endpoints=tuple(
            replace(end, aliases=_aliases(end.aliases, container))
            for end in container.endpoints
            if end.network not in ("host", "none")
        ),
        published=container.published,
        shares=shares,
        listens=(),
    )


def _aliases(aliases: Iterable[str], container: Container) -> frozenset[str]:
    """Without the short id, which engines before 25 list among them."""
    return frozenset(alias for alias in aliases if not container.id.startswith(alias))


def _probe_all(daemon: Daemon, members: Sequence[Member]) -> dict[str, Probed]:
    """One probe for each network of its own, the host's among them."""
    hosts = sorted({host for one in members if one.is_running for host in _hosts(one)})
    own = [one.name for one in members if one.is_running and not one.shares]
    modes = {HOST: "host"} | {name: f"container:{name}" for name in own}
    with ThreadPoolExecutor(AT_ONCE) as pool:
        results = pool.map(lambda mode: probe(daemon, mode, hosts), modes.values())
        return {name: found for name, found in zip(modes, results, strict=True) if found}


def _heard(member: Member, probed: Mapping[str, Probed]) -> tuple[Listener, ...]:
    seen = probed.get(member.shares or member.name)
    return seen.listens if seen and member.is_running else ()


def _hosts(member: Member) -> set[str]:
    addresses = {end.address for end in member.endpoints if end.address}
    return {member.name, *addresses, *(name for end in member.endpoints for name in end.aliases)}


def probe(daemon: Daemon, network_mode: str, hosts: Sequence[str]) -> Probed | None:
    """Asks hosts for an answer from inside a network. None when that could not be measured."""
    with suppress(docker.errors.APIError):  # the container has ended meanwhile
        ran = daemon.run(
            BUSYBOX_IMAGE,
            *("sh", "-c", ASK, "probe", *hosts),
            timeout_s=PROBE_TIMEOUT_S,
            network_mode=network_mode,
        )
        return read_probe(ran.output)
    return None


def read_probe(output: str) -> Probed:
    """What a probe printed, as facts."""
    rows = [line.split() for line in output.splitlines()]
    answers = {row[1]: row[5].strip("():") for row in rows if _answered(row)}
    listens = {found for row in rows if row and (found := _listener(row))}
    return Probed(answers, tuple(sorted(listens, key=lambda one: (one.kind, one.port))))


def _answered(row: Sequence[str]) -> bool:
    """Whether a row is `ping HOST 0 PING HOST (ADDRESS): 56 data bytes`."""
    return len(row) > 5 and row[0] == "ping" and row[2] == "0"


def _listener(row: Sequence[str]) -> Listener | None:
    """Of `tcp 0: 0100007F:0050 00000000:0000 0A …`, which is a line of /proc/net/tcp."""
    kind = row[0].rstrip("6")
    if len(row) < 5 or row[4] != LISTENS.get(kind):
        return None
    address, _, port = row[2].partition(":")
    found = Listener(kind, str(_address(address)), int(port, 16))
    return None if found.address == ENGINES_DNS else found


def _address(digits: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address:
    """Words of 32 bits, each in the byte order of the machine."""
    words = [int(digits[at : at + 8], 16) for at in range(0, len(digits), 8)]
    return ipaddress.ip_address(struct.pack(f"={len(words)}I", *words))


def _tries(source: Member | None, probed: Probed, members: Sequence[Member]) -> Iterator[Try]:
    """What a probe's answers say of each other container that has an address of its own."""
    asker = source.name if source else HOST
    for target in members:
        addresses = {end.address: end.network for end in target.endpoints if end.address}
        if target is source or not target.is_running:
            continue
        names = [target.name, *sorted(_hosts(target) - {target.name} - set(addresses))]
        for name in names if addresses else ():
            yield Try(asker, target.name, name, "", probed.answers.get(name) in addresses)
        for address, network in addresses.items():
            yield Try(asker, target.name, "address", network, address in probed.answers)
