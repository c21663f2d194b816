"""One attack: a file of the corpus, read into one frozen dataclass.

A file says in its docstring what is tried and what must come of it, and holds one of
    attack(client, given)   the body is the answer cell of `exercise`, of one of the lessons below
    cells                   texts of cells, put in the answer cell's place, one after another
    notebook()              a whole notebook
    write(path)             whatever is handed in, written there
and, where they differ from the defaults below, what it must come to.
"""

from __future__ import annotations

import importlib.util
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType

import nbformat
from nbformat.v4 import new_code_cell

from grader.course import Exercise, Lesson, load_lesson
from grader.course.cell_source import cell_source
from grader.report import Status
from tests.daemon.handed_in import TINY, answer_source, check_cell, mark, notebook

CORPUS = Path(__file__).with_name("corpus")
SHOWN = load_lesson(Path(__file__).with_name("labs") / "01_shown")
"""Where checks run containers, and so see what the daemon makes of them."""

QUICK = {"cell_timeout_s": 60.0, "run_timeout_s": 120.0, "job_timeout_s": 180.0}


@dataclass(frozen=True)
class Attack:
    """What is handed in, and what it must come to.

    Args:
        says: what the report's error must say, where the submission did not run.
        prints: what the notebook must have printed: proof that the attack went to its end.
        limits: of `grader.grading.one.grade.Rules`.
    """

    name: str
    module: ModuleType
    about: str
    status: Status = Status.GRADED
    points: float = 0
    says: str = ""
    prints: str = ""
    limits: dict[str, float] = field(default_factory=dict)

    @property
    def labs(self) -> Path:
        """The course that it attacks."""
        return self._asked[0].path.parents[1]

    @property
    def _asked(self) -> tuple[Lesson, Exercise]:
        name = getattr(self.module, "exercise", "count_the_layers")
        lesson = SHOWN if name in {exercise.name for exercise in SHOWN.exercises} else TINY
        return lesson, lesson.exercise(name)

    def hand_in(self, path: Path) -> None:
        """Writes the submission."""
        if write := getattr(self.module, "write", None):
            write(path)
        elif whole := getattr(self.module, "notebook", None):
            nbformat.write(whole(), path)
        else:
            nbformat.write(self._as_answer(), path)

    def _as_answer(self) -> nbformat.NotebookNode:
        lesson, exercise = self._asked
        if work := getattr(self.module, "attack", None):
            sources = [answer_source(exercise, cell_source(work))]
        else:
            sources = [f'given = start("{exercise.name}")', *self.module.cells]
        cells = [new_code_cell(source, metadata=mark(exercise, "answer")) for source in sources]
        return notebook([*cells, check_cell(exercise)], lesson)


def load_attack(path: Path) -> Attack:
    """The attack in a file of the corpus."""
    spec = importlib.util.spec_from_file_location(f"attacks.{path.stem}", path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    said = {key: vars(module)[key] for key in ("points", "says", "prints") if key in vars(module)}
    return Attack(
        name=path.stem,
        module=module,
        about=(module.__doc__ or "").strip(),
        status=Status(getattr(module, "status", "graded")),
        limits={**QUICK, **getattr(module, "limits", {})},
        **said,
    )


def all_attacks() -> list[Attack]:
    return [load_attack(path) for path in sorted(CORPUS.glob("[a-z]*.py"))]
