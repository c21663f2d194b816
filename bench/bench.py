"""What the sandbox costs, as ratios against the same thing without it.

    .venv/bin/python bench/bench.py [--runs 7] [ready] [papermill] [lab]

ready      a sandbox until its daemon answers, against a bare `docker run` of the same image
papermill  a small notebook in the Dockyard kernel, against the plain kernel on the outer engine
lab        `./dockyard lab` until it answers, warm, against a bare `jupyter lab`

Each pair runs in turn, A B A B …, after one warm-up of each; medians and the median of the
pairwise ratios are printed. Times differ between machines, ratios much less.
"""

from __future__ import annotations

import argparse
import os
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path

import docker
import nbformat

from grader import labels
from grader.engine import connect
from grader.run_dir import RunDir
from grader.sandbox import SECCOMP, Sandbox

ROOT = Path(__file__).resolve().parents[1]
BIN = Path(sys.executable).parent
Timed = Callable[[], float]


def sandbox_ready() -> float:
    """Seconds from nothing to an answer of the daemon inside, through grader.sandbox."""
    begin = time.perf_counter()
    run_dir = RunDir.create()
    box = Sandbox.start(connect(), run_dir).wait_ready()
    _ping(box.path)
    elapsed = time.perf_counter() - begin
    box.stop()
    run_dir.release()
    return elapsed


def bare_docker_run() -> float:
    """The same container by the docker command, until its daemon answers."""
    run_dir = RunDir.create()
    with tempfile.NamedTemporaryFile("w", suffix=".json") as profile:
        profile.write(SECCOMP)
        profile.flush()
        command = [
            "docker", "run", "--detach", "--rm", "--user", "1000", "--network", "none",
            "--read-only", "--cap-drop", "ALL", "--cap-add", "SETUID", "--cap-add", "SETGID",
            "--memory", "2g", "--pids-limit", "1024", "--security-opt", "systempaths=unconfined",
            "--security-opt", "apparmor=unconfined",
            "--security-opt", f"seccomp={profile.name}",
            "--tmpfs", "/tmp:mode=1777,exec", "--tmpfs", "/run:uid=1000,mode=0755,exec",
            "--tmpfs", "/home/learner:uid=1000,mode=0755,exec",
            "--tmpfs", "/var/lib/docker:uid=1000,mode=0711,exec,dev,suid,size=1g",
            "--volume", f"{run_dir.path}:/dy", labels.LEARNER_IMAGE,
        ]  # fmt: skip
        begin = time.perf_counter()
        done = subprocess.run(command, capture_output=True, text=True, check=True)
        while not (run_dir.path / "ready").exists():
            time.sleep(0.005)
        _ping(run_dir.path)
        elapsed = time.perf_counter() - begin
    connect().api.remove_container(done.stdout.strip(), force=True)
    run_dir.release()
    return elapsed


def _ping(path: Path) -> None:
    client = docker.DockerClient(f"unix://{path}/docker.sock", version="1.41")
    assert client.ping()
    client.close()


def papermill(kernel: str) -> Timed:
    """A notebook that makes and removes three containers, run by papermill."""
    folder = Path(tempfile.mkdtemp())
    code = (
        "import docker\nclient = docker.from_env()\n"
        "if not client.images.list('dockyard/busybox'):\n"
        "    client.images.load(open('/opt/dockyard/images/busybox.tar', 'rb'))\n"
        "for number in range(3):\n"
        "    client.containers.run('dockyard/busybox', 'true', remove=True)"
    )
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(code)])
    nbformat.write(notebook, folder / "in.ipynb")

    def run() -> float:
        begin = time.perf_counter()
        subprocess.run(
            [BIN / "papermill", "-k", kernel, folder / "in.ipynb", folder / "out.ipynb"],
            check=True,
            capture_output=True,
            env={**os.environ, "DOCKYARD_STATE": str(folder / "progress")},
        )
        return time.perf_counter() - begin

    return run


def lab(command: list[str | Path]) -> Timed:
    """A JupyterLab until its API answers."""

    def run() -> float:
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

    return run


def _wait_for_api(port: int, timeout_s: float = 60) -> None:
    deadline = time.monotonic() + timeout_s
    while time.monotonic() < deadline:
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/api", timeout=5).close()
            return
        except OSError:
            time.sleep(0.02)
    raise TimeoutError(f"no answer on port {port}")


BENCHES: dict[str, tuple[str, Timed, str, Timed]] = {
    "ready": ("sandbox", sandbox_ready, "docker run", bare_docker_run),
    "papermill": ("in a sandbox", papermill("dockyard"), "plain kernel", papermill("python3")),
    "lab": (
        "./dockyard lab",
        lab([ROOT / "dockyard", "lab"]),
        "jupyter lab",
        lab([BIN / "jupyter-lab", "--allow-root"] if os.getuid() == 0 else [BIN / "jupyter-lab"]),
    ),
}


def measure(name: str, runs: int) -> None:
    """Prints one line: both medians, and the median ratio with its extremes."""
    ours, time_ours, theirs, time_theirs = BENCHES[name]
    time_ours(), time_theirs()
    pairs = [(time_ours(), time_theirs()) for _ in range(runs)]
    ratios = sorted(mine / other for mine, other in pairs)
    print(
        f"{name:10} {ours} {statistics.median(pair[0] for pair in pairs):.2f} s, "
        f"{theirs} {statistics.median(pair[1] for pair in pairs):.2f} s, "
        f"ratio {statistics.median(ratios):.2f} ({ratios[0]:.2f}–{ratios[-1]:.2f}, {runs} pairs)",
        flush=True,
    )


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("names", nargs="*", default=list(BENCHES), metavar="NAME")
    parser.add_argument("--runs", type=int, default=7)
    arguments = parser.parse_args()
    for name in arguments.names:
        measure(name, arguments.runs)


if __name__ == "__main__":
    main()
