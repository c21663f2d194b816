"""What a learner is told of a kernel that ended by itself. No engine: tests/daemon has one."""

from __future__ import annotations

from typing import Any

import pytest

from grader.sandbox import ENDED
from grader.sandbox.endings import FRESH, KEPT, Past, in_words

NO_SANDBOX: Any = None


@pytest.mark.parametrize(
    ("acts", "is_running", "sentence"),
    [
        ({"oom", "kill", "die"}, False, "The sandbox took more than 2048 MiB of memory."),
        ({"oom", "exec_die"}, True, "The sandbox took more than 2048 MiB of memory."),
        ({"kill", "die"}, False, "The sandbox was ended from outside."),
        ({"die"}, False, "The sandbox ended: a process that it needs was gone."),
        ({"exec_die"}, True, "The kernel's Python process ended."),
    ],
)
def test_an_end_is_one_sentence(acts: set[str], is_running: bool, sentence: str) -> None:
    assert in_words(acts, is_running=is_running) == sentence


def told_by(past: Past) -> str:
    return past.look_back(NO_SANDBOX, lambda sandbox, since: "It ended.")


@pytest.mark.parametrize(("kept", "daemon"), [(True, KEPT), (False, FRESH)])
def test_the_next_kernel_is_told_once(kept: bool, daemon: str) -> None:
    past = Past()
    past.begins(kept=False)
    past.saw(137)
    assert told_by(past) == "It ended."
    assert told_by(past) == ""
    assert past.begins(kept=kept) == {ENDED: f"It ended. {daemon}"}
    assert past.begins(kept=kept) == {}


@pytest.mark.parametrize("exit_code", [None, 0])
def test_a_kernel_that_runs_or_was_asked_to_end_is_no_news(exit_code: int | None) -> None:
    past = Past()
    past.begins(kept=False)
    past.saw(exit_code)
    assert told_by(past) == ""


def test_an_end_by_our_own_hand_is_no_news() -> None:
    past = Past(ends_by_us=True)
    past.saw(137)
    assert told_by(past) == ""
    past.begins(kept=False)
    past.saw(137)
    assert told_by(past), "the next one's end is news again"
