"""What a bench may say of its rounds: turns, ratios, intervals, goals."""

from __future__ import annotations

import doctest

import pytest

from bench import pairs
from bench.pairs import Contender, Goal, ratio_of, rounds


def contender(name: str, log: list[str]) -> Contender:
    def run() -> float:
        log.append(name)
        return float(len(log))

    return Contender(name, run)


def test_every_round_runs_each_contender_once_and_another_one_first() -> None:
    log: list[str] = []
    list(rounds([contender(name, log) for name in "abc"], 3))
    assert "".join(log) == "abc" + "abc" + "bca" + "cab"


def test_the_warm_up_does_not_count() -> None:
    log: list[str] = []
    assert list(rounds([contender("a", log), contender("b", log)], 1)) == [{"a": 3, "b": 4}]


def test_an_interval_leaves_out_extremes_only_where_rounds_suffice() -> None:
    assert (ratio_of([1, 2, 3, 4, 5, 6, 7, 8]).low, ratio_of(range(1, 10)).low) == (1, 2)
    assert ratio_of(range(1, 10)).confidence >= pairs.CONFIDENCE


def test_few_rounds_say_how_little_they_are_worth() -> None:
    assert ratio_of([2.0, 1.0, 4.0]).confidence == 0.75


def test_a_ratio_is_taken_within_a_round() -> None:
    # The machine was ten times slower in the second round, for both.
    times = {"ours": [1.0, 10.0, 1.0], "theirs": [2.0, 20.0, 2.0]}
    assert Goal("ours", "theirs", at_most=1).ratio(times).median == 0.5


@pytest.mark.parametrize(("at_most", "met"), [(0.5, True), (0.49, False)])
def test_a_goal_is_met_up_to_its_limit(at_most: float, met: bool) -> None:
    times = {"ours": [1.0, 1.0], "theirs": [2.0, 2.0]}
    assert Goal("ours", "theirs", at_most=at_most).is_met(times) is met


def test_the_examples_of_pairs_run() -> None:
    assert doctest.testmod(pairs) == (0, 1)
