"""Rules for the source of an exercise: what it imports, which given values it uses, which ports.

Reads the file as a syntax tree.
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from grader.course import Exercise
from grader.errors import ContentError
from labkit.authoring.lint_fault import fault

TO_FILL_IN = "FILL THIS IN"
"""What `./dockyard new` writes where the author's own words belong."""

PUBLISHES = {"ports", "port_bindings"}
WORK_TAKES = ["client", "given"]
PARTS = ("setup", "starter", "solution")


def lint_source(exercise: Exercise) -> Iterator[ContentError]:
    """Every fault of the source."""
    path, text = exercise.path, exercise.path.read_text()
    tree = ast.parse(text)
    yield from _still_to_fill_in(path, text)
    yield from _imports(path, tree)
    yield from _doubles(path, tree)
    yield from _given(exercise, tree)
    yield from _takes_client_and_given(exercise, tree)
    yield from fixed_ports(path, tree)
    yield from _edits(exercise, tree)


def fixed_ports(path: Path, tree: ast.AST, first_line: int = 1) -> Iterator[ContentError]:
    """Host ports that are written down: on another machine they may be in use."""
    for number in _ports_in(tree):
        what = f"host port {number.value!r} is fixed"
        line = number.lineno + first_line - 1
        yield fault(path, line, what, "let the daemon choose: None instead of it")


def _ports_in(tree: ast.AST) -> Iterator[ast.Constant]:
    for call in ast.walk(tree):
        if not isinstance(call, ast.keyword) or call.arg not in PUBLISHES:
            continue
        for value in call.value.values if isinstance(call.value, ast.Dict) else ():
            numbers = value.elts if isinstance(value, ast.Tuple | ast.List) else [value]
            for number in numbers:
                if isinstance(number, ast.Constant) and isinstance(number.value, int):
                    yield number


def _edits(exercise: Exercise, tree: ast.Module) -> Iterator[ContentError]:
    """Cells that an edit makes stand nowhere in the file."""
    lines = {name: node.lineno for node in tree.body for name in _defined(node)}
    functions = {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}
    for way in exercise.ways:
        if way.name in functions:
            continue
        try:
            ports = _ports_in(ast.parse(way.cell))
        except SyntaxError as error:
            what = f"the edit leaves no Python: {error.msg}"
            yield fault(exercise.path, lines[way.name], what, "change more of the solution")
        else:
            for number in ports:
                what = f"host port {number.value!r} is fixed"
                mend = "let the daemon choose: None instead of it"
                yield fault(exercise.path, lines[way.name], what, mend)


def _takes_client_and_given(exercise: Exercise, tree: ast.Module) -> Iterator[ContentError]:
    ways = {way.name for way in exercise.ways}
    for node in tree.body:
        if isinstance(node, ast.FunctionDef) and node.name in {*PARTS, *ways}:
            takes = [argument.arg for argument in node.args.args]
            if takes != WORK_TAKES:
                what = f"it takes ({', '.join(takes)}) and is given (client, given)"
                yield fault(exercise.path, node.name, what, "write (client, given)")


def _still_to_fill_in(path: Path, text: str) -> Iterator[ContentError]:
    for number, line in enumerate(text.splitlines(), start=1):
        if TO_FILL_IN in line:
            yield fault(path, number, "still to be filled in", f"replace {TO_FILL_IN}")


def _imports(path: Path, tree: ast.Module) -> Iterator[ContentError]:
    top = {id(node) for node in tree.body}
    for node in ast.walk(tree):
        for name in _imported(node):
            if id(node) in top and name != "grader" and name not in sys.stdlib_module_names:
                what = f"the file imports {name}; at its top a lab file imports only grader"
            elif id(node) not in top and name != "docker" and name not in sys.stdlib_module_names:
                what = f"a function imports {name}, which a notebook cell may not"
            else:
                continue
            yield fault(path, getattr(node, "lineno", 1), what, "do without it")


def _imported(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name.split(".")[0] for alias in node.names]
    if isinstance(node, ast.ImportFrom):
        return [(node.module or "").split(".")[0]]
    return []


def _doubles(path: Path, tree: ast.Module) -> Iterator[ContentError]:
    """Of two parts with one name Python keeps the second, without a word."""
    seen: set[str] = set()
    for node in tree.body:
        for name in _defined(node):
            if name in seen:
                what = f"a second part is called {name!r} and hides the first"
                yield fault(path, node.lineno, what, "give it another name")
            seen.add(name)


def _defined(node: ast.stmt) -> list[str]:
    if isinstance(node, ast.FunctionDef):
        return [node.name]
    if isinstance(node, ast.Assign):
        return [target.id for target in node.targets if isinstance(target, ast.Name)]
    return []


def _given(exercise: Exercise, tree: ast.Module) -> Iterator[ContentError]:
    used = set(_given_used(tree))
    for key in sorted(exercise.spec.keys() - used):
        yield fault(exercise.path, f"given {key}", "it is drawn and never used", "use or remove it")
    told = re.findall(r"\bgiven\.(\w+)", "\n".join([exercise.prompt, *map(str, exercise.hints)]))
    for key in sorted((used | set(told)) - exercise.spec.keys() - _METHODS):
        what = f"`given.{key}` is used and never drawn"
        yield fault(exercise.path, f"given {key}", what, "draw it in `given`, or mend the name")


_METHODS = {"items", "keys", "values", "get", "hidden"}


def _given_used(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if _is_given(getattr(node, "value", None)):
            if isinstance(node, ast.Attribute):
                yield node.attr
            elif isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Constant):
                yield str(node.slice.value)


def _is_given(node: object) -> bool:
    return isinstance(node, ast.Name) and node.id == "given"
