"""What an exercise is: one Python file, read into one frozen dataclass.

The file's path is its id; its docstring is title and prompt; `given`, `hints`, `needs`, `setup`,
`starter`, `solution`, the `@check` functions and the `@wrong` functions are its parts
(docs/authoring.md). Loading runs the file, so only the course's own files are ever loaded.
"""

from __future__ import annotations

import importlib.util
import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType
from typing import Any

from grader.course.cell_source import cell_source
from grader.course.given import Draw, Given, draw
from grader.errors import ContentError

Work = Callable[..., Any]
"""What a learner might do: `(client, given) -> answer or None`."""


@dataclass(frozen=True)
class Check:
    """One promise and the function that tests it.

    `function` takes any of `daemon`, `given` and `answer`, by name, and returns when it holds.
    """

    name: str
    promise: str
    points: float
    after: str
    function: Callable[..., None]


@dataclass(frozen=True)
class Wrong:
    """A known mistake: work that must fail exactly the check named `fails`."""

    name: str
    about: str
    fails: str
    work: Work


@dataclass(frozen=True)
class Exercise:
    """One exercise. `id` is `lesson/name`, the path below labs/ without its ending."""

    id: str
    path: Path
    title: str
    prompt: str
    starter: Work
    solution: Work
    checks: tuple[Check, ...]
    wrongs: tuple[Wrong, ...]
    hints: tuple[str, ...]
    spec: Mapping[str, Draw] = field(default_factory=dict)
    needs: frozenset[str] = frozenset()
    setup: Work | None = None

    @property
    def lesson(self) -> str:
        return self.id.split("/")[0]

    @property
    def name(self) -> str:
        return self.id.split("/")[1]

    @property
    def max_points(self) -> float:
        return sum(check.points for check in self.checks)

    @property
    def asks_the_daemon(self) -> bool:
        """Whether any check looks at the daemon; the others only read given values and answer."""
        return any("daemon" in inspect.signature(one.function).parameters for one in self.checks)

    def given(self, seed_bytes: bytes) -> Given:
        """What one learner gets."""
        return draw(self.spec, seed_bytes)

    def run_as_cell(self, work: Work, client: object, given: Given) -> object:
        """Runs a starter, solution or mistake as the notebook cell that it becomes.

        Returns: the answer that it leaves, or None.
        """
        namespace: dict[str, object] = {"client": client, "given": given}
        exec(compile(cell_source(work), str(self.path), "exec"), namespace)
        return namespace.get("answer")


def check(*, points: float = 1, after: str = "") -> Callable[[Callable[..., None]], Check]:
    """Marks a function as a check; its docstring is the promise that the learner reads.

    Args:
        after: the name of a check that must pass first; until then this one is skipped.
    """

    def mark(function: Callable[..., None]) -> Check:
        return Check(function.__name__, _doc(function), points, after, function)

    return mark


def wrong(*, fails: str) -> Callable[[Work], Wrong]:
    """Marks work as a known mistake that must fail the check called `fails` and no other."""

    def mark(work: Work) -> Wrong:
        return Wrong(work.__name__, _doc(work), fails, work)

    return mark


def load_exercise(path: Path) -> Exercise:
    """The exercise in a file.

    Raises:
        ContentError: a part is missing or the file does not run.
    """
    module = _run(path)
    title, prompt = _title_and_prompt(module, path)
    parts = vars(module).values()
    return Exercise(
        id=f"{path.parent.name}/{path.stem}",
        path=path,
        title=title,
        prompt=prompt,
        starter=_required(module, "starter", path),
        solution=_required(module, "solution", path),
        checks=tuple(part for part in parts if isinstance(part, Check)),
        wrongs=tuple(part for part in parts if isinstance(part, Wrong)),
        hints=tuple(getattr(module, "hints", ())),
        spec=dict(getattr(module, "given", {})),
        needs=frozenset(getattr(module, "needs", ())),
        setup=getattr(module, "setup", None),
    )


def _run(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(f"labs.{path.parent.name}.{path.stem}", path)
    if spec is None or spec.loader is None or not path.is_file():
        raise ContentError("no such exercise file", where=str(path), next_step=f"ls {path.parent}")
    module = importlib.util.module_from_spec(spec)
    try:
        spec.loader.exec_module(module)
    except Exception as error:
        raise ContentError(
            f"the file does not run: {type(error).__name__}: {error}",
            where=str(path),
            next_step=f"python {path}",
        ) from error
    return module


def _title_and_prompt(module: ModuleType, path: Path) -> tuple[str, str]:
    first, _, rest = (module.__doc__ or "").strip().partition("\n")
    if not first.startswith("# "):
        raise ContentError(
            "the module docstring must open with a title line `# …`",
            where=f"{path}:1",
            next_step="write the title and the prompt there; see docs/authoring.md",
        )
    return first[2:].strip(), rest.strip()


def _required(module: ModuleType, part: str, path: Path) -> Work:
    work = getattr(module, part, None)
    if not callable(work):
        raise ContentError(
            f"no function `{part}(client, given)`",
            where=str(path),
            next_step="add it; see docs/authoring.md",
        )
    return work  # type: ignore[no-any-return]


def _doc(function: Callable[..., object]) -> str:
    return " ".join((function.__doc__ or "").split())
