"""The notebook's side while it is graded: values from outside, and nothing to read."""

from __future__ import annotations

from pathlib import Path

import pytest

import labkit
from labkit.kernel_side import CellStopped
from labkit.lesson import graded_notebook


@pytest.fixture
def shared(tmp_path: Path) -> Path:
    (tmp_path / "given.json").write_text('{"03_layers/share": {"first": "first-bcdf", "k": 2}}')
    return tmp_path


@pytest.mark.parametrize("name", ["share", "03_layers/share"])
def test_given_values_are_those_of_the_grader(name: str, shared: Path) -> None:
    given = graded_notebook.given_of(graded_notebook.whole_name(name, "03_layers"), shared)
    assert (given.first, given.k) == ("first-bcdf", 2)


def test_an_exercise_without_values_is_refused(shared: Path) -> None:
    with pytest.raises(CellStopped, match="03_layers/other"):
        graded_notebook.given_of("03_layers/other", shared)


def test_a_check_says_where_the_grading_is_done(capsys: pytest.CaptureFixture[str]) -> None:
    graded_notebook.check("share")
    assert "graded outside" in capsys.readouterr().out


def test_nothing_is_told_while_grading(capsys: pytest.CaptureFixture[str]) -> None:
    for act in (graded_notebook.hint, graded_notebook.solution, graded_notebook.reset):
        act("share")
        assert "not while this notebook is graded" in capsys.readouterr().out


def test_all_that_a_notebook_may_import_is_there() -> None:
    assert [
        name for name in labkit.__all__ if not callable(getattr(graded_notebook, name, None))
    ] == []
