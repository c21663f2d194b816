"""Five thousand empty cells, within the file's limit. Must be refused in one line."""

from nbformat.v4 import new_code_cell

from tests.daemon.handed_in import notebook as handed_in


def notebook():
    return handed_in([new_code_cell("") for _ in range(5000)])


status, says = "did not run", "more than 2000 cells"
