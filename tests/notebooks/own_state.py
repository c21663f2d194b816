"""A pytest plugin for nbval: every notebook runs with no progress from before.

The start page shows progress, and other notebooks that run beside it would change it.
"""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import pytest

FOLDER = pytest.StashKey[Path]()


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Before nbval starts a notebook's kernel, which it does at the first cell's set-up."""
    notebook = item.parent
    if notebook is None or notebook.path.suffix != ".ipynb":
        return
    if FOLDER not in notebook.stash:
        notebook.stash[FOLDER] = Path(tempfile.mkdtemp(prefix="dockyard-nbval-"))
    os.environ["DOCKYARD_STATE"] = str(notebook.stash[FOLDER])
