"""The file holds outputs, tags and metadata that say that everything passed.

They must be dropped before it runs.
"""

from nbformat.v4 import new_output

from tests.daemon.handed_in import TINY, answer_cell, check_cell, notebook as handed_in


def notebook():
    exercise = TINY.exercise("count_the_layers")
    cells = [answer_cell(exercise, exercise.starter), check_cell(exercise)]
    for cell in cells:
        cell.outputs = [new_output("stream", name="stdout", text="ESCAPED: passed, 2 of 2 points")]
        cell.metadata["dockyard"]["points"] = 2
        cell.metadata["tags"] = ["raises-exception", "passed"]
        cell.execution_count = 7
    whole = handed_in(cells)
    whole.metadata["dockyard"]["points"] = 5
    whole.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3"}
    return whole


prints = "not started"
