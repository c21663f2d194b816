"""What a kernel prints is kept up to a limit, and what it answers is data or nothing."""

from __future__ import annotations

import json
from typing import Any

import pytest
from nbformat.v4 import new_output

from grader.grading.one.kernel_answer import parse_answer
from grader.grading.one.kernel_output import (
    LIMIT_BYTES,
    LIMIT_OUTPUTS,
    OutputBudget,
    valid_outputs,
    without_odd_count,
)


def message(text: str, **more: Any) -> dict[str, Any]:
    return {"content": {"text": text}, **more}


def test_outputs_up_to_the_limit_are_kept() -> None:
    budget = OutputBudget()
    assert budget.takes(message("x" * (LIMIT_BYTES - 100)), "stream", 1)
    assert not budget.takes(message("x" * 100), "stream", 1)


def test_an_output_counts_as_often_as_it_stands() -> None:
    assert not OutputBudget().takes(message("x" * 1000), "update_display_data", LIMIT_BYTES // 1000)


def test_buffers_count() -> None:
    assert not OutputBudget().takes(message("", buffers=[bytes(LIMIT_BYTES)]), "display_data", 1)


def test_outputs_without_number_are_cut() -> None:
    budget = OutputBudget()
    taken = [budget.takes(message(""), "stream", 1) for _ in range(LIMIT_OUTPUTS + 1)]
    assert taken == [True] * LIMIT_OUTPUTS + [False]


def test_the_messages_that_end_a_cell_are_always_read() -> None:
    budget = OutputBudget()
    budget.takes(message("x" * LIMIT_BYTES), "stream", 1)
    assert budget.takes({"content": {"execution_state": "idle"}}, "status", 1)


@pytest.mark.parametrize(
    "output", [7, None, {}, {"output_type": "stream", "name": "stdout", "text": 7}]
)
def test_what_is_no_output_is_left_out(output: object) -> None:
    good = new_output("stream", name="stdout", text="hello")
    assert valid_outputs([output, good]) == [good]


@pytest.mark.parametrize(
    "value", [float("inf"), float("nan"), [float("inf")], "\ud800", {"a": ["\udfff"]}]
)
def test_what_a_file_cannot_hold_is_no_answer(value: object) -> None:
    assert parse_answer(repr(json.dumps(value))) is None


def test_an_answer_nested_deep_is_no_answer() -> None:
    def nested(depth: int) -> str:
        return repr("[" * depth + "]" * depth)

    assert parse_answer(nested(20)) is not None
    assert parse_answer(nested(200)) is None
    assert parse_answer(nested(20_000)) is None


def test_a_number_that_overflows_is_no_answer() -> None:
    assert parse_answer("'1e999'") is None


@pytest.mark.parametrize("count", [None, "x" * 10_000, -1, 2**31, 1.5, True, [1], {}])
def test_what_is_no_count_of_a_cell_is_not_kept(count: object) -> None:
    content = {"execution_count": count, "code": ""}
    without_odd_count(content)
    assert content == {"code": ""}


def test_the_count_of_a_cell_is_kept() -> None:
    content = {"execution_count": 7}
    without_odd_count(content)
    assert content == {"execution_count": 7}
