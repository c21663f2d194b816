"""What a saved notebook keeps of live cards."""

from __future__ import annotations

from typing import Any

from labkit.visual.kit import VIEW
from labkit.visual.kit.saved_cards import STATE, before_save

FIRST = {"text/plain": "not yet", "text/html": "<p>not yet</p>"}
LATER = {"still_text": "passed", "still_html": "<p>passed</p>"}


def saved(
    *, living: bool, model: str = "m", now: dict[str, str] | None = None, **more: object
) -> dict[str, Any]:
    """What the one output of a notebook holds after it was saved."""
    data = {VIEW: {"model_id": model}, **more}
    state = {model: {"state": now or {}}} if living else {}
    content = {
        "metadata": {"widgets": {STATE: {"state": state}}},
        "cells": [{"source": "text"}, {"outputs": [{"data": data}, {"text": "printed"}]}],
    }
    before_save({"type": "notebook", "content": content}, path="x", contents_manager=None)
    return data


def test_a_view_with_its_state_stays() -> None:
    assert VIEW in saved(living=True, **{"text/plain": "T"})


def test_a_view_without_state_gives_way_to_the_card() -> None:
    assert saved(living=False, **{"text/plain": "T"}) == {"text/plain": "T"}


def test_the_static_card_is_as_the_live_one_was_last() -> None:
    kept = saved(living=True, model="checked", now=LATER, **FIRST)
    assert (kept["text/plain"], kept["text/html"]) == ("passed", "<p>passed</p>")
    assert VIEW in kept


def test_a_card_that_was_saved_is_the_same_when_its_kernel_has_ended() -> None:
    saved(living=True, model="restarted", now=LATER, **FIRST)
    for _ in range(2):  # the browser brings along what the cell's output was at first
        kept = saved(living=False, model="restarted", **FIRST)
        assert kept == {"text/plain": "passed", "text/html": "<p>passed</p>"}


def test_a_card_that_has_not_changed_is_as_it_was() -> None:
    assert saved(living=True, model="untouched", **FIRST).items() >= FIRST.items()


def test_an_output_is_never_left_empty() -> None:
    assert VIEW in saved(living=False)


def test_other_files_are_let_through() -> None:
    before_save({"type": "file", "content": "text"})
    before_save({"type": "notebook", "content": {"cells": []}})
