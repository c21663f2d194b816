"""What an exercise is: one Python file, read into one frozen dataclass.

The file's path is its id; its docstring is title and prompt; `given`, `hints`, `needs`, `setup`,
`starter`, `solution`, the `@check` functions, and what `wrong` and `right` mark are its parts
(docs/authoring.md). Loading runs the file, so only the course's own files are ever loaded.
"""

from __future__ import annotations

import importlib.util
import inspect
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType
from typing import Any, overload

from grader.course.cell_source import cell_source
from grader.course.given import Draw, Given, draw
from grader.errors import ContentError

Work = Callable[..., Any]
"""What a learner might do: `(client, given) -> answer or None`."""

Edit = Mapping[str, str]
"""What stands in the solution's cell, exactly once → what stands there instead."""


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
    """A known mistake: a cell that must fail exactly the check named `fails`.

    `see_fails`: the command that the finding names is meant to fail after it, and shows why.
    """

    name: str
    about: str
    cell: str
    fails: str
    see_fails: bool = False


@dataclass(frozen=True)
class Right:
    """Another right way: a cell unlike the solution that must earn every point."""

    name: str
    about: str
    cell: str


@dataclass(frozen=True)
class Marked:
    """What `wrong` and `right` leave in a lab file. An edit waits for the solution."""

    about: str
    work: Work | Edit
    fails: str = ""
    see_fails: bool = False

    def cell(self, solution: str, where: str) -> str:
        """Raises: ContentError, when the edit does not fit the solution."""
        if callable(self.work):
            return cell_source(self.work)
        return _edited(solution, self.work, where)


@dataclass(frozen=True)
class Exercise:
    """One exercise. `id` is `lesson/name`, the path below labs/ without its ending.

    `starter` and `solution` are the source of cells.
    """

    id: str
    path: Path
    title: str
    prompt: str
    starter: str
    solution: str
    checks: tuple[Check, ...]
    wrongs: tuple[Wrong, ...]
    hints: tuple[str, ...]
    spec: Mapping[str, Draw] = field(default_factory=dict)
    needs: frozenset[str] = frozenset()
    setup: Work | None = None
    rights: tuple[Right, ...] = ()

    @property
    def lesson(self) -> str:
        return self.id.split("/")[0]

    @property
    def name(self) -> str:
        return self.id.split("/")[1]

    @property
    def ways(self) -> tuple[Wrong | Right, ...]:
        """All work that is known beside the solution."""
        return (*self.wrongs, *self.rights)

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

    def run_cell(self, cell: str, client: object, given: Given) -> object:
        """Runs the starter, the solution or another way as a notebook does.

        Returns: the answer that it leaves, or None.
        """
        namespace: dict[str, object] = {"client": client, "given": given}
        exec(compile(cell, str(self.path), "exec"), namespace)
        return namespace.get("answer")


def check(*, points: float = 1, after: str = "") -> Callable[[Callable[..., None]], Check]:
    """Marks a function as a check; its docstring is the promise that the learner reads.

    Args:
        after: the name of a check that must pass first; until then this one is skipped.
    """

    def mark(function: Callable[..., None]) -> Check:
        return Check(function.__name__, _doc(function), points, after, function)

    return mark


@overload
def wrong(*, fails: str, see_fails: bool = False) -> Callable[[Work], Marked]: ...
@overload
def wrong(about: str, *, fails: str, edit: Edit, see_fails: bool = False) -> Marked: ...
def wrong(
    about: str = "", *, fails: str, edit: Edit | None = None, see_fails: bool = False
) -> Marked | Callable[[Work], Marked]:
    """Marks a known mistake, which must fail the check called `fails` and no other.

    Args:
        about: what is wrong with it; the docstring where it decorates a function.
        edit: makes the mistake from the solution, one change after the other.
        see_fails: the command that the finding names is meant to fail here.
    """
    if edit is not None:
        return Marked(about, edit, fails, see_fails)
    return lambda work: Marked(_doc(work), work, fails, see_fails)


@overload
def right(way: Work) -> Marked: ...
@overload
def right(way: str, *, edit: Edit) -> Marked: ...
def right(way: Work | str, *, edit: Edit | None = None) -> Marked:
    """Marks another right way, which must earn every point.

    Args:
        way: the function that it decorates; or how the way differs, for an edit.
        edit: makes the way from the solution, one change after the other.
    """
    if isinstance(way, str):
        return Marked(way, edit or {})
    return Marked(_doc(way), way)


def load_exercise(path: Path) -> Exercise:
    """The exercise in a file.

    Raises:
        ContentError: a part is missing or the file does not run.
    """
    module = _run(path)
    title, prompt = _title_and_prompt(module, path)
    solution = cell_source(_required(module, "solution", path))
    ways = tuple(_ways(module, solution, path))
    return Exercise(
        id=f"{path.parent.name}/{path.stem}",
        path=path,
        title=title,
        prompt=prompt,
        starter=cell_source(_required(module, "starter", path)),
        solution=solution,
        checks=tuple(part for part in vars(module).values() if isinstance(part, Check)),
        wrongs=tuple(way for way in ways if isinstance(way, Wrong)),
        rights=tuple(way for way in ways if isinstance(way, Right)),
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


def _ways(module: ModuleType, solution: str, path: Path) -> Iterator[Wrong | Right]:
    """The known mistakes and the other right ways, in the order of the file."""
    for name, part in vars(module).items():
        if isinstance(part, Marked):
            kind = "wrong" if part.fails else "right"
            cell = part.cell(solution, f"{path}, {kind} {name}")
            if part.fails:
                yield Wrong(name, part.about, cell, part.fails, part.see_fails)
            else:
                yield Right(name, part.about, cell)


def _edited(solution: str, edit: Edit, where: str) -> str:
    cell = solution
    for old, new in edit.items():
        if (times := cell.count(old)) != 1:
            raise ContentError(
                f"`{old}` stands {times} times in the solution's cell, and an edit takes what "
                "stands there once",
                where=where,
                next_step="quote more of the line, as the cell has it" if times else AS_THE_CELL,
            )
        cell = cell.replace(old, new)
    if cell == solution:
        raise ContentError("the edit changes nothing", where=where, next_step="say what differs")
    return cell


AS_THE_CELL = "quote the cell: without the function's indent, `answer =` where it has `return`"


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
