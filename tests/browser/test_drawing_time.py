"""How long a browser takes to put the largest of all cards in place, with live.js itself."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, sync_playwright

from bench import visual_facts
from bench.drawings import LIMIT_S, UNFOLDED
from labkit.visual.kit.live import STATIC
from labkit.visual.layers import layers_card
from tests.browser.conftest import CHROMIUM, FLAGS

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed"),
]

ROUNDS = 5
SHOW = """async ([source, html]) => {
    const { default: widget } = await import('data:text/javascript,' + encodeURIComponent(source));
    const model = { get: key => ({ html })[key], on() {}, off() {} };
    const el = document.body.appendChild(document.createElement('div'));
    const begin = performance.now();
    widget.render({ model, el });
    const script = performance.now() - begin;
    el.getBoundingClientRect();
    const all = performance.now() - begin;
    el.remove();
    return [script, all];
}"""


@pytest.fixture
def blank() -> Iterator[Page]:
    """An empty page with the style of live cards."""
    assert CHROMIUM is not None
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        page = browser.new_page()
        page.add_style_tag(path=STATIC / "live.css")
        yield page
        browser.close()


def test_image_of_10_000_files_is_in_place_at_once(blank: Page) -> None:
    """The best of a few rounds, since what else the machine does only ever adds to a time."""
    html = layers_card(visual_facts.image_layers(), UNFOLDED).html
    source = (STATIC / "live.js").read_text()
    times = [blank.evaluate(SHOW, [source, html]) for _ in range(ROUNDS)]
    script_ms, with_layout_ms = map(min, zip(*times, strict=True))
    print(f"{len(html) // 1000} kB: script {script_ms:.1f} ms, with layout {with_layout_ms:.1f} ms")
    assert script_ms < 1000 * LIMIT_S
