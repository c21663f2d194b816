"""Builds, ENTRYPOINT and CMD, and the wire in JupyterLab: by mouse and keyboard, in both themes."""

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

OPEN = "from labkit import open_lesson, see\nclient = open_lesson('07_build_cache')"
BUILD = '''\
SHOP = """
FROM dockyard/busybox
ENV SHOP=corner
WORKDIR /shop
COPY prices .
RUN sleep 0.4; sort prices | tee sorted
RUN sleep 0.2; wc -l < sorted > count
CMD cat sorted
"""
see.build(client, "shop", SHOP, {"prices": "1\\n"})
see.build(client, "shop", SHOP, {"prices": "2\\n"})'''
DOCKERFILE = """\
%%dockerfile bakery
FROM dockyard/busybox
WORKDIR /bakery
RUN echo flour > dough
RUN bake dough
CMD cat dough"""
ARGV = "see.argv(client)"
WIRE = """\
%%wire
box = client.containers.run("dockyard/busybox", ["sleep", "60"], name="box", detach=True)
box.exec_run(["echo", "hello"])
box.remove(force=True)"""
CELLS = [OPEN, BUILD, DOCKERFILE, ARGV, WIRE]


@pytest.fixture(scope="module")
def notebook(lab: Lab) -> Iterator[Page]:
    """A page in which all cells have run."""
    driving.write_notebook(lab.work / "seen.ipynb", CELLS)
    with opened_page(lab) as page:
        page.set_viewport_size({"width": 1250, "height": 5000})
        driving.open_notebook(page, lab, "seen.ipynb")
        driving.run_all(page)
        expect(shown(page, WIRE)).to_contain_text("On the wire", timeout=120_000)
        yield page


def shown(page: Page, cell: str) -> Locator:
    """The last view below a cell."""
    return page.locator(".jp-Cell").nth(CELLS.index(cell)).locator(".dockyard-live").last


def run_without_waiting(page: Page, code: str) -> None:
    """Runs a cell below the last one; the test goes on while it runs."""
    page.evaluate(
        """code => {
            const notebook = window.jupyterapp.shell.currentWidget.content;
            notebook.activeCellIndex = notebook.widgets.length - 1;
            window.jupyterapp.commands.execute('notebook:insert-cell-below');
            notebook.activeCell.model.sharedModel.setSource(code);
            window.jupyterapp.commands.execute('notebook:run-cell');
        }""",
        code,
    )


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(
    "cell", [BUILD, DOCKERFILE, ARGV, WIRE], ids=["build", "fault", "argv", "wire"]
)
def test_view_can_be_read_by_anybody(cell: str, theme: str, notebook: Page) -> None:
    driving.choose_theme(notebook, theme)
    view = shown(notebook, cell)
    assert driving.violations(notebook, view) == []
    name = f"{['open', 'build', 'fault', 'argv', 'wire'][CELLS.index(cell)]}-{theme}"
    driving.SCREENSHOTS.mkdir(exist_ok=True)
    (driving.SCREENSHOTS / f"{name}.png").write_bytes(driving.photograph(view))


def test_build_has_bars_and_says_why_the_cache_did_not_hold(notebook: Page) -> None:
    view = shown(notebook, BUILD)
    expect(view).to_contain_text("what it copies has changed: prices")
    expect(view).to_contain_text("0.4")
    view.get_by_text("Line 6 printed").click()
    expect(view.locator("details[open] pre")).to_have_text("2")


def test_build_is_watched_while_it_runs(notebook: Page) -> None:
    slow = "FROM dockyard/busybox\\nRUN sleep 3\\nRUN true\\n"
    run_without_waiting(notebook, f'see.build(client, "slow", "{slow}", uses_cache=False)')
    view = notebook.locator(".dockyard-live").last
    expect(view.get_by_role("row", name="RUN sleep 3")).to_contain_text("running", timeout=30_000)
    assert driving.violations(notebook, view) == []
    expect(view.get_by_role("row", name="RUN true")).to_contain_text("waiting")
    expect(view).to_contain_text("slow, built with BuildKit: 2 ran", timeout=30_000)


def test_fault_is_shown_at_its_line(notebook: Page) -> None:
    view = shown(notebook, DOCKERFILE)
    expect(view.locator("mark")).to_have_text("RUN bake dough")
    expect(view).to_contain_text("bake: not found")


def test_one_combination_is_chosen_predicted_and_run_by_keyboard(notebook: Page) -> None:
    view = shown(notebook, ARGV)
    view.get_by_label("Behind the name").select_option("WORD")
    expect(view.locator("pre").first).to_contain_text("docker run IMAGE 3")
    field = view.get_by_label("Which words does the daemon run?")
    field.focus()
    notebook.keyboard.type("sleep 100 3")
    notebook.keyboard.press("Enter")
    expect(view).to_contain_text("✓ As you predicted.", timeout=30_000)
    expect(field).to_have_value("sleep 100 3")


def test_request_is_sent_again_as_raw_http_and_a_change_is_asked_for(notebook: Page) -> None:
    view = shown(notebook, WIRE)
    view.get_by_role("button", name="Send request 1 again").click()
    expect(view).to_contain_text("changes something")
    view.get_by_role("button", name="Leave it").click()
    expect(view).not_to_contain_text("changes something")
    view.get_by_role("button", name="Send request 2 again").click()
    expect(view).to_contain_text("HTTP/1.1 404 Not Found")
    expect(view).to_contain_text("Host: docker")
