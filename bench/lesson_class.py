"""Lesson 03 solved by a class, and its docker work bare, with which grading is compared."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import nbformat

from bench.pairs import Contender
from grader.course import load_lesson
from grader.sandbox import SHARED, Sandbox, connect

ROOT = Path(__file__).parents[1]
LABS = ROOT / "labs"
LESSON = load_lesson(LABS / "03_layers")
SOLVED = ROOT / "solutions" / f"{LESSON.id}.ipynb"
BARE = Path(__file__).with_name("bare_lesson.py")
CELLS = "cells.json"


def hand_in(folder: Path, learners: int) -> list[Path]:
    """The solved notebook, once for each learner."""
    folder.mkdir(parents=True, exist_ok=True)
    return [
        Path(shutil.copy(SOLVED, folder / f"learner{learner}__{LESSON.id}.ipynb"))
        for learner in range(learners)
    ]


def require_points(found: float, learners: int) -> None:
    """Raises: RuntimeError, when a class did not get full marks: then nothing was measured."""
    if found != LESSON.max_points * learners:
        raise RuntimeError(
            f"the class got {found:g}, not {learners} × {LESSON.max_points:g} points"
        )


def bare_script(turns: int) -> Contender:
    """The docker work of the same lesson in one plain process, turn after turn.

    The daemon is one of a sandbox, so of the same version, limits and image store; it is there
    before the first turn, and neither its start nor its end counts.
    """

    def run() -> float:
        with _daemon() as sandbox:
            (sandbox.path / CELLS).write_text(json.dumps(_cells()))
            command = [BARE.read_text(), LESSON.id, str(turns), SHARED]
            ran = sandbox.execute(["python", "-c", *command])
        if ran.exit_code:
            raise RuntimeError(f"the bare script failed: {ran.output[-2000:]}")
        return sum(map(float, ran.output.split())) / turns

    return Contender("bare script", run)


@contextmanager
def _daemon() -> Iterator[Sandbox]:
    with Sandbox.start(connect(), store=LESSON.store) as sandbox:
        sandbox.wait_ready()
        for base in LESSON.bases:
            sandbox.execute(["docker", "load", "--input", f"/opt/dockyard/images/{base}.tar"])
        yield sandbox


def _cells() -> list[dict[str, str]]:
    """The code of the solved notebook after its first cell, which opens the lesson."""
    notebook = nbformat.read(SOLVED, as_version=4)
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    return [
        {"source": cell.source, "role": "", **cell.metadata.get("dockyard", {})}
        for cell in code[1:]
    ]
