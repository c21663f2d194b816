"""What the sandbox costs a learner: until its daemon answers, for a notebook, until Lab is up."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Sequence
from pathlib import Path

import docker
import nbformat

from bench.pairs import Contender
from bench.papermill_alone import papermill_alone
from grader import labels
from grader.sandbox import SECCOMP, RunDir, Sandbox, connect

ROOT = Path(__file__).parents[1]
BIN = Path(sys.executable).parent
THREE_CONTAINERS = """\
import docker
client = docker.from_env()
if not client.images.list("dockyard/busybox"):
    client.images.load(open("/opt/dockyard/images/busybox.tar", "rb"))
for number in range(3):
    client.containers.run("dockyard/busybox", "true", remove=True)
"""


def until_ready(_: Path) -> list[Contender]:
    """A sandbox until its daemon answers, and the same container by the docker command."""
    return [
        Contender("sandbox", _timed(_start_sandbox)),
        Contender("docker run", _timed(_docker_run)),
    ]


def one_notebook(folder: Path) -> list[Contender]:
    """A notebook that runs three containers: in a sandbox, and by the plain kernel."""
    cells = [nbformat.v4.new_code_cell(THREE_CONTAINERS)]
    path = folder / "three_containers.ipynb"
    nbformat.write(nbformat.v4.new_notebook(cells=cells), path)
    return [
        papermill_alone("in a sandbox", "dockyard", [path]),
        papermill_alone("plain kernel", "python3", [path]),
    ]


def until_lab(_: Path) -> list[Contender]:
    """JupyterLab until its API answers, by our command and by its own."""
    bare: list[str | Path] = [BIN / "jupyter-lab", *(["--allow-root"] if os.getuid() == 0 else [])]
    return [
        Contender("./dockyard lab", lambda: _lab([ROOT / "dockyard", "lab"])),
        Contender("jupyter lab", lambda: _lab(bare)),
    ]


def _timed(start: Callable[[RunDir], str]) -> Callable[[], float]:
    """Seconds until the daemon in a started container answers; what follows does not count."""

    def run() -> float:
        run_dir, begin = RunDir.create(), time.perf_counter()
        container = start(run_dir)
        client = docker.DockerClient(f"unix://{run_dir.path}/docker.sock")
        client.ping()
        elapsed_s = time.perf_counter() - begin
        client.close()
        connect().api.remove_container(container, force=True, v=True)
        run_dir.release()
        return elapsed_s

    return run


def _start_sandbox(run_dir: RunDir) -> str:
    return Sandbox.start(connect(), run_dir=run_dir).wait_ready().container_id


def _docker_run(run_dir: RunDir) -> str:
    with tempfile.NamedTemporaryFile("w", suffix=".json") as profile:
        profile.write(SECCOMP)
        profile.flush()
        command = [
            "docker", "run", "--detach", "--rm", "--user", "1000", "--network", "none",
            "--read-only", "--cap-drop", "ALL", "--cap-add", "SETUID", "--cap-add", "SETGID",
            "--memory", "2g", "--pids-limit", "1024", "--security-opt", "systempaths=unconfined",
            "--security-opt", "apparmor=unconfined", "--security-opt", f"seccomp={profile.name}",
            "--tmpfs", "/tmp:mode=1777,exec", "--tmpfs", "/run:uid=1000,mode=0755,exec",
            "--tmpfs", "/home/learner:uid=1000,mode=0755,exec",
            "--tmpfs", "/var/lib/docker:uid=1000,mode=0711,exec,dev,suid,size=1g",
            "--volume", f"{run_dir.path}:/dy", labels.LEARNER_IMAGE,
        ]  # fmt: skip
        done = subprocess.run(command, capture_output=True, text=True, check=True)
    while not (run_dir.path / "ready").exists():
        time.sleep(0.005)
    return done.stdout.strip()


def _lab(command: Sequence[str | Path]) -> float:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    begin = time.perf_counter()
    process = subprocess.Popen(
        [*command, "--no-browser", "--port", str(port)],
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        _wait_for_api(port)
        return time.perf_counter() - begin
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(20)


def _wait_for_api(port: int, timeout_s: float = 60) -> None:
    deadline = time.monotonic() + timeout_s
    while time.monotonic() < deadline:
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/api", timeout=5).close()
            return
        except OSError:
            time.sleep(0.02)
    raise TimeoutError(f"no answer on port {port}")
