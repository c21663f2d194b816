"""Every visual in JupyterLab, on real data: it shows, anybody can read it, it fetches nothing.

One notebook with all of them, in both themes, live and as it stays when the kernel is gone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import nbformat
import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser import driving
from tests.browser.conftest import CHROMIUM, Lab, opened_page
from tests.browser.exhibits import EXHIBITS, OPEN
from tests.browser.gallery import PAGE, PICTURE_LIMIT_BYTES, Exhibit, page_text

pytestmark = [
    pytest.mark.browser,
    pytest.mark.timeout(300),
    pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed"),
]

OUTPUT = ".jp-OutputArea-output"
NAME, STILL = "gallery.ipynb", "gallery-still.ipynb"
CELLS = [OPEN, *(cell for one in EXHIBITS for cell in (one.before, one.code) if cell)]
each_exhibit = pytest.mark.parametrize("exhibit", EXHIBITS, ids=lambda one: one.name)
each_theme = pytest.mark.parametrize("theme", ["dark", "light"])


@dataclass
class Hall:
    """A page with the notebook of all visuals open. `states`: live, and as it stays."""

    page: Page
    lab: Lab
    shown: list[str] = field(default_factory=list)

    def show(self, name: str, theme: str) -> None:
        if self.shown[:1] != [name]:
            self.page.goto(f"{self.lab.url}/lab/tree/{name}?token={self.lab.token}&reset")
            expect(self.page.locator(OUTPUT).last).to_be_attached(timeout=60_000)
        if self.shown != [name, theme]:
            driving.choose_theme(self.page, theme)
        self.shown = [name, theme]

    def output(self, exhibit: Exhibit) -> Locator:
        return self.page.locator(".jp-Cell").nth(CELLS.index(exhibit.code))


@pytest.fixture(scope="module")
def hall(lab: Lab) -> Iterator[Hall]:
    """Runs all cells, then keeps what a notebook without a kernel and without trust has left."""
    driving.write_notebook(lab.work / NAME, CELLS)
    with opened_page(lab) as page:
        page.set_viewport_size({"width": 1150, "height": 6000})
        driving.open_notebook(page, lab, NAME)
        driving.run(page, "application:toggle-left-area")
        driving.run_all(page)
        for exhibit in EXHIBITS:
            for act, value in exhibit.acts:
                driving.use(page.locator(".jp-Cell").nth(CELLS.index(exhibit.code)), act, value)
        driving.save(page)
        keep_still(lab.work / NAME, lab.work / STILL)
        yield Hall(page, lab, [NAME, "light"])
    for name in (NAME, STILL):
        (lab.work / name).unlink()


def keep_still(source: Path, target: Path) -> None:
    """The notebook as another machine would see it: no widgets, and a signature of nobody here."""
    notebook = nbformat.read(source, as_version=4)
    notebook.metadata.pop("widgets", None)
    for cell in notebook.cells:
        cell.source += "\n# seen elsewhere"
        for output in cell.outputs:
            output.get("data", {}).pop("application/vnd.jupyter.widget-view+json", None)
    nbformat.write(notebook, target)


@each_exhibit
@each_theme
def test_live_visual_can_be_read_by_anybody(hall: Hall, exhibit: Exhibit, theme: str) -> None:
    hall.show(NAME, theme)
    shown = hall.output(exhibit).locator(OUTPUT)
    expect(shown.first).to_be_visible()
    assert hall.output(exhibit).locator("[data-mime-type*=error]").all_text_contents() == []
    assert driving.violations(hall.page, shown) == []


@each_exhibit
def test_picture_is_taken(hall: Hall, exhibit: Exhibit, request: pytest.FixtureRequest) -> None:
    for theme in exhibit.themes:
        hall.show(NAME, theme)
        hall.page.add_style_tag(content=".jp-OutputArea-prompt, .jp-Collapser { display: none }")
        picture = driving.photograph(hall.output(exhibit).locator(".jp-Cell-outputArea"))
        assert 2_000 < len(picture) < PICTURE_LIMIT_BYTES
        if request.config.getoption("--update-gallery", default=False):
            exhibit.picture(theme).parent.mkdir(exist_ok=True)
            exhibit.picture(theme).write_bytes(picture)
            PAGE.write_text(page_text(EXHIBITS))


@each_exhibit
@each_theme
def test_what_stays_can_be_read_by_anybody(hall: Hall, exhibit: Exhibit, theme: str) -> None:
    hall.show(STILL, theme)
    shown = hall.output(exhibit).locator(OUTPUT)
    expect(shown.first).to_contain_text(re.compile(r"\w"))
    assert hall.output(exhibit).locator(".dockyard-live").count() == 0
    assert driving.violations(hall.page, shown) == []
