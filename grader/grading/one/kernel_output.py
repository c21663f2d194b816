"""What a kernel prints, as far as it is kept: up to a limit, and only what is an output.

The kernel belongs to the submission and may send anything.
"""

from __future__ import annotations

import json
from typing import Any

from nbformat import NotebookNode, validate
from nbformat.v4 import new_output
from nbformat.validator import NotebookValidationError

LIMIT_BYTES = 8 * 1024 * 1024
LIMIT_OUTPUTS = 5000
"""Each costs more than its text, in the file and for whoever opens it."""

CONTROL = ("status", "execute_input", "clear_output")


class OutputBudget:
    """How much of a submission's output is still kept, over all its cells."""

    def __init__(self) -> None:
        self._bytes = 0
        self._outputs = 0
        self._told = False

    @property
    def just_passed(self) -> bool:
        """True once, for the first output that is left out."""
        told, self._told = self._told, True
        return not told

    def takes(self, message: dict[str, Any], kind: str, places: int) -> bool:
        """Whether a message is kept.

        Args:
            places: how often its content will stand in the notebook.
        """
        if kind in CONTROL:
            return True
        buffers = sum(len(buffer) for buffer in message.get("buffers") or ())
        size_bytes = len(json.dumps(message["content"], default=str)) + buffers
        self._bytes += size_bytes * max(places, 1)
        self._outputs += 1
        return self._bytes <= LIMIT_BYTES and self._outputs <= LIMIT_OUTPUTS

    def notice(self) -> NotebookNode:
        text = f"[more than {LIMIT_BYTES} bytes or {LIMIT_OUTPUTS} outputs: the rest is left out]\n"
        output: NotebookNode = new_output("stream", name="stderr", text=text)
        return output


def without_odd_count(content: dict[str, Any]) -> None:
    """Takes out of a message what is no number of a cell: nbclient keeps it from any message."""
    count = content.get("execution_count")
    if type(count) is not int or not 0 <= count < 2**31:
        content.pop("execution_count", None)


def valid_outputs(outputs: object) -> list[NotebookNode]:
    """Those outputs that a notebook may hold."""
    return [output for output in outputs if _is_valid(output)] if isinstance(outputs, list) else []


def _is_valid(output: object) -> bool:
    try:
        json.dumps(output, allow_nan=False)
        validate(output, ref="output", version=4, version_minor=5)
    except (NotebookValidationError, ValueError, TypeError, RecursionError, AttributeError):
        return False
    return True
