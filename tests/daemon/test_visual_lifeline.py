"""The life line, from the events of a real daemon."""

from __future__ import annotations

import time
from collections.abc import Callable
from uuid import uuid4

import docker
import pytest

from grader.labels import LESSON
from labkit.visual.lifeline import Watch, lifeline_card
from labkit.visual.lifeline.lifeline import spans

pytestmark = pytest.mark.daemon

IMAGE = "dockyard/busybox"


def lived(watch: Watch, name: str) -> list[str]:
    watch.stop()
    return [span.state for span in spans(watch.story, name) if span.state]


def test_a_life_from_create_to_destroy(client: docker.DockerClient) -> None:
    heard: list[None] = []
    watch = Watch(client, [], lambda: heard.append(None))
    box = client.containers.run(IMAGE, ["sleep", "600"], name="whole", detach=True)
    box.exec_run(["ls", "/"])
    box.kill("SIGUSR1")
    box.remove(force=True)
    assert lived(watch, "whole") == ["created", "running", "exited (137)", "removed"]
    assert "running [exec ls /, kill SIGUSR1, kill SIGKILL]" in lifeline_card(watch.story).text
    assert len(heard) >= 6


def test_restart_policy_is_seen_at_work(client: docker.DockerClient) -> None:
    policy = {"Name": "on-failure", "MaximumRetryCount": 1}
    watch = Watch(client, ["again"], lambda: None)
    box = client.containers.run(
        IMAGE, ["sh", "-c", "exit 3"], name="again", restart_policy=policy, detach=True
    )
    until(lambda: len(spans(watch.story, "again")) >= 5)
    box.remove(force=True)
    ended = ["running", "exited (3)"]
    assert lived(watch, "again") == ["created", *ended, *ended, "removed"]


def test_health_is_seen_and_the_engines_own_looks_are_not(client: docker.DockerClient) -> None:
    test = {"test": ["CMD-SHELL", "test -e /etc"], "interval": 200_000_000}
    watch = Watch(client, ["fit"], lambda: None)
    box = client.containers.run(IMAGE, ["sleep", "600"], name="fit", healthcheck=test, detach=True)
    until(lambda: "running, healthy" in [span.state for span in spans(watch.story, "fit")])
    box.remove(force=True)
    assert "running, healthy" in lived(watch, "fit")
    assert "exec" not in lifeline_card(watch.story).text


def test_only_the_named_are_watched_and_known_from_before(client: docker.DockerClient) -> None:
    box = client.containers.run(IMAGE, ["sleep", "600"], name="named", detach=True)
    watch = Watch(client, ["named"], lambda: None)
    client.containers.run(IMAGE, ["true"], remove=True)
    box.remove(force=True)
    assert lived(watch, "named") == ["running", "exited (137)", "removed"]
    assert {one.container for one in watch.story.moments} == {"named"}


def test_what_a_visual_runs_for_a_moment_is_not_told(client: docker.DockerClient) -> None:
    ours = {LESSON: "see"}
    box = client.containers.run(IMAGE, ["sleep", "600"], labels=ours, detach=True)
    watch = Watch(client, [], lambda: None)
    client.containers.create(IMAGE, labels=ours).remove()
    box.remove(force=True)
    watch.stop()
    assert watch.story.moments == () and box.name not in watch.story.before


def test_what_happens_after_the_watch_is_not_told(client: docker.DockerClient) -> None:
    watch = Watch(client, [], lambda: None)
    watch.stop()
    client.containers.run(IMAGE, ["true"], remove=True)
    time.sleep(0.3)
    assert watch.story.moments == ()


def until(holds: Callable[[], bool], within_s: float = 30) -> None:
    deadline = time.monotonic() + within_s
    while not holds() and time.monotonic() < deadline:
        time.sleep(0.1)


def test_pause_is_seen(engine: docker.DockerClient) -> None:
    """On the outer engine: without cgroups of its own, a sandbox's daemon cannot pause."""
    name = f"paused-{uuid4().hex[:8]}"
    watch = Watch(engine, [name], lambda: None)
    box = engine.containers.run(IMAGE, ["sleep", "600"], name=name, detach=True)
    try:
        box.pause()
        box.unpause()
    finally:
        box.remove(force=True)
    assert lived(watch, name)[:4] == ["created", "running", "paused", "running"]
