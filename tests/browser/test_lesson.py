"""The learner's way through lesson 03, in a real browser."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import CHROMIUM, ROOT, Lab

pytestmark = [
    pytest.mark.browser,
    pytest.mark.timeout(240),
    pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed"),
]

LESSON = "03_layers.ipynb"
SCREENSHOTS = ROOT / "tests" / "browser" / "screenshots"


def open_notebook(page: Page, lab: Lab, name: str) -> None:
    """Opens a notebook and waits for its kernel: the status bar, not the toolbar, tells."""
    page.goto(f"{lab.url}/lab/tree/{name}?token={lab.token}")
    page.wait_for_function("window.jupyterapp !== undefined", timeout=60_000)
    expect(page.locator("#jp-main-statusbar")).to_contain_text("| Idle", timeout=60_000)


def run(page: Page, command: str) -> Any:
    return page.evaluate("command => window.jupyterapp.commands.execute(command)", command)


def screenshot(page: Page, name: str) -> None:
    SCREENSHOTS.mkdir(exist_ok=True)
    page.screenshot(path=SCREENSHOTS / f"{name}.png")


def saved_outputs(path: Path) -> list[dict[str, Any]]:
    cells = json.loads(path.read_text())["cells"]
    return [output for cell in cells for output in cell.get("outputs", [])]


def test_lesson_runs_to_its_end(page: Page, lab: Lab) -> None:
    open_notebook(page, lab, LESSON)
    screenshot(page, "lesson-opened")
    run(page, "notebook:run-all-cells")
    page.wait_for_timeout(500)
    expect(page.locator("#jp-main-statusbar")).to_contain_text("| Idle", timeout=120_000)
    run(page, "docmanager:save")
    page.wait_for_timeout(1000)
    errors = [out for out in saved_outputs(lab.work / LESSON) if out["output_type"] == "error"]
    assert errors == []
    screenshot(page, "lesson-run")
