"""Measuring contenders in turn, and what may be said of their ratio afterwards.

Every round runs each contender once, so that whatever else the machine does hits all alike; the
order turns with the rounds. A ratio is taken within a round, never across rounds. Knows no
contender.
"""

from __future__ import annotations

import statistics
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import comb

CONFIDENCE = 0.95


@dataclass(frozen=True)
class Contender:
    """Something to time. `run` does it once and returns the seconds for one item."""

    name: str
    run: Callable[[], float]


@dataclass(frozen=True)
class Ratio:
    """The median of the ratios of all rounds, and an interval that holds the true median.

    `confidence` is the interval's own, which few rounds keep below what one would like.
    """

    median: float
    low: float
    high: float
    confidence: float


@dataclass(frozen=True)
class Goal:
    """The time of `contender` is at most `at_most` times that of `against`."""

    contender: str
    against: str
    at_most: float

    def ratio(self, times: Mapping[str, Sequence[float]]) -> Ratio:
        pairs = zip(times[self.contender], times[self.against], strict=True)
        return ratio_of([mine / other for mine, other in pairs])

    def is_met(self, times: Mapping[str, Sequence[float]]) -> bool:
        return self.ratio(times).median <= self.at_most


def rounds(contenders: Sequence[Contender], number: int) -> Iterator[dict[str, float]]:
    """Seconds by contender, round by round, after one warm-up of each that does not count."""
    for contender in contenders:
        contender.run()
    for turn in range(number):
        first = turn % len(contenders)
        order = [*contenders[first:], *contenders[:first]]
        yield {contender.name: contender.run() for contender in order}


def ratio_of(ratios: Sequence[float]) -> Ratio:
    """The median and its interval from order statistics: no assumption on how times scatter.

    Example:
        >>> ratio_of([1.0, 1.1, 1.2, 1.3, 1.4, 9.9])
        Ratio(median=1.25, low=1.0, high=9.9, confidence=0.96875)
    """
    ordered, count = sorted(ratios), len(ratios)
    cut = max((k for k in range(count // 2) if _covers(k, count) >= CONFIDENCE), default=0)
    return Ratio(statistics.median(ordered), ordered[cut], ordered[-1 - cut], _covers(cut, count))


def _covers(cut: int, count: int) -> float:
    """How likely the median lies between the values left when `cut` go at either end."""
    return 1 - 2 * sum(comb(count, k) for k in range(cut + 1)) / (1 << count)
