"""The process tree drawn: the host's processes, the border of each container, and what is inside.

What stays in a notebook has but one number, the 1 of each container's first process, for all others
differ from run to run; the live one has those of both sides. Knows facts
(labkit/visual/processes/tree.py), no daemon.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from labkit.visual.kit import FLOWING, Card, Live, Tint, card, nodes
from labkit.visual.processes.tree import ENGINE, Contained, ProcessTree, Seen

TITLE = "Processes, on the host and in the container"
HEAD = ("on the host", "in the container", "process", "which is")
UNKNOWN = "?"
NO_BORDER = "the same"
LEFT_OUT = "…"
FROM_TOP = (
    "This kernel does not see the processes of the engine's machine: these are what `docker top` "
    "tells, which knows no number of the inside, no shim and no zombie. "
    "In a Dockyard sandbox you see both sides."
)
LOOK = "look"


@dataclass(frozen=True)
class Row:
    """One line of the picture; `said` is what there is to say beside its command."""

    outside: str
    inside: str
    line: str
    said: str = ""
    depth: int = 0
    is_zombie: bool = False
    is_gone: bool = False


@dataclass(frozen=True)
class Group:
    """Lines on one side of a border; `container` is whose inside they are, empty on the host."""

    rows: tuple[Row, ...]
    container: str = ""


def process_card(
    found: ProcessTree, before: ProcessTree | None = None, *, live: bool = False
) -> Card:
    """The trees as a card.

    Args:
        before: an earlier look: what has ended since then is told.
        live: with the numbers on the host, and a button.
    """
    groups = [*_groups(found, before, live)]
    told = nodes.Table(HEAD, [row for group in groups for row in _lines(group)])
    drawn = nodes.Sheet(HEAD, [*map(_body, groups)])
    button = (nodes.Button("Look again", LOOK),) if live else ()
    after = () if found.is_both_sides else (nodes.Line(FROM_TOP),)
    return card(TITLE, nodes.Both(told, (*button, drawn)), *after)


def _groups(found: ProcessTree, before: ProcessTree | None, live: bool) -> Iterator[Group]:
    if found.engine:
        rows = [
            Row(_outside(one, live), "", one.program, ENGINE[one.program]) for one in found.engine
        ]
        yield Group(tuple(rows))
    for one in (*found.containers, *_no_longer(found, before)):
        if one.shim is not None:
            said = f"the parent of what runs in {one.name}"
            yield Group((Row(_outside(one.shim, live), "", one.shim.program, said),))
        gone = _gone(one, before) if before else ()
        rows = [_inside(process, one, found, live) for process in one.processes]
        rows += [_ended(process, live) for process in gone]
        yield Group(tuple(rows) or (Row("", "", "nothing", "it does not run"),), one.name)


def _inside(process: Seen, of: Contained, found: ProcessTree, live: bool) -> Row:
    number = str(process.inside or (NO_BORDER if found.is_both_sides else UNKNOWN))
    if process.inside > 1 and not live:
        number = LEFT_OUT
    said = _remark(process, of)
    depth = of.depth(process)
    return Row(_outside(process, live), number, process.line, said, depth, process.is_zombie)


def _remark(process: Seen, of: Contained) -> str:
    if process.is_zombie:
        return "zombie: it has ended, and its parent has not asked how"
    if process.inside == 1:
        return "PID 1: when it ends, the container ends"
    if of.shim is not None and process.ppid == of.shim.pid:
        return "not a child of PID 1: started by docker exec"
    return ""


def _no_longer(found: ProcessTree, before: ProcessTree | None) -> list[Contained]:
    """Containers of the earlier look that are not among the ones of now."""
    names = {one.name for one in found.containers}
    earlier = before.containers if before else ()
    return [Contained(one.name, ()) for one in earlier if one.name not in names]


def _gone(now: Contained, before: ProcessTree) -> list[Seen]:
    pids = {process.pid for process in now.processes}
    earlier = [one for one in before.containers if one.name == now.name]
    return [process for one in earlier for process in one.processes if process.pid not in pids]


def _ended(process: Seen, live: bool) -> Row:
    said = "ended and reaped since the last look"
    return Row(
        _outside(process, live), str(process.inside or UNKNOWN), process.line, said, is_gone=True
    )


def _outside(one: Seen, live: bool) -> str:
    return str(one.pid) if live else LEFT_OUT


def _lines(group: Group) -> Iterator[list[str]]:
    """The lines in words, with the border above what is inside."""
    if group.container:
        yield ["", "", f"── inside {group.container} ──", ""]
    for row in group.rows:
        yield [row.outside, row.inside, f"{'  ' * row.depth}{row.line}", row.said]


def _body(group: Group) -> nodes.Body:
    label = f"the container {group.container}: a process namespace of its own"
    title = nodes.Box(label, Tint.CALM) if group.container else ""
    return nodes.Body([*map(_row, group.rows)], title)


def _row(row: Row) -> list[nodes.Cell]:
    struck = ";text-decoration:line-through" if row.is_gone else ""
    code = nodes.Code(row.line, f"{FLOWING}{struck}")
    line = nodes.Part(("└ " if row.depth else "", code), f"padding-left:{row.depth * 22}px")
    tint = Tint.GREY if row.is_gone else Tint.BAD
    said = nodes.Box(row.said, tint) if row.is_gone or row.is_zombie else row.said
    return [
        nodes.Cell(row.outside, "right"),
        nodes.Cell(row.inside, "right"),
        nodes.Cell(line),
        nodes.Cell(said),
    ]


def live_processes(look: Callable[[], ProcessTree]) -> Live:
    """The trees with a button that looks again, and tells what has ended in between.

    Args:
        look: gathers the trees as they are now.
    """
    before, now = None, look()

    def look_again(_: str) -> None:
        nonlocal before, now
        before, now = now, look()

    return Live(
        lambda: process_card(now, before, live=True),
        {LOOK: look_again},
        fallback=lambda: process_card(now),
    )
