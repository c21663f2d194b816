"""The notebook's side while it is graded: values from outside, and nothing to read."""

from __future__ import annotations

from pathlib import Path

import pytest

from grader.errors import ContentError
from labkit import graded
from labkit.graded import GradedSession


@pytest.fixture
def session(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> GradedSession:
    (tmp_path / "given.json").write_text('{"03_layers/share": {"first": "first-bcdf", "k": 2}}')
    monkeypatch.setattr(graded, "SHARED", tmp_path)
    return GradedSession("03_layers")


@pytest.mark.parametrize("name", ["share", "03_layers/share"])
def test_given_values_are_those_of_the_grader(session: GradedSession, name: str) -> None:
    given, _ = session.start(name)
    assert (given.first, given.k) == ("first-bcdf", 2)


def test_an_exercise_without_values_is_refused(session: GradedSession) -> None:
    with pytest.raises(ContentError, match="03_layers/other"):
        session.start("other")


def test_a_check_says_where_the_grading_is_done(session: GradedSession) -> None:
    assert "graded outside" in session.check("share", {}).text


def test_nothing_is_told_while_grading(session: GradedSession) -> None:
    for act in (session.hint, session.solution, session.reset):
        assert "not while this notebook is graded" in act("share").text
