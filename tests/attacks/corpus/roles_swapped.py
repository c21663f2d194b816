"""The answer stands in a check cell and the check in an answer cell.

A check cell must not be run, so nothing is earned.
"""

from tests.daemon.handed_in import TINY, answer_cell, check_cell, notebook as handed_in


def notebook():
    exercise = TINY.exercise("count_the_layers")
    answer, check = answer_cell(exercise, exercise.solution), check_cell(exercise)
    answer.metadata, check.metadata = check.metadata, answer.metadata
    return handed_in([check, answer])
