"""A lesson's acts on a real daemon, through both doors."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import docker
import pytest

from grader.course import load_lesson
from grader.errors import ContentError
from grader.labels import BUSYBOX_IMAGE, EXERCISE, LESSON
from grader.sandbox import Sandbox
from labkit.kernel_side import events
from labkit.lesson.session import Session

pytestmark = pytest.mark.daemon

TINY = Path(__file__).parents[1] / "tiny_course"
NOTE = "01_tiny/leave_a_note"


@pytest.fixture
def door(
    sandbox: Sandbox,
    client: docker.DockerClient,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> Iterator[pytest.MonkeyPatch]:
    """The plain kernel on an engine of one's own; afterwards the engine is as before."""
    monkeypatch.setenv("DOCKER_HOST", f"unix://{sandbox.path}/docker.sock")
    monkeypatch.setenv("DOCKYARD_LEARNER", "course")
    monkeypatch.setenv("DOCKYARD_STATE", str(tmp_path))
    monkeypatch.delenv("DOCKYARD_DOOR", raising=False)
    yield monkeypatch
    for container in client.containers.list(all=True):
        container.remove(force=True)


@pytest.fixture
def session(door: pytest.MonkeyPatch) -> Session:
    return Session.open(load_lesson(TINY / "01_tiny"))


def solve(session: Session, name: str) -> dict[str, object]:
    """Runs the answer cell of a solved notebook. Returns: the notebook's variables."""
    given, _ = session.start(name)
    exercise = session.lesson.exercise(name)
    answer = exercise.run_cell(exercise.solution, session.new_client(), given)
    return {"given": given, "answer": answer}


def names(client: docker.DockerClient) -> set[str]:
    return {container.name for container in client.containers.list(all=True)}


def test_a_solved_exercise_passes_and_is_written_down(session: Session, tmp_path: Path) -> None:
    card = session.check("leave_a_note", solve(session, "leave_a_note"))
    assert card.text.splitlines()[0] == f"{NOTE}: passed, 3 of 3 points"
    began, event = events.read("course", tmp_path)
    assert (began.kind, began.exercise) == ("start", NOTE)
    assert (event.kind, event.exercise, event.points) == ("check", NOTE, 3)


def test_an_answer_is_read_from_the_notebook(session: Session) -> None:
    variables = solve(session, "count_the_layers")
    assert "passed" in session.check("count_the_layers", variables).text
    assert "not yet" in session.check("count_the_layers", {"answer": 99}).text


def test_no_answer_is_no_attempt(session: Session) -> None:
    session.start("count_the_layers")
    assert "not started" in session.check("count_the_layers", {}).text


def test_an_answer_that_is_no_data_is_told_of(session: Session) -> None:
    session.start("count_the_layers")
    card = session.check("count_the_layers", {"answer": object()})
    assert "`answer` is of type object" in card.text


def test_check_before_start_says_what_to_run(session: Session) -> None:
    assert 'given = start("leave_a_note")' in session.check("leave_a_note", {}).text


def restarted(session: Session) -> Session:
    """The session of a new kernel, in which nothing was run yet."""
    return Session.open(session.lesson)


def test_hints_are_still_there_after_a_restart(session: Session) -> None:
    session.hint("leave_a_note")
    assert restarted(session).hints_shown[NOTE] == 1


def test_what_passed_before_a_restart_is_remembered(session: Session, tmp_path: Path) -> None:
    session.check("leave_a_note", solve(session, "leave_a_note"))
    for path in filter(Path.is_file, tmp_path.rglob("*")):
        path.write_text(path.read_text().replace(session.daemon_id, "another daemon"))
    text = restarted(session).check("leave_a_note", {}).text
    assert "not started" in text
    assert "It passed earlier, 3 of 3 points" in text


def test_on_the_same_daemon_a_started_exercise_stays_started(session: Session) -> None:
    variables = solve(session, "leave_a_note")
    assert "passed" in restarted(session).check("leave_a_note", {**variables}).text
    assert "not started" in restarted(session).check("count_the_layers", {}).text


def test_an_answer_that_the_kernel_has_forgotten_is_told_of(session: Session) -> None:
    session.check("count_the_layers", solve(session, "count_the_layers"))
    again = restarted(session)
    text = again.check("count_the_layers", {}).text
    assert "This kernel is a new one and knows no `answer`" in text
    assert "It passed earlier, 1 of 1 point, and that stays." in text
    again.start("count_the_layers")
    assert "knows no `answer`" not in again.check("count_the_layers", {}).text


def test_what_was_cleaned_up_is_not_started_after_a_restart(session: Session) -> None:
    session.check("leave_a_note", solve(session, "leave_a_note"))
    session.cleanup()
    again = restarted(session)
    assert "01_tiny/leave_a_note" not in again.given
    assert "It passed earlier, 3 of 3 points" in again.check("leave_a_note", {}).text


def test_a_pass_is_remembered_beside_a_later_failure(session: Session) -> None:
    session.check("count_the_layers", solve(session, "count_the_layers"))
    text = session.check("count_the_layers", {"answer": 99}).text
    assert "not yet" in text and "It passed earlier, 1 of 1 point" in text


def test_progress_that_cannot_be_read_stops_no_lesson(session: Session, tmp_path: Path) -> None:
    events.path_of("course", tmp_path).mkdir()
    assert "not started" in restarted(session).check("leave_a_note", {}).text


def test_an_unknown_name_lists_the_known_ones(session: Session) -> None:
    with pytest.raises(ContentError, match="leave_a_note, count_the_layers"):
        session.check("leave_a_not", {})


def test_each_start_begins_afresh(session: Session, client: docker.DockerClient) -> None:
    solve(session, "leave_a_note")
    given, _ = session.start("leave_a_note")
    assert given.note not in names(client)


def test_reset_removes_this_exercise_and_nothing_else(
    session: Session, client: docker.DockerClient
) -> None:
    mine = client.containers.create(BUSYBOX_IMAGE, name="not-ours").name
    solve(session, "leave_a_note")
    solve(session, "count_the_layers")
    demonstration = session.new_client().containers.create(BUSYBOX_IMAGE, name="shown").name
    session.current = ""
    card = session.reset("leave_a_note")
    assert "Removed: 1 container." in card.text
    assert {mine, demonstration} <= names(client)


def test_what_comes_after_a_reset_is_not_the_exercises(session: Session) -> None:
    solve(session, "leave_a_note")
    session.reset("leave_a_note")
    assert EXERCISE not in session.labels()


def test_on_an_own_engine_a_stranger_with_a_given_name_stays(
    session: Session, client: docker.DockerClient
) -> None:
    given, _ = session.start("leave_a_note")
    client.containers.create(BUSYBOX_IMAGE, name=given.note)
    card = session.reset("leave_a_note")
    assert given.note in names(client)
    assert f"container {given.note} carries no label of this lesson" in card.text


def test_in_a_sandbox_what_bears_a_given_name_goes(
    session: Session, door: pytest.MonkeyPatch, client: docker.DockerClient
) -> None:
    door.setenv("DOCKYARD_DOOR", "sandbox")
    given, _ = session.start("leave_a_note")
    client.containers.create(BUSYBOX_IMAGE, name=given.note)
    client.images.get(BUSYBOX_IMAGE).tag(given.note, "v1")
    assert "Removed: 1 container, 1 image." in session.reset("leave_a_note").text
    assert client.images.get(BUSYBOX_IMAGE).tags == [BUSYBOX_IMAGE]


def test_reset_sets_up_again(session: Session, client: docker.DockerClient) -> None:
    given, _ = session.start("count_the_layers")
    client.images.remove(given.image, force=True)
    card = session.reset("count_the_layers")
    assert "carries no label" not in card.text
    assert client.images.get(given.image).labels[EXERCISE] == "01_tiny/count_the_layers"


def test_cleanup_removes_the_lesson_and_nothing_else(
    session: Session, client: docker.DockerClient
) -> None:
    client.containers.create(BUSYBOX_IMAGE, name="not-ours")
    solve(session, "leave_a_note")
    solve(session, "count_the_layers")
    session.cleanup()
    assert names(client) == {"not-ours"}
    assert not client.images.list(filters={"label": f"{LESSON}=01_tiny"})
    assert client.images.get(BUSYBOX_IMAGE)


def test_what_a_check_makes_is_labelled_too(session: Session) -> None:
    session.start("count_the_layers")
    made = session.checker.containers.create(BUSYBOX_IMAGE)
    assert made.labels[LESSON] == "01_tiny"


def test_hints_come_one_by_one(session: Session) -> None:
    cards = [session.hint("leave_a_note").text for _ in range(4)]
    assert [card.splitlines()[0].partition(": ")[2] for card in cards] == [
        "hint 1 of 3",
        "hint 2 of 3",
        "hint 3 of 3",
        "hint 3 of 3",
    ]
    assert "A container has a name." in cards[1]


def test_a_solution_is_the_cell_that_would_run(session: Session) -> None:
    card = session.solution("count_the_layers")
    assert 'answer = len(image.attrs["RootFS"]["Layers"])' in card.text
    assert "one way" in card.text


def test_reopening_keeps_what_was_started(session: Session) -> None:
    variables = solve(session, "leave_a_note")
    again = Session.open(session.lesson, session)
    assert "passed" in again.check("leave_a_note", variables).text


def test_progress_that_cannot_be_saved_is_told_and_stops_nothing(
    session: Session, door: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "file").touch()
    door.setenv("DOCKYARD_STATE", str(tmp_path / "file" / "below"))
    card = session.check("leave_a_note", solve(session, "leave_a_note"))
    assert "passed" in card.text
    assert "could not be saved" in card.text


@pytest.mark.parametrize(
    ("way_in", "next_step"),
    [("sandbox", "Kernel → Restart gives a fresh daemon"), ("own", "Does your engine run?")],
)
def test_a_daemon_that_is_gone_is_a_broken_lab(
    session: Session, sandbox: Sandbox, door: pytest.MonkeyPatch, way_in: str, next_step: str
) -> None:
    session.start("leave_a_note")
    session.checker = docker.DockerClient(f"unix://{sandbox.path}/docker.sock")
    session.checker.api.adapters["http+docker://"].socket_path = "/nonexistent"
    door.setenv("DOCKYARD_DOOR", way_in)
    text = session.check("leave_a_note", {}).text
    assert "lab broken" in text
    assert "costs no point" in text
    assert next_step in text and "`./dockyard doctor` in a terminal" in text


def test_opening_a_lesson_tells_how_the_kernel_before_ended(
    session: Session, door: pytest.MonkeyPatch
) -> None:
    door.setenv("DOCKYARD_DOOR", "sandbox")
    assert "memory" not in session.opened().text
    door.setenv("DOCKYARD_ENDED", "The sandbox took more than 2048 MiB of memory.")
    assert "The sandbox took more than 2048 MiB of memory." in session.opened().text
