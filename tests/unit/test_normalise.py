"""The one form of an executed notebook."""

from __future__ import annotations

import pytest
from nbformat import NotebookNode, ValidationError
from nbformat.v4 import new_code_cell, new_notebook, new_output

from labkit.authoring.normalise import normalise, to_text
from labkit.visual.kit import VIEW


def notebook(*outputs: NotebookNode) -> NotebookNode:
    cell = new_code_cell("1", id="one", execution_count=1, outputs=list(outputs))
    cell.metadata = NotebookNode(execution={"iopub.execute_input": "now"}, tags=["a"])
    metadata = {
        "language_info": {"name": "python", "version": "3.13.5"},
        "dockyard": {"lesson": "01_x"},
        "kernelspec": {"name": "dockyard", "display_name": "D"},
        "widgets": {},
    }
    return new_notebook(cells=[cell], metadata=metadata)


def stream(text: str, name: str = "stdout") -> NotebookNode:
    return new_output("stream", text=text, name=name)


def test_times_and_versions_go() -> None:
    text = to_text(normalise(notebook()))
    assert "3.13.5" not in text
    assert "iopub" not in text
    assert "widgets" not in text


def test_what_is_ours_stays() -> None:
    kept = normalise(notebook())
    assert kept.metadata.dockyard.lesson == "01_x"
    assert kept.cells[0].metadata == {"tags": ["a"]}
    assert (kept.cells[0].execution_count, kept.cells[0].id) == (1, "one")


def test_a_stream_is_one_output_however_it_was_cut() -> None:
    cell = normalise(notebook(stream("a"), stream("b\n"), stream("e", "stderr"))).cells[0]
    assert [(output.name, output.text) for output in cell.outputs] == [
        ("stdout", "ab\n"),
        ("stderr", "e"),
    ]


def test_streams_apart_stay_apart() -> None:
    shown = new_output("display_data", data={"text/plain": "x"}, metadata={"isolated": True})
    cell = normalise(notebook(stream("a"), shown, stream("b"))).cells[0]
    assert [output.output_type for output in cell.outputs] == ["stream", "display_data", "stream"]
    assert cell.outputs[1].metadata == {}


def test_a_view_of_a_widget_goes_and_the_card_beside_it_stays() -> None:
    card = {"text/plain": "T", "text/html": "<p>T</p>"}
    shown = new_output("display_data", data={**card, VIEW: {"model_id": "1"}})
    assert normalise(notebook(shown)).cells[0].outputs[0].data == card


def test_a_traceback_is_its_last_line() -> None:
    error = new_output("error", ename="E", evalue="no", traceback=["/some/path", "\x1b[31mE"])
    assert normalise(notebook(error)).cells[0].outputs[0].traceback == ["E: no"]


def test_the_text_is_the_same_each_time_and_ends_with_a_newline() -> None:
    first, second = (to_text(normalise(notebook(stream("ü")))) for _ in range(2))
    assert first == second
    assert first.endswith("}\n")
    assert "ü" in first


def test_what_is_no_notebook_is_not_stored() -> None:
    broken = notebook()
    broken.cells[0].cell_type = "other"
    with pytest.raises(ValidationError):
        to_text(broken)
