"""A real JupyterLab on a fresh workspace, and a real Chromium that may reach nothing else."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Page, Request, sync_playwright

from labkit.commands import testing
from labkit.commands.lab import jupyter_command
from labkit.commands.workspace import update_workspace
from labkit.machine import ensure_kernelspec, ensure_lab_settings

ROOT = Path(__file__).resolve().parents[2]
CHROMIUM = testing.browser()
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--update-gallery",
        action="store_true",
        help="take the pictures of docs/gallery.md anew",
    )


@dataclass(frozen=True)
class Lab:
    """A running JupyterLab: the folder that it serves, and where learners' progress is kept."""

    url: str
    token: str
    work: Path
    progress: Path

    def forget_learners(self) -> None:
        for path in self.progress.glob("*"):
            path.unlink()


@pytest.fixture(scope="session")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    home = tmp_path_factory.mktemp("home")
    work = home / "work"
    update_workspace(ROOT / "notebooks", work)
    ensure_kernelspec()
    ensure_lab_settings()
    config = {"LabApp": {"expose_app_in_browser": True}}
    (home / "jupyter_lab_config.json").write_text(json.dumps(config))
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = {
        **os.environ,
        "HOME": str(home),
        "JUPYTER_CONFIG_DIR": str(home),
        "JUPYTER_DATA_DIR": str(home / "data"),
        "JUPYTER_RUNTIME_DIR": str(home / "runtime"),
        "JUPYTER_TOKEN": "a-token-of-the-tests",
        "DOCKYARD_LEARNER": "course",
        "DOCKYARD_STATE": str(home / "progress"),
    }
    log = (home / "lab.log").open("w")
    server = subprocess.Popen(
        jupyter_command(browser=False, port=port, work=work),
        env=environment,
        stdout=log,
        stderr=subprocess.STDOUT,
    )
    try:
        _wait_until_up(port, server, home / "lab.log")
        yield Lab(f"http://127.0.0.1:{port}", "a-token-of-the-tests", work, home / "progress")
    finally:
        server.terminate()
        server.wait(20)
        log.close()


def _wait_until_up(port: int, server: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and server.poll() is None:
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/api", timeout=5).close()
            return
        except urllib.error.HTTPError:
            return
        except OSError:
            time.sleep(0.1)
    raise AssertionError(f"JupyterLab did not start:\n{log.read_text()[-2000:]}")


@contextmanager
def opened_page(lab: Lab) -> Iterator[Page]:
    """One page of a browser of its own."""
    with opened_pages(lab, 1) as (page,):
        yield page


@contextmanager
def opened_pages(lab: Lab, count: int) -> Iterator[list[Page]]:
    """Pages whose every request is to this machine; one that is not fails the test.

    The kernels that were started in them end with them.
    """
    assert CHROMIUM is not None
    abroad: list[str] = []
    local = (lab.url, lab.url.replace("http", "ws", 1), "data:", "blob:")

    def hear(request: Request) -> None:
        if not request.url.startswith(local):
            abroad.append(request.url)

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        pages = [browser.new_page(viewport={"width": 1280, "height": 1000}) for _ in range(count)]
        for page in pages:
            page.on("request", hear)
        try:
            yield pages
            pages[0].evaluate("window.jupyterapp?.serviceManager.sessions.shutdownAll()")
        finally:
            browser.close()
    assert abroad == []


@pytest.fixture
def page(lab: Lab) -> Iterator[Page]:
    """A browser of this test's own, and a learner who has never been here."""
    lab.forget_learners()
    with opened_page(lab) as page:
        yield page
