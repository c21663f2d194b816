"""What there is on this machine that an attack could have left or changed.

Other things go on here at the same time, so what is listed is what would be an attack's: objects
called `intruder…` as every attack calls what it makes, whatever belongs to this test's sandboxes,
and settings of the machine's kernel.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import docker

from grader import labels

MARK = "intruder"
SETTINGS = ("kernel/core_pattern", "kernel/hostname", "vm/overcommit_memory")
FOLDERS = ("/", "/root", "/home", "/tmp", "/var/tmp", "/dev", "/dev/shm", "/run", "/etc", "/opt")


@dataclass(frozen=True)
class Inventory:
    """Equal before and after, or the attack had an effect outside its sandbox."""

    containers: frozenset[str]
    images: frozenset[str]
    networks: frozenset[str]
    volumes: frozenset[str]
    processes: frozenset[str]
    files: frozenset[str]
    settings: tuple[str, ...]


def take(engine: docker.DockerClient, *folders: Path) -> Inventory:
    """What there is now.

    Args:
        folders: where this test's sandboxes and its grader write, all of it listed.
    """
    own = str(folders[0])
    return Inventory(
        containers=frozenset(_containers(engine, own)),
        images=frozenset(tag for row in engine.api.images() for tag in _tags(row)),
        networks=frozenset(n["Name"] for n in engine.api.networks() if MARK in n["Name"]),
        volumes=frozenset(
            v["Name"] for v in engine.api.volumes()["Volumes"] or () if MARK in v["Name"]
        ),
        processes=frozenset(_processes(own)),
        files=frozenset([*_marked_files(), *(str(f) for top in folders for f in top.rglob("*"))]),
        settings=tuple(Path("/proc/sys", name).read_text() for name in SETTINGS),
    )


def _containers(engine: docker.DockerClient, own: str) -> Iterator[str]:
    for row in engine.api.containers(all=True):
        of_this_test = (row["Labels"] or {}).get(labels.SANDBOX, "").startswith(own)
        if of_this_test or MARK in str(row["Names"]) or MARK in row["Image"]:
            yield row["Id"]


def _tags(row: dict[str, list[str]]) -> list[str]:
    return [tag for tag in row["RepoTags"] or () if MARK in tag]


def _processes(own: str) -> Iterator[str]:
    """Those that have a directory of this test's mounted, and those that an attack named."""
    for process in Path("/proc").glob("[0-9]*"):
        try:
            name, mounts = (process / "comm").read_text(), (process / "mountinfo").read_text()
        except OSError:
            continue
        if f"{own}/" in mounts or MARK in name:
            yield f"{process.name} {name.strip()}"


def _marked_files() -> Iterator[str]:
    for folder in FOLDERS:
        yield from map(str, Path(folder).glob(f"*{MARK}*"))
