"""`./dockyard check`: what an author is told of an exercise, on a real daemon."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import docker
import pytest

from grader.course import Exercise, load_exercise
from grader.errors import ContentError
from labkit.authoring import check_command
from labkit.authoring.check import try_exercise
from labkit.authoring.laws import Workbench, workbench

pytestmark = pytest.mark.daemon

NOTE = Path(__file__).parents[1] / "tiny_course" / "01_tiny" / "leave_a_note.py"


@pytest.fixture(scope="module")
def bench(engine: docker.DockerClient) -> Iterator[Workbench]:
    with workbench(engine) as bench:
        yield bench


@pytest.fixture
def exercise() -> Exercise:
    return load_exercise(NOTE)


def with_see(tmp_path: Path, command: str) -> Exercise:
    """The exercise, whose finding names another command."""
    path = tmp_path / "01_tiny" / NOTE.name
    path.parent.mkdir()
    path.write_text(re.sub(r"see=.*", f'see=f"{command}",', NOTE.read_text()))
    return load_exercise(path)


def test_what_learners_read_is_written_once_and_shown(
    exercise: Exercise, bench: Workbench, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert list(try_exercise(exercise, bench, golden=tmp_path)) == []
    told = capsys.readouterr().out
    assert "✓ the solution earns every point" in told and "expected" in told
    stored = {path: path.read_text() for path in tmp_path.rglob("*.txt")}
    assert len(stored) == len(exercise.wrongs)
    assert list(try_exercise(exercise, bench, golden=tmp_path)) == []
    assert "wrote" not in capsys.readouterr().out
    assert {path: path.read_text() for path in tmp_path.rglob("*.txt")} == stored


def test_what_is_stored_and_differs_is_a_fault_until_it_is_meant(
    exercise: Exercise, bench: Workbench, tmp_path: Path
) -> None:
    list(try_exercise(exercise, bench, golden=tmp_path))
    path = next(tmp_path.rglob("*.txt"))
    path.write_text(path.read_text().replace("expected", "wanted"))
    (fault,) = try_exercise(exercise, bench, golden=tmp_path)
    assert "-      /note: wanted" in fault and f"check {exercise.id} --update" in fault
    assert list(try_exercise(exercise, bench, golden=tmp_path, update=True)) == []
    assert "expected" in path.read_text()


def test_a_law_that_is_broken_is_named(
    exercise: Exercise, bench: Workbench, tmp_path: Path
) -> None:
    useless = replace(exercise, solution=exercise.starter, wrongs=())
    (fault,) = try_exercise(useless, bench, golden=tmp_path)
    assert fault.startswith("the solution does not earn every point:\n")


@pytest.mark.parametrize(
    ("command", "said"),
    [("true", "`true` prints nothing"), ("cat /nothing", "`cat /nothing` ends with exit code 1")],
)
def test_a_command_that_shows_nothing_is_a_fault(
    command: str, said: str, bench: Workbench, tmp_path: Path
) -> None:
    faults = list(try_exercise(with_see(tmp_path, command), bench, golden=tmp_path / "golden"))
    assert faults and all(said in fault for fault in faults)


def test_a_command_that_is_meant_to_fail_is_none(bench: Workbench, tmp_path: Path) -> None:
    exercise = with_see(tmp_path, "cat /nothing")
    meant = replace(exercise, wrongs=tuple(replace(one, see_fails=True) for one in exercise.wrongs))
    assert list(try_exercise(meant, bench, golden=tmp_path / "golden")) == []


@pytest.mark.parametrize(
    ("which", "said"),
    [("99_none/x", "no such lab.*name one of: 00_daemon"), ("00_daemon/none", "no such exercise")],
)
def test_what_is_not_there_is_said_with_what_is(which: str, said: str) -> None:
    with pytest.raises(ContentError, match=said):
        check_command(which)
