"""One sandbox: an unprivileged container of the outer engine that holds a Docker daemon.

Theory of operation: dockerfiles/sandbox/sandbox-init. From outside, a sandbox is a run directory
with the daemon's socket in it, or, where unix sockets do not cross to the host, a few TCP ports
on loopback. Knows nothing of kernels, notebooks or exercises.
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import docker
import requests
from docker.errors import APIError, DockerException, ImageNotFound, NotFound

from grader import labels
from grader.errors import ImageError, SandboxError
from grader.ran import Ran
from grader.run_dir import RunDir, is_owned, last_line, remove, run_base
from grader.sandbox_settings import (
    DAEMON_PORT,
    KERNEL_PORTS,
    SHARED,
    Limits,
    Store,
    Transport,
    host_config,
)


@dataclass
class Sandbox:
    """A running sandbox.

    `run_dir` belongs to the caller, who may start another sandbox in it after this one.
    """

    client: docker.DockerClient
    container_id: str
    run_dir: RunDir
    transport: Transport

    @classmethod
    def start(
        cls,
        client: docker.DockerClient,
        run_dir: RunDir,
        image: str = labels.LEARNER_IMAGE,
        *,
        environment: Mapping[str, str] | None = None,
        binds: Mapping[str, str] | None = None,
        limits: Limits | None = None,
        transport: Transport = "ipc",
        store: Store = "containerd",
    ) -> Sandbox:
        """Starts a sandbox and returns at once; `wait_ready` waits for its daemon.

        Args:
            binds: host directory → directory inside, writable.

        Raises:
            ImageError: the image has not been built.
            SandboxError: the engine refused; its words are in the message.
        """
        settings = host_config(client, run_dir.path, binds or {}, limits or Limits(), transport)
        try:
            created = client.api.create_container(
                image,
                host_config=settings,
                user="1000",
                hostname="dockyard",
                environment={
                    **(environment or {}),
                    "DOCKYARD_TRANSPORT": transport,
                    "DOCKYARD_IMAGE_STORE": store,
                },
                labels={labels.SANDBOX: str(run_dir.path)},
                ports=[DAEMON_PORT, *KERNEL_PORTS] if transport == "tcp" else None,
            )
            client.api.start(created["Id"])
        except ImageNotFound as error:
            raise ImageError(
                "the sandbox image has not been built", where=image, next_step="./dockyard lab"
            ) from error
        except APIError as error:
            raise _refused(error) from error
        return cls(client, created["Id"], run_dir, transport)

    @property
    def path(self) -> Path:
        """The shared directory, as the host sees it."""
        return self.run_dir.path

    def docker(self, timeout_s: int = 60) -> docker.DockerClient:
        """A new connection to the daemon inside."""
        if self.transport == "ipc":
            return docker.DockerClient(f"unix://{self.path}/docker.sock", timeout=timeout_s)
        port = self.published()[DAEMON_PORT]
        return docker.DockerClient(f"tcp://127.0.0.1:{port}", timeout=timeout_s)

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
                raise self._failed(f"its daemon did not answer within {timeout_s:g} s")
            if now > look_again:
                look_again = now + 0.5
                if not self.is_running():
                    raise self._failed("it ended while it started")
            time.sleep(0.005 if self.transport == "ipc" else 0.1)
        return self

    def _answers(self) -> bool:
        if self.transport == "ipc":
            return (self.path / "ready").exists()
        try:
            self.docker(timeout_s=2).close()
        except (DockerException, requests.exceptions.RequestException, KeyError):
            return False
        return True

    def is_running(self) -> bool:
        try:
            return bool(self.client.api.inspect_container(self.container_id)["State"]["Running"])
        except NotFound:
            return False

    def execute(self, argv: Sequence[str], *, environment: Mapping[str, str] | None = None) -> Ran:
        """Runs a command where the daemon lives, and waits for its end."""
        api = self.client.api
        created = api.exec_create(
            self.container_id,
            ["/opt/dockyard/sandbox-enter", *argv],
            user="1000",
            environment=dict(environment or {}),
        )
        output = api.exec_start(created["Id"]).decode(errors="replace")
        return Ran(api.exec_inspect(created["Id"])["ExitCode"] or 0, output)

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
        if said := last_line(self.path / "dockerd.log"):
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

    def _failed(self, what: str) -> SandboxError:
        log = self.log()
        return SandboxError(
            what + (f"; its log says: {log}" if log else ""),
            where=f"sandbox {self.container_id[:12]}",
            next_step="./dockyard doctor",
        )


def reap(client: docker.DockerClient) -> list[str]:
    """Removes this user's sandboxes and run directories that no living process owns.

    Returns: what was removed, in the words of a list.
    """
    base = run_base()
    removed = []
    for row in client.api.containers(all=True, filters={"label": labels.SANDBOX}):
        path = Path(row["Labels"][labels.SANDBOX])
        if path.parent == base and not is_owned(path):
            try:
                client.api.remove_container(row["Id"], force=True, v=True)
            except APIError:
                continue  # it is ending by itself
            removed.append(f"sandbox {row['Id'][:12]}")
    for path in base.iterdir():
        if not path.name.startswith(".") and not is_owned(path):
            remove(path)
            sweep(client, path)
            removed.append(f"directory {path}")
    return removed


def sweep(client: docker.DockerClient, path: Path) -> None:
    """Empties a run directory of what a sandbox's users own and only they may remove."""
    if not path.exists():
        return
    settings = client.api.create_host_config(
        binds={str(path): {"bind": SHARED, "mode": "rw"}}, network_mode="none"
    )
    argv = ["/usr/bin/find", SHARED, "-mindepth", "1", "-delete"]
    swept = client.api.create_container(
        labels.GRADING_IMAGE, argv, entrypoint=[], user="0", host_config=settings
    )
    try:
        client.api.start(swept["Id"])
        client.api.wait(swept["Id"])
    finally:
        client.api.remove_container(swept["Id"], force=True)
    remove(path)


def _refused(error: APIError) -> SandboxError:
    words = str(error.explanation or error).strip()
    full = "no space left on device" in words.lower()
    return SandboxError(
        "the disk is full" if full else f"the engine refused to start it: {words}",
        where="sandbox",
        next_step="./dockyard clean --images" if full else "./dockyard doctor",
    )
