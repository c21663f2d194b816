"""How a card's HTML is read by a test: as a screen reader would."""

from __future__ import annotations

from html.parser import HTMLParser

from labkit.visual.kit import Card

VOID = {"br", "col", "img", "input", "hr"}


class Reader(HTMLParser):
    """Collects the text and the tags of some HTML; refuses tags that are not closed."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[str] = []
        self.acts: list[tuple[str, str]] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        said = dict(attrs)
        if said.get("data-act"):
            self.acts.append((str(said["data-act"]), said.get("data-value") or ""))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


def read(card: Card) -> Reader:
    """What is in a card's HTML, which is whole and has no script."""
    reader = Reader()
    reader.feed(card.html)
    assert reader.open == []
    assert "script" not in reader.tags
    return reader
