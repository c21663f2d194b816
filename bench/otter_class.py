"""Otter's `run` on a class that answered the five questions.

`otter grade` does the same in containers, from an image that takes a conda installation from the
net; it is slower by that and not measured.
"""

from __future__ import annotations

import json
import time
import zipfile
from pathlib import Path

from bench import five_questions
from bench.pairs import Contender
from bench.rivals import rival

TEST = """\
from otter.test_files import test_case

OK_FORMAT = False
name = {name!r}
points = 1


@test_case()
def answer_is_right({name}):
    assert {name} == {expected!r}
"""


def otter_class(folder: Path, learners: int) -> Contender:
    """One command a notebook: it takes no more at a time."""
    otter, autograder = rival("otter"), _autograder(folder / "autograder.zip")
    handed_in = [
        five_questions.write(five_questions.for_others(learner), folder / f"learner{learner}.ipynb")
        for learner in range(learners)
    ]

    def run() -> float:
        points, elapsed_s = 0.0, 0.0
        for notebook in handed_in:
            begin = time.perf_counter()
            otter.run("otter", "run", "--autograder", autograder, notebook, cwd=folder)
            elapsed_s += time.perf_counter() - begin
            points += _points(folder / "results.json")
        five_questions.require_points(points, learners)
        return elapsed_s / learners

    return Contender("otter run", run)


def _autograder(path: Path) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("otter_config.json", json.dumps({"lang": "python"}))
        for exercise in five_questions.LESSON.exercises:
            expected = five_questions.expected(exercise)
            test = TEST.format(name=exercise.name, expected=expected)
            archive.writestr(f"tests/{exercise.name}.py", test)
    return path


def _points(results: Path) -> float:
    tests = json.loads(results.read_text())["tests"]
    results.unlink()
    return float(sum(test["score"] or 0 for test in tests if "score" in test))
