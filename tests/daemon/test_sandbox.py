"""A sandbox from outside: it starts, it holds, it ends with its owner."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import docker
import pytest

from grader import labels
from grader.daemon import Daemon
from grader.errors import ImageError, SandboxError
from grader.sandbox import Sandbox, reap

pytestmark = pytest.mark.daemon

OWNER = """
import sys, time
from grader.sandbox.engine import connect
from grader.sandbox.sandbox import Sandbox
box = Sandbox.start(connect()).wait_ready()
print(box.container_id, box.path, flush=True)
time.sleep(60)
"""


def test_daemon_inside_is_another_one(engine: docker.DockerClient, sandbox: Sandbox) -> None:
    inside, outside = sandbox.docker().info(), engine.info()
    assert inside["ID"] != outside["ID"]
    assert inside["Name"] == "dockyard"


def test_container_runs_without_network_or_capabilities(sandbox: Sandbox) -> None:
    raw = sandbox.client.api.inspect_container(sandbox.container_id)["HostConfig"]
    assert raw["NetworkMode"] == "none"
    assert raw["CapDrop"] == ["ALL"]
    assert {cap.removeprefix("CAP_") for cap in raw["CapAdd"]} == {"SETUID", "SETGID"}
    assert raw["ReadonlyRootfs"] and not raw["Privileged"]


@pytest.mark.parametrize("number", [101, 250, 310, 321, 298, 246, 175])
def test_seccomp_profile_refuses(sandbox: Sandbox, number: int) -> None:
    """ptrace, keyctl, process_vm_readv, bpf, perf_event_open, kexec_load, init_module (x86-64)."""
    code = f"import ctypes; raise SystemExit(ctypes.CDLL(None).syscall({number}, 0, 0, 0) == -1)"
    assert sandbox.execute(["python3", "-c", code]).exit_code == 1


def test_host_is_out_of_reach_even_for_a_container_with_its_root(
    client: docker.DockerClient, sandbox: Sandbox
) -> None:
    listing = client.containers.run(
        "dockyard/busybox", "ls /host", volumes={"/": {"bind": "/host"}}, remove=True
    )
    assert b"dy" in listing.split()
    hostname = client.containers.run(
        "dockyard/busybox", "cat /host/etc/hostname", volumes={"/": {"bind": "/host"}}, remove=True
    )
    assert hostname.strip() == b"dockyard"


def test_full_disk_stops_the_container_and_not_the_daemon(client: docker.DockerClient) -> None:
    command = ["sh", "-c", "dd if=/dev/zero of=/big bs=1M count=3000 2>&1 | tail -1"]
    output = client.containers.run("dockyard/busybox", command, remove=True)
    assert b"No space left" in output or b"records" not in output
    assert client.ping()


def test_daemon_facts(daemon: Daemon) -> None:
    image = daemon.image(labels.BUSYBOX_IMAGE)
    assert len(image.layers) == 1
    assert image.config.cmd == ("sh",)
    assert daemon.run(labels.BUSYBOX_IMAGE, "sh", "-c", "echo hi; exit 3").exit_code == 3
    assert daemon.containers() == ()


def test_missing_image_says_what_to_do(engine: docker.DockerClient) -> None:
    with pytest.raises(ImageError, match=r"\./dockyard lab"):
        Sandbox.start(engine, "dockyard/nothing:here")


def test_a_sandbox_leaves_nothing_behind_whether_it_starts_or_not(
    engine: docker.DockerClient, run_base: Path
) -> None:
    with Sandbox.start(engine) as box:
        box.wait_ready().execute(["sh", "-c", "mkdir -m 700 /dy/own; touch /dy/own/file"])
        assert list(run_base.glob("*/own"))
    with pytest.raises(ImageError):
        Sandbox.start(engine, "dockyard/nothing:here")
    assert list(run_base.iterdir()) == []
    assert not _exists(engine, box.container_id)


def test_sandbox_that_ends_while_starting_says_so(engine: docker.DockerClient) -> None:
    with Sandbox.start(engine) as box:
        engine.api.remove_container(box.container_id, force=True)
        with pytest.raises(SandboxError, match="ended while it started"):
            box.wait_ready()


def test_on_a_rootless_engine_it_says_that_none_starts_there(
    client: docker.DockerClient,
) -> None:
    """A sandbox's own daemon is rootless. In it an image of ours ends as the sandbox's does."""
    refused = pytest.raises(SandboxError, match="on a rootless engine no sandbox starts")
    with Sandbox.start(client, labels.BUSYBOX_IMAGE, transport="tcp") as box, refused as caught:
        box.wait_ready()
    assert "Python 3 kernel" in caught.value.next_step


def test_what_only_a_container_may_remove_waits_for_an_image(
    client: docker.DockerClient, run_base: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As after `docker image prune --all`: what an earlier run left does not stop this one."""
    run_base.mkdir(mode=0o700)
    (run_base / "left").mkdir()
    monkeypatch.setattr(
        "grader.sandbox.sandbox.remove", lambda path: None
    )  # a sandbox's user owns it
    assert reap(client) == []
    monkeypatch.undo()


def test_sandbox_ends_when_its_owner_is_killed(engine: docker.DockerClient, run_base: Path) -> None:
    with subprocess.Popen([sys.executable, "-c", OWNER], stdout=subprocess.PIPE) as owner:
        assert owner.stdout is not None
        container_id, path = owner.stdout.readline().decode().split()
        owner.kill()
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline and _exists(engine, container_id):
        time.sleep(0.05)
    assert not _exists(engine, container_id)
    assert f"directory {path}" in reap(engine)


def test_a_command_reads_what_it_is_given_or_ends_without(sandbox: Sandbox) -> None:
    given = b"x" * 3_000_000
    assert sandbox.execute(["wc", "-c"], stdin=given).output.split() == ["3000000"]
    assert sandbox.execute(["sh", "-c", "exit 3"], stdin=given).exit_code == 3


def test_reap_leaves_what_a_living_process_owns(
    engine: docker.DockerClient, sandbox: Sandbox
) -> None:
    reap(engine)
    assert sandbox.is_running()
    assert sandbox.docker().ping()


def test_tcp_transport_carries_the_daemon(engine: docker.DockerClient) -> None:
    with Sandbox.start(engine, transport="tcp") as box:
        assert box.wait_ready().docker().ping()


def _exists(engine: docker.DockerClient, container_id: str) -> bool:
    return bool(engine.api.containers(all=True, filters={"id": container_id}))
