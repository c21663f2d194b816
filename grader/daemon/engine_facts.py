"""What a daemon says of itself, and what happens in it: engine, events, processes.

grader/daemon/facts.py has what a daemon says of its objects; the same rules hold for both.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

Raw = Mapping[str, Any]


@dataclass(frozen=True)
class Process:
    """A process of a container, its ids as the engine's host numbers them."""

    pid: int
    ppid: int
    argv: tuple[str, ...]


@dataclass(frozen=True)
class Event:
    """One thing that the daemon reported: `kind` container, `action` start, `name`, `time_s`."""

    kind: str
    action: str
    id: str
    name: str
    attributes: Mapping[str, str]
    time_s: float

    @classmethod
    def of(cls, raw: Raw) -> Event:
        actor = raw.get("Actor") or {}
        attributes = dict(actor.get("Attributes") or {})
        return cls(
            kind=raw.get("Type") or "",
            action=raw.get("Action") or "",
            id=actor.get("ID") or "",
            name=attributes.get("name", ""),
            attributes=attributes,
            time_s=(raw.get("timeNano") or 0) / 1e9,
        )


@dataclass(frozen=True)
class Engine:
    """A daemon: what it is and what it can do. `id` is its own as long as its data lasts."""

    version: str
    api_version: str
    storage_driver: str
    uses_containerd_store: bool
    cgroup_version: str
    limits_resources: bool
    is_rootless: bool
    operating_system: str
    id: str = ""

    @classmethod
    def of(cls, info: Raw, version: Raw) -> Engine:
        security = info.get("SecurityOptions") or ()
        status = dict(row[:2] for row in info.get("DriverStatus") or () if len(row) >= 2)
        return cls(
            version=version.get("Version") or "",
            api_version=version.get("ApiVersion") or "",
            storage_driver=info.get("Driver") or "",
            uses_containerd_store="snapshotter" in str(status.get("driver-type", "")),
            cgroup_version=info.get("CgroupVersion") or "1",
            limits_resources=(info.get("CgroupDriver") or "none") != "none",
            is_rootless=any("rootless" in option for option in security),
            operating_system=info.get("OperatingSystem") or "",
            id=info.get("ID") or "",
        )
