"""Every visual in JupyterLab, on real data: it shows, anybody can read it, it fetches nothing.

One notebook with all of them, in both themes, live and as it stays when the kernel is gone; what
needs a daemon that keeps its images elsewhere is in a second one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import nbformat
import pytest
from playwright.sync_api import Locator, Page, expect

from grader.labels import KERNELS
from tests.browser import driving, keyboard
from tests.browser.conftest import CHROMIUM, Lab, opened_pages
from tests.browser.exhibits import EXHIBITS, OPENINGS
from tests.browser.gallery import PAGE, PICTURE_LIMIT_BYTES, Exhibit, page_text

pytestmark = [
    pytest.mark.browser,
    pytest.mark.timeout(600),
    pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed"),
]

OUTPUT = ".jp-OutputArea-output"
CELLS = {
    store: [
        opening,
        *(
            cell
            for one in EXHIBITS
            if one.store == store
            for cell in (one.before, one.code)
            if cell
        ),
    ]
    for store, opening in OPENINGS.items()
}
each_exhibit = pytest.mark.parametrize("exhibit", EXHIBITS, ids=lambda one: one.name)
each_theme = pytest.mark.parametrize("theme", ["dark", "light"])


@dataclass
class Hall:
    """A page with the notebook of all visuals open. `states`: live, and as it stays."""

    page: Page
    lab: Lab
    shown: list[str] = field(default_factory=list)

    def show(self, exhibit: Exhibit, theme: str, *, still: bool = False) -> None:
        name = notebook(exhibit.store, still=still)
        if self.shown[:1] != [name]:
            self.page.goto(f"{self.lab.url}/lab/tree/{name}?token={self.lab.token}&reset")
            expect(self.page.locator(OUTPUT).last).to_be_attached(timeout=60_000)
        if self.shown != [name, theme]:
            driving.choose_theme(self.page, theme)
        self.shown = [name, theme]

    def output(self, exhibit: Exhibit) -> Locator:
        return self.page.locator(".jp-Cell").nth(CELLS[exhibit.store].index(exhibit.code))


def notebook(store: str, *, still: bool = False) -> str:
    return f"gallery-{store}{'-still' if still else ''}.ipynb"


@pytest.fixture(scope="module")
def halls(lab: Lab) -> Iterator[dict[str, Hall]]:
    """A page for each notebook, all of whose cells have run."""
    with opened_pages(lab, len(CELLS)) as pages:
        found = {store: Hall(page, lab) for store, page in zip(CELLS, pages, strict=True)}
        for store, hall in found.items():
            run_through(hall, store)
        yield found
    for path in lab.work.glob("gallery-*.ipynb"):
        path.unlink()


def run_through(hall: Hall, store: str) -> None:
    """Runs all cells, then keeps what a notebook without a kernel and without trust has left."""
    hall.page.set_viewport_size({"width": 1150, "height": 6000})
    live, still = (hall.lab.work / notebook(store, still=still) for still in (False, True))
    driving.write_notebook(live, CELLS[store], kernel=KERNELS[store])
    driving.open_notebook(hall.page, hall.lab, live.name)
    driving.run(hall.page, "application:toggle-left-area")
    driving.run_all(hall.page)
    for exhibit in EXHIBITS:
        for act, value in exhibit.acts if exhibit.store == store else ():
            driving.use(hall.output(exhibit), act, value)
    driving.save(hall.page)
    hall.shown = [live.name, "light"]
    keep_still(live, still)


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
def test_live_visual_can_be_read_by_anybody(
    halls: dict[str, Hall], exhibit: Exhibit, theme: str
) -> None:
    hall = halls[exhibit.store]
    hall.show(exhibit, theme)
    shown = hall.output(exhibit).locator(OUTPUT)
    expect(shown.first).to_be_visible()
    assert hall.output(exhibit).locator("[data-mime-type*=error]").all_text_contents() == []
    assert driving.violations(hall.page, shown) == []


@each_exhibit
def test_picture_is_taken(
    halls: dict[str, Hall], exhibit: Exhibit, request: pytest.FixtureRequest
) -> None:
    hall = halls[exhibit.store]
    for theme in exhibit.themes:
        hall.show(exhibit, theme)
        hall.page.add_style_tag(content=".jp-OutputArea-prompt, .jp-Collapser { display: none }")
        picture = driving.photograph(hall.output(exhibit).locator(".jp-Cell-outputArea"))
        assert 2_000 < len(picture) < PICTURE_LIMIT_BYTES
        if request.config.getoption("--update-gallery", default=False):
            exhibit.picture(theme).parent.mkdir(exist_ok=True)
            exhibit.picture(theme).write_bytes(picture)
            PAGE.write_text(page_text(EXHIBITS))


@each_exhibit
def test_every_control_is_used_by_keyboard(halls: dict[str, Hall], exhibit: Exhibit) -> None:
    hall = halls[exhibit.store]
    hall.show(exhibit, "light")
    for view in hall.output(exhibit).locator(".dockyard-live").all():
        assert keyboard.out_of_reach(hall.page, view) == []
        assert keyboard.lost_focus(view) == []


@each_exhibit
@each_theme
def test_what_stays_can_be_read_by_anybody(
    halls: dict[str, Hall], exhibit: Exhibit, theme: str
) -> None:
    hall = halls[exhibit.store]
    hall.show(exhibit, theme, still=True)
    shown = hall.output(exhibit).locator(OUTPUT)
    expect(shown.first).to_contain_text(re.compile(r"\w"))
    assert hall.output(exhibit).locator(".dockyard-live").count() == 0
    assert driving.violations(hall.page, shown) == []
