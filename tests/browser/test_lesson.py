"""The learner's way through lesson 03, in a real browser."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from grader.course import load_exercise
from tests.browser.conftest import CHROMIUM, ROOT, Lab
from tests.browser.driving import (
    choose_theme,
    open_notebook,
    restart_kernel,
    run_all,
    run_cell,
    save,
    screenshot,
    violations,
)

pytestmark = [
    pytest.mark.browser,
    pytest.mark.timeout(300),
    pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed"),
]

LESSON = "03_layers.ipynb"
START = 'given = start("share_two_layers")'
README_PICTURE = ROOT / "docs" / "lesson-03.png"
CHECK = 'check("share_two_layers")'
WRONG = (
    f"{START}\nimage = client.images.get('dockyard/busybox')\n"
    "image.tag(given.first), image.tag(given.second)"
)


def saved_outputs(path: Path) -> list[dict[str, Any]]:
    cells = json.loads(path.read_text())["cells"]
    return [output for cell in cells for output in cell.get("outputs", [])]


def right() -> str:
    exercise = load_exercise(ROOT / "labs/03_layers/share_two_layers.py")
    return f"{START}\n{exercise.solution}"


def test_lesson_runs_to_its_end(page: Page, lab: Lab) -> None:
    assert saved_outputs(lab.work / LESSON) == []
    open_notebook(page, lab, LESSON)
    screenshot(page, "lesson-opened")
    run_all(page)
    save(page)
    outputs = saved_outputs(lab.work / LESSON)
    assert [out for out in outputs if out["output_type"] == "error"] == []
    assert "not started" in str(outputs[-1]) and len(outputs) > 50
    page.locator("text=Newest layer on top").first.scroll_into_view_if_needed()
    screenshot(page, "lesson-run")


def test_wrong_then_right_then_back_another_day(
    page: Page, lab: Lab, request: pytest.FixtureRequest
) -> None:
    """As a learner does it: answers wrong, reads, takes a hint, answers right, comes back."""
    open_notebook(page, lab, LESSON)
    run_cell(page, "from labkit import")
    run_cell(page, START, WRONG)
    card = run_cell(page, CHECK)
    expect(card).to_contain_text("not yet, 0 of 3 points", timeout=30_000)
    expect(card).to_contain_text("Both names stand for one image.")
    screenshot(page, "lesson-diagnosis")
    card.get_by_role("button", name="Hint 1 of 3").click()
    expect(card).to_contain_text("Layers are shared from the bottom up.", timeout=20_000)
    screenshot(page, "lesson-hint")
    if request.config.getoption("--update-gallery", default=False):
        page.set_viewport_size({"width": 1120, "height": 760})
        card.scroll_into_view_if_needed()
        page.screenshot(path=README_PICTURE)
    run_cell(page, START, right())
    card = run_cell(page, CHECK)
    expect(card).to_contain_text("passed, 3 of 3 points", timeout=60_000)
    screenshot(page, "lesson-passed")
    see_progress(page, lab)
    open_notebook(page, lab, LESSON)
    restart_kernel(page)
    page.reload()
    expect(page.locator("#jp-main-statusbar")).to_contain_text("| Idle", timeout=60_000)
    run_cell(page, "from labkit import")
    expect(run_cell(page, CHECK)).to_contain_text("passed earlier", timeout=30_000)
    screenshot(page, "lesson-back")


def see_progress(page: Page, lab: Lab) -> None:
    """The start page says what has been passed."""
    open_notebook(page, lab, "start.ipynb")
    shown = run_cell(page, "from labkit import status")
    expect(shown).to_contain_text("Layers and copy-on-write", timeout=30_000)
    expect(shown).to_contain_text("Your progress: 3 of")
    screenshot(page, "progress")


def test_card_can_be_used_by_keyboard_alone(page: Page, lab: Lab) -> None:
    """Tab to the hint, Enter: it is shown, and the focus is where one goes on."""
    open_notebook(page, lab, LESSON)
    run_cell(page, "from labkit import")
    run_cell(page, 'given = start("one_of_each")')
    card = run_cell(page, 'check("one_of_each")')
    expect(card.get_by_role("button", name="Hint 1")).to_be_visible(timeout=30_000)
    card.get_by_role("button", name="Check").focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(card.get_by_role("button", name="Hint 2")).to_be_focused(timeout=20_000)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(card).to_contain_text("begin again?", timeout=20_000)
    page.keyboard.press("Tab")
    expect(card.get_by_role("button", name="Remove and begin again")).to_be_focused()
    for theme in ("dark", "light"):
        choose_theme(page, theme)
        assert violations(page, card.locator(".dockyard-live")) == []
