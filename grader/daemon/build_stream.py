"""Runs a build and tells what it reports while it runs, with either builder.

BuildKit is asked over the Engine API where that can be, and through `docker buildx build` where the
engine keeps its images in containerd's store: there it cannot read a context that comes with the
request (moby issue 47717).
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import IO, Any

import docker

from grader.daemon.build_trace import Report, of_message, of_status
from grader.daemon.buildkit import SOLVE, said
from grader.daemon.engine_facts import Engine
from grader.daemon.raw_request import address
from grader.errors import EngineError


@dataclass(frozen=True)
class Order:
    """What to build: a context (a tar archive with the Dockerfile in it) and how.

    Args:
        arguments: build arguments.
    """

    tag: str
    context: IO[bytes]
    arguments: Mapping[str, str] = field(default_factory=dict)
    target: str = ""
    uses_cache: bool = True
    labels: Mapping[str, str] = field(default_factory=dict)


def classic(client: docker.DockerClient, order: Order) -> Iterator[Mapping[str, Any]]:
    """The messages of the classic builder.

    Source: `POST /build` of the Engine API.
    """
    yield from _request(client, order, {"rm": "1", "forcerm": "1"})


def buildkit(client: docker.DockerClient, order: Order) -> Iterator[Report]:
    """The reports of BuildKit.

    Raises:
        EngineError: this engine must be asked by a command that is not there.
    """
    if Engine.of(client.info(), {}).uses_containerd_store:
        yield from _command(client, order)
    else:
        yield from map(of_message, _request(client, order, {"version": "2"}))


def _request(
    client: docker.DockerClient, order: Order, more: Mapping[str, str]
) -> Iterator[Mapping[str, Any]]:
    api: Any = client.api
    query = {
        **more,
        "t": order.tag,
        "buildargs": json.dumps(dict(order.arguments)) if order.arguments else "",
        "labels": json.dumps(dict(order.labels)) if order.labels else "",
        "target": order.target,
        "nocache": "" if order.uses_cache else "1",
    }
    # A step may be silent for as long as it likes.
    reply = api.post(
        f"{api.base_url}/v{api.api_version}/build",
        params={key: value for key, value in query.items() if value},
        data=order.context,
        headers={"Content-Type": "application/x-tar"},
        stream=True,
        timeout=None,
    )
    with reply:
        yield from said(reply)


def _command(client: docker.DockerClient, order: Order) -> Iterator[Report]:
    if shutil.which("docker") is None:
        raise EngineError(
            "this engine keeps its images in containerd's store, and BuildKit is then asked by "
            "the docker command, which is not here",
            where="docker buildx build",
            next_step="install the docker command with buildx, or use the classic builder",
        )
    with tempfile.TemporaryDirectory() as folder, tempfile.TemporaryFile() as context:
        shutil.copyfileobj(order.context, context)
        context.seek(0)
        environment = {**os.environ, "DOCKER_HOST": address(client), "DOCKER_CONFIG": folder}
        with subprocess.Popen(
            [*COMMAND, *_options(order), "-"],
            stdin=context,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            env=environment,
        ) as running:
            try:
                yield from _reports(running)
            finally:
                running.terminate()


COMMAND = ("docker", "buildx", "build", "--progress=rawjson", "--provenance=false", "--load")


def _options(order: Order) -> list[str]:
    options = [f"--build-arg={name}={value}" for name, value in order.arguments.items()]
    options += [f"--label={name}={value}" for name, value in order.labels.items()]
    options += [f"--tag={order.tag}"] if order.tag else []
    options += [f"--target={order.target}"] if order.target else []
    return [*options, *([] if order.uses_cache else ["--no-cache"])]


def _reports(running: subprocess.Popen[str]) -> Iterator[Report]:
    """JSON objects, each on one line or on several, with lines of plain text between them."""
    assert running.stderr is not None
    said, begun = "", ""
    for line in running.stderr:
        if not begun and not line.startswith("{"):
            said += line
            continue
        begun += line
        try:
            status = json.loads(begun)
        except ValueError:
            continue
        begun = ""
        yield of_status(status)
    if running.wait():
        yield Report(error=_error(said))


def _error(text: str) -> str:
    """The daemon's words, without the command's own around them."""
    _, _, words = text.rpartition("ERROR: ")
    return words.strip().removeprefix("failed to build: ").removeprefix(SOLVE)
