"""The life line: what became of each container, in the order in which the daemon told it.

One column for each thing that happened and one row for each container, so what came first is seen
across rows; the columns are as wide as time passed where that is asked for. As it stays in a
notebook it has no times. Knows events as facts (labkit/visual/lifeline/facts.py brings them).
"""

from __future__ import annotations

import signal
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from textwrap import shorten

from grader.daemon import Event
from labkit.visual.kit import Card, Tint, card, nodes

ABSENT = ""
NOTHING = "Nothing has happened yet."
GONE = "removed"

STATES = {
    "create": "created",
    "start": "running",
    "unpause": "running",
    "pause": "paused",
    "destroy": GONE,
}
MARKS = {"oom", "restart", "update"}
"""Events beside a state: the others, such as attach or archive-path, say nothing of its life."""

MARK_LETTERS = 40

EVEN_PX = 84
NARROW_PX, WIDE_PX, PX_PER_S = 84, 240, 40

LIMIT = 40
"""How many of the latest events are drawn."""


@dataclass(frozen=True)
class Moment:
    """One thing that happened to a container: the state that it came to, or a mark, or both.

    `state` is empty where the state stays what it was.
    """

    container: str
    time_s: float
    state: str
    mark: str


@dataclass(frozen=True)
class Story:
    """What happened, oldest first, and each container's state before that (name → state).

    `named` have a row even when nothing happens to them.
    """

    before: Mapping[str, str]
    moments: tuple[Moment, ...]
    named: tuple[str, ...] = ()


@dataclass(frozen=True)
class Stretch:
    """A state for a number of columns, and the marks that fell into it: column → what it was."""

    state: str
    columns: int
    marks: Mapping[int, str]


def moments(events: Iterable[Event]) -> tuple[Moment, ...]:
    """What events say of the lives of containers."""
    names: dict[str, str] = {}
    found = []
    for event in events:
        if event.kind != "container":
            continue
        name = names.setdefault(event.id, event.name)
        state, mark = _said(event)
        if state or mark:
            found.append(Moment(name, event.time_s, state, mark))
    return tuple(found)


def _said(event: Event) -> tuple[str, str]:
    """State and mark of one event."""
    action, _, rest = event.action.partition(":")
    if action == "die":
        return f"exited ({event.attributes.get('exitCode', '?')})", ""
    if action == "health_status":
        return f"running, {rest.strip()}", ""
    if action == "exec_start":
        return "", f"exec {shorten(rest, MARK_LETTERS, placeholder=' …')}"
    if action == "kill":
        return "", _signal(event.attributes.get("signal", ""))
    if action == "rename":
        return "", f"renamed {event.name}"
    return STATES.get(action, ABSENT), action if action in MARKS else ""


def _signal(number: str) -> str:
    try:
        return f"kill {signal.Signals(int(number)).name}"
    except ValueError:
        return f"kill {number}".strip()


def spans(story: Story, name: str) -> tuple[Stretch, ...]:
    """The states of one container over the columns of the whole story."""
    found = [Stretch(story.before.get(name, ABSENT), 0, {})]
    for column, moment in enumerate(story.moments):
        mine = moment.container == name
        if mine and moment.state and moment.state != found[-1].state:
            found.append(Stretch(moment.state, 0, {}))
        last = found.pop()
        mark = {column: moment.mark} if mine and moment.mark else {}
        found.append(Stretch(last.state, last.columns + 1, {**last.marks, **mark}))
    return tuple(span for span in found if span.columns)


def lifeline_card(story: Story, *, volatile: bool = False, watching: bool = False) -> Card:
    """The lives as a card.

    Args:
        volatile: with times, and columns as wide as time passed.
        watching: more may come.
    """
    title = "Life line"
    drawn = _latest(story)
    names = list(dict.fromkeys([*drawn.named, *(one.container for one in drawn.moments)]))
    left_out = len(story.moments) - len(drawn.moments)
    after = [f"{left_out} earlier events are not shown."] if left_out else []
    after += ["Watching: what happens next is added."] if watching else []
    after = after if drawn.moments else [NOTHING, *after]
    rows = [[name, _text(spans(drawn, name))] for name in names]
    told = nodes.Table(["container", "what became of it"], rows) if rows else ()
    plan = _plan(drawn, names, volatile) if drawn.moments else ()
    return card(title, nodes.Both(told, plan), *map(nodes.Line, after))


def _latest(story: Story) -> Story:
    cut = len(story.moments) - LIMIT
    if cut <= 0:
        return story
    before = dict(story.before)
    for moment in story.moments[:cut]:
        before[moment.container] = moment.state or before.get(moment.container, ABSENT)
    return replace(story, before=before, moments=story.moments[cut:])


def _text(found: Sequence[Stretch]) -> str:
    return " → ".join(
        span.state + (f" [{', '.join(span.marks.values())}]" if span.marks else "")
        for span in found
        if span.state != ABSENT or span.marks
    )


def _plan(story: Story, names: Sequence[str], volatile: bool) -> nodes.Lanes:
    caption = "What happened, from left to right"
    lanes = [_lane(name, spans(story, name)) for name in names]
    if not volatile:
        return nodes.Lanes(caption, [EVEN_PX] * len(story.moments), lanes)
    first_s = story.moments[0].time_s
    times = [f"+{one.time_s - first_s:.1f} s" for one in story.moments]
    return nodes.Lanes(caption, _widths(story.moments), lanes, times)


def _widths(found: Sequence[Moment]) -> list[int]:
    """By the time to the next event, within what is legible."""
    times = [one.time_s for one in found]
    gaps = [later - earlier for earlier, later in pairwise(times)] + [0.0]
    return [int(min(WIDE_PX, max(NARROW_PX, gap * PX_PER_S))) for gap in gaps]


def _lane(name: str, found: Sequence[Stretch]) -> nodes.Lane:
    marks = {column: mark for one in found for column, mark in one.marks.items()}
    return nodes.Lane(
        name, [nodes.Span(one.columns, one.state, _tint(one.state)) for one in found], marks
    )


def _tint(state: str) -> Tint:
    if state.startswith("running"):
        return Tint.BAD if "unhealthy" in state else Tint.GOOD
    if state.startswith("exited"):
        return Tint.GREY if state == "exited (0)" else Tint.BAD
    return {"created": Tint.CALM, "paused": Tint.HALF}.get(state, Tint.DARK)
