"""Answers that are nearer to each other than chance makes them. A question, never a finding.

Compared are programs, not texts. Short answers are alike by nature, so they are not compared; and
how alike two answers to an exercise usually are decides what is unusual.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, islice
from statistics import median

from rapidfuzz.distance import Indel

from grader.course import Exercise
from grader.results.likeness.tokens import Tokens, lines_of, program

MIN_TOKENS = 40
"""Shorter answers are not compared."""

MIN_TOKENS_WITHOUT_BASE = 80
"""Where there are too few answers to know how alike they usually are."""

MIN_LIKENESS = 0.9
MIN_LIKENESS_WITHOUT_BASE = 0.97
TIMES_CLOSER = 4
"""Two answers are flagged when they differ this many times less than answers usually do."""

BASE_FROM = 10
BASE_SAMPLE = 2_000


@dataclass(frozen=True)
class Group:
    """Submissions whose answers are unusually alike; `likeness` is of the least alike pair."""

    submissions: tuple[str, ...]
    likeness: float


@dataclass(frozen=True)
class Alike:
    """One exercise. `usual` is the likeness of two answers as a rule, None of fewer than five."""

    compared: int
    like_the_solution: int
    usual: float | None
    groups: tuple[Group, ...]


def alike(exercise: Exercise, answers: Mapping[str, str], values: Mapping[str, str]) -> Alike:
    """Which answers to an exercise are near-identical.

    Args:
        answers: source of the answer cells, by submission; one a learner.
        values: given values of all learners, and the keys that they were given as.
    """
    starter = set(lines_of(starter_source(exercise), {}))
    solution = program(exercise.solution, {}, starter)
    programs = {name: program(text, values, starter) for name, text in answers.items()}
    long = {name: tokens for name, tokens in programs.items() if len(tokens) >= MIN_TOKENS}
    coded = dict(zip(("", *long), _coded([solution, *long.values()]), strict=True))
    model = coded.pop("")
    own = {name: text for name, text in coded.items() if likeness(text, model) < MIN_LIKENESS}
    usual = _usual(list(own.values()))
    return Alike(
        compared=len(own),
        like_the_solution=len(coded) - len(own),
        usual=usual,
        groups=_groups(_flagged(own, usual)),
    )


def starter_source(exercise: Exercise) -> str:
    """The answer cell as it is handed out."""
    return f'given = start("{exercise.name}")\n\n{exercise.starter}'


def likeness(one: str, two: str, at_least: float = 0) -> float:
    """1 for the same, 0 for nothing in common or less than `at_least`."""
    return Indel.normalized_similarity(one, two, score_cutoff=at_least)


def _usual(own: Sequence[str]) -> float | None:
    """How alike two answers usually are, from pairs all over the class."""
    every = max(len(own) * (len(own) - 1) // 2 // BASE_SAMPLE, 1)
    sample = [likeness(*pair) for pair in islice(combinations(own, 2), 0, None, every)]
    return median(sample) if len(sample) >= BASE_FROM else None


def _coded(programs: Sequence[Tokens]) -> list[str]:
    """One character a token, so that texts can be compared in place of lists."""
    codes: dict[str, str] = {}
    return [
        "".join(codes.setdefault(token, chr(0x10000 + len(codes))) for token in tokens)
        for tokens in programs
    ]


def _flagged(own: Mapping[str, str], usual: float | None) -> list[tuple[str, str, float]]:
    if usual is None:
        least, shortest = MIN_LIKENESS_WITHOUT_BASE, MIN_TOKENS_WITHOUT_BASE
    else:
        least, shortest = max(MIN_LIKENESS, 1 - (1 - usual) / TIMES_CLOSER), MIN_TOKENS
    if least >= 1:
        return []  # all are the same here, so being the same says nothing
    long = {name: text for name, text in own.items() if len(text) >= shortest}
    compared = (
        (one, two, likeness(long[one], long[two], least)) for one, two in combinations(long, 2)
    )
    return [pair for pair in compared if pair[2] >= least]


def _groups(flagged: Sequence[tuple[str, str, float]]) -> tuple[Group, ...]:
    """Pairs that share a submission belong together."""
    groups: list[tuple[set[str], float]] = []
    for one, two, value in flagged:
        touched = [group for group in groups if one in group[0] or two in group[0]]
        groups = [group for group in groups if group not in touched]
        members = {one, two}.union(*(group[0] for group in touched))
        groups.append((members, min([value, *(group[1] for group in touched)])))
    ordered = sorted(groups, key=lambda group: (-len(group[0]), -group[1]))
    return tuple(Group(tuple(sorted(members)), value) for members, value in ordered)
