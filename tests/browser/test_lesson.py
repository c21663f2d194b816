"""The learner's way through lesson 03, in a real browser."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from grader.cell_source import cell_source
from grader.exercise import load_exercise
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
    assert saved_outputs(lab.work / LESSON) == []
    open_notebook(page, lab, LESSON)
    screenshot(page, "lesson-opened")
    run(page, "notebook:run-all-cells")
    page.wait_for_timeout(500)
    expect(page.locator("#jp-main-statusbar")).to_contain_text("| Idle", timeout=120_000)
    run(page, "docmanager:save")
    page.wait_for_timeout(1000)
    outputs = saved_outputs(lab.work / LESSON)
    assert [out for out in outputs if out["output_type"] == "error"] == []
    assert "not started" in str(outputs[-1]) and len(outputs) > 50
    page.locator("text=Newest layer on top").first.scroll_into_view_if_needed()
    page.wait_for_timeout(500)
    screenshot(page, "lesson-run")


def test_wrong_answer_is_diagnosed_and_a_right_one_passes(page: Page, lab: Lab) -> None:
    """As a learner does it: start, answer wrong, read, answer right, see it pass."""
    open_notebook(page, lab, LESSON)
    for code in (
        "from labkit import check, open_lesson, start\nclient = open_lesson('03_layers')",
        "given = start('share_two_layers')\n"
        "image = client.images.get('dockyard/busybox')\n"
        "image.tag(given.first), image.tag(given.second)\ncheck('share_two_layers')",
    ):
        type_cell(page, code)
    expect(page.locator(".jp-OutputArea").last).to_contain_text("not yet", timeout=30_000)
    screenshot(page, "diagnosis")
    type_cell(page, f"given = start('share_two_layers')\n{solution()}\ncheck('share_two_layers')")
    expect(page.locator(".jp-OutputArea").last).to_contain_text("passed", timeout=60_000)
    screenshot(page, "passed")


def solution() -> str:
    return cell_source(load_exercise(ROOT / "labs/03_layers/share_two_layers.py").solution)


def type_cell(page: Page, code: str) -> None:
    """Puts a cell below the last one, fills it and runs it."""
    page.evaluate(
        """code => {
            const notebook = window.jupyterapp.shell.currentWidget.content;
            notebook.activeCellIndex = notebook.widgets.length - 1;
            window.jupyterapp.commands.execute('notebook:insert-cell-below');
            notebook.activeCell.model.sharedModel.setSource(code);
        }""",
        code,
    )
    run(page, "notebook:run-cell")
