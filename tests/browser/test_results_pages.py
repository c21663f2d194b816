"""Pages that grading leaves, in a real browser: nothing runs, nothing is fetched."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from nbformat.v4 import new_notebook
from playwright.sync_api import Page, sync_playwright

from grader.results.pages import write_feedback
from grader.results.pages.feedback import feedback_path
from tests.browser.conftest import CHROMIUM, FLAGS
from tests.hostile_outputs import HOSTILE_HTML, notebook_of
from tests.results import write_notebook
from tests.unit.test_results_pages import report
from tests.unit.test_results_summary import a_class

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed"),
]


@pytest.fixture
def browser_page() -> Iterator[Page]:
    """A page in which every request but that for the page itself, and every dialog, is a fault."""
    assert CHROMIUM is not None
    faults: list[str] = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        page = browser.new_page()
        page.on("request", lambda one: faults.append(one.url) if not own(one.url) else None)
        page.on("dialog", lambda dialog: (faults.append(dialog.message), dialog.dismiss()))
        page.on(
            "framenavigated", lambda frame: faults.append(frame.url) if not own(frame.url) else None
        )
        page.on("console", lambda message: faults.append(message.text))
        yield page
        browser.close()
    assert faults == []


def own(url: str) -> bool:
    return url == "about:blank" or url.startswith(("file://", "data:image/png"))


def feedback(out: Path) -> Path:
    cells = [cell for html in HOSTILE_HTML for cell in notebook_of(html).cells]
    write_notebook(out, "ada", new_notebook(cells=cells))
    write_feedback(out, report())
    return feedback_path(out, "ada")


def violations(page: Page) -> list[str]:
    found = Axe().run(page).response["violations"]
    return [f"{one['id']}: {[node['html'][:120] for node in one['nodes'][:3]]}" for one in found]


def test_nothing_of_a_hostile_submission_runs_or_leaves(browser_page: Page, tmp_path: Path) -> None:
    browser_page.goto(feedback(tmp_path).as_uri())
    browser_page.wait_for_timeout(500)
    for element in browser_page.locator("main *:visible").all()[:40]:
        element.dispatch_event("click")
    assert browser_page.title() == "Feedback: ada"
    assert browser_page.locator("script, iframe, form, object, a, svg, link").count() == 0


def test_the_policy_alone_stops_what_would_slip_through(tmp_path: Path) -> None:
    """Puts the hostile HTML into the page as it is: the browser must load and run none of it."""
    assert CHROMIUM is not None
    path = feedback(tmp_path)
    head, main, rest = path.read_text().partition("<main>")
    hostile = (
        "<script>document.title = 'owned'</script><img src=x onerror=\"document.title='owned'\">"
    )
    path.write_text(
        head + main + hostile + "<link rel=stylesheet href=http://127.0.0.1:9/x>" + rest
    )
    asked: list[str] = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        page = browser.new_page()
        page.on("requestfinished", lambda request: asked.append(request.url))
        page.goto(path.as_uri())
        page.wait_for_timeout(500)
        assert page.title() == "Feedback: ada"
        browser.close()
    assert asked == [path.as_uri()]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_pages_are_accessible(browser_page: Page, tmp_path: Path, scheme: str) -> None:
    browser_page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    for path in (feedback(tmp_path), a_class(tmp_path) / "summary.html"):
        browser_page.goto(path.as_uri())
        assert violations(browser_page) == [], path.name


def test_pages_fit_a_narrow_screen_and_a_sheet_of_paper(browser_page: Page, tmp_path: Path) -> None:
    for path in (feedback(tmp_path), a_class(tmp_path) / "summary.html"):
        browser_page.goto(path.as_uri())
        for width in (360, 794):
            browser_page.set_viewport_size({"width": width, "height": 800})
            browser_page.emulate_media(media="print" if width == 794 else "screen")
            wide = browser_page.evaluate("document.documentElement.scrollWidth")
            assert wide <= width, f"{path.name} at {width}"
