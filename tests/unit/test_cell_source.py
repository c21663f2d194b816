"""A lab function's body becomes the cell that a learner could have typed."""

from __future__ import annotations

from typing import Any

import pytest

from grader.course.cell_source import cell_source
from grader.errors import ContentError


def with_answer(client: Any, given: Any) -> Any:
    """Not part of the cell."""
    # A comment that teaches.
    count = len(given)
    return count + 1


def with_dockerfile(
    client: Any,
    given: Any,
) -> None:
    dockerfile = f"""
    FROM {given.image}
      RUN true
    """
    client.build(dockerfile)


def empty(client: Any, given: Any) -> None:
    """Nothing to do."""


def with_comments_only(client: Any, given: Any) -> None:
    # Work here.
    pass


def with_inner_return(client: Any, given: Any) -> Any:
    def double(number: int) -> int:
        return 2 * number

    return double(given.n)


def with_early_return(client: Any, given: Any) -> Any:
    if given:
        return 1
    return 2


def test_return_becomes_answer_and_comments_stay() -> None:
    expected = "# A comment that teaches.\ncount = len(given)\nanswer = count + 1"
    assert cell_source(with_answer) == expected


def test_indent_of_text_goes_with_the_code() -> None:
    expected = 'dockerfile = f"""\nFROM {given.image}\n  RUN true\n"""\nclient.build(dockerfile)'
    assert cell_source(with_dockerfile) == expected


def test_a_starter_of_comments_shows_no_pass() -> None:
    assert cell_source(with_comments_only) == "# Work here."


def test_empty_body_is_an_empty_cell() -> None:
    assert cell_source(empty) == ""


def test_return_of_an_inner_function_stays() -> None:
    source = cell_source(with_inner_return)
    assert "    return 2 * number" in source
    assert source.endswith("answer = double(given.n)")


def test_early_return_is_refused() -> None:
    with pytest.raises(ContentError, match="returns before its end"):
        cell_source(with_early_return)
