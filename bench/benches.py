"""What is measured: for each bench its contenders, what they are held against, and the goals."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from bench import drawings, five_questions, lesson_class, starting
from bench.dockyard_class import dockyard_class
from bench.nbgrader_class import nbgrader_class
from bench.otter_class import otter_class
from bench.pairs import Contender, Goal
from bench.papermill_alone import papermill_alone

CORES = len(os.sched_getaffinity(0))
OURS, OURS_ALONE = f"dockyard --jobs {CORES}", "dockyard --jobs 1"


@dataclass(frozen=True)
class Bench:
    """One comparison. `contenders` makes them in an empty folder.

    `item` is what a time is for, and `baseline` the contender that the table's ratios are to.
    """

    about: str
    item: str
    contenders: Callable[[Path], list[Contender]]
    baseline: str
    goals: tuple[Goal, ...] = ()
    rounds: int = 7


def five(folder: Path, learners: int = 12) -> list[Contender]:
    """Everybody grades the same class; papermill only executes its notebooks."""
    ours = [
        five_questions.write(
            five_questions.for_dockyard(one),
            folder / "dockyard" / f"learner{one}__{five_questions.LESSON.id}.ipynb",
        )
        for one in range(learners)
    ]
    plain = [
        five_questions.write(five_questions.for_others(one), folder / f"learner{one}.ipynb")
        for one in range(learners)
    ]
    for rival in ("nbgrader", "otter"):
        (folder / rival).mkdir()
    return [
        _ours(OURS, five_questions.LABS, ours, CORES, five_questions.require_points),
        _ours(OURS_ALONE, five_questions.LABS, ours, 1, five_questions.require_points),
        papermill_alone("papermill", "python3", plain),
        nbgrader_class(folder / "nbgrader", learners),
        otter_class(folder / "otter", learners),
    ]


def lesson(folder: Path, learners: int = 2) -> list[Contender]:
    """Grading against the docker work alone, and against papermill in the same kernel."""
    handed_in = lesson_class.hand_in(folder, learners)
    return [
        _ours(OURS, lesson_class.LABS, handed_in, CORES, lesson_class.require_points),
        _ours(OURS_ALONE, lesson_class.LABS, handed_in, 1, lesson_class.require_points),
        papermill_alone("papermill", "dockyard", handed_in),
        lesson_class.bare_script(learners),
    ]


def cores(folder: Path, learners: int = 4) -> list[Contender]:
    """The same class with more and more jobs."""
    handed_in = lesson_class.hand_in(folder, learners)
    return [
        _ours(f"--jobs {jobs}", lesson_class.LABS, handed_in, jobs, lesson_class.require_points)
        for jobs in (1, 2, 4)
    ]


def _ours(
    name: str,
    labs: Path,
    handed_in: list[Path],
    jobs: int,
    require_points: Callable[[float, int], None],
) -> Contender:
    return dockyard_class(
        name, labs=labs, handed_in=handed_in, jobs=jobs, require_points=require_points
    )


BENCHES = {
    "ready": Bench(
        "a sandbox until its daemon answers",
        "start",
        starting.until_ready,
        "docker run",
        goals=(Goal("sandbox", "docker run", at_most=1.25),),
    ),
    "notebook": Bench(
        "a notebook that runs three containers", "run", starting.one_notebook, "plain kernel"
    ),
    "lab": Bench("JupyterLab until it answers", "start", starting.until_lab, "jupyter lab"),
    "five": Bench(
        "grading five questions in plain Python",
        "submission",
        five,
        "nbgrader autograde",
        goals=(
            Goal(OURS, "nbgrader autograde", at_most=1),
            Goal(OURS, "otter run", at_most=1 / 4),
        ),
    ),
    "lesson": Bench(
        "grading lesson 03, solved",
        "submission",
        lesson,
        "bare script",
        goals=(Goal(OURS_ALONE, "bare script", at_most=1.3),),
        rounds=5,
    ),
    "cores": Bench(
        "grading lesson 03 with more jobs",
        "submission",
        cores,
        "--jobs 1",
        # Half as fast again is what two cores must give; what is left waits for one daemon.
        goals=(Goal("--jobs 2", "--jobs 1", at_most=2 / 3),) if CORES > 1 else (),
        rounds=3,
    ),
    "visuals": Bench(
        "drawing an image of 20 layers and 10,000 files, and the like",
        "drawing",
        drawings.drawings,
        drawings.LIMIT,
        goals=drawings.GOALS,
    ),
}
