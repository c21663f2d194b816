"""Whose given values are whose: what each learner got, and who wrote somebody else's.

A value that hardly two learners share, in the code of a learner who got another one, has come
from somewhere. Small numbers and plain words are shared by chance and say nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from grader.course import Exercise, Given, seed

WORDS = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]*")
SAMPLE = 64
RARE = 60
"""Of SAMPLE made-up learners, how many must differ for a value to be somebody's own."""


@dataclass(frozen=True)
class Variant:
    """What the given values of one submission hang on."""

    learner: str
    course_run: str
    attempt: int

    def given(self, exercise: Exercise) -> Given:
        return exercise.given(
            seed(self.learner, exercise.id, course_run=self.course_run, attempt=self.attempt)
        )


@dataclass(frozen=True)
class Copied:
    """A value in the code of one submission that was given to another learner."""

    exercise: str
    submission: str
    key: str
    value: str
    owner: str


def foreign_values(
    exercise: Exercise, code: Mapping[str, tuple[Variant, str]], others: Iterable[Variant]
) -> tuple[Copied, ...]:
    """Every value of one exercise that stands in the code of somebody else.

    Args:
        code: by submission: whose it is, and all the code of it.
        others: everybody whose values may have been copied.
    """
    owners = _owners(exercise, others)
    found = []
    for submission, (variant, source) in code.items():
        own = {str(value) for value in variant.given(exercise).values()}
        for word in sorted(owners.keys() & set(WORDS.findall(source)) - own):
            key, owner = owners[word]
            found.append(Copied(exercise.id, submission, key, word, owner.learner))
    return tuple(found)


def rare_values(exercise: Exercise, variants: Iterable[Variant]) -> dict[str, str]:
    """Every learner's own values, and the key that each was given as."""
    return {word: key for word, (key, _) in _owners(exercise, variants).items()}


def _owners(exercise: Exercise, variants: Iterable[Variant]) -> dict[str, tuple[str, Variant]]:
    """Rare values, by themselves: what they were given as, and to whom."""
    owners: dict[str, tuple[str, Variant]] = {}
    rare = _rare_keys(exercise)
    for variant in variants:
        given = variant.given(exercise)
        owners |= {str(given[key]): (key, variant) for key in rare}
    return owners


def _rare_keys(exercise: Exercise) -> tuple[str, ...]:
    """The keys whose values are texts, and other ones for nearly everybody."""
    made_up = [exercise.given(seed(f"somebody {n}", exercise.id)) for n in range(SAMPLE)]
    drawn = {key: {given[key] for given in made_up} for key in exercise.spec}
    return tuple(
        key
        for key, values in drawn.items()
        if len(values) >= RARE and all(isinstance(value, str) for value in values)
    )
