"""What a saved notebook keeps of live cards."""

from __future__ import annotations

from typing import Any

from labkit.saved_cards import STATE, VIEW, before_save


def saved(*, living: bool, **more: object) -> dict[str, Any]:
    """What the one output of a notebook holds after it was saved."""
    data = {VIEW: {"model_id": "m"}, **more}
    state = {"m": {}} if living else {}
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


def test_an_output_is_never_left_empty() -> None:
    assert VIEW in saved(living=False)


def test_other_files_are_let_through() -> None:
    before_save({"type": "file", "content": "text"})
    before_save({"type": "notebook", "content": {"cells": []}})
