"""An exercise's card with buttons, in each of its states."""

from __future__ import annotations

from dataclasses import replace

import pytest

from grader.report import CheckReport, ExerciseReport, Finding, Outcome
from labkit.lesson import Standing, exercise_card

NEW = Standing(name="one", title="One", report=None, hints_in_all=3)


def check(name: str, outcome: Outcome, found: str = "") -> CheckReport:
    finding = Finding(what=name, expected="a", found=found) if found else None
    points = 1 if outcome is Outcome.PASSED else 0
    return CheckReport(
        name=name,
        promise=f"{name} holds.",
        outcome=outcome,
        points=points,
        max_points=1,
        finding=finding,
    )


def report(*checks: CheckReport, outcome: Outcome) -> ExerciseReport:
    return ExerciseReport(exercise="01_x/one", title="One", outcome=outcome, checks=checks)


@pytest.mark.parametrize(
    ("outcome", "state"),
    [
        (Outcome.PASSED, "One: passed, 1 of 1 point"),
        (Outcome.FAILED, "One: not yet, 0 of 1 point"),
        (Outcome.NOT_ATTEMPTED, "One: not started, 0 of 1 point"),
        (Outcome.LAB_BROKEN, "One: lab broken"),
    ],
)
def test_the_title_tells_the_state(outcome: Outcome, state: str) -> None:
    now = replace(NEW, report=report(check("first", outcome), outcome=outcome))
    assert f">{state}</p>" in exercise_card(now).html


def test_before_a_start_it_is_not_started() -> None:
    assert exercise_card(NEW).text.splitlines()[0] == "One: not started"


def test_only_the_first_finding_is_told() -> None:
    failed = [check(name, Outcome.FAILED, f"{name}-found") for name in ("first", "second")]
    card = exercise_card(replace(NEW, report=report(*failed, outcome=Outcome.FAILED)))
    for said in (card.text, card.html):
        assert "first-found" in said and "second-found" not in said


def test_every_button_has_its_code() -> None:
    card = exercise_card(NEW)
    for act, label, code in (
        ("check", "Check", 'check("one")'),
        ("hint", "Hint 1 of 3", 'hint("one")'),
        ("ask-reset", "Reset", 'reset("one")'),
        ("solution", "Show solution", 'solution("one")'),
    ):
        assert f'data-act="{act}">{label}</button>' in card.html
        assert f"`{code}`" in card.text


def test_hints_stay_in_sight_until_there_are_none() -> None:
    html = exercise_card(replace(NEW, hints=("a", "b"))).html
    assert "2 of 3 hints" in html and "Hint 3 of 3" in html
    assert 'data-act="hint"' not in exercise_card(replace(NEW, hints=("a", "b", "c"))).html


def test_a_reset_asks_first() -> None:
    html = exercise_card(replace(NEW, asks_reset=True)).html
    assert 'data-act="reset"' in html and 'data-act="keep"' in html
    assert 'data-act="check"' not in html
    assert 'data-act="reset"' not in exercise_card(NEW).html


def test_what_a_daemon_says_is_no_markup() -> None:
    evil = "<img src=x onerror=alert(1)>"
    now = replace(NEW, trouble=evil, remarks=(evil,), hints=(evil,), solution=evil)
    assert "<img" not in exercise_card(now).html
