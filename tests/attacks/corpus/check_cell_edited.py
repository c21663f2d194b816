"""The check cell is rewritten to print full marks.

A check cell must not be run at all: what the grader found stands there.
"""

from tests.daemon.handed_in import TINY, answer_cell, check_cell, notebook as handed_in


def notebook():
    exercise = TINY.exercise("count_the_layers")
    cell = check_cell(exercise)
    cell.source = "print('ESCAPED: 2 of 2 points')"
    return handed_in([answer_cell(exercise, exercise.starter), cell])


prints = "not started"
