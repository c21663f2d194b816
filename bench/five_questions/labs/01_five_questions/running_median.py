"""# A running median

Leave in `answer` the median of every three neighbours of `depths`, in their order.
"""

from grader import check, expect, missing, wrong


def starter(client, given):
    depths = [7, 3, 9, 4, 4, 12, 1, 8]  # noqa: F841
    answer = None  # noqa: F841


def solution(client, given):
    import statistics

    depths = [7, 3, 9, 4, 4, 12, 1, 8]
    return [statistics.median(depths[at : at + 3]) for at in range(len(depths) - 2)]


@check()
def medians_are_right(answer):
    """`answer` has the median of each three neighbours."""
    if answer is None:
        raise missing("answer")
    expect("answer", answer, [7, 4, 4, 4, 4, 8])


@wrong(fails="medians_are_right")
def mean_in_place_of_median(client, given):
    """The mean is taken."""
    return [6.33, 5.33, 5.67, 6.67, 5.67, 7]
