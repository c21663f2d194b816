"""A small town of containers, as facts: two networks, a published port, a careless listener."""

from __future__ import annotations

from grader.daemon import Endpoint, Network, Published
from labkit.visual.networks import HOST, Listener, Member, NetworkMap, Try

WEB_PORT = Published("80/tcp", "0.0.0.0", 32768)
LOCAL_PORT = Published("80/tcp", "127.0.0.1", 32769)


def network(
    name: str, *, internal: bool = False, bridge: str = "br-0", gateway: str = ""
) -> Network:
    return Network(
        id=name,
        name=name,
        driver="bridge",
        is_internal=internal,
        subnets=(f"{gateway}/16",),
        labels={},
        containers=frozenset(),
        bridge=bridge,
        gateway=gateway,
    )


def member(name: str, **facts: object) -> Member:
    """A running container with no network, no port and no listener, but for what is said."""
    plain: dict[str, object] = {
        "is_running": True,
        "exit_code": 0,
        "endpoints": (),
        "published": (),
        "shares": "",
        "listens": (),
    }
    return Member(name=name, **{**plain, **facts})  # type: ignore[arg-type]


def plug(network: str, address: str, *aliases: str) -> Endpoint:
    return Endpoint(network, address, frozenset(aliases))


def listener(address: str, port: int = 80) -> Listener:
    return Listener("tcp", address, port)


MEMBERS = (
    member(
        "web",
        endpoints=(plug("market", "10.1.0.2", "shop"),),
        published=(WEB_PORT, Published("80/tcp", "::", 32768)),
        listens=(listener("::"),),
    ),
    member("db", endpoints=(plug("market", "10.1.0.3"), plug("vault", "10.2.0.2"))),
    member(
        "old",
        endpoints=(plug("bridge", "10.0.0.2"),),
        published=(LOCAL_PORT,),
        listens=(listener("127.0.0.1"), listener("0.0.0.0", 8080)),
    ),
    member("guest", shares="web", listens=(listener("::"),)),
    member("open", shares=HOST, listens=(listener("0.0.0.0"),)),
    member("idle", is_running=False, exit_code=3, endpoints=(plug("market", ""),)),
    member("alone"),
)
TRIES = (
    Try(HOST, "web", "web", "", False),
    Try(HOST, "web", "address", "market", True),
    Try("web", "db", "db", "", True),
    Try("web", "db", "address", "market", True),
    Try("web", "db", "address", "vault", False),
    Try("db", "web", "web", "", True),
    Try("db", "web", "shop", "", True),
    Try("db", "web", "address", "market", True),
    Try("old", "web", "web", "", False),
    Try("old", "web", "address", "market", False),
)
TOWN = NetworkMap(
    networks=(
        network("bridge", bridge="docker0", gateway="10.0.0.1"),
        network("market", gateway="10.1.0.1"),
        network("vault", internal=True, gateway="10.2.0.1"),
    ),
    members=MEMBERS,
    tries=TRIES,
)
