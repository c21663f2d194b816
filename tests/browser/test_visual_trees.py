"""Layers, volumes and processes in JupyterLab, by keyboard: what is unfolded, asked and seen again.

One notebook with all three. That they read well in both themes is tests/browser/test_gallery.py's.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser import driving
from tests.browser.conftest import CHROMIUM, Lab, opened_page

pytestmark = [
    pytest.mark.browser,
    pytest.mark.timeout(240),
    pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed"),
]

OPEN = """\
from labkit import open_lesson, see
from labkit.show import folder_with

client = open_lesson("03_layers")
recipe = "FROM dockyard/busybox\\nCOPY . /srv/\\nRUN rm /srv/menu\\n"
files = {f"plates/{number}": "x" for number in range(60)}
folder = folder_with({"Dockerfile": recipe, "menu": "soup " * 1000, **files})
client.images.build(path=str(folder), tag="shop", rm=True)
box = client.containers.run(
    "shop", ["sh", "-c", "sleep 1001 & exec sleep 1000"], name="box", volumes=["/cache"],
    detach=True,
)
"""
CELLS = [
    OPEN,
    'see.layers(client, box, base="dockyard/busybox")',
    "see.volumes(client)",
    "see.processes(client)",
]


@pytest.fixture(scope="module")
def trees(lab: Lab) -> Iterator[Page]:
    """A page with the three of them."""
    driving.write_notebook(lab.work / "trees.ipynb", CELLS)
    with opened_page(lab) as page:
        page.set_viewport_size({"width": 1200, "height": 3000})
        driving.open_notebook(page, lab, "trees.ipynb")
        driving.run_all(page)
        expect(page.locator(".dockyard-live")).to_have_count(3, timeout=60_000)
        yield page


def live(page: Page, number: int) -> Locator:
    return page.locator(".dockyard-live").nth(number)


def press(element: Locator, key: str) -> None:
    element.focus()
    element.press(key)


def test_layer_opens_and_a_folder_unfolds_by_keyboard(trees: Page) -> None:
    explorer = live(trees, 0)
    copy = explorer.locator("details", has_text="COPY").first
    press(copy.locator("summary"), "Enter")
    press(copy.get_by_role("button", name="plates/ – 60 files"), "Enter")
    expect(copy.locator("li")).to_have_count(64)
    expect(copy).to_have_attribute("open", "")
    expect(copy).to_contain_text("hidden by layer 3")


def test_own_layer_follows_what_cells_do(trees: Page) -> None:
    copy, own = (
        live(trees, 0).locator("details", has_text=line).first
        for line in ("COPY", "the container box")
    )
    press(own.locator("summary"), "Enter")
    driving.type_cell(trees, "box.exec_run(['touch', '/fresh']).exit_code")
    expect(own).to_contain_text("fresh", timeout=20_000)
    for opened in (own, copy):
        expect(opened).to_have_attribute("open", "")


def test_own_layer_is_looked_at_again(trees: Page) -> None:
    button = live(trees, 0).get_by_role("button", name="Look at the container again")
    press(button, "Enter")
    expect(live(trees, 0)).not_to_have_attribute("aria-busy", "true")
    expect(button).to_be_focused()


def test_question_about_a_removal_is_answered_and_nothing_done(trees: Page) -> None:
    map_of_volumes = live(trees, 1)
    map_of_volumes.get_by_role("combobox").select_option("docker rm -v box")
    expect(map_of_volumes).to_contain_text("would take anonymous 1 along. Nothing was done.")
    map_of_volumes.get_by_role("button", name="Look again").press("Enter")
    expect(map_of_volumes).not_to_contain_text("Nothing was done.")
    expect(map_of_volumes).to_contain_text("anonymous 1")


def test_process_that_has_ended_is_told_at_the_next_look(trees: Page) -> None:
    processes = live(trees, 2)
    expect(processes).to_contain_text("PID 1")
    driving.type_cell(trees, "box.kill(), box.wait()['StatusCode']")
    expect(driving.output(trees)).to_contain_text("137", timeout=30_000)
    press(processes.get_by_role("button", name="Look again"), "Enter")
    expect(processes).to_contain_text("ended and reaped since the last look")
