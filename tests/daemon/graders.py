"""Runs of the grader in processes of their own, and what they must have left in the end."""

from __future__ import annotations

import csv
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import docker
import psutil

from grader import labels
from grader.results.records.verify import verify
from tests.daemon.handed_in import TINY_LABS

ROOT = Path(__file__).parents[2]


def start(
    inbox: Path, out: Path, *, jobs: int = 2, kill: tuple[str, str, int] | None = None
) -> subprocess.Popen[str]:
    argv = [str(inbox), str(out), str(TINY_LABS), str(jobs), *map(str, kill or ())]
    return subprocess.Popen(
        [sys.executable, "-m", "tests.daemon.grader_to_kill", *argv],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def ended(run: subprocess.Popen[str], *, timeout_s: float = 240) -> int:
    """The exit code; what the run printed goes where pytest shows it when a test fails."""
    print(run.communicate(timeout=timeout_s)[0])
    return run.returncode


def grade(inbox: Path, out: Path, **options: int) -> int:
    return ended(start(inbox, out, **options))


def grades(out: Path) -> dict[str, tuple[str, str]]:
    """Submission → points and status."""
    with (out / "grades.csv").open(newline="") as file:
        return {row["submission"]: (row["points"], row["status"]) for row in csv.DictReader(file)}


def records(out: Path) -> list[str]:
    """The submission of each record, once every one is verified and agrees with every file."""
    found = verify(out)
    assert [str(fault) for fault in found.faults] == []
    return [record.submission for record in found.chain.records]


def wait_until(condition: Callable[[], object], *, timeout_s: float = 90) -> None:
    deadline = time.monotonic() + timeout_s
    while not condition():
        assert time.monotonic() < deadline, "it did not come to that"
        time.sleep(0.05)


def sandboxes(engine: docker.DockerClient, run_base: Path) -> list[str]:
    rows = engine.api.containers(all=True, filters={"label": labels.SANDBOX})
    return [r["Id"] for r in rows if r["Labels"][labels.SANDBOX].startswith(str(run_base))]


def workers_at_work(run: subprocess.Popen[str]) -> list[psutil.Process]:
    """The run's processes that hold a sandbox."""
    found = []
    for process in psutil.Process(run.pid).children(recursive=True):
        try:
            if any(file.path.endswith("/owner.lock") for file in process.open_files()):
                found.append(process)
        except psutil.Error:
            continue
    return found


def sleeping(run_base: Path) -> bool:
    """Whether a submission is in the cell that `SLEEP` makes."""
    return any(run_base.glob("*/sleeping"))


SLEEP = "open('/dy/sleeping', 'w').close(); import time; time.sleep({seconds})"
