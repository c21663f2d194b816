"""Builds a Dockerfile with BuildKit, over the plain Engine API.

docker-py speaks to the classic builder alone; the same request with `version=2` is BuildKit's,
and needs neither the command line nor a session as long as the context comes in the request.
A check builds here what a learner left as an answer; a set-up builds what an exercise starts
from. Knows no exercise.
"""

from __future__ import annotations

import io
import json
import tarfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import docker
import requests

DOCKERFILE = "Dockerfile"


@dataclass(frozen=True)
class Built:
    """What came of a build: an image's id, or the daemon's words on why there is none."""

    image: str
    error: str = ""


def build(
    client: docker.DockerClient,
    dockerfile: str,
    files: Mapping[str, str] | None = None,
    *,
    tag: str = "",
    arguments: Mapping[str, str] | None = None,
    timeout_s: float = 60,
) -> Built:
    """Builds a Dockerfile with a context of small text files.

    Args:
        files: path in the context to content.
        arguments: build arguments.
        timeout_s: how long a step may be silent.

    Source: `POST /build` of the Engine API, `version` (1.38 and later).
    """
    query = {"version": "2", "t": tag, "buildargs": json.dumps(dict(arguments or {}))}
    api = client.api
    try:
        reply = api.post(
            f"{api.base_url}/v{api.api_version}/build",
            params={key: value for key, value in query.items() if value},
            data=_context({**(files or {}), DOCKERFILE: _without_syntax(dockerfile)}),
            headers={"Content-Type": "application/x-tar"},
            stream=True,
            timeout=timeout_s,
        )
        with reply:
            return _outcome(_said(reply))
    except requests.exceptions.RequestException as error:
        # A silence in the middle of the answer is a ConnectionError that speaks of a time-out.
        if "timed out" not in str(error):
            raise
        return Built("", f"a step was still running after {timeout_s:g} s")


def _context(files: Mapping[str, str]) -> bytes:
    archive = io.BytesIO()
    with tarfile.open(fileobj=archive, mode="w") as tar:
        for path, text in files.items():
            content = text.encode()
            member = tarfile.TarInfo(path)
            member.size = len(content)
            tar.addfile(member, io.BytesIO(content))
    return archive.getvalue()


def _without_syntax(dockerfile: str) -> str:
    """A `# syntax=` line has the Dockerfile's reader pulled from a registry, which may be away."""
    first, newline, rest = dockerfile.partition("\n")
    named = first.replace(" ", "").lower().startswith("#syntax=")
    return f"#{newline}{rest}" if named else dockerfile


def _said(reply: requests.Response) -> Iterator[Mapping[str, object]]:
    """The daemon's messages. A refused request is one message, of another shape."""
    for line in reply.iter_lines():
        message = json.loads(line) if line.strip() else {}
        if reply.status_code >= 400:
            message = {"error": message.get("message", line.decode(errors="replace"))}
        yield message


def _outcome(messages: Iterator[Mapping[str, object]]) -> Built:
    image = ""
    for message in messages:
        if message.get("error"):
            return Built("", str(message["error"]))
        aux = message.get("aux")
        if message.get("id") == "moby.image.id" and isinstance(aux, dict):
            image = str(aux.get("ID", ""))
    return Built(image, "" if image else "the build ended without an image")
