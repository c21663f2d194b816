"""How a finding is worded, and questions that say by themselves what they found."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from grader import expect, expect_that, value_of
from grader.daemon import SavedImage
from grader.daemon.probe import Page
from grader.report import Unmet
from tests.unit.layered import entry, layer


def said(question: Callable[[], object]) -> str:
    with pytest.raises(Unmet) as raised:
        question()
    return str(raised.value)


def test_sets_are_compared_as_sets_and_told_in_order() -> None:
    expect("networks", frozenset({"b", "a"}), {"a", "b"})
    assert said(lambda: expect("networks", {"b", "a"}, frozenset({"c"}))) == (
        "networks: expected c, found a, b"
    )
    assert said(lambda: expect_that(False, "ports", expected={80, 443}, found=set())) == (
        "ports: expected 443, 80, found none"
    )


def test_value_of_an_answer_is_found_by_its_key() -> None:
    assert value_of({"driver": 0, "layers": None}, "driver") == 0


@pytest.mark.parametrize("answer", [7, {}, {"driver": "x"}, {"driver": "x", "layers": None}])
def test_value_that_is_still_to_be_found_out_is_named(answer: object) -> None:
    found = said(lambda: value_of(answer, "layers", expected="a number"))
    assert found == "layers in your answer: expected a number, found None"


@pytest.mark.parametrize(
    ("page", "text"),
    [
        (Page(200, " amber\n", ""), "amber"),
        (Page(200, "\n", ""), "an empty page"),
        (Page(0, "", "[Errno 111] Connection refused"), "Connection refused"),
        (Page(0, "", "timed out"), "timed out"),
    ],
)
def test_page_says_what_came_in_words(page: Page, text: str) -> None:
    assert page.text == text


def test_text_of_a_file_is_that_of_the_newest_layer() -> None:
    old, new = (layer([entry("/note", content=text)]) for text in (b"old", b" new\n"))
    assert SavedImage((old, new), {}).text("/note") == "new"


def test_file_that_is_not_there_has_no_text() -> None:
    image = SavedImage((layer([entry("/box", -1), entry("/empty", content=b"")]),), {})
    assert [image.text(path) for path in ("/none", "/box", "/empty")] == [None, None, ""]
