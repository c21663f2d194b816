"""The notebook cell that a lab function becomes: its body, with `return x` as `answer = x`.

So an author writes real, linted code, and the learner sees what a learner would type.
"""

from __future__ import annotations

import ast
import inspect
import re
import textwrap
from collections.abc import Callable, Iterator

from grader.errors import ContentError


def cell_source(function: Callable[..., object]) -> str:
    """The body of a function as the source of a cell, comments kept.

    Raises:
        ContentError: it returns anywhere but at its end.
    """
    source = textwrap.dedent(inspect.getsource(function))
    tree = ast.parse(source).body[0]
    assert isinstance(tree, ast.FunctionDef)
    lines = source.splitlines()
    _refuse_early_return(tree, function)
    last = tree.body[-1]
    if isinstance(last, ast.Return) and last.value is not None:
        line = lines[last.lineno - 1]
        lines[last.lineno - 1] = line.replace("return ", "answer = ", 1)
    # Text in triple quotes is indented with the code around it and loses the indent with it.
    body = re.sub(r"(?m)^ {4}", "", "\n".join(lines[_first_line(tree) - 1 :])).strip("\n")
    # A function of comments alone needs a `pass` to be one; a cell does not.
    return re.sub(r"(\A|\n)(pass|\.\.\.)\Z", "", body)


def _first_line(tree: ast.FunctionDef) -> int:
    """Where the body starts: after the docstring, with the comments above its first statement."""
    if ast.get_docstring(tree) is not None:
        docstring = tree.body[0]
        return (docstring.end_lineno or docstring.lineno) + 1
    parts: list[ast.arg | ast.expr] = [*tree.args.args]
    if tree.returns is not None:
        parts.append(tree.returns)
    return max(tree.lineno, *(part.end_lineno or 0 for part in parts)) + 1


def _refuse_early_return(tree: ast.FunctionDef, function: Callable[..., object]) -> None:
    for node in _own_nodes(tree):
        if isinstance(node, ast.Return) and node is not tree.body[-1]:
            raise ContentError(
                f"`{tree.name}` returns before its end, which no notebook cell can do",
                where=f"{inspect.getsourcefile(function)}:{tree.lineno + node.lineno - 1}",
                next_step="let the last statement be the only `return`",
            )


def _own_nodes(node: ast.AST) -> Iterator[ast.AST]:
    """All that is below a node, without the functions in it."""
    for child in ast.iter_child_nodes(node):
        if not isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda | ast.expr):
            yield child
            yield from _own_nodes(child)
