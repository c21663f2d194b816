"""`os._exit` in the answer cell. The run must end there, with what was earned before."""

from nbformat.v4 import new_code_cell

from tests.daemon.handed_in import TINY, answer_cell, check_cell, notebook as handed_in


def notebook():
    note, count = TINY.exercises
    return handed_in(
        [
            answer_cell(note, note.solution),
            check_cell(note),
            new_code_cell("import os; os._exit(0)"),
            answer_cell(count, count.solution),
            check_cell(count),
        ]
    )


status = "did not run"
points = 3
says = "the kernel died"
