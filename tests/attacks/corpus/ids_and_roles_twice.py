"""Every cell has the same id, and each exercise has many answer and check cells.

An exercise must be checked once, and earn its points once.
"""

from tests.daemon.handed_in import TINY, answer_cell, check_cell, notebook as handed_in


def notebook():
    exercise = TINY.exercise("count_the_layers")
    cells = []
    for _ in range(3):
        cells += [answer_cell(exercise, exercise.solution), check_cell(exercise)]
    whole = handed_in(cells)
    for cell in whole.cells:
        cell.id = "same"
    return whole


points = 2
