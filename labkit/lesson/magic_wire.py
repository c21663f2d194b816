"""`%%wire`: runs a cell as it is, and shows the API requests that its SDK calls made.

The thin edge to IPython: labkit/visual/wire/facts.py listens.
"""

from __future__ import annotations

import ast
from typing import Any

from IPython.core.interactiveshell import InteractiveShell

from labkit.visual.wire import Heard, exchanges, listening, live_wire, send_again


def register(shell: InteractiveShell) -> None:
    """From now on a cell that opens with `%%wire` shows what went over the wire."""

    def wire(line: str, cell: str) -> None:
        heard: list[Heard] = []
        try:
            with listening() as heard:
                _run(shell, cell)
        finally:
            # A cell that fails has sent something too, and that is when one wants to see it.
            live_wire(exchanges(heard), lambda number: send_again(number, heard[number - 1])).show()

    register_magic: Any = shell.register_magic_function  # typed as if it were not bound
    register_magic(wire, "cell")


def _run(shell: InteractiveShell, cell: str) -> None:
    """Runs a cell in the notebook; what its last line is worth is shown as without the magic."""
    any_shell: Any = shell
    source = any_shell.transform_cell(cell)
    file = any_shell.compile.cache(source, raw_code=cell)
    body = any_shell.transform_ast(ast.parse(source, file)).body
    last = body.pop() if body and isinstance(body[-1], ast.Expr) else None
    exec(any_shell.compile(ast.Module(body, []), file, "exec"), shell.user_ns)
    if last is not None:
        value = eval(any_shell.compile(ast.Expression(last.value), file, "eval"), shell.user_ns)
        any_shell.displayhook(value)
