"""`./dockyard clean`: what is ours goes, what is not stays. In a sandbox's engine, not in yours."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import docker
import pytest

from grader import labels
from grader.sandbox import Sandbox, reap
from labkit.commands.clean import run_clean

pytestmark = pytest.mark.daemon

OURS = {labels.LESSON: "03_layers"}
OWNER = """
import sys, time
from grader.sandbox.engine import connect
from grader.sandbox.sandbox import Sandbox
box = Sandbox.start(connect())
print(box.container_id, flush=True)
time.sleep(60)
"""


@pytest.fixture
def inside(
    engine: docker.DockerClient, run_base: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[docker.DockerClient]:
    """The engine of a sandbox, which `clean` takes for the user's own."""
    with Sandbox.start(engine) as box, closing(box.wait_ready().docker()) as client:
        box.execute(["docker", "load", "--quiet", "--input", "/opt/dockyard/images/busybox.tar"])
        monkeypatch.setenv("DOCKER_HOST", f"unix://{box.path}/docker.sock")
        monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
        monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
        yield client


def fill(client: docker.DockerClient, name: str, labelled: dict[str, str]) -> None:
    """A container, a network, a volume and an image, all called `name`."""
    client.containers.create(labels.BUSYBOX_IMAGE, name=name, labels=labelled)
    client.networks.create(name, labels=labelled)
    client.volumes.create(name, labels=labelled)
    changes = [f"LABEL {key}={value}" for key, value in labelled.items()]
    client.containers.get(name).commit(name, changes=changes)


def named(client: docker.DockerClient) -> set[str]:
    """Everything in the engine that has a name of somebody's choice."""
    found = {f"container {item.name}" for item in client.containers.list(all=True)}
    found |= {f"network {item.name}" for item in client.networks.list()}
    found |= {f"volume {item.name}" for item in client.volumes.list()}
    found |= {f"image {tag}" for item in client.images.list() for tag in item.tags}
    return found


def test_what_lessons_made_goes_and_all_else_stays(inside: docker.DockerClient) -> None:
    fill(inside, "theirs", {"somebody": "else"})
    before = named(inside)
    fill(inside, "ours", OURS)
    assert len(named(inside) - before) == 4
    assert run_clean(images=False, cache=False, yes=True) == 0
    assert named(inside) == before


def test_our_images_go_only_when_asked_and_what_others_built_on_them_stays(
    inside: docker.DockerClient,
) -> None:
    inside.containers.create(labels.BUSYBOX_IMAGE, name="base").commit("theirs")
    inside.containers.get("base").remove()
    assert labels.BUILT in inside.images.get("theirs").labels, "inherited"
    run_clean(images=False, cache=False, yes=True)
    assert f"image {labels.BUSYBOX_IMAGE}" in named(inside)
    assert run_clean(images=True, cache=False, yes=True) == 0
    assert f"image {labels.BUSYBOX_IMAGE}" not in named(inside)
    assert "image theirs:latest" in named(inside)


def test_the_list_comes_first_and_without_a_yes_nothing_goes(
    inside: docker.DockerClient, capsys: pytest.CaptureFixture[str]
) -> None:
    fill(inside, "ours", OURS)
    before = named(inside)
    assert run_clean(images=False, cache=False, yes=False) == 1
    assert named(inside) == before
    listed = capsys.readouterr().out.splitlines()
    assert sorted(listed) == [
        "container ours", "image ours:latest", "network ours", "volume ours",
    ]  # fmt: skip


def test_what_is_still_used_stays_and_is_said(
    inside: docker.DockerClient, capfd: pytest.CaptureFixture[str]
) -> None:
    inside.volumes.create("ours", labels=OURS)
    inside.containers.create(labels.BUSYBOX_IMAGE, name="theirs", volumes=["ours:/data"])
    assert run_clean(images=False, cache=False, yes=True) == 1
    assert "volume ours stays: " in capfd.readouterr().err
    assert "volume ours" in named(inside)


def test_the_cache_goes_when_asked(inside: docker.DockerClient, tmp_path: Path) -> None:
    cached = tmp_path / "cache" / "dockyard" / "wheels"
    cached.mkdir(parents=True)
    run_clean(images=False, cache=False, yes=True)
    assert cached.exists()
    run_clean(images=False, cache=True, yes=True)
    assert not cached.exists()
    assert (tmp_path / "cache").exists()


def test_a_sandbox_with_a_living_owner_stays(
    engine: docker.DockerClient, capsys: pytest.CaptureFixture[str]
) -> None:
    owner = subprocess.Popen([sys.executable, "-c", OWNER], text=True, stdout=subprocess.PIPE)
    assert owner.stdout is not None
    container = owner.stdout.readline().strip()
    try:
        run_clean(images=False, cache=False, yes=False)
        assert f"sandbox {container[:12]}" not in capsys.readouterr().out
    finally:
        os.kill(owner.pid, signal.SIGKILL)
        owner.wait()


def test_what_a_dead_owner_left_is_listed_before_it_goes(
    engine: docker.DockerClient, run_base: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run_base.mkdir(mode=0o700)
    (run_base / "0a1b2c3d").mkdir()
    assert run_clean(images=False, cache=False, yes=False) == 1
    assert f"directory {run_base}/0a1b2c3d" in capsys.readouterr().out.splitlines()
    reap(engine)
    assert list(run_base.iterdir()) == []


def test_without_an_engine_the_cache_can_still_go(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DOCKER_HOST", "unix:///nonexistent")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    (tmp_path / "dockyard").mkdir()
    assert run_clean(images=False, cache=True, yes=True) == 0
    assert list(tmp_path.iterdir()) == []
    assert "No engine to look into" in capfd.readouterr().err
