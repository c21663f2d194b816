"""Building the tiny course: written, current, out of date, and what ends a build.

Its kernels are plain ones on the sandbox's daemon, as on an engine of one's own, and so run one
after another.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import docker
import pytest

from grader.errors import ContentError
from grader.sandbox import Sandbox
from labkit.authoring.builder import build_course
from labkit.authoring.pages import Trees

pytestmark = [pytest.mark.daemon, pytest.mark.notebook]

TINY = Path(__file__).parents[1] / "tiny_course"


@pytest.fixture
def trees(
    sandbox: Sandbox, client: docker.DockerClient, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> Iterator[Trees]:
    """A copy of the tiny course, and an engine for its notebooks."""
    shutil.copytree(TINY, tmp_path / "labs")
    monkeypatch.setenv("DOCKER_HOST", f"unix://{sandbox.path}/docker.sock")
    monkeypatch.setenv("DOCKYARD_LABS", str(tmp_path / "labs"))
    yield Trees(tmp_path / "labs", tmp_path / "notebooks", tmp_path / "solutions")
    for container in client.containers.list(all=True):
        container.remove(force=True)


def build(trees: Trees, *only: str, check: bool = False) -> int:
    return build_course(trees, only=only, check=check, kernel="python3", at_once=1)


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))


def test_both_trees_are_written_and_then_current(
    trees: Trees, capsys: pytest.CaptureFixture[str]
) -> None:
    assert build(trees) == 0
    written = {path: path.read_text() for path in trees.labs.parent.glob("*/*.ipynb")}
    assert len(written) == 3
    assert "passed, 3 of 3 points" in written[trees.solutions / "01_tiny.ipynb"]
    assert "not started, 0 of 3 points" in written[trees.notebooks / "01_tiny.ipynb"]
    assert build(trees, check=True) == 0
    assert "3 of 3 notebooks are current" in capsys.readouterr().out


def test_check_shows_how_a_stored_notebook_differs_and_writes_nothing(
    trees: Trees, capsys: pytest.CaptureFixture[str]
) -> None:
    build(trees, "start")
    stored = trees.notebooks / "start.ipynb"
    edit(stored, "0 of 4 points", "4 of 4 points")
    falsified = stored.read_text()
    assert build(trees, "start", check=True) == 1
    printed = capsys.readouterr().out
    assert "--- notebooks/start.ipynb (stored)" in printed
    assert "Next: ./dockyard build start" in printed
    assert stored.read_text() == falsified


def test_a_notebook_that_no_lesson_makes_is_found_and_removed(
    trees: Trees, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.rmtree(trees.labs / "01_tiny")
    build(trees)
    orphan = trees.notebooks / "01_tiny.ipynb"
    orphan.write_text("{}")
    assert build(trees, check=True) == 1
    assert "notebooks/01_tiny.ipynb is no lesson's" in capsys.readouterr().out
    assert build(trees) == 0
    assert not orphan.exists()


def test_a_solution_that_does_not_pass_ends_the_build(trees: Trees) -> None:
    exercise = trees.labs / "01_tiny" / "leave_a_note.py"
    edit(exercise, "echo {given.word} >", "echo wrong >")
    with pytest.raises(ContentError, match=r"leave_a_note\.py.*✗ .*holds the word"):
        build(trees, "01_tiny")
    assert not trees.solutions.exists()


def test_a_solution_that_raises_ends_the_build_and_names_the_cell(trees: Trees) -> None:
    edit(trees.labs / "01_tiny" / "leave_a_note.py", "echo {given.word} >", "echo {given.wod} >")
    with pytest.raises(ContentError, match=r"cell leave_a_note-answer.*AttributeError"):
        build(trees, "01_tiny")


def test_a_demonstration_that_raises_ends_the_build(trees: Trees) -> None:
    edit(trees.labs / "01_tiny" / "lesson.md", "client.ping()", "client.pong()")
    with pytest.raises(ContentError, match="cell a-first-look-2"):
        build(trees, "01_tiny")


def test_a_kernel_that_dies_is_named_as_such(trees: Trees) -> None:
    edit(trees.labs / "start.md", "status()\n", "import os; os._exit(1)\n")
    with pytest.raises(Exception, match="the kernel died"):
        build(trees, "start")
