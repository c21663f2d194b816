"""The process tree against real processes: in a sandbox, and where the engine's are not seen."""

from __future__ import annotations

import time
from collections.abc import Iterator

import docker
import pytest
from docker.models.containers import Container

from grader import labels
from grader.sandbox import Sandbox
from labkit.visual.processes import Contained, process_card, process_tree

pytestmark = pytest.mark.daemon

SCRIPT = "sleep 1001 & (exit 3) & exec sleep 1000"


@pytest.fixture
def box(client: docker.DockerClient) -> Iterator[Container]:
    container = client.containers.run(labels.BUSYBOX_IMAGE, ["sh", "-c", SCRIPT], detach=True)
    container.exec_run(["sleep", "1002"], detach=True)
    yield container
    container.remove(force=True)


def look(client: docker.DockerClient, sandbox: Sandbox, name: str) -> Contained:
    """The tree, once the shell has made way and what was started runs."""
    deadline = time.monotonic() + 20
    while True:
        (found,) = process_tree(client, [name], sandbox.execute).containers
        lines = {one.line for one in found.processes}
        if {"sleep 1000", "sleep 1001", "sleep 1002"} <= lines and len(found.processes) == 4:
            return found
        assert time.monotonic() < deadline, lines
        time.sleep(0.1)


def test_process_has_a_number_on_each_side(
    client: docker.DockerClient, sandbox: Sandbox, box: Container
) -> None:
    found = look(client, sandbox, str(box.name))
    by_line = {one.line: one for one in found.processes}
    box.reload()
    assert by_line["sleep 1000"].inside == 1
    assert by_line["sleep 1000"].pid == box.attrs["State"]["Pid"]
    assert by_line["sleep 1001"].ppid == by_line["sleep 1000"].pid
    inside = box.exec_run(["ps", "-o", "pid,args"]).output.decode()
    for one in found.processes:
        assert f"{one.inside} " in inside


def test_shim_is_the_parent_of_the_first_and_of_what_exec_started(
    client: docker.DockerClient, sandbox: Sandbox, box: Container
) -> None:
    found = look(client, sandbox, str(box.name))
    assert found.shim is not None and found.shim.program.startswith("containerd-shim")
    children = {one.line for one in found.processes if one.ppid == found.shim.pid}
    assert children == {"sleep 1000", "sleep 1002"}
    assert (
        "started by docker exec"
        in process_card(process_tree(client, [str(box.name)], sandbox.execute)).text
    )


def test_child_that_nobody_asks_for_is_a_zombie(
    client: docker.DockerClient, sandbox: Sandbox, box: Container
) -> None:
    (zombie,) = [one for one in look(client, sandbox, str(box.name)).processes if one.is_zombie]
    assert zombie.line == "[sh]" and zombie.inside > 1


def test_engine_is_seen_and_a_container_that_does_not_run_is_empty(
    client: docker.DockerClient, sandbox: Sandbox
) -> None:
    rest = client.containers.create(labels.BUSYBOX_IMAGE, ["true"])
    try:
        found = process_tree(client, [str(rest.name)], sandbox.execute)
        assert {one.program for one in found.engine} == {"containerd", "dockerd"}
        assert found.containers == (Contained(str(rest.name), ()),)
    finally:
        rest.remove()


def test_all_that_run_are_shown_but_for_what_is_ours(
    client: docker.DockerClient, sandbox: Sandbox, box: Container
) -> None:
    ours = {labels.LESSON: labels.CHECK}
    moment = client.containers.run(labels.BUSYBOX_IMAGE, ["sleep", "600"], labels=ours, detach=True)
    try:
        found = process_tree(client, execute=sandbox.execute).containers
        assert [one.name for one in found] == [box.name]
    finally:
        moment.remove(force=True)


def test_engine_of_another_machine_is_asked_for_top(
    engine: docker.DockerClient, sandbox: Sandbox
) -> None:
    """The outer engine, looked at from inside a sandbox, where its processes are not seen."""
    box = engine.containers.run(
        labels.LEARNER_IMAGE,
        ["sh", "-c", "sleep 1001 & exec sleep 1000"],
        entrypoint="",
        detach=True,
        labels={labels.LESSON: "check"},
    )
    try:
        time.sleep(0.5)
        found = process_tree(engine, [str(box.name)], sandbox.execute)
        assert not found.is_both_sides
        (tree,) = found.containers
        assert {one.line: one.inside for one in tree.processes} == {
            "sleep 1000": 1,
            "sleep 1001": 0,
        }
    finally:
        box.remove(force=True)
