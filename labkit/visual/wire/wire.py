"""What went over the wire: the API requests of a cell, and a docker command for each.

The card that stays has no ids, times or sizes, which differ from run to run: a thing is called by
the name that it was given, or `container-1`, in order. Takes facts and knows no client.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from labkit.visual.kit import NOWRAP, Card, Content, Tint, card, nodes
from labkit.visual.wire.commands import PARTS, command

BODY_LIMIT = 400
ANSWER_LIMIT = 3000
OFF = ("", "0", "false")
NO_COMMAND = "no command does just this"


@dataclass(frozen=True)
class Exchange:
    """A request and how it was answered, with stable names in place of ids.

    Args:
        path: without the API's version in front.
        body: what JSON said; None when there was none.
        carries: what the body was when it was no JSON: `an archive`, say.
        answer: `a stream`, `a connection of its own`, or empty for an ordinary answer.
        status: 0 when nothing answered.
        made: the name of what it created.
    """

    method: str
    path: str
    query: tuple[tuple[str, str], ...] = ()
    body: Any = None
    carries: str = ""
    status: int = 0
    answer: str = ""
    made: str = ""
    size_bytes: int | None = None
    took_s: float = 0.0

    @property
    def is_safe(self) -> bool:
        """Whether it only reads: then it may be sent again at any time."""
        return self.method in ("GET", "HEAD")

    @property
    def can_be_sent_again(self) -> bool:
        return not self.carries and self.answer != OWN_CONNECTION


OWN_CONNECTION = "a connection of its own"


@dataclass(frozen=True)
class Replay:
    """A request that was sent again, as it went over the socket."""

    number: int
    sent: str
    head: str
    body: str
    is_whole: bool = True


@dataclass(frozen=True)
class Wire:
    """A cell's requests. `asks` is the number of one that waits for a yes, `replay` the last."""

    exchanges: tuple[Exchange, ...]
    replay: Replay | None = None
    asks: int = 0
    trouble: str = ""


def wire_card(wire: Wire) -> Card:
    """What stays."""
    return card(_title(wire), nodes.Both(_told(wire), _table(wire)), *_remarks(wire))


def wire_live(wire: Wire) -> Card:
    """The same with sizes and times, and a button that sends a request again."""
    requests = nodes.Both(_told(wire), _table(wire, is_live=True))
    return card(_title(wire), requests, *_remarks(wire), nodes.Both((), _below(wire)))


def _told(wire: Wire) -> Content:
    if not wire.exchanges:
        return nodes.Line(NOTHING)
    return tuple(
        line for number, one in enumerate(wire.exchanges, start=1) for line in _lines(number, one)
    )


def _lines(number: int, one: Exchange) -> Iterator[nodes.Line]:
    yield nodes.Line(f"{number:>2}. {one.method} {target(one)}  → {_status(one)}")
    for said in (_body(one), _answer(one), _command(one)):
        if said:
            yield nodes.Line(f"      {said}")


NOTHING = (
    "No call of the SDK in this cell. A `docker` command in a cell talks to the daemon by itself, "
    "past this kernel."
)


SHORTENED = "Paths are shown without the API's version; what is null, false or empty is left out."


def _remarks(wire: Wire) -> list[nodes.Line]:
    """What several requests are together, and what is not shown of them."""
    started = {one.path for one in wire.exchanges if one.method == "POST"}
    runs = [
        f"Together, `docker create` and `docker start`: `{_command(one)[2:]}`".replace(
            ": `docker create", ": `docker run"
        )
        for one in wire.exchanges
        if one.path == "/containers/create" and f"/containers/{one.made}/start" in started
    ]
    return [*map(nodes.Line, runs), *([nodes.Line(SHORTENED)] if wire.exchanges else [])]


def _title(wire: Wire) -> str:
    count = len(wire.exchanges)
    return f"On the wire: {count or 'no'} request{'' if count == 1 else 's'}"


def target(one: Exchange) -> str:
    """Path and query, as a person would write them; what is off by default is left out."""
    kept = [(key, value) for key, value in one.query if key == "t" or value.lower() not in OFF]
    query = "&".join(f"{key}={value}" for key, value in kept)
    return f"{one.path}?{query}" if query else one.path


def _status(one: Exchange) -> str:
    return str(one.status) if one.status else "no answer"


def _body(one: Exchange) -> str:
    """The request's body without what is null, false or empty, and not too long."""
    if one.carries:
        return f"({one.carries})"
    said = _telling(one.body)
    if said in (None, {}, []):
        return ""
    text = json.dumps(said, ensure_ascii=False)
    return text if len(text) <= BODY_LIMIT else f"{text[:BODY_LIMIT]}…"


def _telling(value: Any) -> Any:
    if isinstance(value, dict):
        kept = {key: _telling(inner) for key, inner in value.items()}
        return {key: inner for key, inner in kept.items() if inner not in (None, False, "", {}, [])}
    return value


def _answer(one: Exchange) -> str:
    return f"(answered with {one.answer})" if one.answer else ""


def _command(one: Exchange) -> str:
    found = command(one.method, one.path, dict(one.query), one.body)
    return f"$ {found}" if found and found not in PARTS else f"({found or NO_COMMAND})"


def _table(wire: Wire, *, is_live: bool = False) -> Content:
    if not wire.exchanges:
        return nodes.Line(NOTHING)
    rows = [
        _row(number, one, is_live=is_live) for number, one in enumerate(wire.exchanges, start=1)
    ]
    head = ["No.", "Request", "Answer", "The same as a command"]
    head += ["Raw HTTP"] if is_live else []
    return nodes.DataTable(head, rows, "Requests of this cell, in order")


def _row(number: int, one: Exchange, *, is_live: bool) -> list[Content]:
    below = [
        nodes.Part(nodes.Code(said, is_long=True), "font-size:92%")
        for said in (_body(one), _answer(one))
        if said
    ]
    found = _command(one)
    return [
        nodes.Cell(str(number), align="right"),
        (nodes.Strong(one.method), " ", nodes.Code(target(one), is_long=True), *below),
        (_status_chip(one), *(_measured(one) if is_live else ())),
        nodes.Code(found, is_long=True) if found.startswith("$") else found,
        *([_button(number, one)] if is_live else []),
    ]


def _status_chip(one: Exchange) -> nodes.Chip:
    if not one.status:
        return nodes.Chip("✗", "no answer", Tint.BAD)
    tint = Tint.BAD if one.status >= 400 else Tint.GOOD
    return nodes.Chip("✗" if one.status >= 400 else "✓", str(one.status), tint)


def _measured(one: Exchange) -> list[nodes.Part]:
    sizes = [] if one.size_bytes is None else [f"{one.size_bytes:,} bytes".replace(",", " ")]
    return [nodes.Part(said, NOWRAP) for said in (*sizes, f"{one.took_s * 1000:.0f} ms")]


def _button(number: int, one: Exchange) -> Content:
    if not one.can_be_sent_again:
        return ""
    act, dots = ("send", "") if one.is_safe else ("ask", " …")
    name = f"Send request {number} again"
    return nodes.Part(nodes.Button(f"Send again{dots}", act, str(number), name=name), NOWRAP)


def _below(wire: Wire) -> Content:
    trouble = (nodes.Line(nodes.Strong(wire.trouble)),) if wire.trouble else ()
    return (*trouble, _question(wire) if wire.asks else (), _replayed(wire.replay))


def _question(wire: Wire) -> nodes.Group:
    one = wire.exchanges[wire.asks - 1]
    changes = nodes.Strong(f"`{one.method} {one.path}` changes something.")
    acts = nodes.Button("Leave it", "leave"), nodes.Button("Send it again", "send", str(wire.asks))
    said = " What it did once, it may do a second time, or the daemon refuses."
    return nodes.Group((changes, said, nodes.Part(acts)), "Send it again?", "dockyard-acts")


def _replayed(replay: Replay | None) -> Content:
    if replay is None:
        return ()
    end = "" if replay.is_whole else "\n… (cut here)"
    body = replay.body if len(replay.body) <= ANSWER_LIMIT else f"{replay.body[:ANSWER_LIMIT]}\n…"
    answer = f"{replay.head}\n\n{body}{end}" if replay.body else replay.head
    return (
        nodes.Line(f"Request {replay.number} went over the socket once more, as these bytes:"),
        nodes.Listing(replay.sent),
        nodes.Line("and the daemon answered:"),
        nodes.Listing(answer),
    )
