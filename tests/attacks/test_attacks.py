"""Every attack of the corpus comes to what it must: no point stolen, nothing left outside."""

from __future__ import annotations

import re
import shutil
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import docker
import nbformat
import pytest

from grader.grading.many import grade_command
from grader.grading.one import Graded, Rules, Submission, grade_submission
from grader.report import Status
from tests.attacks.attack import SHOWN, Attack, all_attacks
from tests.attacks.inventory import Inventory, take
from tests.daemon.handed_in import TINY_LABS, hand_in, solved

pytestmark = pytest.mark.daemon

ATTACKS = all_attacks()
GRACE_S = 60
"""Over the job's limit: what starting and removing a sandbox takes on a busy machine."""


@pytest.fixture
def runtime(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Where this test's sandboxes have their run directories, and nobody else's do."""
    folder = Path(tempfile.mkdtemp(prefix="dya-"))
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(folder))
    monkeypatch.setenv("DOCKYARD_SEED_OF_OTHERS", "intruder-must-not-see-this")
    yield folder
    shutil.rmtree(folder)


@pytest.fixture
def private(runtime: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The same, with the grader's temporary files in it, and without this test's own."""
    (runtime / "tmp").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(runtime / "tmp"))
    return runtime


def settled(engine: docker.DockerClient, before: Inventory, private: Path) -> Inventory:
    """The inventory once the engine has put away what it removes on its own time."""
    deadline = time.monotonic() + 20
    while (after := take(engine, private)) != before and time.monotonic() < deadline:
        time.sleep(0.2)
    return after


def outputs(graded: Graded) -> str:
    cells = graded.notebook.cells if graded.notebook else []
    found = [output for cell in cells for output in cell.get("outputs", ())]
    return "".join(str(output.get("text") or output.get("evalue") or output) for output in found)


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack.name)
def test_attack(attack: Attack, engine: docker.DockerClient, private: Path, tmp_path: Path) -> None:
    (private / "dockyard").mkdir(mode=0o700)
    before = take(engine, private)
    path = tmp_path / "mallory.ipynb"
    attack.hand_in(path)
    began = time.monotonic()
    graded = grade_submission(
        Submission(path, "mallory", "mallory"), Rules(attack.labs, **attack.limits)
    )
    took_s = time.monotonic() - began

    printed = outputs(graded)
    assert graded.report.status is attack.status, f"{graded.report.error}\n{printed[-1500:]}"
    assert graded.report.points == attack.points
    assert attack.says in graded.report.error
    assert attack.prints in printed, printed[-1500:]
    assert "ESCAPED" not in printed, printed[-1500:]
    assert took_s < attack.limits["job_timeout_s"] + GRACE_S
    assert settled(engine, before, private) == before
    _require_safe_to_show(graded)


def _require_safe_to_show(graded: Graded) -> None:
    """Its report and notebook can be stored, and hold nothing that a terminal would obey."""
    text = graded.report.model_dump_json()
    assert text.encode() and not re.search(r"[\x00-\x1f\x7f-\x9f]", graded.report.error)
    if graded.notebook is not None:
        nbformat.validate(graded.notebook)
        assert len(nbformat.writes(graded.notebook)) < 40 * 1024**2


def test_the_corpus_is_large_and_says_what_must_come_of_it() -> None:
    assert len(ATTACKS) >= 40
    assert [attack.name for attack in ATTACKS if "must" not in attack.about.lower()] == []


def test_honest_work_earns_the_points_that_attacks_are_after(runtime: Path, tmp_path: Path) -> None:
    path = hand_in(solved(SHOWN), tmp_path / "ada.ipynb")
    graded = grade_submission(Submission(path, "ada", "ada"), Rules(SHOWN.path.parents[1]))
    assert (graded.report.status, graded.report.points) == (Status.GRADED, 3), graded.report.error


def test_nothing_that_a_terminal_obeys_reaches_the_instructor(
    runtime: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    evil = "\x1b]0;owned\x07\x1b[2J"
    inbox = tmp_path / "inbox" / f"mallory{evil}"
    inbox.mkdir(parents=True)
    next(one for one in ATTACKS if one.name == "escape_sequences").hand_in(inbox / "m.ipynb")
    (inbox / "n.ipynb").write_text(f'{{"nbformat": "{evil!r}", "cells": "{evil!r}"}}')
    grade_command([tmp_path / "inbox"], tmp_path / "out", rules=Rules(TINY_LABS))
    said = "".join(capsys.readouterr())
    assert "mallory" in said
    assert not set(said) & {"\x1b", "\x07", "\x9b", "\r", "\x08"}
