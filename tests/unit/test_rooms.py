"""Who imports whom: docker → grader → labkit, labs → grader, notebooks → labkit and docker."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

import nbformat
import pytest

ROOT = Path(__file__).resolve().parents[2]
STANDARD = sys.stdlib_module_names


def imported(tree: ast.AST) -> Iterator[str]:
    """The top-level packages that a piece of code imports, anywhere in it."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (name.name.partition(".")[0] for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield (node.module or "").partition(".")[0] if not node.level else "a relative import"


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


LAB_FILES = sorted((ROOT / "labs").glob("*/*.py"))
NOTEBOOKS = sorted([*ROOT.glob("notebooks/*.ipynb"), *ROOT.glob("solutions/*.ipynb")])


@pytest.mark.parametrize("path", sorted((ROOT / "grader").rglob("*.py")), ids=lambda p: p.name)
def test_grader_knows_neither_labkit_nor_labs(path: Path) -> None:
    assert {"labkit", "labs", "a relative import"} & set(imported(parsed(path))) == set()


@pytest.mark.parametrize("path", sorted((ROOT / "labkit").rglob("*.py")), ids=lambda p: p.name)
def test_labkit_does_not_import_labs(path: Path) -> None:
    assert {"labs", "tests"} & set(imported(parsed(path))) == set()


@pytest.mark.parametrize("path", LAB_FILES, ids=lambda p: f"{p.parent.name}/{p.stem}")
def test_a_lab_file_imports_only_grader(path: Path) -> None:
    tree = parsed(path)
    assert outside(imported(top_level(tree)), {"grader"}) == set()
    assert outside(imported(tree), {"grader", "docker"}) == set()


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda p: f"{p.parent.name}/{p.stem}")
def test_a_notebook_imports_only_labkit_and_docker(path: Path) -> None:
    assert outside(imported(ast.parse(source_of(path))), {"labkit", "docker"}) == set()


def test_there_is_something_to_look_at() -> None:
    assert LAB_FILES
    assert NOTEBOOKS


@pytest.mark.parametrize(
    ("code", "found"),
    [("import labkit.card", "labkit"), ("def f():\n from labs import x", "labs")],
)
def test_an_import_that_goes_the_wrong_way_is_seen(code: str, found: str) -> None:
    assert found in set(imported(ast.parse(code)))
