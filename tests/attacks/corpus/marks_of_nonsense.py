"""The marks on cells are lists, numbers and texts of a megabyte. Must be refused in one line."""

from nbformat.v4 import new_code_cell

from tests.daemon.handed_in import notebook as handed_in


def notebook():
    mark = {"dockyard": {"exercise": "\x1b[2J" * 250_000, "role": ["answer"]}}
    return handed_in([new_code_cell("pass", metadata=mark)])


status = "did not run"
says = "what the course wrote on this cell"
