"""Builds with BuildKit, or with the classic builder, however this engine can be asked for it.

docker-py speaks to the classic builder alone. The same request with `version=2` is BuildKit's, and
needs neither the command line nor a session as long as the context comes in the request; but an
engine that keeps its images in containerd's store cannot read such a context (moby issue 47717).
There `docker buildx build` is asked: in the kernel line by line, so that one can watch, and by a
check, which may be elsewhere, on the learner's side. What an exercise starts from is built as
docker-py does.
"""

from __future__ import annotations

import io
import json
import os
import shutil
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import IO, Any

import docker
import requests

from grader.daemon.build_trace import Report, of_message, of_status
from grader.daemon.engine_facts import Engine
from grader.daemon.probe import Execute, execute_here
from grader.daemon.raw_request import address
from grader.errors import EngineError

DOCKERFILE = "Dockerfile"
TIMED_OUT = 124
"""How `timeout` ends when it had to end the command."""

COMMAND = ("docker", "buildx", "build", "--provenance=false", "--load")

# In a sandbox the submission's home may hold settings of its own for the command.
ON_THE_LEARNERS_SIDE = """
folder=$(mktemp -d) && trap 'rm -rf "$folder"' EXIT
if [ -S /dy/docker.sock ]; then
    export DOCKER_HOST=unix:///dy/docker.sock DOCKER_CONFIG="$folder"
fi
timeout "$@" --progress=plain --metadata-file "$folder/said" - > "$folder/log" 2>&1
code=$?
if [ "$code" = 0 ]; then cat "$folder/said"; else cat "$folder/log"; fi
exit "$code"
"""


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

    def query(self) -> dict[str, str]:
        """As the Engine API takes it."""
        found = {
            "t": self.tag,
            "buildargs": json.dumps(dict(self.arguments)) if self.arguments else "",
            "labels": json.dumps(dict(self.labels)) if self.labels else "",
            "target": self.target,
            "nocache": "" if self.uses_cache else "1",
        }
        return {key: value for key, value in found.items() if value}

    def options(self) -> list[str]:
        """As the command takes it."""
        found = [f"--build-arg={name}={value}" for name, value in self.arguments.items()]
        found += [f"--label={name}={value}" for name, value in self.labels.items()]
        found += [f"--tag={self.tag}"] if self.tag else []
        found += [f"--target={self.target}"] if self.target else []
        return [*found, *([] if self.uses_cache else ["--no-cache"])]


@dataclass(frozen=True)
class Built:
    """What came of a build: an image's id, or the daemon's words on why there is none."""

    image: str
    error: str = ""


def build(
    client: docker.DockerClient,
    dockerfile: str,
    files: Mapping[str, str | bytes] | None = None,
    *,
    tag: str = "",
    arguments: Mapping[str, str] | None = None,
    timeout_s: float = 60,
    execute: Execute = execute_here,
) -> Built:
    """Builds a Dockerfile with BuildKit.

    Args:
        files: path in the context to content.
        arguments: build arguments.
        timeout_s: how long a step may be silent, or, from the command line, all of them may take.
        execute: runs a command on the learner's side.

    Raises:
        EngineError: this engine must be asked by a command that is not there.
    """
    context = _context({**(files or {}), DOCKERFILE: without_syntax(dockerfile)})
    order = Order(tag, context, arguments or {})
    if _takes_only_commands(client):
        return _by_command(execute, order, timeout_s)
    try:
        reports = map(of_message, _request(client, order, {"version": "2"}, timeout_s))
        said = next((one for one in reports if one.error or one.image), Report())
        return Built(said.image, said.error or ("" if said.image else "it made no image"))
    except requests.exceptions.RequestException as error:
        # A silence in the middle of the answer is a ConnectionError that speaks of a time-out.
        if "timed out" not in str(error):
            raise
        return _too_long(timeout_s)


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
        fileobj=_context({**(files or {}), DOCKERFILE: dockerfile}, mode),
        custom_context=True,
        tag=tag or None,
        rm=True,
        **options,
    )
    return image


def classic(client: docker.DockerClient, order: Order) -> Iterator[Mapping[str, Any]]:
    """The messages of the classic builder, while it builds."""
    yield from _request(client, order, {"rm": "1", "forcerm": "1"})


def buildkit(client: docker.DockerClient, order: Order) -> Iterator[Report]:
    """The reports of BuildKit, while it builds.

    Raises:
        EngineError: this engine must be asked by a command that is not there.
    """
    if _takes_only_commands(client):
        yield from _command(client, order)
    else:
        yield from map(of_message, _request(client, order, {"version": "2"}))


def without_syntax(dockerfile: str) -> str:
    """A `# syntax=` line has the Dockerfile's reader pulled from a registry, which may be away."""
    first, newline, rest = dockerfile.partition("\n")
    named = first.replace(" ", "").lower().startswith("#syntax=")
    return f"#{newline}{rest}" if named else dockerfile


def _takes_only_commands(client: docker.DockerClient) -> bool:
    return Engine.of(client.info(), {}).uses_containerd_store


def _request(
    client: docker.DockerClient,
    order: Order,
    more: Mapping[str, str],
    timeout_s: float | None = None,
) -> Iterator[Mapping[str, Any]]:
    """The daemon's messages. A refused request is one message, of another shape.

    Args:
        timeout_s: how long a step may be silent; for ever when None.

    Source: `POST /build` of the Engine API, `version` (1.38 and later).
    """
    api: Any = client.api
    reply = api.post(
        f"{api.base_url}/v{api.api_version}/build",
        params={**more, **order.query()},
        data=order.context,
        headers={"Content-Type": "application/x-tar"},
        stream=True,
        timeout=timeout_s,
    )
    with reply:
        for line in reply.iter_lines():
            message = json.loads(line) if line.strip() else {}
            if reply.status_code >= 400:
                message = {"error": message.get("message", line.decode(errors="replace"))}
            yield message


def _by_command(execute: Execute, order: Order, timeout_s: float) -> Built:
    argv = [f"{timeout_s:g}", *COMMAND, *order.options()]
    ran = execute(["sh", "-c", ON_THE_LEARNERS_SIDE, "sh", *argv], stdin=order.context.read())
    if ran.exit_code == 0:
        # The id of an image in this store is the digest of its manifest.
        return Built(json.loads(ran.output)["containerimage.digest"])
    if ran.exit_code == TIMED_OUT:
        return _too_long(timeout_s)
    if "ERROR: " not in ran.output:
        raise _not_to_be_asked(f"BuildKit could not be asked: {ran.output.strip()[-300:]}")
    return Built("", _words(ran.output))


def _command(client: docker.DockerClient, order: Order) -> Iterator[Report]:
    if shutil.which("docker") is None:
        raise _not_to_be_asked(
            "this engine keeps its images in containerd's store, and BuildKit is then asked by "
            "the docker command, which is not here"
        )
    with tempfile.TemporaryDirectory() as folder, tempfile.TemporaryFile() as context:
        shutil.copyfileobj(order.context, context)
        context.seek(0)
        environment = {**os.environ, "DOCKER_HOST": address(client), "DOCKER_CONFIG": folder}
        with subprocess.Popen(
            [*COMMAND, *order.options(), "--progress=rawjson", "-"],
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
        yield Report(error=_words(said))


def _words(text: str) -> str:
    """The daemon's words, without the command's own around them."""
    _, _, words = text.rpartition("ERROR: ")
    found = words.strip().removeprefix("failed to build: ")
    return found.removeprefix("failed to solve: ")


def _not_to_be_asked(why: str) -> EngineError:
    return EngineError(
        why,
        where="docker buildx build",
        next_step="install the docker command with buildx where this kernel runs, "
        "or use the classic builder",
    )


def _too_long(timeout_s: float) -> Built:
    return Built("", f"a step was still running after {timeout_s:g} s")


def _context(files: Mapping[str, str | bytes], mode: int = 0o644) -> IO[bytes]:
    archive = io.BytesIO()
    with tarfile.open(fileobj=archive, mode="w") as tar:
        for path, text in files.items():
            content = text.encode() if isinstance(text, str) else text
            member = tarfile.TarInfo(path)
            member.size, member.mode = len(content), mode
            tar.addfile(member, io.BytesIO(content))
    archive.seek(0)
    return archive
