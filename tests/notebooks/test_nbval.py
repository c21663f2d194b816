"""nbval compares what is stored, all of it: a falsified output fails, and nothing opts out."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import docker
import nbformat
import pytest

from labkit.authoring.builder import build_page
from labkit.authoring.pages import Trees, pages
from labkit.commands.testing import NBVAL

pytestmark = [pytest.mark.daemon, pytest.mark.notebook]

ROOT = Path(__file__).resolve().parents[2]
BUILT = sorted([*ROOT.glob("notebooks/*.ipynb"), *ROOT.glob("solutions/*.ipynb")])

MOST_OPT_OUTS = 0
"""Cells that nbval may skip, ignore or let raise; papermill stops at those that raise."""


@pytest.fixture(scope="module")
def notebook(engine: docker.DockerClient) -> str:
    """The start page as it is built now: text printed, and a card of text and HTML."""
    (page,) = pages(Trees(), ["start"])
    return build_page(page).text


def nbval(path: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *NBVAL, str(path)],
        cwd=ROOT,
        env={**os.environ, "DOCKYARD_LEARNER": "course"},
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_true_notebook_passes(notebook: str, tmp_path: Path) -> None:
    path = tmp_path / "true.ipynb"
    path.write_text(notebook)
    done = nbval(path)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize(
    ("stored", "falsified"),
    [
        ("Containers in it: 0", "Containers in it: 1"),
        ("Your progress\\n", "Your success\\n"),
        ("Your progress</p>", "Your success</p>"),
    ],
    ids=["printed text", "text of a card", "HTML of a card"],
)
def test_a_falsified_output_fails(
    notebook: str, tmp_path: Path, stored: str, falsified: str
) -> None:
    assert notebook.count(stored) == 1
    path = tmp_path / "false.ipynb"
    path.write_text(notebook.replace(stored, falsified))
    done = nbval(path)
    assert done.returncode == 1, done.stdout
    assert "1 failed" in done.stdout


def test_a_stripped_notebook_is_no_proof() -> None:
    """Without outputs and counts nbval compares nothing, so every stored cell has its count."""
    for path in BUILT:
        for cell in nbformat.read(path, as_version=4).cells:
            assert cell.cell_type != "code" or cell.execution_count, f"{path.name} {cell.id}"


def test_hardly_a_cell_opts_out() -> None:
    found = [opt_out for path in BUILT for opt_out in opt_outs(path.read_text())]
    assert len(found) <= MOST_OPT_OUTS, found


def test_an_opt_out_is_seen() -> None:
    cells = [
        {"cell_type": "code", "source": "1", "metadata": {"tags": ["nbval-ignore-output"]}},
        {"cell_type": "code", "source": ["# NBVAL_SKIP\n", "1"], "metadata": {}},
        {"cell_type": "code", "source": "1/0", "metadata": {"tags": ["raises-exception"]}},
    ]
    assert len(opt_outs(json.dumps({"cells": cells}))) == 3


def opt_outs(notebook: str) -> list[str]:
    """Tags and comments by which a cell escapes comparison."""
    found = []
    for cell in json.loads(notebook)["cells"]:
        tags = cell["metadata"].get("tags", [])
        found += [tag for tag in tags if tag.startswith("nbval") or tag == "raises-exception"]
        if cell["cell_type"] == "code":
            comments = re.findall(r"#\s*((?:NBVAL|PYTEST_VALIDATE)_\w+)", "".join(cell["source"]))
            found += [comment for comment in comments if comment != "NBVAL_CHECK_OUTPUT"]
    return found
