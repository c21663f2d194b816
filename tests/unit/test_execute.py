"""What ends a run of a notebook before it begins."""

from __future__ import annotations

import nbformat
import pytest

from grader.errors import SandboxError
from labkit.authoring.execute import execute


def test_a_missing_kernel_is_one_line_with_what_installs_it() -> None:
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("1")])
    with pytest.raises(SandboxError) as caught:
        execute(notebook, "labs/start.md", kernel="nobody-installed-this")
    assert str(caught.value) == (
        "kernel nobody-installed-this: this kernel is not installed. Next: ./dockyard lab"
    )
    assert caught.value.exit_code == 2
