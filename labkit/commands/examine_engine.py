"""What the engine is like, what of ours is in it, and whether a sandbox starts in it.

Starts no engine. The one thing it runs is a sandbox, which it removes again.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import docker
from docker.errors import DockerException
from requests.exceptions import RequestException

from grader import labels
from grader.daemon import Engine
from grader.errors import DockyardError
from grader.sandbox import (
    ROOTLESS,
    ROOTLESS_NEXT,
    Sandbox,
    choose_transport,
    connect,
    endpoint,
    is_local,
    is_owned,
    run_base,
)
from labkit.commands.diagnosis import Finding, fail, ok, warn
from labkit.commands.examine_machine import disk, tun_device, user_namespaces
from labkit.images import ImageState, pin, registry_refusal, survey
from labkit.machine import MachineFacts, base_image_advice

OLDEST = (20, 10)
REGISTRY_TIMEOUT_S = 4


def examine_engine(registry: str | None) -> Iterator[Finding]:
    """Findings about the engine that answers; a single one when none does."""
    machine = MachineFacts.here()
    try:
        client = connect(machine.socket)
    except DockyardError as error:
        found = error.what if machine.has_engine else f"{error.what}; no dockerd is installed"
        yield fail("engine", f"{error.where}: {found}", _remedy(error, machine))
        return
    yield from examine(client, registry, machine)


def examine(
    client: docker.DockerClient, registry: str | None, machine: MachineFacts
) -> Iterator[Finding]:
    """Findings about an engine that has answered."""
    try:
        yield from _examined(client, registry, machine)
    except DockyardError as error:
        yield fail("set-up", f"{error.where}: {error.what}", error.next_step)
    except (DockerException, RequestException) as error:
        yield fail("engine", f"it stopped answering: {error}", "./dockyard doctor once more")


def _examined(
    client: docker.DockerClient, registry: str | None, machine: MachineFacts
) -> Iterator[Finding]:
    info = client.info()
    yield ok("engine", str(endpoint()))
    yield _version(client.version())
    yield from _nature(info)
    if is_local(client):
        yield user_namespaces()
        yield tun_device()
        yield disk("disk, engine", Path(info["DockerRootDir"]))
    else:
        yield ok("engine, place", "another kernel than this one: kernels talk to it over TCP")
    states = survey(client)
    reference = pin().reference(registry)
    refusal = registry_refusal(client, reference, timeout_s=REGISTRY_TIMEOUT_S)
    has_debian = states[0].found is not None
    yield base_images(reference, refusal, machine, has_debian=has_debian)
    yield from map(_image, states)
    yield _leftovers(client)
    if states[-1].found is not None:
        yield _trial(client)


def _remedy(error: DockyardError, machine: MachineFacts) -> str:
    if error.next_step != "./dockyard doctor":
        return error.next_step
    return "./dockyard lab starts it" if machine.has_engine else machine.system.value


def _version(version: Mapping[str, Any]) -> Finding:
    number = str(version.get("Version", "unknown"))
    found = f"{number}, API {version.get('ApiVersion')} (from {version.get('MinAPIVersion')})"
    parts = tuple(int(part) for part in number.split(".")[:2] if part.isdigit())
    if parts and parts < OLDEST:
        return fail("engine version", found, "20.10 is the oldest that works: upgrade the engine")
    return ok("engine version", found)


def _nature(info: Mapping[str, Any]) -> Iterator[Finding]:
    store = "containerd" if Engine.of(info, {}).uses_containerd_store else "classic"
    security = [str(option).split(",")[0] for option in info.get("SecurityOptions") or ()]
    yield ok("storage driver", f"{info.get('Driver')} ({store} image store)")
    yield ok("cgroups", f"version {info.get('CgroupVersion', '1')}")
    yield _rootless("name=rootless" in security)
    if "name=seccomp" in security:
        yield ok("security", ", ".join(option.removeprefix("name=") for option in security))
    else:
        yield warn("security", "this engine has no seccomp", "use an engine built with seccomp")


def _rootless(is_rootless: bool) -> Finding:
    if is_rootless:
        return fail("rootless", f"yes: {ROOTLESS}", ROOTLESS_NEXT)
    return ok("rootless", "no: its socket is root")


def base_images(
    reference: str, refusal: str | None, machine: MachineFacts, *, has_debian: bool
) -> Finding:
    """Where base images come from.

    Args:
        reference: the image that a registry was asked for.
        refusal: why it did not give it.
        has_debian: whether the engine has a Debian image already.
    """
    if refusal is None:
        return ok("registry", f"has {reference.partition('@')[0]}")
    if machine.can_bootstrap or machine.may_install:
        # Not a fault: base images are then made from Debian's packages.
        return ok("registry", f"none answers ({refusal}); Debian's packages make base images")
    found = f"none answers ({refusal}), and mmdebstrap is not installed"
    if has_debian:
        return ok("registry", f"{found}; the base image is there already")
    return warn(
        "registry", f"{found}: no base image can be made", base_image_advice(machine.system)
    )


def _image(state: ImageState) -> Finding:
    topic = f"image {state.tag}"
    if state.is_current:
        return ok(topic, "up to date")
    found = "not there" if state.found is None else "out of date"
    return warn(topic, found, "./dockyard lab makes it")


def _leftovers(client: docker.DockerClient) -> Finding:
    rows = client.api.containers(all=True, filters={"label": labels.SANDBOX})
    paths = [Path(row["Labels"][labels.SANDBOX]) for row in rows]
    orphans = [path for path in paths if path.parent == run_base() and not is_owned(path)]
    if orphans:
        return warn("sandboxes", f"{len(orphans)} without an owner", "./dockyard clean")
    return ok("sandboxes", f"{len(rows)} running, none left over")


def _trial(client: docker.DockerClient) -> Finding:
    """The proof of all the above: a sandbox starts, and its daemon answers."""
    started = time.monotonic()
    try:
        with Sandbox.start(client, transport=choose_transport(client)) as sandbox:
            sandbox.wait_ready()
            ready_s = time.monotonic() - started
    except DockyardError as error:
        marked = "mend what is marked fail above; if nothing is, start from what its log says here"
        return fail("a sandbox", error.what, marked)
    return ok("a sandbox", f"ready in {ready_s:.1f} s")
