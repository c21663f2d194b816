"""A tree as plain text: a line a row, two spaces before what stands below a title."""

from __future__ import annotations

from collections.abc import Sequence
from functools import singledispatch

from labkit.visual.kit import excerpt
from labkit.visual.kit.nodes import (
    Both,
    Box,
    Break,
    Cell,
    Chip,
    Code,
    Content,
    Excerpt,
    Fold,
    Frame,
    Gap,
    Heading,
    Items,
    Line,
    Link,
    Listing,
    LongCode,
    Mark,
    More,
    Part,
    Plain,
    Promises,
    Source,
    Steps,
    Strong,
    Table,
    Tree,
    Words,
)


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


@words.register(Plain)
@words.register(Code)
@words.register(LongCode)
@words.register(Link)
def _(part: Plain | Code | LongCode | Link) -> str:
    return part.text


@words.register(Strong)
@words.register(Part)
@words.register(Cell)
def _(part: Strong | Part | Cell) -> str:
    return words(part.content)


@words.register
def _(part: Box) -> str:
    return part.lines if isinstance(part.lines, str) else ", ".join(part.lines)


@words.register
def _(part: Words) -> str:
    return " ".join(part.words)


@words.register
def _(part: Chip) -> str:
    return f"{part.mark} {part.word}"


@words.register
def _(part: Mark) -> str:
    return f"{part.mark} "


@words.register
def _(part: Break) -> str:
    return " "


@words.register
def _(part: Both) -> str:
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
def _(block: Both) -> list[str]:
    return lines(block.said)


@lines.register
def _(block: Line) -> list[str]:
    return [f"  {words(block.content)}".rstrip()]


@lines.register
def _(block: Gap) -> list[str]:
    return [""]


@lines.register
def _(block: Heading) -> list[str]:
    return ["", f"  {block.text}"]


@lines.register
def _(block: Listing) -> list[str]:
    return [f"{' ' * block.indent}{line}".rstrip() for line in block.code.splitlines()]


@lines.register
def _(block: Source) -> list[str]:
    return ["```python", block.code, "```"]


@lines.register
def _(block: Excerpt) -> list[str]:
    return [f"  {row}" for row in excerpt.rows(block)]


@lines.register(Fold)
@lines.register(More)
def _(block: Fold | More) -> list[str]:
    return lines(block.content)


@lines.register
def _(block: Frame) -> list[str]:
    return [block.told or block.title, *lines(block.content)]


@lines.register
def _(block: Items) -> list[str]:
    if block.numbered:
        return [f"  {at}. {words(item)}" for at, item in enumerate(block.items, start=1)]
    return [f"  {words(item)}" for item in block.items]


@lines.register
def _(block: Tree) -> list[str]:
    return [
        line
        for one in block.branches
        for line in (f"  {words(one.content)}", *(f"  {row}" for row in lines(Tree(one.inside))))
    ]


@lines.register
def _(block: Promises) -> list[str]:
    found = []
    for one in block.promises:
        found.append(f"  {words(one.mark)}{one.text}")
        found += [f"      {words(line)}" for line in one.finding]
    return found


@lines.register
def _(block: Steps) -> list[str]:
    found = []
    for number, step in enumerate(block.steps, start=1):
        found.append(f"  {step.mark.mark} {number}. {step.place}: {step.happens}")
        found += [f"       {line}" for line in step.advice]
    return found


@lines.register
def _(block: Table) -> list[str]:
    head, *rows = [[words(cell) for cell in row] for row in (block.head, *block.rows)]
    widths = [max(map(len, column)) for column in zip(head, *rows, strict=True)]
    rule = ["─" * width for width in widths]
    return [f"  {_aligned(row, widths)}" for row in (head, rule, *rows)]


def _aligned(cells: Sequence[str], widths: Sequence[int]) -> str:
    return "  ".join(map(str.ljust, cells, widths)).rstrip()
