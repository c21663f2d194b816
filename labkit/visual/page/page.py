"""What a published port serves, as a browser would show it, and never trusted.

A page is shown without its links, images, styles and scripts, in a frame that may do nothing and
ask for nothing. Any other text is shown as it is written. Takes facts and knows no daemon.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import nh3

from grader.report import plain
from labkit.visual.kit import Card, Content, Live, Tone, card, nodes

MOST_CHARACTERS = 4000
MOST_LINES = 40
# No attribute that holds an address: so nothing in it can be followed or fetched.
ATTRIBUTES = {
    "*": {"lang", "dir"},
    "img": {"alt"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan", "scope"},
}
DROPPED = {"script", "style", "title", "template", "noscript"}
POLICY = "default-src 'none'; style-src 'unsafe-inline'"
PAPER = "body{margin:8px;font:15px/1.5 sans-serif;color:#1b1b1b;background:#ffffff}"


@dataclass(frozen=True)
class Served:
    """One answer. `trouble` says why there is none, `next_step` what to do about it."""

    called: str
    port: int
    path: str
    status: int = 0
    phrase: str = ""
    headers: tuple[tuple[str, str], ...] = ()
    body: str = ""
    trouble: str = ""
    next_step: str = ""

    def without(self, trouble: str, next_step: str) -> Served:
        return replace(self, trouble=trouble, next_step=next_step)

    def answered(
        self, status: int, phrase: str, headers: tuple[tuple[str, str], ...], body: str
    ) -> Served:
        return replace(self, status=status, phrase=phrase, headers=headers, body=body)

    @property
    def kind(self) -> str:
        """The media type without its parameters."""
        said = (value for name, value in self.headers if name.lower() == "content-type")
        return next(said, "").partition(";")[0].strip().lower()

    @property
    def title(self) -> str:
        return f"Port {self.port} of {self.called} at {self.path}"

    @property
    def status_line(self) -> str:
        return f"{self.status} {self.phrase}".strip()


def page_card(now: Served) -> Card:
    """What stays in a notebook: status, kind and text, nothing that differs from run to run."""
    return card(now.title, _still(now), tone=_tone(now))


def page_live(now: Served) -> Card:
    """The same with all headers, the page in its frame, and the act ask."""
    return card(now.title, nodes.Both(_still(now), _live(now)), tone=_tone(now))


def _still(now: Served) -> Content:
    if now.trouble:
        return nodes.Line(now.trouble), nodes.Line(now.next_step)
    said = f"It answers {now.status_line}, {now.kind or 'of no said type'}."
    return nodes.Line(said), nodes.Listing(_as_text(now), indent=4)


def _live(now: Served) -> Content:
    ask = nodes.Button("Ask again", "ask", sends="path")
    controls = nodes.Group((nodes.Labelled("Path", nodes.Field(now.path, called="path")), ask))
    if now.trouble:
        return nodes.Line(now.trouble), nodes.Line(now.next_step), controls
    headers = tuple((plain(name), plain(value)) for name, value in now.headers)
    return (
        nodes.Line(f"It answers {now.status_line}."),
        controls,
        _view(now),
        nodes.More(f"{len(headers)} headers", nodes.Table(("header", "value"), headers)),
        nodes.More("As it is written", nodes.Listing(_as_text(now))),
    )


def live_page(ask: Callable[[str], Served], path: str) -> Live:
    """The answer with a field for another path.

    Args:
        ask: asks for a path, and gives what came back.
    """
    state = [ask(path)]

    def again(wanted: str) -> None:
        # A path is one word of a request's first line.
        state[0] = ask("/" + "".join(wanted.split()).lstrip("/"))

    return Live(lambda: page_live(state[0]), {"ask": again}, fallback=lambda: page_card(state[0]))


def harmless(page: str) -> str:
    """A document of a page's words and structure, for a frame."""
    inner = nh3.clean(
        page,
        attributes=ATTRIBUTES,
        clean_content_tags=DROPPED,
        url_schemes=set(),
        link_rel=None,
    )
    policy = f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">'
    return f"<!doctype html>{policy}<style>{PAPER}</style>{inner}"


def _view(now: Served) -> Content:
    if now.kind != "text/html":
        return nodes.Listing(_as_text(now))
    shown = "Shown without its links, images, styles and scripts."
    return nodes.Document(now.title, harmless(now.body)), nodes.Line(shown)


def _as_text(now: Served) -> str:
    """The body where it is text, cut to what one looks at."""
    is_text = now.kind.startswith("text/") or now.kind in ("", "application/json")
    if not is_text or "\0" in now.body:
        return f"({len(now.body)} characters that are no text)"
    lines = [plain(line) for line in now.body[:MOST_CHARACTERS].splitlines()]
    cut = len(now.body) > MOST_CHARACTERS or len(lines) > MOST_LINES
    return "\n".join([*lines[:MOST_LINES], *(["…"] if cut else [])]) or "(nothing)"


def _tone(now: Served) -> Tone:
    return Tone.GOOD if not now.trouble and 200 <= now.status < 300 else Tone.OFF
