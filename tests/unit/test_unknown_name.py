"""A name that no cell has made: every name of every lesson has a sentence that says what to run."""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from IPython.core.interactiveshell import InteractiveShell
from nbformat import read

from labkit.errors.unknown_name import ABOVE, install

LESSONS = sorted((Path(__file__).parents[2] / "notebooks").glob("[0-9]*.ipynb"))


@pytest.fixture
def shell(monkeypatch: pytest.MonkeyPatch) -> Iterator[InteractiveShell]:
    """A shell that explains names, and that no other test has made anything in."""
    # A shell takes the place of __main__, which the emptied one of here cannot hold for others.
    monkeypatch.setitem(sys.modules, "__main__", sys.modules["__main__"])
    found = InteractiveShell()
    install(found)
    found.user_ns.clear()
    found.user_ns["__name__"] = "__main__"
    yield found
    found.set_custom_exc((), None)  # type: ignore[arg-type]


def said(
    shell: InteractiveShell, capsys: pytest.CaptureFixture[str], code: str, *earlier: str
) -> list[str]:
    """What a cell shows after others, line by line, without what makes letters bold."""
    for cell in (*earlier, code):
        capsys.readouterr()
        shell.run_cell(cell)
    return re.sub(r"\x1b\[\d+m", "", capsys.readouterr().out).splitlines()


def bindings(tree: ast.AST) -> set[str]:
    """The names that a cell makes, imports apart."""
    names = [one for one in ast.walk(tree) if isinstance(one, ast.Name)]
    made = {one.id for one in names if isinstance(one.ctx, ast.Store)}
    return made | {one.name for one in ast.walk(tree) if isinstance(one, ast.FunctionDef)}


def cells(notebook: Path) -> list[ast.Module]:
    found = [cell.source for cell in read(notebook, as_version=4).cells if cell.cell_type == "code"]
    return [ast.parse(re.sub(r"^[!%].*$", "", source, flags=re.M)) for source in found]


def names_of_before(notebook: Path) -> set[str]:
    """The names that some cell of a notebook loads and an earlier one has made or imported."""
    made, found = set[str](), set[str]()
    for tree in cells(notebook):
        loaded = {one.id for one in ast.walk(tree) if isinstance(one, ast.Name)} - bindings(tree)
        found |= loaded & made
        made |= bindings(tree) | set(helpers(tree))
    return found


def helpers(tree: ast.Module) -> dict[str, str]:
    """What a cell imports from the course: name → module."""
    imports = [one for one in tree.body if isinstance(one, ast.ImportFrom)]
    ours = [one for one in imports if (one.module or "").startswith("labkit")]
    return {alias.name: str(one.module) for one in ours for alias in one.names}


@pytest.mark.parametrize("notebook", LESSONS, ids=lambda path: path.stem)
def test_every_name_from_an_earlier_cell_is_explained_in_a_few_lines(
    notebook: Path, shell: InteractiveShell, capsys: pytest.CaptureFixture[str]
) -> None:
    names = names_of_before(notebook)
    assert "client" in names
    for name in names:
        happened, place, next_step, *_, more = said(shell, capsys, f"1\n{name}")
        assert happened == f"This kernel knows no `{name}` yet."
        assert place == f"In    line 2: {name}"
        assert next_step.startswith("Next  ") and "%tb" in more


@pytest.mark.parametrize("notebook", LESSONS, ids=lambda path: path.stem)
def test_a_helper_says_where_it_comes_from(
    notebook: Path, shell: InteractiveShell, capsys: pytest.CaptureFixture[str]
) -> None:
    wanted = {name: module for tree in cells(notebook) for name, module in helpers(tree).items()}
    for name, module in wanted.items():
        if module == "labkit.show":
            assert f"`from {module} import {name}`" in said(shell, capsys, name)[2]


@pytest.mark.parametrize(
    ("name", "next_step"),
    [
        ("client", "run the notebook's first code cell"),
        ("docker", "put `import docker` above it."),
        ("see", "put `from labkit import see` above it."),
        ("status", "run the cell above that has `from labkit import status`."),
        ("answer", "run the exercise's cell to its end"),
        ("my_second_prediction", "in which you write your prediction."),
        ("basket", "Does a cell above make `basket`? Then run that first."),
    ],
)
def test_the_next_step_is_the_names_own(
    name: str, next_step: str, shell: InteractiveShell, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = said(shell, capsys, name)
    assert next_step in lines[2] and ABOVE in lines[3]


def test_a_slip_of_the_pen_is_mended(
    shell: InteractiveShell, capsys: pytest.CaptureFixture[str]
) -> None:
    assert said(shell, capsys, "shopp", "shop = 1")[2] == "Next  Did you mean `shop`?"


@pytest.mark.parametrize(
    "code",
    [
        "def f():\n    print(x)\n    x = 1\nf()",
        "def f():\n    (lambda: x)()\n    x = 1\nf()",
        "raise NameError('mine')",
    ],
    ids=["a local variable", "an outer variable", "raised by hand"],
)
def test_what_is_no_unknown_name_stays_as_it_is(
    code: str, shell: InteractiveShell, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = said(shell, capsys, code)
    assert "Traceback" in "".join(lines) and "knows no" not in "".join(lines)


def test_a_name_that_is_wrong_in_a_library_is_the_librarys(
    shell: InteractiveShell, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    (tmp_path / "foreign_to_us.py").write_text("def go():\n    nothing_here\n")
    load = f"import sys; sys.path.insert(0, {str(tmp_path)!r}); import foreign_to_us"
    assert "knows no" not in "".join(said(shell, capsys, "foreign_to_us.go()", load))
