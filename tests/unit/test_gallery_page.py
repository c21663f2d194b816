"""docs/gallery.md is what the gallery's cells make, and its pictures are there."""

from __future__ import annotations

import inspect

import pytest

from labkit import see
from tests.browser.exhibits import EXHIBITS
from tests.browser.gallery import PAGE, PICTURE_LIMIT_BYTES, Exhibit, page_text
from tests.unit.test_bench_visuals import MAGICS, is_public

HOW = "./dockyard test --update-gallery tests/browser/test_gallery.py"


def test_page_is_up_to_date() -> None:
    assert PAGE.read_text() == page_text(EXHIBITS), f"run {HOW}"


def test_every_picture_of_a_notebook_is_shown() -> None:
    shown = "\n".join(one.code for one in EXHIBITS)
    wanted = [f"see.{name}(client" for name, _ in inspect.getmembers(see, is_public)]
    wanted += [*(f"%%{name}" for name in MAGICS), "check(", "status("]
    assert [call for call in wanted if call not in shown] == []


@pytest.mark.parametrize("exhibit", EXHIBITS, ids=lambda one: one.name)
def test_every_picture_is_there_and_small(exhibit: Exhibit) -> None:
    for theme in exhibit.themes:
        picture = exhibit.picture(theme)
        assert picture.is_file(), f"run {HOW}"
        assert picture.read_bytes().startswith(b"\x89PNG")
        assert picture.stat().st_size < PICTURE_LIMIT_BYTES


def test_no_picture_is_left_over() -> None:
    wanted = {one.picture(theme) for one in EXHIBITS for theme in one.themes}
    assert set(PAGE.parent.glob("pictures/*")) == wanted


@pytest.mark.parametrize("exhibit", EXHIBITS, ids=lambda one: one.name)
def test_every_cell_can_be_parsed(exhibit: Exhibit) -> None:
    for cell in (exhibit.before, exhibit.code):
        if not cell.startswith("%%"):
            compile(cell, exhibit.name, "exec")
