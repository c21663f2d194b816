"""A finding says which value is which, also where both read alike."""

from __future__ import annotations

import pytest

from grader.report import Unmet, expect, expect_that


def said_of(found: object, expected: object) -> str:
    with pytest.raises(Unmet) as unmet:
        expect("answer", found, expected)
    return str(unmet.value)


@pytest.mark.parametrize(
    ("found", "expected", "said"),
    [
        ("4", 4, 'expected 4 (a number), found "4" (a text)'),
        (4, "4", 'expected "4" (a text), found 4 (a number)'),
        ("0.5", 0.5, 'expected 0.5 (a number), found "0.5" (a text)'),
        ("True", True, 'expected True (a bool), found "True" (a text)'),
        ("['a']", ["a"], "expected ['a'] (a list), found \"['a']\" (a text)"),
    ],
)
def test_a_value_and_its_text_are_told_apart(found: object, expected: object, said: str) -> None:
    assert said_of(found, expected) == f"answer: {said}"


@pytest.mark.parametrize(("found", "expected"), [("5", 4), (5, 4), ("b", "a")])
def test_values_that_read_unlike_are_told_as_they_are(found: object, expected: object) -> None:
    assert said_of(found, expected) == f"answer: expected {expected}, found {found}"


def test_where_no_equality_is_asked_what_was_found_is_told_apart() -> None:
    with pytest.raises(Unmet, match='expected 4, found "4" \\(a text\\)'):
        expect_that(False, "answer", expected="4", found="4")
