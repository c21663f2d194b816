"""`./dockyard grade` on a class: every submission in a sandbox of its own.

Run as a program it is that command without its look at the images, which a colleague's edit
would turn into a build in the middle of a measurement, and with a course of one's own choice:

    python -m bench.dockyard_class LABS JOBS OUT PATH…
"""

from __future__ import annotations

import csv
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from bench.pairs import Contender

ROOT = Path(__file__).parents[1]


def dockyard_class(
    name: str,
    *,
    labs: Path,
    handed_in: Sequence[Path],
    jobs: int,
    require_points: Callable[[float, int], None],
) -> Contender:
    """One command grades the whole class.

    Args:
        require_points: raises when a class of that many did not get the points that it earns.
    """
    out = handed_in[0].parent / f"graded-by-{jobs}"
    command: list[str | Path] = [sys.executable, "-m", __name__, labs, str(jobs), out, *handed_in]

    def run() -> float:
        shutil.rmtree(out, ignore_errors=True)
        begin = time.perf_counter()
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
        elapsed_s = time.perf_counter() - begin
        if done.returncode:
            raise RuntimeError(f"grading ended with {done.returncode}: {done.stdout}{done.stderr}")
        require_points(_points(out / "grades.csv"), len(handed_in))
        return elapsed_s / len(handed_in)

    return Contender(name, run)


def _points(grades: Path) -> float:
    with grades.open(newline="") as file:
        return sum(float(row["points"]) for row in csv.DictReader(file))


def main(arguments: Sequence[str]) -> int:
    # As the command does; only the process that grades pays for what grading imports.
    from labkit.__main__ import collect_rarely

    collect_rarely()
    from grader.grading.many import fork_server

    fork_server.begin()
    from grader.grading.many import Scale, grade_command
    from grader.grading.one import Rules

    labs, jobs, out, *paths = arguments
    scale = Scale(jobs=int(jobs))
    return grade_command([*map(Path, paths)], Path(out), rules=Rules(Path(labs)), scale=scale)


if __name__ == "__main__":
    os.environ["DOCKYARD_LEARNER"] = "bench"
    sys.exit(main(sys.argv[1:]))
