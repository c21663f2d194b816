"""Who imports whom: docker → grader → labkit, labs → grader, notebooks → labkit and docker.

A room is a package that holds modules; a package that holds rooms is a corridor, and its modules
are rooms of their own. From outside, a room's names are imported from the room, never from a
module inside it.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

import nbformat
import pytest

ROOT = Path(__file__).resolve().parents[2]
STANDARD = sys.stdlib_module_names

VISUALS = ("argv", "build", "layers", "lifeline", "networks", "page", "processes", "pull")
VISUALS += ("volumes", "wire")
A_VISUAL = {"grader.errors", "grader.labels", "grader.report", "grader.daemon", "labkit.visual.kit"}

GROUND = {"grader.disk", "grader.places"}
"""How files are written and where they lie: everybody may ask."""

MAY_IMPORT: dict[str, set[str]] = {
    **{one: set() for one in sorted(GROUND)},
    "grader.errors": set(),
    "grader.labels": set(),
    "grader.lean_imports": set(),
    "grader.course": {"grader.errors", "grader.labels"},
    "grader.report": {"grader.course"},
    "grader.daemon": {"grader.errors", "grader.labels", "grader.report"},
    "grader": {"grader.course", "grader.daemon", "grader.report"},
    "grader.runner": {"grader.course", "grader.daemon", "grader.errors", "grader.report"},
    "grader.sandbox": {"grader.course", "grader.daemon", "grader.errors", "grader.labels"},
    "grader.store": {"grader.errors", "grader.report"},
    "grader.results.files": {"grader.errors", "grader.report"},
    "grader.results.records": {"grader.errors", "grader.report", "grader.results.files"},
    "grader.results.exports": {"grader.errors", "grader.report", "grader.results.files"},
    "grader.results.likeness": {"grader.course", "grader.report", "grader.results.files"},
    "grader.results.pages": {
        *("grader.course", "grader.report", "grader.results.files"),
        *("grader.results.exports", "grader.results.likeness"),
    },
    "grader.results.publish": {
        *("grader.course", "grader.report", "grader.results.files"),
        *("grader.results.exports", "grader.results.likeness", "grader.results.pages"),
    },
    "grader.grading.freeze": set(),
    "grader.grading.wall": {"grader.daemon", "grader.errors", "grader.report", "grader.sandbox"},
    "grader.grading.one": {
        *("grader.errors", "grader.labels", "grader.course", "grader.daemon", "grader.report"),
        *("grader.runner", "grader.sandbox", "grader.grading.wall"),
    },
    "grader.grading.many": {
        *(
            "grader.errors",
            "grader.lean_imports",
            "grader.course",
            "grader.report",
            "grader.sandbox",
            "grader.store",
        ),
        *("grader.results.files", "grader.results.records", "grader.results.exports"),
        *("grader.results.publish", "grader.grading.wall", "grader.grading.one"),
    },
    "labkit.machine": {"grader.errors", "grader.labels", "grader.sandbox"},
    "labkit.images": {"grader.errors", "grader.labels", "labkit.machine"},
    "labkit.prepare": {"labkit.machine", "labkit.images"},
    "labkit.kernel_side": {
        *("grader.errors", "grader.labels", "grader.course", "grader.daemon", "grader.report"),
        "grader.sandbox",
    },
    "labkit.errors": {"grader.errors", "grader.labels", "grader.report", "labkit.kernel_side"},
    "labkit.visual.kit": {"grader.report"},
    **{f"labkit.visual.{one}": A_VISUAL for one in VISUALS},
    "labkit.visual.build": A_VISUAL | {"labkit.kernel_side"},
    "labkit.see": {
        *("grader.labels", "grader.daemon", "labkit.visual.kit"),
        *(f"labkit.visual.{one}" for one in VISUALS),
    },
    "labkit.show": {
        *("grader.course", "grader.daemon", "labkit.kernel_side", "labkit.visual.kit"),
    },
    "labkit.show_cli": {"labkit.show"},
    "labkit.show_engine": {"labkit.show"},
    "labkit.show_more": {"labkit.show"},
    "labkit.lesson": {
        *("grader.errors", "grader.labels", "grader.course", "grader.daemon", "grader.report"),
        *("grader.runner", "grader.sandbox", "labkit.errors", "labkit.kernel_side"),
        *("labkit.visual.kit", "labkit.visual.build", "labkit.visual.wire"),
    },
    "labkit": {"labkit.lesson"},
    "labkit.authoring": {
        *("grader.errors", "grader.labels", "grader.course", "grader.daemon", "grader.report"),
        *("grader.runner", "grader.sandbox", "labkit.machine", "labkit.prepare"),
        *("labkit.kernel_side", "labkit.lesson", "labkit.visual.kit"),
    },
    "labkit.commands": {
        *("grader.errors", "grader.labels", "grader.lean_imports", "grader.daemon"),
        *("grader.sandbox", "grader.grading.one", "grader.grading.many"),
        *("grader.results.records", "labkit.machine", "labkit.images"),
        *("labkit.prepare", "labkit.kernel_side", "labkit.lesson", "labkit.authoring"),
    },
    "labkit.__main__": {"labkit.commands"},
}
"""Each room and what it may import; a room stands below all that it may import."""

MODULES = {
    ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): path
    for package in ("grader", "labkit")
    for path in (ROOT / package).rglob("*.py")
    if "migrations" not in path.parts  # Alembic's, and loaded by path
}
PACKAGES = {name for name, path in MODULES.items() if path.name == "__init__.py"}
CORRIDORS = {name for name in PACKAGES if any(other.startswith(f"{name}.") for other in PACKAGES)}
ROOMS = PACKAGES - CORRIDORS
MOST_MODULES = 16
RELATIVE = {"a relative import"}
LAB_FILES = sorted((ROOT / "labs").glob("*/*.py"))
NOTEBOOKS = sorted([*ROOT.glob("notebooks/*.ipynb"), *ROOT.glob("solutions/*.ipynb")])


def targets(tree: ast.AST) -> Iterator[str]:
    """The modules that a piece of code imports, or imports names from, anywhere in it."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level:
            yield from RELATIVE
        elif isinstance(node, ast.ImportFrom):
            for name in node.names:
                full = f"{node.module}.{name.name}"
                yield full if full in MODULES else str(node.module)


def imported(tree: ast.AST) -> set[str]:
    """The top-level packages that a piece of code imports, anywhere in it."""
    return {target.partition(".")[0] for target in targets(tree)}


def room_of(module: str) -> str:
    if module in PACKAGES:
        return module
    package = module.rpartition(".")[0]
    return module if package in CORRIDORS else package


def ours(module: str) -> set[str]:
    """The modules of ours that a module imports."""
    return {target for target in targets(parsed(MODULES[module])) if target.split(".")[0] in TOPS}


TOPS = ("grader", "labkit")


def outside(found: Iterable[str], allowed: set[str]) -> set[str]:
    return {name for name in found if name not in allowed and name not in STANDARD}


def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text(), str(path))


def top_level(tree: ast.Module) -> ast.Module:
    """The module without its functions, which become cells or checks."""
    kept = [node for node in tree.body if not isinstance(node, ast.FunctionDef)]
    return ast.Module(kept, [])


def source_of(notebook: Path) -> str:
    """The code of a notebook, without the lines that are commands of the shell or of IPython."""
    cells = nbformat.read(notebook, as_version=4).cells
    lines = "\n".join(cell.source for cell in cells if cell.cell_type == "code").splitlines()
    return "\n".join("" if line.startswith(("!", "%")) else line for line in lines)


def test_a_room_may_import_only_rooms_above_it_in_the_table() -> None:
    above: set[str] = set()
    for room, allowed in MAY_IMPORT.items():
        assert allowed <= above, room
        above.add(room)


@pytest.mark.parametrize("room", sorted({room_of(module) for module in MODULES} - CORRIDORS))
def test_a_room_imports_only_what_it_may(room: str) -> None:
    of_this_room = [module for module in MODULES if room_of(module) == room]
    found = {room_of(target) for module in of_this_room for target in ours(module)} - {room}
    assert found - CORRIDORS <= MAY_IMPORT[room] | GROUND


@pytest.mark.parametrize("module", sorted(MODULES))
def test_nobody_reaches_past_a_rooms_door(module: str) -> None:
    inside = {
        target
        for target in ours(module)
        if room_of(target) in ROOMS and room_of(target) not in (target, room_of(module))
    }
    assert {target for target in inside if target.rpartition(".")[2] not in handed_out(target)} == (
        set()
    )


@pytest.mark.parametrize("room", sorted(ROOMS))
def test_a_module_inside_does_not_hide_what_its_room_hands_out(room: str) -> None:
    """Importing a module puts it into the package under its name, and lazy_loader is not asked."""
    stub = MODULES[room].with_suffix(".pyi")
    rows = ast.walk(parsed(stub)) if stub.exists() else ()
    from_another = {
        f"{room}.{alias.name}"
        for row in rows
        if isinstance(row, ast.ImportFrom) and row.module
        for alias in row.names
        if alias.name != row.module
    }
    assert from_another & MODULES.keys() == set()


def handed_out(module: str) -> set[str]:
    """The names that the room of a module hands out, modules among them."""
    stub = MODULES[room_of(module)].with_suffix(".pyi")
    return {
        alias.name
        for node in ast.walk(parsed(stub))
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }


@pytest.mark.parametrize(
    "room", sorted(room for room in ROOMS if MODULES[room].with_suffix(".pyi").exists())
)
def test_no_module_stands_in_the_way_of_a_name(room: str) -> None:
    """An import of the module would put it in the name's place."""
    for node in ast.walk(parsed(MODULES[room].with_suffix(".pyi"))):
        if isinstance(node, ast.ImportFrom) and node.module:
            names = {alias.name for alias in node.names} - {node.module}
            assert not {name for name in names if f"{room}.{name}" in MODULES}


@pytest.mark.parametrize("room", sorted(PACKAGES))
def test_a_room_says_what_it_knows_and_is_not_crowded(room: str) -> None:
    assert ast.get_docstring(parsed(MODULES[room]))
    modules = [module for module in MODULES if module.rpartition(".")[0] == room]
    assert len(modules) <= MOST_MODULES


@pytest.mark.parametrize("module", sorted(MODULES))
def test_what_runs_by_itself_in_a_sandbox_needs_only_python_and_nobody_else_imports_so(
    module: str,
) -> None:
    found = imported(parsed(MODULES[module]))
    alone = room_of(module) == "grader.grading.freeze"
    assert (outside(found, RELATIVE) == set()) if alone else not found & RELATIVE


@pytest.mark.parametrize("path", LAB_FILES, ids=lambda p: f"{p.parent.name}/{p.stem}")
def test_a_lab_file_imports_only_grader_and_through_its_doors(path: Path) -> None:
    tree = parsed(path)
    assert outside(imported(top_level(tree)), {"grader"}) == set()
    assert outside(imported(tree), {"grader", "docker"}) == set()
    ours = {target for target in targets(tree) if target.startswith("grader")}
    assert ours <= ROOMS | CORRIDORS | {"grader.labels"}


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda p: f"{p.parent.name}/{p.stem}")
def test_a_notebook_imports_only_labkit_and_docker(path: Path) -> None:
    assert outside(imported(ast.parse(source_of(path))), {"labkit", "docker"}) == set()


def test_there_is_something_to_look_at() -> None:
    assert LAB_FILES
    assert NOTEBOOKS
    assert len(ROOMS) > 20


@pytest.mark.parametrize(
    ("code", "found"),
    [
        ("import labkit.see", "labkit.see"),
        ("def f():\n from labs import x", "labs"),
        ("from grader.daemon import facts", "grader.daemon.facts"),
        ("from grader.daemon.facts import Image", "grader.daemon.facts"),
        ("from . import x", "a relative import"),
    ],
)
def test_an_import_that_goes_the_wrong_way_is_seen(code: str, found: str) -> None:
    assert found in set(targets(ast.parse(code)))
