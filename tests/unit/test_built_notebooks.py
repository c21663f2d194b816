"""The stored notebooks are those that labs/ makes today, cell for cell.

What the cells put out is nbval's to compare; together that is `./dockyard build --check`.
"""

from __future__ import annotations

from typing import Any

import nbformat
import pytest
from nbformat import NotebookNode

from labkit.authoring.normalise import LANGUAGE_INFO, normalise, to_text
from labkit.authoring.pages import Page, Trees, names, pages

TREES = Trees()
PAGES = [page for name in names(TREES) for page in pages(TREES, [name])]


def without_outputs(notebook: NotebookNode) -> list[tuple[Any, ...]]:
    return [(cell.id, cell.cell_type, cell.source, cell.metadata) for cell in notebook.cells]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.label)
def test_its_cells_are_those_of_its_source(page: Page) -> None:
    assert page.target.is_file(), f"./dockyard build {page.name} makes it"
    stored, made = nbformat.read(page.target, as_version=4), normalise(page.compose())
    assert without_outputs(stored) == without_outputs(made), f"./dockyard build {page.name}"
    assert stored.metadata == made.metadata


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.label)
def test_it_is_stored_in_its_one_form(page: Page) -> None:
    text = page.target.read_text()
    assert to_text(normalise(nbformat.reads(text, as_version=4))) == text


def test_no_notebook_is_without_a_source() -> None:
    assert {page.target for page in PAGES} == set(TREES.stored())


def test_no_python_version_is_stored() -> None:
    assert "version" not in LANGUAGE_INFO
