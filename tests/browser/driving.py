"""What a test does in JupyterLab, in the words of a learner: open, run, type, look."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from nbformat.v4 import new_code_cell, new_notebook, writes
from playwright.sync_api import Locator, Page, expect

from grader.labels import KERNELS
from tests.browser.conftest import ROOT, Lab

SCREENSHOTS = ROOT / "tests" / "browser" / "screenshots"
THEMES = {"light": "JupyterLab Light", "dark": "JupyterLab Dark"}
PAPER = {"light": "white", "dark": "#111"}
"""What --jp-layout-color0 is in each: the theme's name is there before its colours are."""


def write_notebook(path: Path, cells: Sequence[str], *, kernel: str = "") -> None:
    """A notebook of these code cells, on the Dockyard kernel unless another one is named."""
    spec = {"name": kernel or KERNELS["containerd"], "display_name": "", "language": "python"}
    content = [new_code_cell(cell) for cell in cells]
    path.write_text(writes(new_notebook(cells=content, metadata={"kernelspec": spec})))


def open_notebook(page: Page, lab: Lab, name: str) -> None:
    """Opens this notebook alone and waits for its kernel: the status bar tells, not the toolbar."""
    page.goto(f"{lab.url}/lab/tree/{name}?token={lab.token}&reset")
    page.wait_for_function("window.jupyterapp !== undefined", timeout=60_000)
    until_idle(page)


def until_idle(page: Page) -> None:
    expect(page.locator("#jp-main-statusbar")).to_contain_text("| Idle", timeout=120_000)


def run(page: Page, command: str, **arguments: object) -> Any:
    """Runs one of JupyterLab's commands, and waits for its end."""
    return page.evaluate(
        "([command, args]) => window.jupyterapp.commands.execute(command, args)",
        [command, arguments],
    )


def run_all(page: Page) -> None:
    run(page, "notebook:run-all-cells")


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


def run_cell(page: Page, beginning: str, code: str | None = None) -> Locator:
    """Runs the cell that begins so, with other code in it if any is given. Returns: the cell."""
    number = page.evaluate(
        """async ([beginning, code]) => {
            const notebook = window.jupyterapp.shell.currentWidget.content;
            const starts = cell => cell.model.sharedModel.getSource().startsWith(beginning);
            notebook.activeCellIndex = notebook.widgets.findIndex(starts);
            await notebook.scrollToItem(notebook.activeCellIndex, 'center');
            if (code !== null) notebook.activeCell.model.sharedModel.setSource(code);
            return notebook.activeCellIndex;
        }""",
        [beginning, code],
    )
    run(page, "notebook:run-cell")
    return page.locator(f'.jp-Cell[data-windowed-list-index="{number}"]')


def save(page: Page) -> None:
    """Saves the open notebook, and waits until the file is there."""
    page.evaluate("window.jupyterapp.shell.currentWidget.context.save()")


def use(shown: Locator, act: str, value: str) -> None:
    """Presses a button of a live card, or chooses or types a value, and waits for the answer."""
    element = shown.locator(f'[data-act="{act}"]')
    match element.first.evaluate("one => one.tagName"):
        case "SELECT":
            element.first.select_option(value)
        case "INPUT":
            element.first.fill(value)
            element.first.press("Enter")
        case _:
            element.and_(shown.locator(f'[data-value="{value}"]') if value else element).click()
    expect(shown.locator(".dockyard-live[aria-busy]")).to_have_count(0, timeout=30_000)


def restart_kernel(page: Page) -> None:
    page.evaluate("window.jupyterapp.shell.currentWidget.sessionContext.restartKernel()")
    until_idle(page)


def output(page: Page) -> Locator:
    """The output of the last cell that has one."""
    return page.locator(".jp-Cell-outputArea").last


def choose_theme(page: Page, theme: str) -> None:
    """`light` or `dark`; waits until the page has its colours."""
    run(page, "apputils:change-theme", theme=THEMES[theme])
    page.wait_for_function(
        """is => is == getComputedStyle(document.body).getPropertyValue('--jp-layout-color0')""",
        arg=PAPER[theme],
    )


def violations(page: Page, shown: Locator) -> list[str]:
    """What axe-core has against elements, a line each: the rule, and where."""
    shown.evaluate_all("all => all.forEach(one => one.setAttribute('data-axe', ''))")
    try:
        found = Axe().run(page, context={"include": ["[data-axe]"]}).response["violations"]
    finally:
        shown.evaluate_all("all => all.forEach(one => one.removeAttribute('data-axe'))")
    return [
        f"{rule['id']}: {node['html'][:160]} {node.get('failureSummary', '')[:200]}"
        for rule in found
        for node in rule["nodes"]
    ]


def photograph(shown: Locator) -> bytes:
    """A picture of an element as PNG."""
    shown.scroll_into_view_if_needed()
    return shown.screenshot(animations="disabled", caret="hide")


def screenshot(page: Page, name: str) -> None:
    SCREENSHOTS.mkdir(exist_ok=True)
    page.screenshot(path=SCREENSHOTS / f"{name}.png")
