"""nbgrader's `autograde` on a class that answered the five questions."""

from __future__ import annotations

import shutil
import sqlite3
import time
from contextlib import closing
from pathlib import Path

from bench import five_questions
from bench.pairs import Contender
from bench.rivals import rival

ASSIGNMENT = "five"


def nbgrader_class(folder: Path, learners: int) -> Contender:
    """One command grades the whole class, one notebook after another: it has no other way.

    Its gradebook is as `generate_assignment` left it, every time.
    """
    nbgrader, book, fresh = rival("nbgrader"), folder / "gradebook.db", folder / "fresh.db"
    _write(folder / "source" / ASSIGNMENT, 0)
    for learner in range(learners):
        _write(folder / "submitted" / f"learner{learner}" / ASSIGNMENT, learner)
    nbgrader.run("nbgrader", "generate_assignment", ASSIGNMENT, cwd=folder)
    shutil.copy(book, fresh)

    def run() -> float:
        shutil.copy(fresh, book)
        shutil.rmtree(folder / "autograded", ignore_errors=True)
        begin = time.perf_counter()
        nbgrader.run("nbgrader", "autograde", ASSIGNMENT, cwd=folder)
        elapsed_s = time.perf_counter() - begin
        five_questions.require_points(_points(book), learners)
        return elapsed_s / learners

    return Contender("nbgrader autograde", run)


def _write(folder: Path, learner: int) -> None:
    notebook = five_questions.for_others(learner, nbgrader=True)
    five_questions.write(notebook, folder / "five.ipynb")


def _points(gradebook: Path) -> float:
    with closing(sqlite3.connect(gradebook)) as connection:
        (points,) = connection.execute("SELECT sum(auto_score) FROM grade").fetchone()
    return float(points or 0)
