"""A tree as plain text: a line a row, two spaces before what stands below a title."""

from __future__ import annotations

from collections.abc import Sequence
from functools import singledispatch

from labkit.visual.kit import excerpt, nodes
from labkit.visual.kit.nodes import Content


def text(content: Content) -> str:
    """The text of a whole."""
    return "\n".join(lines(content))


@singledispatch
def words(part: Content) -> str:
    """A part of a line. What is only for the eye, or to be pressed, says nothing."""
    return ""


@words.register
def _(part: str) -> str:
    return part


@words.register
def _(part: tuple) -> str:  # type: ignore[type-arg]
    return "".join(map(words, part))


@words.register(nodes.Plain)
@words.register(nodes.Code)
@words.register(nodes.Link)
def _(part: nodes.Plain | nodes.Code | nodes.Link) -> str:
    return part.text


@words.register(nodes.Strong)
@words.register(nodes.Part)
@words.register(nodes.Cell)
def _(part: nodes.Strong | nodes.Part | nodes.Cell) -> str:
    return words(part.content)


@words.register
def _(part: nodes.Box) -> str:
    return part.lines if isinstance(part.lines, str) else ", ".join(part.lines)


@words.register
def _(part: nodes.Words) -> str:
    return " ".join(part.words)


@words.register
def _(part: nodes.Chip) -> str:
    return f"{part.mark} {part.word}"


@words.register
def _(part: nodes.Mark) -> str:
    return f"{part.mark} "


@words.register
def _(part: nodes.Break) -> str:
    return " "


@words.register
def _(part: nodes.Both) -> str:
    return words(part.said)


@singledispatch
def lines(block: Content) -> list[str]:
    """What stands on lines of its own; a part of a line that says something is one."""
    said = words(block)
    return [f"  {said}".rstrip()] if said else []


@lines.register
def _(block: tuple) -> list[str]:  # type: ignore[type-arg]
    return [line for one in block for line in lines(one)]


@lines.register
def _(block: nodes.Both) -> list[str]:
    return lines(block.said)


@lines.register
def _(block: nodes.Line) -> list[str]:
    return [f"  {words(block.content)}".rstrip()]


@lines.register
def _(block: nodes.Gap) -> list[str]:
    return [""]


@lines.register
def _(block: nodes.Heading) -> list[str]:
    return ["", f"  {block.text}"]


@lines.register
def _(block: nodes.Listing) -> list[str]:
    return [f"{' ' * block.indent}{line}".rstrip() for line in block.code.splitlines()]


@lines.register
def _(block: nodes.Source) -> list[str]:
    return ["```python", block.code, "```"]


@lines.register
def _(block: nodes.Excerpt) -> list[str]:
    return [f"  {row}" for row in excerpt.rows(block)]


@lines.register
def _(block: nodes.More) -> list[str]:
    return lines(block.content)


@lines.register
def _(block: nodes.Frame) -> list[str]:
    return [block.told or block.title, *lines(block.content)]


@lines.register
def _(block: nodes.Items) -> list[str]:
    if block.numbered:
        return [f"  {at}. {words(item)}" for at, item in enumerate(block.items, start=1)]
    return [f"  {words(item)}" for item in block.items]


@lines.register
def _(block: nodes.Tree) -> list[str]:
    return [
        line
        for one in block.branches
        for line in (
            f"  {words(one.content)}",
            *(f"  {row}" for row in lines(nodes.Tree(one.inside))),
        )
    ]


@lines.register
def _(block: nodes.Promises) -> list[str]:
    found = []
    for one in block.promises:
        found.append(f"  {words(one.mark)}{one.text}")
        found += [f"      {words(line)}" for line in one.finding]
    return found


@lines.register
def _(block: nodes.Steps) -> list[str]:
    found = []
    for number, step in enumerate(block.steps, start=1):
        found.append(f"  {step.mark.mark} {number}. {step.place}: {step.happens}")
        found += [f"       {line}" for line in step.advice]
    return found


@lines.register
def _(block: nodes.Table) -> list[str]:
    head, *rows = [[words(cell) for cell in row] for row in (block.head, *block.rows)]
    widths = [max(map(len, column)) for column in zip(head, *rows, strict=True)]
    rule = ["─" * width for width in widths]
    return [f"  {_aligned(row, widths)}" for row in (head, rule, *rows)]


def _aligned(cells: Sequence[str], widths: Sequence[int]) -> str:
    return "  ".join(map(str.ljust, cells, widths)).rstrip()
