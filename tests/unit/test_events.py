"""The learner's file: it only grows, both doors may write it, and a torn line costs nothing."""

from __future__ import annotations

import multiprocessing
import stat
from pathlib import Path

import pytest

from grader.errors import DockyardError
from grader.report import Outcome
from labkit.kernel_side.events import Event, append, is_set_up, last_pass, path_of, read


def passed(exercise: str, points: float = 1) -> Event:
    return Event(kind="check", exercise=exercise, outcome=Outcome.PASSED, points=points)


def test_events_come_back_in_order(tmp_path: Path) -> None:
    written = [passed("01_x/a"), Event(kind="hint", exercise="01_x/b")]
    for event in written:
        append(event, "ada", tmp_path)
    assert list(read("ada", tmp_path)) == written


def test_no_file_is_no_event(tmp_path: Path) -> None:
    assert read("ada", tmp_path) == ()


def test_a_file_that_cannot_be_read_is_said(tmp_path: Path) -> None:
    path_of("ada", tmp_path).mkdir()
    with pytest.raises(DockyardError, match="progress cannot be read"):
        read("ada", tmp_path)


def test_a_torn_last_line_costs_that_line_alone(tmp_path: Path) -> None:
    append(passed("01_x/a"), "ada", tmp_path)
    with path_of("ada", tmp_path).open("a") as file:
        file.write('{"kind": "che')
    append(passed("01_x/b"), "ada", tmp_path)
    assert [event.exercise for event in read("ada", tmp_path)] == ["01_x/a", "01_x/b"]


def test_lines_that_are_no_events_are_stepped_over(tmp_path: Path) -> None:
    path_of("ada", tmp_path).write_bytes(b'\xff\n[]\n{"kind": "other"}\n\n')
    assert read("ada", tmp_path) == ()


def test_anybody_who_shares_the_folder_may_append(tmp_path: Path) -> None:
    append(passed("01_x/a"), "ada", tmp_path)
    assert stat.S_IMODE(path_of("ada", tmp_path).stat().st_mode) == 0o666


@pytest.mark.parametrize("learner", ["../../etc/passwd", "a/b", "ü", ".", "x" * 40])
def test_a_name_never_leaves_the_folder(learner: str, tmp_path: Path) -> None:
    append(passed("01_x/a"), learner, tmp_path)
    assert path_of(learner, tmp_path).parent == tmp_path
    assert len(list(tmp_path.iterdir())) == 1


def acts(*kinds: str, daemon: str = "d", lesson: str = "01_x") -> list[Event]:
    names = {kind: lesson if kind == "cleanup" else f"{lesson}/a" for kind in kinds}
    return [Event(kind=kind, exercise=names[kind], daemon=daemon) for kind in kinds]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("done", "is_there"),
    [
        ([], False),
        (acts("start"), True),
        (acts("reset"), True),
        (acts("start", daemon="another"), False),
        (acts("start", "cleanup"), False),
        (acts("start", "cleanup", "start"), True),
        ([*acts("start"), *acts("cleanup", lesson="01_y")], True),
        ([*acts("start"), *acts("cleanup", daemon="another")], True),
    ],
)
def test_an_exercise_is_set_up_until_its_lesson_is_cleaned_up(
    done: list[Event], is_there: bool
) -> None:
    assert is_set_up("01_x/a", "d", done) is is_there


def test_the_last_pass_is_found_among_later_failures() -> None:
    failed = Event(kind="check", exercise="01_x/a", outcome=Outcome.FAILED)
    done = [passed("01_x/a", 1), passed("01_x/a", 2), failed, passed("01_x/b", 3)]
    best = last_pass("01_x/a", done)
    assert best is not None and best.points == 2
    assert last_pass("01_x/c", done) is None


def test_times_are_utc() -> None:
    assert passed("01_x/a").model_dump_json().split('"at":"')[1].split('"')[0].endswith("Z")


def _append_many(folder: Path) -> None:
    for number in range(50):
        append(passed(f"01_x/{number}"), "ada", folder)


def test_two_writers_lose_nothing(tmp_path: Path) -> None:
    writers = [multiprocessing.Process(target=_append_many, args=(tmp_path,)) for _ in range(2)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert len(read("ada", tmp_path)) == 100
