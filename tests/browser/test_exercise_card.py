"""The exercise card with buttons, and what is left of it after a reload or a kernel's end."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Locator, Page, expect

from grader.course import load_exercise
from labkit.visual.kit import VIEW
from tests.browser.conftest import CHROMIUM, ROOT, Lab
from tests.browser.driving import choose_theme, run, save, screenshot, violations, write_notebook

pytestmark = [
    pytest.mark.browser,
    pytest.mark.timeout(240),
    pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed"),
]

NAME = "share_two_layers"
OPEN = "from labkit import *\nclient = open_lesson('03_layers')"
CHECK = f"check('{NAME}')"
SOLUTION = load_exercise(ROOT / f"labs/03_layers/{NAME}.py").solution
ANSWER = f"given = start('{NAME}')\n{SOLUTION}"
WRONG = (
    f"given = start('{NAME}')\nimage = client.images.get('dockyard/busybox')\n"
    "image.tag(given.first), image.tag(given.second)"
)
SERVER = """\
from labkit import see
serve = "echo '<h1>Ahoy</h1><script>document.body.remove()</script>' > /index.html; httpd -f -h /"
run = client.containers.run
web = run("dockyard/busybox", ["sh", "-c", serve], ports={"80/tcp": None}, detach=True)
web.exec_run(["sh", "-c", "until wget -qO- 127.0.0.1; do sleep 0.1; done"])
see.page(client, web, 80, called="web")"""

SLOW = """\
import time
from labkit.visual.kit import Card
from labkit.visual.kit.live import Live
presses = []
def press(_):
    time.sleep(3)
    presses.append(1)
def card():
    text = f"Pressed {len(presses)} times"
    return Card(text, f'<h4>{text}</h4><button data-act="press">Press</button>')
Live(card, {"press": press}).show()"""
IMPATIENT = """{
    const real = window.setTimeout;
    window.setTimeout = (act, ms, ...more) => real(act, ms === 15000 ? 1000 : ms, ...more);
}"""

SESSION = "window.jupyterapp?.shell.currentWidget?.sessionContext"

Notebook = Callable[..., Page]


@pytest.fixture
def notebook(page: Page, lab: Lab) -> Iterator[Notebook]:
    """Opens a notebook of these cells in JupyterLab and runs them all."""

    def opened(*cells: str) -> Page:
        write_notebook(lab.work / "cards.ipynb", cells)
        page.goto(f"{lab.url}/lab/tree/cards.ipynb?token={lab.token}&reset")
        wait_until_idle(page)
        run(page, "notebook:run-all-cells")
        expect(card(page).first).to_be_visible(timeout=60_000)
        return page

    yield opened
    page.evaluate("window.jupyterapp.serviceManager.sessions.shutdownAll()")


def card(page: Page) -> Locator:
    return page.locator(".dockyard-live")


def wait_until_idle(page: Page) -> None:
    """The kernel itself is asked: the status bar may speak of another notebook."""
    page.wait_for_function(f"{SESSION}?.session?.kernel?.status === 'idle'", timeout=60_000)


def restart(page: Page) -> None:
    page.evaluate(f"{SESSION}.restartKernel()")
    expect(card(page)).to_contain_text("kernel is gone", timeout=60_000)
    wait_until_idle(page)


def run_cell(page: Page, index: int, code: str | None = None) -> None:
    """Runs a cell, with other code in it if any is given."""
    page.evaluate(
        """([index, code]) => {
            const notebook = window.jupyterapp.shell.currentWidget.content;
            notebook.activeCellIndex = index;
            if (code !== null) notebook.activeCell.model.sharedModel.setSource(code);
        }""",
        [index, code],
    )
    run(page, "notebook:run-cell")


def press(page: Page, name: str) -> None:
    """By keyboard, as well as by mouse."""
    button = card(page).get_by_role("button", name=name)
    button.focus()
    button.press("Enter")


def saved_outputs(page: Page, lab: Lab) -> str:
    save(page)
    cells = json.loads((lab.work / "cards.ipynb").read_text())["cells"]
    return json.dumps([cell.get("outputs") for cell in cells])


def saved_text(page: Page, lab: Lab) -> str:
    """What the last cell keeps as text."""
    save(page)
    (output,) = json.loads((lab.work / "cards.ipynb").read_text())["cells"][-1]["outputs"]
    return "".join(output["data"]["text/plain"])


def test_buttons_act_in_place(notebook: Notebook) -> None:
    page = notebook(OPEN, WRONG, CHECK)
    expect(card(page)).to_contain_text("not yet, 0 of 3 points")
    expect(card(page).get_by_role("status")).to_have_count(0)  # what is said, while it is empty
    press(page, "Hint 1 of 3")
    expect(card(page)).to_contain_text("1 of 3 hints")
    press(page, "Show solution")
    expect(card(page)).to_contain_text("One solution")
    for theme in ("dark", "light"):
        choose_theme(page, theme)
        assert violations(page, card(page)) == []
    screenshot(page, "card-buttons")
    press(page, "Reset")
    press(page, "Remove and begin again")
    expect(card(page)).to_contain_text("Removed: 2 images")


def test_a_reload_keeps_card_and_buttons_while_the_kernel_lives(
    notebook: Notebook, lab: Lab
) -> None:
    page = notebook(OPEN, WRONG, CHECK)
    press(page, "Show solution")
    expect(card(page)).to_contain_text("One solution")
    assert VIEW in saved_outputs(page, lab)
    page.reload()
    expect(card(page)).to_contain_text("One solution", timeout=60_000)
    press(page, "Reset")
    expect(card(page)).to_contain_text("begin again?", timeout=20_000)
    save(page)
    restart(page)
    page.reload()
    expect(card(page)).to_contain_text("kernel is gone", timeout=60_000)
    expect(card(page)).to_contain_text("begin again?")


def test_what_is_saved_is_the_latest_verdict_even_after_the_kernels_end(
    notebook: Notebook, lab: Lab
) -> None:
    page = notebook(OPEN, WRONG, CHECK)
    expect(card(page)).to_contain_text("not yet, 0 of 3 points")
    run_cell(page, 1, ANSWER)
    press(page, "Check")
    expect(card(page)).to_contain_text("passed, 3 of 3 points", timeout=60_000)
    assert "passed, 3 of 3 points" in saved_text(page, lab)
    restart(page)
    for _ in range(2):
        text = saved_text(page, lab)
        assert "passed, 3 of 3 points" in text and "not yet" not in text
    page.reload()
    wait_until_idle(page)
    shown = page.locator(".jp-OutputArea").last
    expect(shown).to_contain_text("passed, 3 of 3 points", timeout=60_000)


def test_a_late_answer_takes_away_what_was_said_meanwhile(notebook: Notebook, page: Page) -> None:
    page.add_init_script(IMPATIENT)
    notebook(SLOW)
    said = card(page).locator(".dockyard-said")
    press(page, "Press")
    press(page, "Press")
    expect(said).to_contain_text("still being answered")
    expect(said).to_contain_text("No answer yet", timeout=5_000)
    press(page, "Press")
    expect(said).to_contain_text("No answer yet")
    expect(card(page).locator("h4")).to_have_text("Pressed 1 times", timeout=10_000)
    expect(said).to_have_text("Pressed 1 times")
    expect(card(page)).not_to_have_attribute("aria-busy", "true")
    press(page, "Press")
    expect(card(page).locator("h4")).to_have_text("Pressed 2 times", timeout=10_000)


def test_saved_after_its_kernel_ended_a_card_is_static_and_a_pass_is_remembered(
    notebook: Notebook, lab: Lab
) -> None:
    page = notebook(OPEN, ANSWER, CHECK)
    expect(card(page)).to_contain_text("passed, 3 of 3 points", timeout=30_000)
    restart(page)
    assert VIEW not in saved_outputs(page, lab)
    page.reload()
    wait_until_idle(page)
    shown = page.locator(".jp-OutputArea").last
    expect(shown).to_contain_text("passed, 3 of 3 points", timeout=60_000)
    expect(card(page)).to_have_count(0)
    run_cell(page, 0)
    run_cell(page, 2)
    expect(card(page)).to_contain_text("It passed earlier, 3 of 3 points", timeout=30_000)


def test_the_map_leads_to_a_lesson_and_a_served_page_is_harmless(notebook: Notebook) -> None:
    page = notebook(OPEN, SERVER, "status()")
    served, course_map = card(page).first, card(page).last
    expect(served.frame_locator("iframe").get_by_role("heading")).to_have_text("Ahoy")
    served.get_by_label("Path").fill("/none")
    served.get_by_label("Path").press("Enter")
    expect(served).to_contain_text("404 Not Found", timeout=20_000)
    for theme in ("dark", "light"):
        choose_theme(page, theme)
        assert violations(page, card(page)) == []
    course_map.get_by_role("link", name="04 · ").click()
    page.wait_for_url("**/04_storage.ipynb*")
