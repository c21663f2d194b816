"""What a card is made of: a tree of a few kinds, which says what is shown and not how.

as_text.py and as_html.py each render every kind. A string is text in which `this` is code; nothing
in a tree is HTML, so nothing has to be escaped before it is put in.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum


class Node:
    """A part of a card."""


Content = str | Node | tuple["Content", ...]


class Tone(StrEnum):
    """The colour of a card's edge; the text never depends on it."""

    GOOD = "var(--jp-success-color1, #388e3c)"
    OFF = "var(--jp-warn-color1, #f57c00)"
    BROKEN = "var(--jp-error-color1, #d32f2f)"
    PLAIN = "var(--jp-brand-color1, #1976d2)"


class Tint(StrEnum):
    """Background, text and edge of a box, which read well on a light page and on a dark one."""

    GOOD = "background-color:#c8e6c9;color:#14301a;border:1px solid #5f9163"
    HALF = "background-color:#fff0c2;color:#3a2c00;border:1px solid #a68a2d"
    BAD = "background-color:#ffd3d3;color:#4d0b0b;border:1px solid #b76464"
    CALM = "background-color:#dcebfa;color:#0c2a47;border:1px solid #6d8fb0"
    GREY = "background-color:#ececec;color:#333333;border:1px solid #9a9a9a"
    DARK = "background-color:#44505c;color:#ffffff;border:1px solid #9aa7b4"


NOWRAP = "white-space:nowrap"
FLOWING = "white-space:pre-wrap;overflow-wrap:anywhere;padding:0;background-color:transparent"
"""Of code in a table: it breaks anywhere, and has the table's own background."""


@dataclass(frozen=True)
class Both(Node):
    """What is said in the text in one way and drawn in the HTML in another."""

    said: Content
    drawn: Content


# Parts of a line.


@dataclass(frozen=True)
class Plain(Node):
    """Text as it stands: a backtick in it is a backtick."""

    text: str


@dataclass(frozen=True)
class Code(Node):
    """Code; where it is long, it breaks, and not before, so that it pushes no table apart."""

    text: str
    style: str = ""
    is_long: bool = False


@dataclass(frozen=True)
class Strong(Node):
    content: Content


@dataclass(frozen=True)
class Box(Node):
    """A box of one line or several; the first of several is the strongest."""

    lines: str | Sequence[str]
    tint: Tint
    style: str = ""


@dataclass(frozen=True)
class Words(Node):
    """A list of words, each in a box of its own."""

    words: Sequence[str]
    tint: Tint


@dataclass(frozen=True)
class Chip(Node):
    """A mark and a word on a patch of colour."""

    mark: str
    word: str
    tint: Tint


@dataclass(frozen=True)
class Bar(Node):
    """A stretch of the whole, both as shares of 1, and its label beside it."""

    start: float
    length: float
    tint: Tint
    label: str


@dataclass(frozen=True)
class Mark(Node):
    """A mark for the eye, and its meaning for a screen reader."""

    mark: str
    meaning: str


@dataclass(frozen=True)
class Sign(Node):
    """A small mark on a patch of colour, and its meaning for a screen reader; or room for one."""

    sign: str = ""
    meaning: str = ""
    tint: Tint | None = None


@dataclass(frozen=True)
class Spoken(Node):
    """For screen readers alone."""

    text: str


@dataclass(frozen=True)
class Aside(Node):
    """Small words beside what they are about."""

    text: str


@dataclass(frozen=True)
class Strip(Node):
    """Lengths after one another: colour and pixels of each."""

    lengths: Sequence[tuple[str, int]]


@dataclass(frozen=True)
class Link(Node):
    """A link into a notebook. `name` is all of it in words, where the text is short."""

    text: str
    target: str
    name: str = ""


@dataclass(frozen=True)
class Part(Node):
    """Something on a line of its own, in a cell or among controls."""

    content: Content
    style: str = ""


@dataclass(frozen=True)
class Break(Node):
    """Where a line of a cell ends."""


# Controls: live.js says to Python which was used. In a text there are none.


@dataclass(frozen=True)
class Button(Node):
    """Sends its act with `value`, or with what stands in the field that is called `sends`."""

    label: str
    act: str
    value: str = ""
    sends: str = ""
    name: str = ""


@dataclass(frozen=True)
class Select(Node):
    """A choice that is sent at once. `options`: value → what it says."""

    act: str
    options: Mapping[str, str]
    chosen: str
    name: str = ""


@dataclass(frozen=True)
class Field(Node):
    """A field for text: sent at once as an act, or by the button that names it."""

    value: str
    act: str = ""
    called: str = ""
    size: int = 0
    is_number: bool = False


@dataclass(frozen=True)
class Labelled(Node):
    """A control with its name before it; names of the same width have controls in a column."""

    name: str
    control: Node
    width_px: int = 0


# What a card has below its title, one below the other.


@dataclass(frozen=True)
class Line(Node):
    content: Content


@dataclass(frozen=True)
class Gap(Node):
    """An empty line of the text; in the HTML, what is above and below has its own distance."""


@dataclass(frozen=True)
class Heading(Node):
    """What begins a new part of a card."""

    text: str


@dataclass(frozen=True)
class Listing(Node):
    """Code that is there to be read. `indent` is of its lines in the text."""

    code: str
    indent: int = 2


@dataclass(frozen=True)
class Source(Node):
    """Python that one may copy: in the text, between fences."""

    code: str


@dataclass(frozen=True)
class Excerpt(Node):
    """The lines of a text around one of them, and the word in it that is meant."""

    text: str
    line: int
    word: str = ""


@dataclass(frozen=True)
class More(Node):
    """What is told to whoever asks: a line that opens to it."""

    title: Content
    content: Content
    is_open: bool = False


@dataclass(frozen=True)
class Items(Node):
    """A list, numbered or not."""

    items: Sequence[Content]
    numbered: bool = False


@dataclass(frozen=True)
class Branch(Node):
    """A line of a tree, and those below it; one without a sign begins further left."""

    content: Content
    sign: Sign | None = None
    inside: Sequence[Branch] = ()


@dataclass(frozen=True)
class Tree(Node):
    """Branches below each other."""

    branches: Sequence[Branch]


@dataclass(frozen=True)
class Promise(Node):
    """Whether something holds, and line by line what was found instead."""

    mark: Mark
    text: str
    finding: Sequence[Content] = ()


@dataclass(frozen=True)
class Promises(Node):
    """A list of promises."""

    promises: Sequence[Promise]


@dataclass(frozen=True)
class Chips(Node):
    """Links side by side, each of a kind that live.css has a colour for."""

    chips: Sequence[tuple[str, Link]]


@dataclass(frozen=True)
class Step(Node):
    """A station of a way: what it is, what happens there, and advice below that."""

    mark: Mark
    place: str
    tint: Tint
    happens: str
    advice: Sequence[str] = ()


@dataclass(frozen=True)
class Steps(Node):
    """A way from station to station."""

    steps: Sequence[Step]


@dataclass(frozen=True)
class Document(Node):
    """A page of its own, in a frame that may do nothing and ask for nothing."""

    title: str
    page: str


@dataclass(frozen=True)
class Group(Node):
    """Controls that belong together. `name` is for screen readers, `kind` a class of live.css."""

    content: Content
    name: str = ""
    kind: str = ""


@dataclass(frozen=True)
class Frame(Node):
    """A whole card. `told` is its title in the text, where that is another."""

    title: str
    content: Content
    tone: Tone = Tone.PLAIN
    told: str = ""


# Tables.


@dataclass(frozen=True)
class Cell(Node):
    """A cell of which more is said than what is in it. `whole` is a text that was cut in it."""

    content: Content
    align: str = "left"
    style: str = ""
    whole: str = ""


@dataclass(frozen=True)
class Table(Node):
    """Columns below their heads."""

    head: Sequence[Content]
    rows: Sequence[Sequence[Content]]


@dataclass(frozen=True)
class StyledTable(Table):
    """A table whose first column heads the rows, and that has its looks from live.css."""

    kind: str = ""


@dataclass(frozen=True)
class DataTable(Table):
    """Columns of data, below a caption that folds them away."""

    caption: str = ""
    is_open: bool = True


@dataclass(frozen=True)
class Grid(Table):
    """Boxes whose first column is the heads of the rows, below a caption that folds them away.

    From the column `bands_from` on, if it is not 0, each is one thing from top to bottom.
    """

    caption: str = ""
    bands_from: int = 0


@dataclass(frozen=True)
class Body(Node):
    """Rows that belong together; with a title, there is a border around them."""

    rows: Sequence[Sequence[Cell]]
    title: Content = ""


@dataclass(frozen=True)
class Sheet(Node):
    """Rows in groups. A lined one is as wide as the page, and its first column heads the rows."""

    head: Sequence[str]
    bodies: Sequence[Body]
    is_lined: bool = False


@dataclass(frozen=True)
class Span(Node):
    """So many columns of a lane; one without a word is empty."""

    columns: int
    word: str = ""
    tint: Tint = Tint.GREY


@dataclass(frozen=True)
class Lane(Node):
    """What became of one thing, from left to right. `marks`: column → what happened there."""

    name: str
    spans: Sequence[Span]
    marks: Mapping[int, str]


@dataclass(frozen=True)
class Lanes(Node):
    """Things that go on beside each other, in columns of their own widths."""

    caption: str
    widths_px: Sequence[int]
    lanes: Sequence[Lane]
    times: Sequence[str] = ()
