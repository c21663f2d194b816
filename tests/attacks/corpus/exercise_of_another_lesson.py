"""A cell names an exercise of another lesson, for its points. It must not run."""

from nbformat.v4 import new_code_cell

from tests.daemon.handed_in import notebook as handed_in


def notebook():
    mark = {"dockyard": {"exercise": "03_layers/share_two_layers", "role": "answer"}}
    return handed_in([new_code_cell("pass", metadata=mark)])


status = "did not run"
says = "no exercise '03_layers/share_two_layers'"
