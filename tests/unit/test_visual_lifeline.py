"""The life line, from events as facts."""

from __future__ import annotations

import time

import pytest

from grader.daemon import Event
from labkit.visual.lifeline import Moment, Story, lifeline_card
from labkit.visual.lifeline.lifeline import moments, spans
from tests.golden_text import assert_golden


def event(action: str, name: str = "web", *, at: float = 0, **attributes: str) -> Event:
    return Event("container", action, f"id of {name}", name, {"name": name, **attributes}, at)


LIVES = (
    event("create", at=1),
    event("start", at=1.2),
    event("create", "db", at=1.5),
    event("start", "db", at=1.6),
    event("exec_create: ls /", at=2),
    event("exec_start: ls /", at=2),
    event("exec_die", at=2.1, exitCode="0"),
    event("health_status: healthy", at=3),
    event("pause", "db", at=4),
    event("unpause", "db", at=4.5),
    event("oom", "db", at=5),
    event("die", "db", at=5.1, exitCode="137"),
    event("kill", at=6, signal="15"),
    event("die", at=6.5, exitCode="0"),
    event("destroy", at=7),
)


def states(*events: Event, before: str = "") -> list[str]:
    story = Story({"web": before}, moments(events))
    return [span.state for span in spans(story, "web")]


def test_lives_read_as_last_time(request: pytest.FixtureRequest) -> None:
    assert_golden(request, "visuals/lifeline.txt", lifeline_card(Story({}, moments(LIVES))).text)


def test_what_stays_in_a_notebook_has_no_times() -> None:
    slower = tuple(
        Event(one.kind, one.action, one.id, one.name, one.attributes, one.time_s * 7)
        for one in LIVES
    )
    cards = [lifeline_card(Story({}, moments(events))) for events in (LIVES, slower)]
    assert cards[0] == cards[1]


def test_live_view_says_how_long_after_the_first_event() -> None:
    assert "+6.0 s" in lifeline_card(Story({}, moments(LIVES)), volatile=True).html


def test_restart_by_policy_is_an_end_and_a_new_beginning() -> None:
    found = states(event("start"), event("die", exitCode="1"), event("start"))
    assert found == ["running", "exited (1)", "running"]


def test_health_is_part_of_running() -> None:
    found = states(event("start"), event("health_status: unhealthy"))
    assert found == ["running", "running, unhealthy"]


def test_state_from_before_the_watch_is_kept() -> None:
    assert states(event("pause"), before="running") == ["paused"]
    assert states(event("kill", signal="9"), before="running") == ["running"]


@pytest.mark.parametrize(
    ("happened", "mark"),
    [
        (event("kill", signal="15"), "kill SIGTERM"),
        (event("kill", signal="99"), "kill 99"),
        (event("exec_start: sh -c true "), "exec sh -c true"),
        (event("restart"), "restart"),
        (event("oom"), "oom"),
    ],
)
def test_mark_says_what_was_done(happened: Event, mark: str) -> None:
    assert [one.mark for one in moments([happened])] == [mark]


@pytest.mark.parametrize("action", ["attach", "archive-path", "exec_die", "exec_create: ls", "top"])
def test_what_says_nothing_of_a_life_is_left_out(action: str) -> None:
    assert moments([event(action)]) == ()


def test_renamed_container_keeps_its_line() -> None:
    renamed = Event("container", "rename", "id of web", "shop", {"name": "shop"}, 2)
    stopped = Event("container", "die", "id of web", "shop", {"exitCode": "0"}, 3)
    found = moments([event("start"), renamed, stopped])
    assert {one.container for one in found} == {"web"}
    assert found[1].mark == "renamed shop"


def test_every_row_has_as_many_columns_as_things_happened() -> None:
    story = Story({}, moments(LIVES))
    for name in ("web", "db"):
        assert sum(span.columns for span in spans(story, name)) == len(story.moments)


def test_named_container_has_a_line_before_anything_happens() -> None:
    card = lifeline_card(Story({}, (), named=("web",)), watching=True)
    assert "Nothing has happened yet." in card.text and "web" in card.text


def test_long_life_is_cut_to_its_latest_part_and_says_so() -> None:
    many = tuple(Moment("web", number, "", f"exec {number}") for number in range(100))
    card = lifeline_card(Story({"web": "running"}, many))
    assert "60 earlier events are not shown." in card.text
    assert "exec 59" not in card.text and "running [exec 60" in card.text


def test_names_and_commands_are_escaped() -> None:
    card = lifeline_card(Story({}, moments([event("exec_start: echo <script>", "<b>")])))
    assert "<script>" not in card.html and "<b>" not in card.html


def test_long_life_is_drawn_at_once() -> None:
    many = tuple(
        Moment(f"box-{number % 10}", number, "running", f"exec {number}") for number in range(5000)
    )
    started = time.process_time()
    lifeline_card(Story({}, many), volatile=True)
    assert time.process_time() - started < 0.2
