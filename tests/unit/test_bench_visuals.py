"""The facts that visuals are timed with are as large as they say, and every visual draws them."""

from __future__ import annotations

import inspect
from pathlib import Path

import pytest

from bench import drawings, visual_facts
from bench.drawings import DRAWINGS
from bench.pairs import Contender
from labkit import see
from labkit.visual.kit import Card

MAGICS = ("dockerfile", "wire")
CONTENDERS = {contender.name: contender for contender in drawings.drawings(Path())}


def test_the_image_has_20_layers_and_10_000_files() -> None:
    found = visual_facts.image_layers()
    files = [one for step in found.layers for one in step.changes if not one.is_dir]
    assert (len(found.layers), len(files)) == (20, 10_000)


def test_some_files_of_the_image_are_hidden_by_later_layers() -> None:
    assert len(visual_facts.image_layers().hidden) > 500


def test_every_picture_of_a_notebook_is_timed() -> None:
    pictures = {name for name, _ in inspect.getmembers(see, is_public)}
    assert len(pictures) > 9
    assert {name.partition(",")[0] for name in DRAWINGS} >= {*pictures, *MAGICS, "check", "status"}


def is_public(found: object) -> bool:
    """Whether it is a function of labkit.see that a notebook calls."""
    return inspect.isfunction(found) and found.__module__ == see.__name__


@pytest.mark.parametrize("name", DRAWINGS)
def test_every_visual_draws(name: str) -> None:
    assert CONTENDERS[name].run() > 0


def test_a_visual_that_draws_nothing_is_not_measured() -> None:
    empty: Contender = drawings.drawn_by("none", lambda: None, lambda _: Card("", ""))
    with pytest.raises(RuntimeError, match="none drew nothing"):
        empty.run()
