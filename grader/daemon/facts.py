"""What a daemon says, as frozen facts: the only place that reads its raw answers.

Every fact holds on engines from 20.10 on and on both image stores, so nothing here reads
GraphDriver, Parent, ContainerConfig or NetworkSettings.IPAddress, and no image is known by its
id. A daemon's answer may come from a submission: it is data to be read, never to be trusted.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

Raw = Mapping[str, Any]


@dataclass(frozen=True)
class Config:
    """What an image or a container is told to run (OCI image config, `Config` in the API)."""

    cmd: tuple[str, ...]
    entrypoint: tuple[str, ...]
    env: Mapping[str, str]
    labels: Mapping[str, str]
    user: str
    working_dir: str
    exposed_ports: frozenset[str]
    volumes: frozenset[str]
    stop_signal: str
    health_test: tuple[str, ...]

    @classmethod
    def of(cls, raw: Raw) -> Config:
        return cls(
            cmd=tuple(raw.get("Cmd") or ()),
            entrypoint=tuple(raw.get("Entrypoint") or ()),
            env=dict(pair.partition("=")[::2] for pair in raw.get("Env") or ()),
            labels=dict(raw.get("Labels") or {}),
            user=raw.get("User") or "",
            working_dir=raw.get("WorkingDir") or "",
            exposed_ports=frozenset(raw.get("ExposedPorts") or ()),
            volumes=frozenset(raw.get("Volumes") or ()),
            stop_signal=raw.get("StopSignal") or "",
            health_test=tuple((raw.get("Healthcheck") or {}).get("Test") or ()),
        )


@dataclass(frozen=True)
class HistoryRow:
    """One line of `docker history`; the newest comes first."""

    created_by: str
    size_bytes: int
    comment: str


@dataclass(frozen=True)
class Image:
    """An image: a list of layers and a config.

    `layers` are the digests of the uncompressed layers (`RootFS.Layers`), oldest first.
    `id` tells two images of one daemon apart and means nothing on another.
    """

    id: str
    tags: frozenset[str]
    layers: tuple[str, ...]
    config: Config
    size_bytes: int
    author: str
    history: tuple[HistoryRow, ...]

    @classmethod
    def of(cls, raw: Raw, history: list[dict[str, Any]]) -> Image:
        return cls(
            id=raw["Id"],
            tags=frozenset(raw.get("RepoTags") or ()),
            layers=tuple((raw.get("RootFS") or {}).get("Layers") or ()),
            config=Config.of(raw.get("Config") or {}),
            size_bytes=raw.get("Size") or 0,
            author=raw.get("Author") or "",
            history=tuple(
                HistoryRow(
                    row.get("CreatedBy") or "", row.get("Size") or 0, row.get("Comment") or ""
                )
                for row in history
            ),
        )

    def shared_layers(self, other: Image) -> int:
        """How many layers, counted from the oldest, both images have in common."""
        pairs = zip(self.layers, other.layers, strict=False)
        return next(
            (count for count, (mine, theirs) in enumerate(pairs) if mine != theirs),
            min(len(self.layers), len(other.layers)),
        )


@dataclass(frozen=True)
class Mount:
    """A mount of a container. `kind` is bind, volume or tmpfs; `name` is a volume's."""

    kind: str
    name: str
    source: str
    target: str
    writable: bool


@dataclass(frozen=True)
class Endpoint:
    """A container's place in one network."""

    network: str
    address: str
    aliases: frozenset[str]


@dataclass(frozen=True)
class Published:
    """A published port: `container_port` such as `80/tcp`, and where the host listens."""

    container_port: str
    host_ip: str
    host_port: int


@dataclass(frozen=True)
class Container:
    """A container and the state of its main process. `pid` is 0 when it does not run."""

    id: str
    name: str
    image_id: str
    config: Config
    is_running: bool
    is_paused: bool
    exit_code: int
    oom_killed: bool
    pid: int
    restart_count: int
    health: str
    mounts: tuple[Mount, ...]
    endpoints: tuple[Endpoint, ...]
    published: tuple[Published, ...]
    network_mode: str
    host_config: Mapping[str, Any]
    argv: tuple[str, ...]
    created: str
    started: str

    @classmethod
    def of(cls, raw: Raw) -> Container:
        state, settings = raw.get("State") or {}, raw.get("NetworkSettings") or {}
        host_config = raw.get("HostConfig") or {}
        return cls(
            id=raw["Id"],
            name=(raw.get("Name") or "").lstrip("/"),
            image_id=raw.get("Image") or "",
            config=Config.of(raw.get("Config") or {}),
            is_running=bool(state.get("Running")),
            is_paused=bool(state.get("Paused")),
            exit_code=state.get("ExitCode") or 0,
            oom_killed=bool(state.get("OOMKilled")),
            pid=state.get("Pid") or 0,
            restart_count=raw.get("RestartCount") or 0,
            health=(state.get("Health") or {}).get("Status") or "",
            mounts=tuple(_mount(mount) for mount in raw.get("Mounts") or ()),
            endpoints=tuple(_endpoints(settings)),
            published=tuple(_published(settings)),
            network_mode=host_config.get("NetworkMode") or "",
            host_config=host_config,
            argv=(raw.get("Path") or "", *(raw.get("Args") or ())),
            created=raw.get("Created") or "",
            started=state.get("StartedAt") or "",
        )

    @property
    def was_started(self) -> bool:
        """Whether its process ever ran; a daemon says the year 1 of one that did not."""
        return bool(self.started) and not self.started.startswith("0001")

    @property
    def networks(self) -> frozenset[str]:
        """Names of the networks that it is attached to."""
        return frozenset(end.network for end in self.endpoints)

    @property
    def published_ports(self) -> frozenset[str]:
        """Its own ports that are published, such as `80/tcp`."""
        return frozenset(place.container_port for place in self.published)

    def address(self, network: str) -> str:
        """Its IPv4 address in a network, or an empty string."""
        found = (end.address for end in self.endpoints if end.network == network)
        return next(found, "")


def _mount(raw: Raw) -> Mount:
    return Mount(
        kind=raw.get("Type") or "",
        name=raw.get("Name") or "",
        source=raw.get("Source") or "",
        target=raw.get("Destination") or "",
        writable=bool(raw.get("RW")),
    )


def _endpoints(settings: Raw) -> list[Endpoint]:
    return [
        Endpoint(network, end.get("IPAddress") or "", frozenset(end.get("Aliases") or ()))
        for network, end in sorted((settings.get("Networks") or {}).items())
    ]


def _published(settings: Raw) -> list[Published]:
    return [
        Published(port, binding.get("HostIp") or "", int(binding.get("HostPort") or 0))
        for port, bindings in sorted((settings.get("Ports") or {}).items())
        for binding in bindings or ()
    ]


@dataclass(frozen=True)
class Network:
    """A network and the names of the containers attached to it.

    `bridge` is the device that joins them on the engine's host and `gateway` that device's
    address; both are empty for a network of another driver.
    """

    id: str
    name: str
    driver: str
    is_internal: bool
    subnets: tuple[str, ...]
    labels: Mapping[str, str]
    containers: frozenset[str]
    bridge: str
    gateway: str

    @classmethod
    def of(cls, raw: Raw) -> Network:
        pools = (raw.get("IPAM") or {}).get("Config") or ()
        return cls(
            id=raw.get("Id") or "",
            name=raw.get("Name") or "",
            driver=raw.get("Driver") or "",
            is_internal=bool(raw.get("Internal")),
            subnets=tuple(pool.get("Subnet") or "" for pool in pools),
            labels=dict(raw.get("Labels") or {}),
            containers=frozenset(
                end.get("Name") or "" for end in (raw.get("Containers") or {}).values()
            ),
            bridge=_bridge(raw),
            gateway=next((pool["Gateway"] for pool in pools if pool.get("Gateway")), ""),
        )


def _bridge(raw: Raw) -> str:
    if raw.get("Driver") != "bridge":
        return ""
    said = (raw.get("Options") or {}).get("com.docker.network.bridge.name")
    return said or f"br-{(raw.get('Id') or '')[:12]}"


@dataclass(frozen=True)
class Volume:
    """A volume. An anonymous one has 64 hexadecimal digits for a name."""

    name: str
    driver: str
    labels: Mapping[str, str]

    @classmethod
    def of(cls, raw: Raw) -> Volume:
        return cls(raw["Name"], raw.get("Driver") or "", dict(raw.get("Labels") or {}))


class ChangeKind(StrEnum):
    """The letters of `docker diff`."""

    CHANGED = "C"
    ADDED = "A"
    DELETED = "D"


@dataclass(frozen=True)
class Change:
    """One line of `docker diff`."""

    kind: ChangeKind
    path: str

    @classmethod
    def of(cls, raw: Raw) -> Change:
        return cls(tuple(ChangeKind)[raw["Kind"]], raw["Path"])

    def __str__(self) -> str:
        return f"{self.kind} {self.path}"
