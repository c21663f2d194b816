"""A life line that is opened again ends the one before; others go on side by side."""

from __future__ import annotations

from collections.abc import Callable

from labkit.visual.lifeline import Lifeline, Lifelines, Story


class Watches:
    """Watches that see nothing, and how many of them go on."""

    def __init__(self) -> None:
        self.running, self.lines = 0, Lifelines()

    def open(self, name: str) -> Lifeline:
        return self.lines.open((name,), self.begin)

    def begin(self, changed: Callable[[], None]) -> Watch:
        self.running += 1
        return Watch(self)


class Watch:
    story = Story({}, ())

    def __init__(self, watches: Watches) -> None:
        self.watches = watches

    def stop(self) -> None:
        self.watches.running -= 1


def test_a_cell_that_is_run_again_leaves_no_second_watch() -> None:
    watches = Watches()
    for _ in range(3):
        line = watches.open("web")
    assert watches.running == 1
    line.stop()
    assert watches.running == 0


def test_other_containers_are_watched_side_by_side() -> None:
    watches = Watches()
    with watches.open("web"), watches.open("db"):
        assert watches.running == 2
    assert watches.running == 0
