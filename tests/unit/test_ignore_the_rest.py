"""An answer of lesson 07 is a list of patterns, and patterns can be made that match for days."""

from __future__ import annotations

from pathlib import Path

import pytest

from grader.course import Exercise, load_lesson, seed
from grader.report import Unmet

LESSON = Path(__file__).resolve().parents[2] / "labs" / "07_build_cache"
RULES = "# what is not for the image\n**/*.log\n{vault}\ndata/*\n!data/schema.txt\n"


@pytest.fixture(scope="module")
def exercise() -> Exercise:
    return load_lesson(LESSON).exercise("ignore_the_rest")


def look(exercise: Exercise, answer: str) -> None:
    given = exercise.given(seed("ada", exercise.id))
    [check] = [one for one in exercise.checks if one.name == "rules_hold_later"]
    check.function(given=given, answer=answer.format(vault=given.vault))


def test_rules_with_a_comment_hold(exercise: Exercise) -> None:
    look(exercise, RULES)


@pytest.mark.timeout(60)
@pytest.mark.parametrize(
    "answer", ["**" * 1000 + "x", "a*" * 9, "x" * 201, "\n".join("x" * 51)], ids=len
)
def test_more_patterns_than_anybody_needs_are_not_tried(exercise: Exercise, answer: str) -> None:
    with pytest.raises(Unmet, match="at most 50 patterns"):
        look(exercise, answer)


def test_what_is_no_pattern_is_a_finding(exercise: Exercise) -> None:
    with pytest.raises(Unmet, match="patterns that can be read"):
        look(exercise, "[z-a]")
