"""Grading into a store that graders share, and names that stay whose they are."""

from __future__ import annotations

import signal
from pathlib import Path

import pytest

from grader.grading.many import Scale, grade_command
from grader.grading.one import Rules
from grader.report import SubmissionReport
from tests import postgres
from tests.daemon import graders
from tests.daemon.handed_in import TINY, TINY_LABS, answer_cell, check_cell, hand_in, notebook

pytestmark = [pytest.mark.daemon, pytest.mark.timeout(600), pytest.mark.usefixtures("run_base")]

NOTE = TINY.exercises[0]
NOTE_SOLVED = [answer_cell(NOTE, NOTE.solution), check_cell(NOTE)]


def grade(paths: list[Path], out: Path, **options: str) -> int:
    return grade_command(paths, out, rules=Rules(TINY_LABS), scale=Scale(1), **options)


def test_a_run_on_postgresql_goes_on_in_another_folder_and_writes_everything_there(
    postgres_server: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    inbox = tmp_path / "in"
    hand_in(notebook(NOTE_SOLVED), inbox / "ada.ipynb")
    hand_in(notebook([]), inbox / "bob.ipynb")
    with postgres.database(postgres_server) as url:
        monkeypatch.setenv("DOCKYARD_STORE", url)
        killed = graders.start(
            inbox, tmp_path / "one", jobs=1, kill=("after", "grader.store.jobs:Store.finish", 1)
        )
        assert graders.ended(killed) == -signal.SIGKILL
        assert graders.grade(inbox, tmp_path / "two", jobs=1) == 0
    two = tmp_path / "two"
    assert graders.grades(two) == {"ada": ("3", "graded"), "bob": ("0", "graded")}
    assert sorted(graders.records(two)) == ["ada", "bob"]
    assert (two / "notebooks" / "ada.ipynb").is_file()
    assert not (two / "store.sqlite").exists()


def test_a_submission_graded_by_itself_takes_nobody_elses_name(tmp_path: Path) -> None:
    out = tmp_path / "out"
    for learner in ("ada", "bob"):
        (tmp_path / learner).mkdir()
        (tmp_path / learner / "01_tiny.ipynb").write_text(f"no JSON, says {learner}")
        assert grade([tmp_path / learner / "01_tiny.ipynb"], out) == 1
    assert grade([tmp_path / "ada" / "01_tiny.ipynb"], out) == 1
    assert sorted(graders.grades(out)) == ["01_tiny", "bob__01_tiny"]
    assert sorted(graders.records(out)) == ["01_tiny", "bob__01_tiny"]


def test_a_wrong_path_makes_no_store(tmp_path: Path) -> None:
    with pytest.raises(Exception, match="no such file or folder"):
        grade([tmp_path / "absent"], tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_a_name_that_is_no_text_is_graded_like_any_other(tmp_path: Path) -> None:
    folder = Path(f"{tmp_path}/in/\udcff")
    folder.mkdir(parents=True)
    (folder / "01_tiny.ipynb").write_text("no JSON")
    assert grade([tmp_path / "in"], tmp_path / "out") == 1
    assert graders.records(tmp_path / "out") == list(graders.grades(tmp_path / "out"))


def test_a_page_that_cannot_be_made_stops_neither_the_run_nor_its_grade(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("ada", "bob"):
        hand_in(notebook([]), tmp_path / "in" / f"{name}.ipynb").write_text(f"no JSON, {name}")

    def torn(out: Path, report: SubmissionReport) -> None:
        raise KeyError("torn")

    monkeypatch.setattr("grader.grading.many.delivery.publish_submission", torn)
    assert grade([tmp_path / "in"], tmp_path / "out") == 2
    assert "its pages and exports could not be made (KeyError: 'torn')" in capsys.readouterr().out
    assert sorted(graders.records(tmp_path / "out")) == ["ada", "bob"]
    monkeypatch.undo()
    assert grade([tmp_path / "in"], tmp_path / "out") == 1
