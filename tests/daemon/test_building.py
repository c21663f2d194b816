"""Builds with BuildKit over the plain API: what they take, and how they fail."""

from __future__ import annotations

import docker
import pytest

from grader.building import build
from grader.daemon import Daemon

pytestmark = pytest.mark.daemon

BASE = "FROM dockyard/busybox\n"


def test_files_and_arguments_arrive(client: docker.DockerClient, daemon: Daemon) -> None:
    text = f"{BASE}ARG WORD\nCOPY folder/file /file\nRUN echo $WORD >> /file\n"
    built = build(client, text, {"folder/file": "one\n"}, arguments={"WORD": "two"})
    assert daemon.run(built.image, "cat", "/file").output == "one\ntwo\n"


def test_it_is_buildkit_that_answers(client: docker.DockerClient, daemon: Daemon) -> None:
    built = build(client, f"{BASE}RUN <<END\necho here > /file\nEND\n")
    assert daemon.run(built.image, "cat", "/file").output == "here\n"


@pytest.mark.parametrize(
    ("dockerfile", "said"),
    [
        (f"{BASE}RUN exit 3\n", "exit code: 3"),
        (f"{BASE}FETCH it\n", "unknown instruction: FETCH"),
        ("", "cannot be empty"),
    ],
)
def test_a_failure_comes_in_the_daemons_words(
    dockerfile: str, said: str, client: docker.DockerClient
) -> None:
    built = build(client, dockerfile)
    assert said in built.error
    assert not built.image


def test_a_silent_step_is_given_up(client: docker.DockerClient) -> None:
    built = build(client, f"{BASE}RUN sleep 60\n", timeout_s=1)
    assert built.error == "a step was still running after 1 s"


def test_a_syntax_line_needs_no_registry(client: docker.DockerClient) -> None:
    assert build(client, f"# syntax=docker/dockerfile:1\n{BASE}").image
