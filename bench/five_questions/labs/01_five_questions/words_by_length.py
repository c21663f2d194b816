"""# Words by their length

Leave in `answer` a dictionary: how many words of the verse have how many letters. The keys are
the lengths as text (`"3"`).
"""

from grader import check, expect, missing, wrong

LENGTHS = {"2": 1, "3": 2, "4": 5, "5": 1}


def starter(client, given):
    verse = "the tide runs high and every boat must go"  # noqa: F841
    answer = None  # noqa: F841


def solution(client, given):
    verse = "the tide runs high and every boat must go"
    lengths = {}
    for word in verse.split():
        key = str(len(word))
        lengths[key] = lengths.get(key, 0) + 1
    return lengths


@check()
def lengths_are_right(answer):
    """`answer` counts the words of each length."""
    if answer is None:
        raise missing("answer")
    expect("answer", answer, LENGTHS)


@wrong(fails="lengths_are_right")
def letters_in_place_of_words(client, given):
    """Letters are counted, not words."""
    return {str(len(letter)): 1 for letter in "the tide runs high"}
