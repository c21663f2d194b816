"""Given values: the same for the same learner, different for another, each on its own."""

from __future__ import annotations

import pytest

from grader.course import Given, attempt, choice, course_run, name, number, seed, token, word
from grader.course.given import draw
from grader.errors import DockyardError

SPEC = {"image": name("cellar"), "copies": number(2, 4), "key": token(8), "term": word()}


def test_same_learner_gets_the_same_values() -> None:
    assert dict(draw(SPEC, seed("ada", "x/y"))) == dict(draw(SPEC, seed("ada", "x/y")))


@pytest.mark.parametrize(
    "other",
    [
        seed("bob", "x/y"),
        seed("ada", "x/z"),
        seed("ada", "x/y", attempt=2),
        seed("ada", "x/y", course_run="autumn"),
    ],
)
def test_anything_else_changes_the_values(other: bytes) -> None:
    assert dict(draw(SPEC, seed("ada", "x/y"))) != dict(draw(SPEC, other))


def test_new_value_leaves_the_others_alone() -> None:
    more = draw({"new": number(1, 9), **SPEC}, seed("ada", "x/y"))
    assert more.image == draw(SPEC, seed("ada", "x/y")).image


def test_values_are_of_the_kind_asked_for() -> None:
    seen = {draw({"n": number(2, 4)}, seed(str(i), "x/y")).n for i in range(100)}
    assert seen == {2, 3, 4}
    given = draw({"key": token(8), "one": choice("a", "b")}, seed("ada", "x/y"))
    assert len(given.key) == 8 and given.one in ("a", "b")


def test_values_never_change_between_versions() -> None:
    """A grader and a sandbox of another Python version must agree."""
    first = seed("ada", "x/y", course_run="self-paced", attempt=1)
    assert first == seed("ada", "x/y")
    assert draw(SPEC, first).image == "cellar-gjwg"


def test_hidden_values_differ_by_key_and_by_learner() -> None:
    ada, bob = (draw(SPEC, seed(learner, "x/y")) for learner in ("ada", "bob"))
    drawn = [(ada, "code"), (ada, "door"), (bob, "code")]
    assert len({given.hidden(key, token(8)) for given, key in drawn}) == 3


def test_hidden_value_does_not_hang_on_the_order_of_the_others() -> None:
    one, other = Given({"image": "x", "n": 2}), Given({"n": 2, "image": "x"})
    assert one.hidden("code", token(8)) == other.hidden("code", token(8))


def test_hidden_value_is_drawn_and_not_told() -> None:
    given = draw(SPEC, seed("ada", "x/y"))
    assert given.hidden("layers", number(2, 7)) in range(2, 8)
    assert given.hidden("code", token(8)) not in repr(given)


def test_unknown_value_names_the_known_ones() -> None:
    with pytest.raises(AttributeError, match="given are: image"):
        _ = Given({"image": "x"}).tag


def test_repr_shows_what_to_type() -> None:
    assert repr(Given({"image": "x", "n": 2})) == "given.image = 'x'\ngiven.n = 2"


def test_course_run_and_attempt_come_from_the_environment() -> None:
    assert (course_run({}), attempt({})) == ("self-paced", 1)
    said = {"DOCKYARD_COURSE_RUN": "autumn", "DOCKYARD_ATTEMPT": "2"}
    assert (course_run(said), attempt(said)) == ("autumn", 2)


@pytest.mark.parametrize("said", ["0", "-1", "two", "1.5", "²"])
def test_an_attempt_that_is_no_number_is_one_clear_line(said: str) -> None:
    with pytest.raises(DockyardError, match=r"DOCKYARD_ATTEMPT: .*Next: "):
        attempt({"DOCKYARD_ATTEMPT": said})
