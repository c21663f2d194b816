"""Cards: the text and the HTML say the same, and neither can be broken out of."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest

from grader.report import CheckReport, ExerciseReport, Finding, Outcome
from labkit.lesson.report_card import report_card
from labkit.visual.kit import Card, Tone, code_note, listing, note, numbered, table

HOSTILE = "<script>alert(1)</script> & `<b>`"


class Reader(HTMLParser):
    """Collects what a screen reader would: text, tags, roles; refuses unbalanced tags."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: set[str] = set()
        self.roles: set[str] = set()
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.roles |= {value or "" for key, value in attrs if key == "role"}
        if tag != "br":
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


def read(card: Card) -> Reader:
    reader = Reader()
    reader.feed(card.html)
    assert not reader.open
    return reader


def failed_report() -> ExerciseReport:
    finding = Finding(
        what="word", expected="a", found=HOSTILE, see="docker logs `x`", next_step="Look again."
    )
    check = CheckReport(
        name="one",
        promise="The word is right.",
        outcome=Outcome.FAILED,
        points=0,
        max_points=1,
        finding=finding,
    )
    return ExerciseReport(exercise="01_x/one", title="One", outcome=Outcome.FAILED, checks=(check,))


CARDS = [
    note("Title", [HOSTILE], Tone.BROKEN),
    code_note("Title", ["A line."], f"x = '{HOSTILE}'"),
    listing("Title", [HOSTILE], ["after"]),
    numbered("Title", ["first", HOSTILE], ["after"]),
    table("Title", ("A", "B"), [("1", HOSTILE)], "after"),
    report_card(failed_report(), ["after"]),
]


@pytest.mark.parametrize("card", CARDS)
def test_html_has_a_status_role_a_heading_and_no_script(card: Card) -> None:
    reader = read(card)
    assert {"status", "heading"} <= reader.roles
    assert "script" not in reader.tags
    assert "alert(1)" in reader.text


@pytest.mark.parametrize("card", CARDS)
def test_the_html_says_every_word_of_the_text(card: Card) -> None:
    said = read(card).text
    words = [word.strip("`") for word in card.text.split() if word.strip("`").isalpha()]
    skipped = {"python"}  # the language of a fence
    assert [word for word in words if word not in said and word not in skipped] == []


def test_a_card_is_its_text_where_no_html_can_be_shown() -> None:
    card = note("Title", ["A line."])
    assert repr(card) == "Title\n  A line."
    assert card._repr_mimebundle_() == {"text/plain": card.text, "text/html": card.html}


def test_marks_are_spoken() -> None:
    assert "not yet:" in read(report_card(failed_report())).text


def test_a_promise_may_hold_code() -> None:
    assert "<code>/word</code>" in note("In `/word`").html


def test_columns_line_up() -> None:
    text = table("T", ("Name", "N"), [("a", "1"), ("longer", "2")]).text
    assert text.splitlines() == [
        "T",
        "  Name    N",
        "  ──────  ─",
        "  a       1",
        "  longer  2",
    ]
