"""Builds as facts: what a builder said and what went into it, for tests without a daemon."""

from __future__ import annotations

from grader.daemon import Report, Vertex
from labkit.visual.build import Build, State, Step, instructions
from labkit.visual.build.why import Inputs, explained

SHOP = """\
FROM dockyard/busybox
ARG COLOUR
ENV SHOP=corner
COPY prices /prices
RUN sort /prices
CMD ["sh"]
"""
FILES = {"prices": "1", "readme": "2"}


def inputs(text: str = SHOP, **more: object) -> Inputs:
    """What went into a build that got through all of it, unless `done` says otherwise."""
    found = instructions(text)
    given = {
        "files": FILES,
        "arguments": {},
        "bases": {"dockyard/busybox": ("base",)},
        "done": frozenset(one.text for one in found),
        **more,
    }
    return Inputs(found, **given)  # type: ignore[arg-type]


def steps(text: str, *states: State) -> tuple[Step, ...]:
    """The steps of a text in these states, each half a second after the other."""
    pairs = zip(instructions(text), states, strict=True)
    return tuple(
        Step(one, state, started_s=number / 2, took_s=0.5)
        for number, (one, state) in enumerate(pairs)
    )


def reasons(before: Inputs | None, now: Inputs, *ran: int) -> dict[int, str]:
    """Line → why it ran, of a build in which these lines ran and the others did not."""
    states = [
        State.BASE if one.keyword == "FROM" else State.RAN if one.line in ran else State.CACHED
        for one in now.instructions
    ]
    text = "\n".join(one.text for one in now.instructions)
    return {
        step.line: step.why for step in explained(steps(text, *states), before, now) if step.why
    }


def shop_build(before: Inputs | None = None) -> Build:
    """A BuildKit build of the shop with other prices than before."""
    now = inputs(files={"prices": "other"})
    states = (State.BASE, State.CONFIG, State.CONFIG, State.RAN, State.RAN, State.CONFIG)
    found = explained(steps(SHOP, *states), before or inputs(), now)
    return Build("shop", "buildkit", SHOP, found, is_done=True)


def vertex(name: str, **more: object) -> Report:
    """BuildKit's report of one vertex that has run for a second."""
    said = {"inputs": (), "cached": False, "started_s": 10.0, "completed_s": 11.0, "error": ""}
    return Report((Vertex(name, name=name, **{**said, **more}),))  # type: ignore[arg-type]
