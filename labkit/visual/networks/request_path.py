"""The path of one request, step by step, and the step at which it ends.

Drawn from facts: ports, networks, addresses, listeners; what a real connection came to stands at
its end. As it stays in a notebook it names no address and no port of the host.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from grader.daemon import Endpoint, Network, Published
from labkit.visual.kit import Card, Tint, nodes
from labkit.visual.networks.networks import HOST, Listener, Member, NetworkMap, is_loopback

ELSEWHERE = "another machine"


@dataclass(frozen=True)
class Request:
    """Who asks which TCP port of which container. `origin` is HOST, ELSEWHERE or a container."""

    origin: str
    target: str
    port: int

    @property
    def containers(self) -> tuple[str, ...]:
        """The containers that it has to do with."""
        asker = () if self.origin in (HOST, ELSEWHERE, self.target) else (self.origin,)
        return (self.target, *asker)


@dataclass(frozen=True)
class Answer:
    """What came of a real connection: whether it was answered, and in whose words not."""

    answered: bool
    error: str


@dataclass(frozen=True)
class Stop:
    """One station of the path; `broken` says why the request ends here, `see` what to run."""

    place: str
    happens: str
    volatile: str = ""
    broken: str = ""
    see: str = ""


def path(found: NetworkMap, request: Request) -> tuple[Stop, ...]:
    """The stations up to the listener, or up to the first that breaks.

    Args:
        found: a map that has the origin and the target of the request.
    """
    steps: list[Stop] = []
    for step in _stations(found, request):
        steps.append(step)
        if step.broken:
            break
    return tuple(steps)


def path_card(
    request: Request, steps: Sequence[Stop], answer: Answer | None, *, volatile: bool = False
) -> Card:
    """The path as a card.

    Args:
        answer: what was measured; None when it could not be.
        volatile: with addresses and the host's ports.
    """
    return Card.of(path_frame(request, steps, answer, volatile=volatile))


def path_frame(
    request: Request, steps: Sequence[Stop], answer: Answer | None, *, volatile: bool = False
) -> nodes.Frame:
    """The same as a part of another card."""
    title = f"A request from {request.origin} to port {request.port} of {request.target}"
    return nodes.Frame(
        title, (nodes.Steps([_step(one, volatile) for one in steps]), _measured(answer))
    )


def _stations(found: NetworkMap, request: Request) -> Iterator[Stop]:
    target = _of(found, request.target)
    serves = _of(found, target.shares) if target.shares not in ("", HOST) else target
    if request.origin in (HOST, ELSEWHERE):
        yield Stop(request.origin, "somebody here asks" if request.origin == HOST else "asks")
        if serves.shares == HOST:
            yield Stop("no network of its own", f"{target.name} listens on {HOST} itself")
        else:
            yield _published(serves, request)
            yield from _delivery(found, serves, _outer(found, serves), request.origin)
    else:
        yield from _between(found, _of(found, request.origin), serves)
    yield _listening(target, request.port)


def _between(found: NetworkMap, origin: Member, target: Member) -> Iterator[Stop]:
    """From a container to another, which it calls by name."""
    asker = _of(found, origin.shares) if origin.shares not in ("", HOST) else origin
    yield _asking(asker)
    if asker is target:
        yield Stop("lo", "both use one network: the request stays inside it")
        return
    common = [end for end in target.endpoints if end.network in _networks(asker)]
    named = next((end for end in common if end.network != "bridge"), None)
    yield _name(asker, target, named, is_common=bool(common))
    yield from _delivery(found, target, named, asker.name)


def _asking(asker: Member) -> Stop:
    if not asker.is_running:
        return Stop(asker.name, "asks", broken=_stopped(asker), see=f"docker start {asker.name}")
    return Stop(asker.name, "asks by name")


def _name(asker: Member, target: Member, named: Endpoint | None, *, is_common: bool) -> Stop:
    place = "the engine's name service"
    if not target.is_running:
        return Stop(place, "", broken=_stopped(target), see=f"docker start {target.name}")
    if named is not None:
        return Stop(
            place, f"knows {target.name} in the network {named.network}", f"as {named.address}"
        )
    if is_common:
        why = "both are on the default network, and names are unknown there: only addresses work"
    else:
        why = f"{asker.name} and {target.name} are in no network together"
    see = f"docker network connect NETWORK {asker.name}, and the same with {target.name}"
    return Stop(place, "", broken=why, see=see)


def _published(target: Member, request: Request) -> Stop:
    place = "the published port"
    if not target.is_running:
        return Stop(place, "", broken=_stopped(target), see=f"docker start {target.name}")
    wanted = f"{request.port}/tcp"
    ports = [port for port in target.published if port.container_port == wanted]
    if not ports:
        others = ", ".join(sorted({port.container_port for port in target.published}))
        but = f"; published is {others}" if others else ""
        why = f"{wanted} of {target.name} is not published{but}"
        return Stop(place, "", broken=why, see=f"docker run --publish {request.port} …")
    open_ports = [port for port in ports if not is_loopback(port)]
    if request.origin == ELSEWHERE and not open_ports:
        why = "it is published on 127.0.0.1: nobody but this machine may ask"
        return Stop(place, "", broken=why, see=f"docker port {target.name}")
    return _open(place, (open_ports or ports)[0])


def _open(place: str, port: Published) -> Stop:
    who = "this machine alone" if is_loopback(port) else "anybody"
    happens = f"a port of the host, open to {who}, stands for {port.container_port}"
    return Stop(place, happens, f"{port.host_ip}:{port.host_port}")


def _delivery(
    found: NetworkMap, target: Member, end: Endpoint | None, origin: str
) -> Iterator[Stop]:
    """The way over a network's bridge into a container."""
    if end is None:
        why = f"{target.name} has no network"
        yield Stop("the bridge", "", broken=why, see=f"docker inspect {target.name}")
        return
    net = next(net for net in found.networks if net.name == end.network)
    if origin in (HOST, ELSEWHERE):
        how = "docker-proxy takes it over" if origin == HOST else "a DNAT rule rewrites it"
        yield Stop("the hand-over", f"{how}: to {target.name}'s address", end.address)
    else:
        yield Stop("a veth pair", f"out of {origin}'s eth, into the bridge")
    yield _bridge(net)
    yield Stop("a veth pair", f"out of the bridge, into {target.name}'s eth", end.address)


def _bridge(net: Network) -> Stop:
    return Stop("the bridge", f"of the network {net.name}", f"{net.bridge}, {net.gateway}")


def _listening(target: Member, port: int) -> Stop:
    place = f"port {port} inside"
    see = f"docker exec {target.name} netstat -ltn"
    if not target.is_running:
        return Stop(place, "", broken=_stopped(target), see=f"docker start {target.name}")
    tcp = [one for one in target.listens if one.kind == "tcp"]
    here = [one for one in tcp if one.port == port]
    if any(not one.is_loopback for one in here):
        return Stop(place, f"a process of {target.name} listens")
    if here:
        why = f"its process listens on {here[0].address}: only {target.name} itself reaches it"
        return Stop(place, "", broken=why, see=see)
    return Stop(place, "", broken=f"nobody listens there{_others(tcp)}", see=see)


def _others(listens: Sequence[Listener]) -> str:
    ports = ", ".join(str(port) for port in sorted({one.port for one in listens}))
    return f"; there is a listener on {ports}" if ports else ""


def _of(found: NetworkMap, name: str) -> Member:
    return next(one for one in found.members if one.name == name)


def _networks(member: Member) -> set[str]:
    return {end.network for end in member.endpoints}


def _outer(found: NetworkMap, member: Member) -> Endpoint | None:
    """Its place in the network that leads out: published ports are handed to that one."""
    inner = {net.name for net in found.networks if net.is_internal}
    return next((end for end in member.endpoints if end.network not in inner), None)


def _stopped(member: Member) -> str:
    return f"{member.name} does not run (exit code {member.exit_code})"


def _step(stop: Stop, volatile: bool) -> nodes.Step:
    if stop.broken:
        see = [f"To see it: {stop.see}"] if stop.see else []
        return nodes.Step(
            nodes.Mark("✗", "ends here"), stop.place, Tint.BAD, f"ends here, {stop.broken}", see
        )
    more = f" ({stop.volatile})" if volatile and stop.volatile else ""
    return nodes.Step(nodes.Mark("✓", "passes"), stop.place, Tint.CALM, f"{stop.happens}{more}")


def _measured(answer: Answer | None) -> nodes.Box:
    if answer is None:
        return nodes.Box("A request from another machine cannot be tried from here.", Tint.GREY)
    if answer.answered:
        return nodes.Box("Tried: it was answered.", Tint.GOOD)
    return nodes.Box(f"Tried: no answer ({answer.error}).", Tint.BAD)
