"""What a port serves, shown and never trusted."""

from __future__ import annotations

import pytest

from labkit.visual.page import Served, page_card, page_live
from labkit.visual.page.page import harmless

HTML = (("Content-Type", "text/html; charset=utf-8"), ("Date", "today"))
HOSTILE = """
<html><head><title>T</title><meta http-equiv="refresh" content="0;url=http://evil.example/">
<script>fetch("http://evil.example/")</script><style>body{background:url(http://evil.example/)}
</style><base href="http://evil.example/"></head><body onload="alert(1)">
<h1 style="background:url(//evil.example)">Hello</h1><a href="http://evil.example/">go</a>
<a href="javascript:alert(1)">run</a><img src="http://evil.example/x.png" alt="a ship">
<svg onload="alert(1)"><script>1</script></svg><iframe src="http://evil.example/"></iframe>
<a href="//evil.example/">there</a><img src="/here.png">
<form action="http://evil.example/"><input name="x"></form>
"></iframe><script>alert(2)</script></body></html>
"""


def served(body: str, headers: tuple[tuple[str, str], ...] = HTML, status: int = 200) -> Served:
    return Served("web", 80, "/").answered(status, "OK", headers, body)


def test_the_text_tells_status_kind_and_body() -> None:
    assert page_card(served("<h1>Hi</h1>")).text.splitlines() == [
        "Port 80 of web at /",
        "  It answers 200 OK, text/html.",
        "    <h1>Hi</h1>",
    ]


def test_what_differs_from_run_to_run_is_not_stored() -> None:
    assert "today" not in page_card(served("x")).html
    assert "today" in page_live(served("x")).html


def test_of_a_hostile_page_words_and_structure_are_left() -> None:
    shown = harmless(HOSTILE)
    for evil in ("evil", "<script", "onload", "javascript:", "refresh", "<iframe", "<form", "<svg"):
        assert evil not in shown
    assert "href" not in shown and "src=" not in shown
    assert "<h1>Hello</h1>" in shown and 'alt="a ship"' in shown


def test_a_page_cannot_break_out_of_its_frame() -> None:
    html = page_live(served(HOSTILE)).html
    frame = html[html.index("<iframe") : html.index("</iframe>")]
    assert 'sandbox=""' in frame and frame.count('"') == 8
    assert "<script" not in html


@pytest.mark.parametrize("body", ["\x1b[2Jgone", "a\rb"])
def test_text_cannot_move_a_terminal(body: str) -> None:
    text = page_card(served(body, (("Content-Type", "text/plain"),))).text
    assert text.replace("\n", "").isprintable()


def test_what_is_no_text_is_not_shown() -> None:
    image = served("\x89PNG", (("Content-Type", "image/png"),))
    assert "4 characters that are no text" in page_card(image).text


def test_a_long_page_is_cut() -> None:
    card = page_card(served("line\n" * 9000))
    assert len(card.text) < 2000 and card.text.endswith("…")


def test_no_answer_says_what_to_do() -> None:
    card = page_card(Served("web", 80, "/").without("Nothing answers.", "Look at its logs."))
    assert card.text.splitlines()[1:] == ["  Nothing answers.", "  Look at its logs."]
