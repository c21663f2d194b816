"""Every kind of a card's tree, in both renderings, with text in it that would break out of HTML."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from grader.report import render_text
from labkit.lesson.report_card import report_card
from labkit.visual.kit import Card, Tint, nodes
from labkit.visual.kit.nodes import Node
from tests.unit.reading import read
from tests.unit.test_card import failed_report

BAD = "<script>'\"& `<b>`"
MARK = nodes.Mark("✗", BAD)
LINK = nodes.Link(BAD, BAD, BAD)
SIGN = nodes.Sign(BAD, BAD, Tint.BAD)
PROMISE = nodes.Promise(MARK, BAD, [BAD, BAD])
STEP = nodes.Step(MARK, BAD, Tint.BAD, BAD, [BAD])
LANE = nodes.Lane(BAD, [nodes.Span(1, BAD), nodes.Span(1)], {1: BAD})
HEAD, ROWS = (BAD, "b"), [(BAD, nodes.Cell(BAD, whole=BAD))]

SAMPLES: list[Node] = [
    nodes.Aside(BAD),
    nodes.Bar(0, 0.5, Tint.GOOD, BAD),
    nodes.Both(BAD, BAD),
    nodes.Box([BAD, BAD], Tint.CALM),
    nodes.Break(),
    nodes.Button(BAD, "act", BAD, BAD, BAD),
    nodes.Chip(BAD, BAD, Tint.GOOD),
    nodes.Chips([("passed", LINK)]),
    nodes.Code(BAD),
    nodes.DataTable(HEAD, ROWS, BAD),
    nodes.Document(BAD, BAD),
    nodes.Excerpt(BAD, 1, "script"),
    nodes.Field(BAD, called=BAD),
    nodes.Frame(BAD, BAD),
    nodes.Gap(),
    nodes.Grid(HEAD, ROWS, BAD, bands_from=1),
    nodes.Group(BAD, BAD),
    nodes.Heading(BAD),
    nodes.Items([BAD], numbered=True),
    nodes.Labelled(BAD, nodes.Select("act", {BAD: BAD}, BAD, BAD)),
    nodes.Lanes(BAD, [9, 9], [LANE], [BAD, BAD]),
    nodes.Line(BAD),
    nodes.Listing(BAD),
    nodes.More(BAD, BAD),
    nodes.Part(BAD),
    nodes.Plain(BAD),
    nodes.Promises([PROMISE]),
    nodes.Sheet(HEAD, [nodes.Body([[nodes.Cell(BAD), nodes.Cell(BAD)]], BAD)]),
    nodes.Sheet(HEAD, [nodes.Body([[nodes.Cell(BAD), nodes.Cell(BAD)]])], is_lined=True),
    nodes.Source(BAD),
    nodes.Spoken(BAD),
    nodes.Steps([STEP, STEP]),
    nodes.Strip([("#123456", 9)]),
    nodes.Strong(BAD),
    nodes.StyledTable(HEAD, ROWS, "kind"),
    nodes.Table(HEAD, ROWS),
    nodes.Tree([nodes.Branch(BAD, SIGN, [nodes.Branch(BAD)])]),
    nodes.Words([BAD], Tint.GREY),
]
PIECES = {nodes.Body, nodes.Branch, nodes.Cell, nodes.Lane, nodes.Link, nodes.Mark, nodes.Promise}
PIECES |= {nodes.Select, nodes.Sign, nodes.Span, nodes.Step}
"""Kinds that are in a sample of another."""


def kinds(of: type[Node] = Node) -> Iterator[type[Node]]:
    for kind in of.__subclasses__():
        yield from (kind, *kinds(kind))


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda one: type(one).__name__)
def test_no_text_breaks_out_of_its_place(sample: Node) -> None:
    card = Card.of(nodes.Frame("Title", (sample, "end")))
    found = read(card)  # which refuses scripts and tags that are left open
    assert found.text.endswith("end") and "<script" not in card.html
    assert card.text.splitlines()[0] == "Title" and card.text.endswith("end")


def test_every_kind_is_tried() -> None:
    assert {type(sample) for sample in SAMPLES} | PIECES == set(kinds())


def test_text_has_a_tree_as_lines_further_in() -> None:
    tree = nodes.Tree([nodes.Branch("a", inside=[nodes.Branch("b")]), nodes.Branch("c")])
    assert Card.of(nodes.Frame("T", tree)).text.splitlines() == ["T", "  a", "    b", "  c"]


def test_what_is_said_and_what_is_drawn_each_has_its_place() -> None:
    card = Card.of(nodes.Frame("T", nodes.Both(nodes.Line("told"), nodes.Line("drawn"))))
    assert "told" in card.text and "drawn" not in card.text
    assert "drawn" in card.html and "told" not in card.html


def test_card_of_a_report_has_the_reports_own_text() -> None:
    assert report_card(failed_report()).text == render_text(failed_report())
