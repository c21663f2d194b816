"""# The sum of squares

Leave in `answer` the sum of the squares of the numbers from 1 to 100.
"""

from grader import check, expect, missing, wrong


def starter(client, given):
    answer = None  # noqa: F841


def solution(client, given):
    return sum(number**2 for number in range(1, 101))


@check()
def sum_is_right(answer):
    """`answer` is the sum of the squares."""
    if answer is None:
        raise missing("answer")
    expect("answer", answer, 338350)


@wrong(fails="sum_is_right")
def last_number_left_out(client, given):
    """The range ends one too early."""
    return sum(number**2 for number in range(1, 100))
