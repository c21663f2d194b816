"""What a notebook calls to look: a life line that is opened again ends the one before."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from labkit import see
from labkit.visual.lifeline import Story


class Watch:
    """A watch that sees nothing, and counts those that go on."""

    running = 0

    def __init__(self, _: object, names: tuple[str, ...], __: Callable[[], None]) -> None:
        self.story = Story({}, (), names)
        Watch.running += 1

    def stop(self) -> None:
        Watch.running -= 1


@pytest.fixture
def client(monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setattr(see, "Watch", Watch)
    monkeypatch.setattr(see, "_WATCHED", {})
    monkeypatch.setattr(Watch, "running", 0)
    return None


def test_a_cell_that_is_run_again_leaves_no_second_watch(client: Any) -> None:
    for _ in range(3):
        line = see.lifeline(client, "web")
    assert Watch.running == 1
    line.stop()
    assert Watch.running == 0


def test_other_containers_are_watched_side_by_side(client: Any) -> None:
    with see.lifeline(client, "web"), see.lifeline(client, "db"):
        assert Watch.running == 2
    assert Watch.running == 0
