"""Two hundred submissions of every kind, while graders, workers and sandboxes are killed."""

from __future__ import annotations

import json
import signal
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import docker
import psutil
import pytest
from nbformat.v4 import new_code_cell

from tests.daemon import graders
from tests.daemon.handed_in import TINY, answer_cell, check_cell, hand_in, notebook

pytestmark = [pytest.mark.daemon, pytest.mark.slow, pytest.mark.timeout(2400)]

T = TypeVar("T")
NOTE = TINY.exercises[0]
UNKNOWN = {"dockyard": {"exercise": "01_tiny/x", "role": "answer"}}
EXPECTED = {
    "solved": ("3", "graded"),
    "started": ("0", "graded"),
    "died": ("", "did not run"),
    "unknown": ("", "did not run"),
    "broken": ("", "did not run"),
    "empty": ("", "did not run"),
}
NUMBERS = {"solved": 16, "started": 80, "died": 16, "unknown": 24, "broken": 40, "empty": 24}


def test_two_hundred_submissions_with_faults_all_come_out_right_and_once(
    tmp_path: Path, run_base: Path, engine: docker.DockerClient
) -> None:
    inbox, out = tmp_path / "in", tmp_path / "out"
    expected = _hand_in_all(inbox)
    assert len(expected) == 200

    first = graders.start(inbox, out)
    _when_done(out, 60, first)
    first.kill()
    assert graders.ended(first) == -signal.SIGKILL

    second = graders.start(inbox, out)
    _when_done(out, 80, second)
    _kill_one(lambda: graders.workers_at_work(second), psutil.Process.kill)
    _when_done(out, 100, second)
    _kill_one(lambda: graders.sandboxes(engine, run_base), engine.api.kill)
    _when_done(out, 120, second)
    second.kill()
    assert graders.ended(second) == -signal.SIGKILL

    together = [graders.start(inbox, out, jobs=1) for _ in range(2)]
    assert [graders.ended(run, timeout_s=1200) for run in together] == [1, 1]
    assert graders.grades(out) == expected
    assert sorted(graders.records(out)) == sorted(expected)
    for name, (_, status) in expected.items():
        assert json.loads((out / "reports" / f"{name}.json").read_text())["status"] == status
    graders.wait_until(lambda: not graders.sandboxes(engine, run_base), timeout_s=20)
    assert list(run_base.iterdir()) == []


def _hand_in_all(inbox: Path) -> dict[str, tuple[str, str]]:
    cells = {
        "solved": [answer_cell(NOTE, NOTE.solution), check_cell(NOTE)],
        "started": [new_code_cell("sum(range(10))")],
        "died": [new_code_cell("import os; os._exit(3)")],
        "unknown": [new_code_cell("1", metadata=UNKNOWN)],
    }
    texts = {"broken": '{"cells": [', "empty": ""}
    inbox.mkdir()
    expected = {}
    for number in range(max(NUMBERS.values())):
        for kind in [kind for kind, most in NUMBERS.items() if number < most]:
            name = f"n{number:02}_{kind}"
            expected[name] = EXPECTED[kind]
            if kind in cells:
                hand_in(notebook(cells[kind]), inbox / f"{name}.ipynb")
            else:
                (inbox / f"{name}.ipynb").write_text(texts[kind])
    return expected


def _when_done(out: Path, number: int, run: subprocess.Popen[str]) -> None:
    def enough() -> bool:
        assert run.poll() is None, "it ended too early"
        return len(list((out / "reports").glob("[!.]*.json"))) >= number

    graders.wait_until(enough, timeout_s=900)


def _kill_one(find: Callable[[], list[T]], kill: Callable[[T], object]) -> None:
    """Kills the first that is found and does not end by itself meanwhile."""

    def killed() -> bool:
        try:
            return bool(found := find()) and kill(found[0]) is None
        except (psutil.Error, docker.errors.APIError):
            return False

    graders.wait_until(killed)
