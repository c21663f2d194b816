"""One sandbox: an unprivileged container of the outer engine that holds a Docker daemon.

Theory of operation: dockerfiles/sandbox/sandbox-init. From outside, a sandbox is a run directory
with the daemon's socket in it, or, where unix sockets do not cross to the host, a few TCP ports on
loopback.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, closing, suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from socket import SHUT_WR
from typing import Any

import docker
import requests
from docker.errors import APIError, DockerException, ImageNotFound, NotFound
from docker.utils.socket import STDOUT, frames_iter

from grader import labels
from grader.daemon import Ran, docker_py
from grader.errors import ImageError, SandboxError
from grader.labels import Store
from grader.places import SANDBOX_IMAGES
from grader.sandbox.engine import connect
from grader.sandbox.faults import did_not_start, not_built, refused
from grader.sandbox.run_dir import RunDir, is_owned, last_line, remove, run_base
from grader.sandbox.settings import (
    DAEMON_PORT,
    KERNEL_PORTS,
    SHARED,
    Limits,
    Transport,
    host_config,
)


@dataclass
class Sandbox:
    """A running sandbox, until `stop` or the end of its `with` block."""

    client: docker.DockerClient
    container_id: str
    run_dir: RunDir
    transport: Transport
    keeps_run_dir: bool = False

    @classmethod
    def start(
        cls,
        client: docker.DockerClient,
        image: str = labels.LEARNER_IMAGE,
        *,
        run_dir: RunDir | None = None,
        environment: Mapping[str, str] | None = None,
        binds: Mapping[str, str] | None = None,
        limits: Limits | None = None,
        transport: Transport = "ipc",
        store: Store = "containerd",
        ports: Mapping[int, int] | None = None,
    ) -> Sandbox:
        """Starts a sandbox and returns at once; `wait_ready` waits for its daemon.

        Args:
            run_dir: one that outlives it, for the next sandbox in the same place; its own when
                not given.
            binds: host directory → directory inside, writable.
            ports: port inside → port on loopback, for TCP; any that are free when not given.

        Raises:
            ImageError: the image has not been built.
            SandboxError: the engine refused; its words are in the message.
        """
        with ExitStack() as undo:
            place = run_dir or RunDir.create()
            if run_dir is None:
                undo.callback(place.release)
            settings = host_config(
                client, place.path, binds or {}, limits or Limits(), transport, ports or {}
            )
            told = {"DOCKYARD_TRANSPORT": transport, "DOCKYARD_IMAGE_STORE": store}
            try:
                created = client.api.create_container(
                    image,
                    host_config=settings,
                    user="1000",
                    hostname="dockyard",
                    environment={**(environment or {}), **told},
                    labels={labels.SANDBOX: str(place.path)},
                    ports=[DAEMON_PORT, *KERNEL_PORTS] if transport == "tcp" else None,
                )
                client.api.start(created["Id"])
            except ImageNotFound as error:
                raise not_built(image) from error
            except APIError as error:
                raise refused(error) from error
            undo.pop_all()
        return cls(client, created["Id"], place, transport, keeps_run_dir=run_dir is not None)

    def __enter__(self) -> Sandbox:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    @property
    def path(self) -> Path:
        """The shared directory, as the host sees it."""
        return self.run_dir.path

    def docker(self, timeout_s: int = 60) -> docker.DockerClient:
        """A new connection to the daemon inside."""
        if self.transport == "ipc":
            return docker_py.client(f"unix://{self.path}/docker.sock", timeout=timeout_s)
        port = self.published()[DAEMON_PORT]
        return docker_py.client(f"tcp://127.0.0.1:{port}", timeout=timeout_s)

    def published(self) -> dict[int, int]:
        """Port inside → port on the host's loopback; empty with unix sockets."""
        raw = self.client.api.inspect_container(self.container_id)
        ports = raw["NetworkSettings"]["Ports"] or {}
        return {
            int(port.split("/")[0]): int(bindings[0]["HostPort"])
            for port, bindings in ports.items()
            if bindings
        }

    def wait_ready(self, timeout_s: float = 30) -> Sandbox:
        """Waits for the daemon inside.

        Raises:
            SandboxError: it ended, or did not answer in time; the last line of its log is told.
        """
        deadline = time.monotonic() + timeout_s
        look_again = time.monotonic() + 0.5
        while not self._answers():
            now = time.monotonic()
            if now > deadline:
                raise self._fault(f"its daemon did not answer within {timeout_s:g} s")
            if now > look_again:
                look_again = now + 0.5
                if not self.is_running():
                    raise self._fault("it ended while it started")
            time.sleep(0.005 if self.transport == "ipc" else 0.1)
        return self

    def _answers(self) -> bool:
        if self.transport == "ipc":
            return (self.path / "ready").exists()
        return self.daemon_answers(timeout_s=2)

    def daemon_answers(self, timeout_s: int = 10) -> bool:
        """Whether the daemon inside answers at this moment."""
        try:
            # A new connection asks for the daemon's version.
            self.docker(timeout_s).close()
        except (DockerException, requests.exceptions.RequestException, KeyError):
            return False
        return True

    def shared_text(self, name: str) -> str:
        """The last line of a file in the shared directory; empty when there is none to read."""
        if self.transport == "ipc":
            return last_line(self.path / name)
        try:
            ran = self.execute(["tail", "-n", "1", f"{SHARED}/{name}"])
        except (DockerException, requests.exceptions.RequestException):
            return ""
        return ran.output.strip() if ran.exit_code == 0 else ""

    def is_running(self) -> bool:
        try:
            return bool(self.client.api.inspect_container(self.container_id)["State"]["Running"])
        except NotFound:
            return False

    def execute(
        self,
        argv: Sequence[str],
        /,
        *,
        stdin: bytes = b"",
        environment: Mapping[str, str] | None = None,
    ) -> Ran:
        """Runs a command where the daemon lives, and waits for its end."""
        api = self.client.api
        created = api.exec_create(
            self.container_id,
            ["/opt/dockyard/sandbox-enter", *argv],
            user="1000",
            environment=dict(environment or {}),
            stdin=bool(stdin),
        )
        printed = b"".join(map(b"".join, exec_output(api, created["Id"], stdin)))
        return Ran(
            api.exec_inspect(created["Id"])["ExitCode"] or 0, printed.decode(errors="replace")
        )

    def load_base(self, base: str) -> Ran:
        """Loads a base image from the sandbox's own image into its daemon."""
        return self.execute(
            ["docker", "load", "--quiet", "--input", f"{SANDBOX_IMAGES}/{base}.tar"]
        )

    def launch(self, argv: Sequence[str], *, environment: Mapping[str, str]) -> str:
        """Starts a command where the daemon lives, detached. Returns: the exec's id."""
        created = self.client.api.exec_create(
            self.container_id,
            ["/opt/dockyard/sandbox-enter", *argv],
            user="1000",
            environment=dict(environment),
        )
        self.client.api.exec_start(created["Id"], detach=True)
        return str(created["Id"])

    def log(self) -> str:
        """The daemon's last words, for a message."""
        if said := self.shared_text("dockerd.log"):
            return said
        try:
            raw = self.client.api.logs(self.container_id, tail=3)
        except APIError:
            return ""
        return (raw.decode(errors="replace").splitlines() or [""])[-1].strip()

    def stop(self) -> None:
        """Removes it with all that was in it."""
        try:
            self.client.api.remove_container(self.container_id, force=True, v=True)
        except NotFound:
            pass
        except APIError as error:
            # It ended by itself and the engine is already removing it.
            if error.status_code != 409:
                raise
        finally:
            if not self.keeps_run_dir:
                give_up(self.run_dir)

    def _fault(self, what: str) -> SandboxError:
        return did_not_start(self.client, self.container_id, what, self.log())


def exec_output(api: Any, exec_id: str, stdin: bytes = b"") -> list[tuple[bytes, bytes]]:
    """Starts an exec and waits for its end. Returns: output and errors, piece by piece.

    Args:
        stdin: what it reads; the exec was made for it.
    """
    if not stdin:
        pieces = api.exec_start(exec_id, stream=True, demux=True)
        return [(output or b"", errors or b"") for output, errors in pieces]
    with closing(api.exec_start(exec_id, socket=True)) as line:
        line._sock.settimeout(None)
        with suppress(BrokenPipeError, ConnectionResetError):  # it ended without reading on
            line._sock.sendall(stdin)
            line._sock.shutdown(SHUT_WR)
        frames = frames_iter(line, tty=False)
        return [(data, b"") if kind == STDOUT else (b"", data) for kind, data in frames]


@dataclass(frozen=True)
class LeftOver:
    """What no living process owns, and how to remove it."""

    name: str
    remove: Callable[[], object]


def left_over(client: docker.DockerClient) -> Iterator[LeftOver]:
    """This user's sandboxes and run directories that no living process owns."""
    base = run_base()
    for row in client.api.containers(all=True, filters={"label": labels.SANDBOX}):
        path = Path(row["Labels"][labels.SANDBOX])
        # Another user's run directories are closed to us: their sandboxes are theirs to judge.
        if path.parent == base and not is_owned(path):
            remove_it = partial(client.api.remove_container, row["Id"], force=True, v=True)
            yield LeftOver(f"sandbox {row['Id'][:12]}", remove_it)
    for path in base.iterdir():
        if not path.name.startswith(".") and not is_owned(path):
            yield LeftOver(f"directory {path}", partial(sweep, client, path))


def reap(client: docker.DockerClient) -> list[str]:
    """Removes what is left over.

    Returns: what was removed, in the words of a list.
    """
    removed = []
    for one in left_over(client):
        try:
            one.remove()
        except (APIError, ImageError):
            continue  # a sandbox is ending by itself; a directory waits for the image
        removed.append(one.name)
    return removed


def give_up(run_dir: RunDir) -> None:
    """Removes a run directory whose sandbox has ended, whoever owns what is left in it."""
    run_dir.release()
    if run_dir.path.exists():
        with suppress(ImageError):  # what is left goes when there is an image again
            sweep(connect(), run_dir.path)


def sweep(client: docker.DockerClient, path: Path) -> None:
    """Removes a run directory, and in it what a sandbox's users own and only they may remove.

    Raises:
        ImageError: that takes a container, and there is no image for it.
    """
    remove(path)
    if not path.exists():
        return
    settings = client.api.create_host_config(
        binds={str(path): {"bind": SHARED, "mode": "rw"}}, network_mode="none"
    )
    argv = ["/usr/bin/find", SHARED, "-mindepth", "1", "-delete"]
    try:
        swept = client.api.create_container(
            labels.GRADING_IMAGE, argv, entrypoint=[], user="0", host_config=settings
        )
    except ImageNotFound as error:
        raise not_built(labels.GRADING_IMAGE) from error
    try:
        client.api.start(swept["Id"])
        client.api.wait(swept["Id"])
    finally:
        client.api.remove_container(swept["Id"], force=True)
    remove(path)
