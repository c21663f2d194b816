"""Which files are submissions and whose: by path alone."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from grader.errors import SubmissionError
from grader.grading.one import Submission, find_submissions
from grader.grading.one.submission import FoundFile, named

LABS = Path(__file__).parents[1] / "submissions" / "labs"


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    return tmp_path / "inbox"


def put(*paths: Path) -> None:
    for path in paths:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("{}")


def find(*paths: Path, out: Path = Path("graded"), labs: Path = LABS) -> tuple[Submission, ...]:
    return find_submissions(paths, labs=labs, leave_out=out)


def learners(found: tuple[Submission, ...]) -> list[tuple[str, str]]:
    return [(one.name, one.learner) for one in found]


def test_a_folder_of_learners_is_named_by_its_folders(inbox: Path) -> None:
    put(inbox / "ada" / "01_tiny.ipynb", inbox / "bob" / "deep" / "01_tiny.ipynb")
    assert learners(find(inbox)) == [("ada__01_tiny", "ada"), ("bob__01_tiny", "bob")]


def test_a_flat_folder_is_named_by_its_files(inbox: Path) -> None:
    put(inbox / "ada__01_tiny.ipynb", inbox / "bob.ipynb")
    assert learners(find(inbox)) == [("ada__01_tiny", "ada"), ("bob", "bob")]


def test_the_folder_wins_over_what_a_learner_called_the_file(inbox: Path) -> None:
    put(inbox / "ada" / "bob__01_tiny.ipynb")
    assert find(inbox)[0].learner == "ada"


def test_a_file_called_like_a_lesson_is_its_folders(inbox: Path) -> None:
    put(inbox / "ada" / "01_tiny.ipynb")
    assert learners(find(inbox / "ada" / "01_tiny.ipynb")) == [("01_tiny", "ada")]
    assert learners(find(inbox / "ada")) == [("01_tiny", "ada")]


def test_a_notebook_of_this_checkout_is_whose_who_runs_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DOCKYARD_LEARNER", "grace")
    work = tmp_path / "work"
    put(tmp_path / "labs" / "01_tiny" / "lesson.md", work / "01_tiny.ipynb", work / "try.ipynb")
    put(work / "start.ipynb")
    found = find(work, labs=tmp_path / "labs")
    assert learners(found) == [("01_tiny", "grace"), ("try", "grace")]
    assert find(work / "01_tiny.ipynb", labs=tmp_path / "labs") == found[:1]


def test_same_file_names_get_different_reports(inbox: Path) -> None:
    files = [inbox / "a" / "nb.ipynb", inbox / "b" / "nb.ipynb", inbox / "c" / "b__nb.ipynb"]
    put(*files)
    assert [one.name for one in find(*files)] == ["nb", "b__nb", "c__b__nb"]


def test_names_that_differ_only_in_case_are_the_same_name(inbox: Path) -> None:
    put(inbox / "Ada.ipynb", inbox / "ada.ipynb")
    assert len({one.name.casefold() for one in find(inbox)}) == 2


def test_a_file_is_graded_once_however_often_it_is_named(inbox: Path) -> None:
    put(inbox / "ada.ipynb")
    assert len(find(inbox, inbox / "ada.ipynb", inbox / ".." / "inbox")) == 1


def test_results_and_hidden_folders_are_no_submissions(inbox: Path) -> None:
    put(
        inbox / "ada.ipynb",
        inbox / "graded" / "notebooks" / "ada.ipynb",
        inbox / ".ipynb_checkpoints" / "ada.ipynb",
        inbox / "__MACOSX" / "ada.ipynb",
        inbox / "._ada.ipynb",
    )
    assert len(find(inbox, out=inbox / "graded")) == 1


def test_linked_folders_are_not_entered(inbox: Path, tmp_path: Path) -> None:
    put(inbox / "ada.ipynb", tmp_path / "elsewhere" / "secret.ipynb")
    (inbox / "link").symlink_to(tmp_path / "elsewhere")
    assert [one.path.name for one in find(inbox)] == ["ada.ipynb"]


def test_a_name_is_safe_in_a_path_and_in_a_table(inbox: Path) -> None:
    put(inbox / "=1+2 ….ipynb", inbox / "林.ipynb", inbox / "---.ipynb")
    names = {one.name for one in find(inbox)}
    assert names == {"_1_2_", "林", "submission"}


@pytest.mark.parametrize("path", ["absent.ipynb", "absent", "empty"])
def test_a_path_with_nothing_to_grade_is_one_clear_line(inbox: Path, path: str) -> None:
    (inbox / "empty").mkdir(parents=True)
    with pytest.raises(SubmissionError) as raised:
        find(inbox / path)
    assert str(inbox / path) in str(raised.value)
    assert "Next: " in str(raised.value)
    assert "\n" not in str(raised.value)


def test_naming_ten_thousand_files_is_no_work(tmp_path: Path) -> None:
    found = [FoundFile(tmp_path / f"{n}.ipynb", str(n), f"learner-{n}") for n in range(10_000)]
    owners = {f"learner-{n}": str(n) for n in range(10_000)}
    began_s = time.process_time()
    assert len({one.name for one in named(found, owners)}) == 10_000
    assert time.process_time() - began_s < 4
