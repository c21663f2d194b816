"""A second engine beside the sandbox's own, for as long as a cell needs it.

It has another storage driver or image store and a directory of its own; the engine that `client`
talks to is left alone. Only a sandbox has a daemon to start; elsewhere there is none, and says so.
Containers of such an engine can be created, and are not to be started.
"""

from __future__ import annotations

import json
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import docker

from grader.daemon import docker_py
from labkit.kernel_side import in_sandbox
from labkit.visual.kit import note

STARTS_WITHIN_S = 20
CONTAINERD = "/run/containerd/containerd.sock"
SKIPPED = "Skipped: only a Dockyard sandbox starts a second engine. The text says what comes out."


@contextmanager
def second_engine(
    *options: str, containerd_store: bool = False
) -> Iterator[docker.DockerClient | None]:
    """A client of an engine of its own, stopped and removed on exit; None outside a sandbox.

    Args:
        options: of `dockerd`, such as `--storage-driver=vfs`.
        containerd_store: keep images in containerd's store.
    """
    if not in_sandbox():
        note("A second engine", [SKIPPED]).show()
        yield None
        return
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        config = {"features": {"containerd-snapshotter": containerd_store}}
        (folder / "config.json").write_text(json.dumps(config))
        with (folder / "log").open("w") as log:
            engine = subprocess.Popen(_line(folder, options), stdout=log, stderr=log)
            try:
                client = _connect(folder, engine)
                yield client
                _empty(client)
            finally:
                engine.terminate()
                engine.wait()


def _line(folder: Path, options: Sequence[str]) -> list[str]:
    return [
        # In the first engine's network it would remove the bridge docker0, which it does not want.
        "unshare",
        "--net",
        "dockerd",
        f"--data-root={folder}/data",
        f"--exec-root={folder}/exec",
        f"--pidfile={folder}/pid",
        f"--host=unix://{folder}/docker.sock",
        f"--config-file={folder}/config.json",
        f"--containerd={CONTAINERD}",
        # Without a namespace of its own it would look after the first engine's containers.
        "--containerd-namespace=second",
        "--containerd-plugins-namespace=second-plugins",
        "--bridge=none",
        "--iptables=false",
        "--ip6tables=false",
        *options,
    ]


def _connect(folder: Path, engine: subprocess.Popen[bytes]) -> docker.DockerClient:
    socket, deadline = folder / "docker.sock", time.monotonic() + STARTS_WITHIN_S
    while not socket.exists():
        if engine.poll() is not None or time.monotonic() > deadline:
            said = (folder / "log").read_text()[-500:]
            raise RuntimeError(f"the second engine did not start: {said}")
        time.sleep(0.02)
    return docker_py.client(f"unix://{socket}")


def _empty(client: docker.DockerClient) -> None:
    """containerd keeps what is in its store when an engine ends, so it goes before."""
    for container in client.containers.list(all=True):
        container.remove(force=True, v=True)
    for row in client.api.images():
        client.api.remove_image(row["Id"], force=True)
    client.close()
