"""A card that lives where there is a frontend, and its static card where there is none."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from comm.base_comm import BaseComm

from labkit.visual.kit import VIEW, Card, Live, has_frontend, note
from tests.unit.shells import IN_A_NOTEBOOK, shell_of


class Silent(BaseComm):
    """A line to a browser that nobody listens on."""

    def publish_msg(self, *_: object, **__: object) -> None: ...


@pytest.fixture
def frontend(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    # ipykernel's, once it is imported, wants a kernel.
    monkeypatch.setattr("comm.create_comm", Silent)
    with shell_of(IN_A_NOTEBOOK):
        yield


class Counter:
    """Counts what was pressed."""

    count = 0

    def card(self) -> Card:
        return note(f"Pressed {self.count} times")

    def press(self, value: str) -> None:
        self.count += int(value)


def test_outside_a_notebook_there_is_no_frontend() -> None:
    assert not has_frontend()


@pytest.mark.parametrize(
    ("metadata", "lives"), [({"cellId": "1"}, True), ({}, False), (None, False)]
)
def test_who_names_the_cell_has_a_place_for_widgets(metadata: object, lives: bool) -> None:
    with shell_of(metadata):
        assert has_frontend() is lives


def test_without_a_frontend_it_is_the_card_alone() -> None:
    shown = Live(lambda: note("T"))
    assert shown.comm is None
    assert shown._repr_mimebundle_() == (note("T")._repr_mimebundle_(), {})


def test_with_a_frontend_the_card_comes_along(frontend: None) -> None:
    bundle, _ = Live(lambda: note("T"))._repr_mimebundle_()
    assert bundle.keys() == {VIEW, "text/plain", "text/html"}
    assert bundle["text/plain"] == "T"


def test_what_stays_may_be_another_card() -> None:
    shown = Live(lambda: note("with buttons"), fallback=lambda: note("without"))
    assert repr(shown) == "without"
    assert "with buttons" in shown.html


def test_what_stays_follows_what_is_shown() -> None:
    counter = Counter()
    shown = Live(counter.card, {"press": counter.press})
    assert shown._repr_mimebundle_()[0]["text/plain"] == "Pressed 0 times"
    shown.use("press", "2")
    assert shown.still_text == "Pressed 2 times" and "Pressed 2 times" in shown.still_html
    shown.use("press", "-2")
    assert shown.still_text == "Pressed 0 times"


def test_what_stays_is_sent_once_while_it_is_the_same() -> None:
    counter = Counter()
    shown = Live(counter.card, {"press": counter.press}, fallback=lambda: note("the same"))
    shown._repr_mimebundle_()
    shown.use("press", "1")
    assert shown.still_text == shown.still_html == ""


def test_an_act_renders_anew() -> None:
    counter = Counter()
    shown = Live(counter.card, {"press": counter.press})
    shown.use("press", "2")
    assert "Pressed 2 times" in shown.html
    assert shown.turn == 2


def test_a_button_in_the_browser_is_an_act(frontend: None) -> None:
    counter = Counter()
    shown = Live(counter.card, {"press": counter.press})
    said = {"method": "custom", "content": {"act": "press", "value": "2"}}
    assert shown.comm is not None
    shown.comm.handle_msg({"content": {"data": said}, "buffers": []})
    assert "Pressed 2 times" in shown.html


def test_an_unknown_act_does_nothing() -> None:
    shown = Live(Counter().card)
    shown.use("nothing", "1")
    assert shown.turn == 1


def test_an_act_that_fails_is_answered_and_says_why() -> None:
    counter = Counter()
    shown = Live(counter.card, {"press": counter.press})
    shown.use("press", "many")
    assert "ValueError" in shown.trouble and shown.turn == 2
    shown.use("press", "1")
    assert shown.trouble == ""
