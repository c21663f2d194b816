"""The network map and the life line answer and grow while one looks."""

from __future__ import annotations

import json

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import CHROMIUM, Lab
from tests.browser.driving import open_notebook, run_cell, save, use, write_notebook

pytestmark = [
    pytest.mark.browser,
    pytest.mark.timeout(240),
    pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed"),
]

OPEN = "from labkit import open_lesson, see\nclient = open_lesson('03_layers')"
LOOK = "line = see.lifeline(client, 'web')"
BEGIN = (
    "run = client.containers.run\nrun('dockyard/busybox', ['sleep', '60'], name='web', detach=True)"
)
MAP = "see.networks(client, 'web')"
END = "client.containers.get('web').remove(force=True); line.stop()"


def test_request_is_followed_and_life_line_grows(page: Page, lab: Lab) -> None:
    write_notebook(lab.work / "looking.ipynb", [OPEN, LOOK, BEGIN, MAP, END])
    open_notebook(page, lab, "looking.ipynb")
    run_cell(page, OPEN)
    line = run_cell(page, LOOK)
    expect(line).to_contain_text("Nothing has happened yet.", timeout=20_000)
    run_cell(page, BEGIN)
    expect(line).to_contain_text("running", timeout=20_000)
    expect(line).to_contain_text("Watching")
    shown = run_cell(page, MAP)
    expect(shown).to_contain_text("Follow a request", timeout=30_000)
    use(shown, "target", "web")
    expect(shown).to_contain_text("80/tcp of web is not published", timeout=20_000)
    run_cell(page, END)
    expect(line).to_contain_text("removed", timeout=20_000)
    expect(line).not_to_contain_text("Watching")
    save(page)
    kept = json.loads((lab.work / "looking.ipynb").read_text())["cells"][1]["outputs"][0]["data"]
    text = "".join(kept["text/plain"])
    assert "created → running [kill SIGKILL] → exited (137) → removed" in text
