"""# A matrix product

Leave in `answer` the product of the two matrices `left` and `right`, as a list of rows.
"""

from grader import check, expect, missing, wrong


def starter(client, given):
    left, right = [[1, 2], [3, 4]], [[0, 1], [2, 5]]  # noqa: F841
    answer = None  # noqa: F841


def solution(client, given):
    left, right = [[1, 2], [3, 4]], [[0, 1], [2, 5]]
    return [
        [
            sum(a * b for a, b in zip(row, column, strict=True))
            for column in zip(*right, strict=True)
        ]
        for row in left
    ]


@check()
def product_is_right(answer):
    """`answer` is the product, row by row."""
    if answer is None:
        raise missing("answer")
    expect("answer", answer, [[4, 11], [8, 23]])


@wrong(fails="product_is_right")
def entry_by_entry(client, given):
    """The entries are multiplied one by one."""
    return [[0, 2], [6, 20]]
