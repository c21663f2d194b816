"""Builds with BuildKit, by request and by command: what they take, and how they fail."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Iterator

import docker
import pytest

from grader.daemon import Daemon
from grader.sandbox import Sandbox
from tests.conftest import running_sandbox

pytestmark = pytest.mark.daemon

BASE = "FROM dockyard/busybox\n"


@pytest.fixture(scope="module", params=["containerd", "overlay2"])
def sandbox(request: pytest.FixtureRequest, engine: docker.DockerClient) -> Iterator[Sandbox]:
    with running_sandbox(engine, request.param) as box:
        yield box


def test_files_and_arguments_arrive(daemon: Daemon) -> None:
    text = f"{BASE}ARG WORD\nCOPY folder/file /file\nRUN echo $WORD >> /file\n"
    built = daemon.build(text, {"folder/file": "one\n"}, arguments={"WORD": "two"})
    assert daemon.run(built.image, "cat", "/file").output == "one\ntwo\n"


def test_it_is_buildkit_that_answers(daemon: Daemon) -> None:
    built = daemon.build(f"{BASE}RUN <<END\necho here > /file\nEND\n")
    assert daemon.run(built.image, "cat", "/file").output == "here\n"


LARGE = "random.Random(0).randbytes(20 * 2**20)"
SUMMED = f"{BASE}COPY large /\nRUN sha256sum /large > /sum\n"
IN_A_KERNEL = f"""
import random, docker
from labkit import see
from labkit.show import buildkit
large, client = {LARGE}, docker.from_env()
print(buildkit(client, {SUMMED!r}, {{"large": large}}, tag="shown"))
see.build(client, "seen", {SUMMED!r}, {{"large": large[: 6 * 2**20].hex()}})
"""


def test_a_context_may_be_large(sandbox: Sandbox, daemon: Daemon) -> None:
    """From outside, as when a submission is graded; and in a kernel, called and watched."""
    large = random.Random(0).randbytes(20 * 2**20)
    told = {"DOCKYARD_DOOR": "sandbox"}
    ran = sandbox.execute(["python3", "-c", IN_A_KERNEL], environment=told)
    assert ran.exit_code == 0, ran.output
    built = daemon.build(SUMMED, {"large": large})
    sums = [daemon.run(one, "cat", "/sum").output for one in (built.image, "shown", "seen")]
    seen = large[: 6 * 2**20].hex().encode()
    expected = [hashlib.sha256(content).hexdigest() for content in (large, large, seen)]
    assert [one.split()[0] for one in sums] == expected


@pytest.mark.parametrize(
    ("dockerfile", "said"),
    [
        (f"{BASE}RUN exit 3\n", "exit code: 3"),
        (f"{BASE}FETCH it\n", "unknown instruction: FETCH"),
        ("", "cannot be empty"),
    ],
)
def test_a_failure_comes_in_the_daemons_words(dockerfile: str, said: str, daemon: Daemon) -> None:
    built = daemon.build(dockerfile)
    assert said in built.error
    assert not built.image


def test_a_silent_step_is_given_up(daemon: Daemon) -> None:
    built = daemon.build(f"{BASE}RUN sleep 60\n", timeout_s=1)
    assert built.error == "a step was still running after 1 s"


def test_a_syntax_line_needs_no_registry(daemon: Daemon) -> None:
    assert daemon.build(f"# syntax=docker/dockerfile:1\n{BASE}").image


def test_a_folder_of_a_lower_layer_can_be_removed_and_made_again(daemon: Daemon) -> None:
    made = f"{BASE}RUN mkdir /box && touch /box/one\nRUN rm -r /box && mkdir /box\n"
    assert daemon.run(daemon.build(made).image, "ls", "/box").output == ""
