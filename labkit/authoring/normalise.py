"""An executed notebook without what differs from one run or machine to the next.

What is left is compared strictly, here by `build --check` and by nbval. Values that a lesson prints
are not touched: a lesson prints nothing that varies.
"""

from __future__ import annotations

import nbformat
from nbformat import NotebookNode

from labkit.visual.kit import VIEW

LANGUAGE_INFO = {
    "file_extension": ".py",
    "mimetype": "text/x-python",
    "name": "python",
    "pygments_lexer": "ipython3",
}
"""As the kernel says it, without the version of its Python."""

KEPT_METADATA = ("dockyard", "kernelspec")


def normalise(notebook: NotebookNode) -> NotebookNode:
    """The notebook itself, brought into its one form."""
    kept = {key: notebook.metadata[key] for key in KEPT_METADATA if key in notebook.metadata}
    notebook.metadata = NotebookNode({**kept, "language_info": LANGUAGE_INFO})
    notebook.nbformat, notebook.nbformat_minor = 4, 5
    for cell in notebook.cells:
        cell.metadata = NotebookNode(
            {key: cell.metadata[key] for key in ("dockyard", "tags") if key in cell.metadata}
        )
        if cell.cell_type == "code":
            cell.outputs = _joined([_normal(output) for output in cell.outputs])
    return notebook


def to_text(notebook: NotebookNode) -> str:
    """The notebook as it is stored.

    Raises:
        nbformat.ValidationError: it is no valid notebook.
    """
    nbformat.validate(notebook)
    text: str = nbformat.writes(notebook)
    return text.rstrip("\n") + "\n"


def _normal(output: NotebookNode) -> NotebookNode:
    output.pop("transient", None)
    if "metadata" in output:
        output.metadata = NotebookNode()
    if len(output.get("data", {})) > 1:
        # A widget's number differs from run to run, and the card beside it says the same.
        output.data.pop(VIEW, None)
    if output.output_type == "error":
        output.traceback = [f"{output.ename}: {output.evalue}"]
    return output


def _joined(outputs: list[NotebookNode]) -> list[NotebookNode]:
    """What one stream printed in one go, however the messages were cut."""
    joined: list[NotebookNode] = []
    for output in outputs:
        if joined and _stream(output) and _stream(output) == _stream(joined[-1]):
            joined[-1].text += output.text
        else:
            joined.append(output)
    return joined


def _stream(output: NotebookNode) -> str:
    """`stdout` or `stderr`; empty for what is no stream."""
    return str(output.name) if output.output_type == "stream" else ""
