"""The images: made only when stale, trusted only when whole, and every failure is one line."""

from __future__ import annotations

import os
import secrets
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import docker
import pytest
from docker.errors import ImageNotFound

from grader import labels
from grader.errors import ImageError
from grader.places import CHECKOUT
from grader.sandbox import Limits, Sandbox
from labkit.images import (
    debian,
    ensure_images,
    registry,
    registry_refusal,
    survey,
    untagged,
)
from labkit.images.context import Entry, entries_of
from labkit.images.image_build import build
from labkit.images.our_builds import remove_untagged
from labkit.images.registry import Pin
from labkit.images.tar_cache import is_saved, save, saved
from labkit.images.wheels import ensure_wheels
from labkit.machine import Console
from tests.daemon.registry_server import registry_with

pytestmark = pytest.mark.daemon
root_only = pytest.mark.skipif(os.getuid() != 0, reason="only root can mount a small disk")

SLOW = "FROM dockyard/busybox:latest\nRUN sleep 3\nRUN echo {mark} > /mark\n"


@pytest.fixture
def tag(
    engine: docker.DockerClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[str]:
    """A tag of this test's own, removed after it, with a record of builds of its own."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    name = f"dockyard-test/{secrets.token_hex(4)}:latest"
    yield name
    with suppress(ImageNotFound):
        engine.images.remove(name)
    remove_untagged(engine)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    folder = tmp_path / "small"
    folder.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=4m", "none", folder], check=True)
    yield folder
    subprocess.run(["umount", folder], check=True)


def context(folder: Path, dockerfile: str) -> list[Entry]:
    folder.mkdir(exist_ok=True)
    (folder / "Dockerfile").write_text(dockerfile)
    return list(entries_of(folder))


def silent(_: str) -> None:
    """Nobody watches."""


def test_a_warm_call_compares_labels_and_says_nothing(
    engine: docker.DockerClient, capfd: pytest.CaptureFixture[str]
) -> None:
    ensure_images(engine, Console())
    capfd.readouterr()
    started = time.monotonic()
    ensure_images(engine, Console())
    assert time.monotonic() - started < 0.5
    assert capfd.readouterr().err == ""
    assert all(state.is_current for state in survey(engine))


@pytest.mark.parametrize(
    ("room", "stale"),
    [
        ("labs", {labels.LEARNER_IMAGE}),
        ("grader", {labels.LEARNER_IMAGE, labels.GRADING_IMAGE}),
        ("labkit", {labels.LEARNER_IMAGE, labels.GRADING_IMAGE}),
    ],
)
def test_a_change_in_the_course_makes_only_what_holds_it_stale(
    room: str,
    stale: set[str],
    engine: docker.DockerClient,
    tmp_path: Path,
) -> None:
    ensure_images(engine, Console())
    for name in ("grader", "labkit", "labs"):
        shutil.copytree(CHECKOUT / name, tmp_path / name)
    assert {state.tag for state in survey(engine, tmp_path) if not state.is_current} == set()
    (tmp_path / room / "new.py").write_text("new = True\n")
    assert {state.tag for state in survey(engine, tmp_path) if not state.is_current} == stale


def test_the_grading_image_holds_no_lab(engine: docker.DockerClient) -> None:
    def rooms(image: str) -> set[str]:
        command = ["ls", "/opt/dockyard/course"]
        said = engine.containers.run(image, command, entrypoint="", remove=True)
        return set(said.decode().split())

    ensure_images(engine, Console())
    assert rooms(labels.GRADING_IMAGE) == {"grader", "labkit"}
    assert rooms(labels.LEARNER_IMAGE) == {"grader", "labkit", "labs"}


def test_an_image_says_what_went_into_it(
    engine: docker.DockerClient, tag: str, tmp_path: Path
) -> None:
    dockerfile = "FROM dockyard/busybox:latest AS first\nRUN true\nFROM first\nRUN false\n"
    entries = context(tmp_path / "context", dockerfile)
    build(engine, tag, entries, content="abc", detail=silent, target="first")
    assert engine.images.get(tag).labels[labels.BUILT] == "abc"


def test_a_failing_step_is_one_line_with_the_engines_words_and_the_whole_log(
    engine: docker.DockerClient, tag: str, tmp_path: Path
) -> None:
    entries = context(tmp_path / "context", "FROM dockyard/busybox:latest\nRUN echo why; false\n")
    with pytest.raises(ImageError) as caught:
        build(engine, tag, entries, content="abc", detail=silent)
    assert "\n" not in str(caught.value)
    assert "returned a non-zero code: 1" in caught.value.what
    log = next(word for word in caught.value.next_step.split() if ".log" in word).rstrip(",")
    assert "why" in Path(log).read_text()
    with pytest.raises(ImageNotFound):
        engine.images.get(tag)


def test_an_interrupted_build_leaves_no_image_and_the_next_one_is_whole(
    engine: docker.DockerClient, tag: str, tmp_path: Path
) -> None:
    mark = secrets.token_hex(4)
    entries = context(tmp_path / "context", SLOW.format(mark=mark))
    script = (
        "import sys; from pathlib import Path; from grader.sandbox.engine import connect\n"
        "from labkit.images.context import entries_of\n"
        "from labkit.images.image_build import build\n"
        "say = lambda line: print(line, flush=True)\n"
        f"build(connect(), {tag!r}, entries_of(Path(sys.argv[1])), content='abc', detail=say)\n"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", script, str(tmp_path / "context")],
        text=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    assert process.stdout is not None
    while "RUN sleep 3" not in process.stdout.readline():
        pass
    process.send_signal(signal.SIGINT)
    assert process.wait(timeout=10) != 0
    with pytest.raises(ImageNotFound):
        engine.images.get(tag)
    build(engine, tag, entries, content="abc", detail=silent)
    said = engine.containers.run(tag, ["cat", "/mark"], remove=True)
    assert said.decode().strip() == mark


def test_only_our_own_untagged_images_count_as_ours(
    engine: docker.DockerClient, tag: str, tmp_path: Path
) -> None:
    ours = context(tmp_path / "ours", f"FROM dockyard/busybox:latest\nENV A={tag}\n")
    build(engine, tag, ours, content="one", detail=silent)
    replaced = engine.images.get(tag).id
    build(engine, tag, ours, content="two", detail=silent)
    theirs, _ = engine.images.build(
        path=str(tmp_path / "ours"), labels={"somebody": "else"}, rm=True
    )
    try:
        assert labels.BUILT in theirs.labels, "labels are inherited, so they prove nothing"
        assert untagged(engine) == [replaced]
    finally:
        engine.images.remove(theirs.id)


def test_a_registry_that_answers_is_pulled_from_by_digest(
    engine: docker.DockerClient, tag: str
) -> None:
    with registry_with(engine, labels.BUSYBOX_IMAGE) as served:
        pinned = Pin("debian", "trixie-slim", served.digest, "trixie")
        refusal = debian.pull_debian(engine, Console(), pinned, registry=served.address, tag=tag)
        assert refusal is None
        pulled = pinned.reference(served.address)
        try:
            layers = engine.images.get(tag).attrs["RootFS"]["Layers"]
            assert layers == engine.images.get(pulled).attrs["RootFS"]["Layers"]
            assert engine.images.get(tag).labels[labels.BUILT] == debian.wanted(pinned)
        finally:
            engine.images.remove(tag)
            engine.images.remove(pulled)


def test_a_registry_without_the_image_says_so_in_plain_words(engine: docker.DockerClient) -> None:
    with registry_with(engine, labels.BUSYBOX_IMAGE) as served:
        missing = Pin("debian", "trixie-slim", f"sha256:{'0' * 64}", "trixie")
        reason = registry_refusal(engine, missing.reference(served.address))
    assert reason == "it does not have this image"


def test_a_registry_that_nobody_runs_is_noticed_at_once(engine: docker.DockerClient) -> None:
    started = time.monotonic()
    reason = registry_refusal(engine, registry.pin().reference("127.0.0.1:1"))
    assert reason == "nobody listens there"
    assert time.monotonic() - started < registry.TIMEOUT_S


def test_no_registry_and_no_mmdebstrap_names_both_ways_out(
    engine: docker.DockerClient, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(ImageError) as caught:
        debian.make_debian(engine, Console(), registry="127.0.0.1:1", yes=False)
    assert "mmdebstrap is not installed" in caught.value.what
    assert "--registry HOST[:PORT][/PREFIX]" in caught.value.next_step


@root_only
def test_a_full_cache_is_one_line_and_what_is_half_saved_is_not_trusted(
    engine: docker.DockerClient, small_disk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(small_disk))
    saved("debian").parent.mkdir(parents=True)
    saved("debian").write_text("an older one")
    with pytest.raises(ImageError) as caught:
        save(engine, Console(), labels.DEBIAN_IMAGE, "debian", "abc")
    assert "the disk is full" in caught.value.what
    assert caught.value.where == str(small_disk)
    assert not is_saved("debian", "abc")


@root_only
def test_wheels_that_do_not_fit_are_one_line_and_leave_nothing(
    small_disk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(small_disk))
    with pytest.raises(ImageError) as caught:
        ensure_wheels(Console(), "x86_64")
    assert "the disk is full" in caught.value.what
    assert list((small_disk / "dockyard" / "wheels").iterdir()) == []


@pytest.mark.parametrize(
    "step", ["COPY large /large", "RUN dd if=/dev/zero of=/large bs=1M count=100"]
)
def test_a_full_engine_is_one_line_that_names_its_disk(
    step: str, engine: docker.DockerClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The engine meets it by itself, or a program in a step does and alone says why it fails."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    (tmp_path / "context").mkdir()
    (tmp_path / "context" / "large").write_bytes(os.urandom(24 * 2**20))
    entries = context(tmp_path / "context", f"FROM {labels.BUSYBOX_IMAGE}\n{step}\n")
    with Sandbox.start(engine, limits=Limits(disk_bytes=40 * 2**20)) as box:
        inside = box.wait_ready().docker()
        box.execute(["docker", "load", "-qi", "/opt/dockyard/images/busybox.tar"])
        with pytest.raises(ImageError, match="the disk is full"):
            build(inside, "large:latest", entries, content="abc", detail=silent)
        assert inside.ping()
