"""Builds a Dockerfile with BuildKit, however this engine can be asked for it.

docker-py speaks to the classic builder alone. The same request with `version=2` is BuildKit's, and
needs neither the command line nor a session as long as the context comes in the request; but an
engine that keeps its images in containerd's store cannot read such a context (moby issue 47717).
There `docker build` is asked, on the learner's side. A check builds here what a learner left as an
answer; what an exercise starts from is built as docker-py does.
"""

from __future__ import annotations

import base64
import io
import json
import tarfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import docker
import requests

from grader.daemon.engine_facts import Engine
from grader.daemon.probe import Execute, execute_here
from grader.errors import EngineError

DOCKERFILE = "Dockerfile"
TIMED_OUT = 124
"""How `timeout` ends when it had to end the command."""
SOLVE = "failed to solve: "

# In a sandbox the submission's home may hold settings of its own for the command.
COMMAND = """
folder=$(mktemp -d) && trap 'rm -rf "$folder"' EXIT
if [ -S /dy/docker.sock ]; then
    export DOCKER_HOST=unix:///dy/docker.sock DOCKER_CONFIG="$folder"
fi
printf %s "$1" | base64 -d > "$folder/context"
seconds=$2
shift 2
timeout "$seconds" docker buildx build --progress=plain --provenance=false --load \
    --metadata-file "$folder/said" "$@" - < "$folder/context" > "$folder/log" 2>&1
code=$?
if [ "$code" = 0 ]; then cat "$folder/said"; else cat "$folder/log"; fi
exit "$code"
"""


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
    execute: Execute = execute_here,
) -> Built:
    """Builds a Dockerfile with a context of small text files, at most some 90 kB of them.

    Args:
        files: path in the context to content.
        arguments: build arguments.
        timeout_s: how long a step may be silent, or, from the command line, all of them may take.
        execute: runs a command on the learner's side.

    Raises:
        EngineError: this engine must be asked by a command that is not there.

    Source: `POST /build` of the Engine API, `version` (1.38 and later).
    """
    context = _context({**(files or {}), DOCKERFILE: without_syntax(dockerfile)})
    if Engine.of(client.info(), {}).uses_containerd_store:
        return _by_command(execute, context, tag, arguments or {}, timeout_s)
    return _by_request(client.api, context, tag, arguments or {}, timeout_s)


def build_image(
    client: docker.DockerClient,
    dockerfile: str,
    files: Mapping[str, str | bytes] | None = None,
    *,
    tag: str = "",
    mode: int = 0o644,
    **options: Any,
) -> Any:
    """Builds what an exercise starts from, with the classic builder, as docker-py does.

    Args:
        files: path in the context to content.
        mode: of these files.
        options: as of docker-py's `images.build`, such as `buildargs`.

    Returns: docker-py's image.
    """
    image, _ = client.images.build(
        fileobj=io.BytesIO(_context({**(files or {}), DOCKERFILE: dockerfile}, mode)),
        custom_context=True,
        encoding="gzip",
        tag=tag or None,
        rm=True,
        **options,
    )
    return image


def _by_request(
    api: Any, context: bytes, tag: str, arguments: Mapping[str, str], timeout_s: float
) -> Built:
    query = {"version": "2", "t": tag, "buildargs": json.dumps(dict(arguments))}
    try:
        reply = api.post(
            f"{api.base_url}/v{api.api_version}/build",
            params={key: value for key, value in query.items() if value},
            data=context,
            headers={"Content-Type": "application/x-tar"},
            stream=True,
            timeout=timeout_s,
        )
        with reply:
            return _outcome(said(reply))
    except requests.exceptions.RequestException as error:
        # A silence in the middle of the answer is a ConnectionError that speaks of a time-out.
        if "timed out" not in str(error):
            raise
        return _too_long(timeout_s)


def _by_command(
    execute: Execute, context: bytes, tag: str, arguments: Mapping[str, str], timeout_s: float
) -> Built:
    options = [f"--tag={tag}"] if tag else []
    options += [f"--build-arg={name}={value}" for name, value in arguments.items()]
    packed = base64.b64encode(context).decode()
    ran = execute(["sh", "-c", COMMAND, "sh", packed, f"{timeout_s:g}", *options])
    if ran.exit_code == 0:
        # The id of an image in this store is the digest of its manifest.
        return Built(json.loads(ran.output)["containerimage.digest"])
    if ran.exit_code == TIMED_OUT:
        return _too_long(timeout_s)
    _, found, words = ran.output.rpartition("ERROR: ")
    if not found:
        raise EngineError(
            f"BuildKit could not be asked: {ran.output.strip()[-300:]}",
            where="docker buildx build",
            next_step="install the docker command with buildx on the machine of this kernel",
        )
    return Built("", words.strip().removeprefix("failed to build: ").removeprefix(SOLVE))


def _too_long(timeout_s: float) -> Built:
    return Built("", f"a step was still running after {timeout_s:g} s")


def _context(files: Mapping[str, str | bytes], mode: int = 0o644) -> bytes:
    archive = io.BytesIO()
    with tarfile.open(fileobj=archive, mode="w:gz") as tar:
        for path, text in files.items():
            content = text if isinstance(text, bytes) else text.encode()
            member = tarfile.TarInfo(path)
            member.size, member.mode = len(content), mode
            tar.addfile(member, io.BytesIO(content))
    return archive.getvalue()


def without_syntax(dockerfile: str) -> str:
    """A `# syntax=` line has the Dockerfile's reader pulled from a registry, which may be away."""
    first, newline, rest = dockerfile.partition("\n")
    named = first.replace(" ", "").lower().startswith("#syntax=")
    return f"#{newline}{rest}" if named else dockerfile


def said(reply: requests.Response) -> Iterator[Mapping[str, object]]:
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
