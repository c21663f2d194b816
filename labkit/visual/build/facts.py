"""Builds, and tells how the build stands whenever something has happened.

The last build of each name is kept for as long as this kernel runs, so that the next one can say
what has changed since. The only module of the build's picture that holds a client.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

import docker

from grader.daemon import Daemon, buildkit, without_syntax
from grader.report import Missing
from labkit.kernel_side import current_labels, in_sandbox
from labkit.visual.build.build import Build, State, Step
from labkit.visual.build.context import Context, Files, context
from labkit.visual.build.dockerfile import instructions, stages
from labkit.visual.build.dockerfile_error import explain
from labkit.visual.build.dockerfile_fault import Fault, Scene
from labkit.visual.build.followers import BuildkitFollower, ClassicFollower, Follower
from labkit.visual.build.why import Inputs, explained

Builder = Literal["buildkit", "classic"]

NO_SYNTAX = (
    "The `# syntax=` line was left out: it would have the Dockerfile's reader pulled from a "
    "registry, and a sandbox has none."
)
SETTLED = (State.CACHED, State.RAN, State.BASE, State.CONFIG)

_LAST: dict[tuple[str, str], Inputs] = {}
"""Builder and name → what went into the last build of it."""


@dataclass(frozen=True)
class Wanted:
    """A build that is asked for."""

    name: str
    dockerfile: str
    files: Files = None
    builder: Builder = "buildkit"
    arguments: Mapping[str, str] = field(default_factory=dict)
    target: str = ""
    uses_cache: bool = True


def follow(client: docker.DockerClient, wanted: Wanted) -> Iterator[Build]:
    """The build as it stands after each thing that it reports; at last, as it ended."""
    sent_text = without_syntax(wanted.dockerfile) if in_sandbox() else wanted.dockerfile
    note = NO_SYNTAX if sent_text != wanted.dockerfile else ""
    sent = context(sent_text, wanted.files)
    now = _inputs(client, wanted, sent)
    before = _LAST.get((wanted.builder, wanted.name))
    start = Build(wanted.name, wanted.builder, wanted.dockerfile, (), note=note)
    follower: Follower | None = None
    for follower in _followed(client, wanted, sent):
        yield replace(start, steps=explained(follower.steps(), before, now))
    assert follower is not None
    ended = _ended(client, follower, sent, wanted)
    done = frozenset(step.instruction.text for step in ended[0] if step.state in SETTLED)
    _LAST[wanted.builder, wanted.name] = replace(now, done=done)
    yield replace(start, steps=explained(ended[0], before, now), fault=ended[1], is_done=True)


def _followed(client: docker.DockerClient, wanted: Wanted, sent: Context) -> Iterator[Follower]:
    found = instructions(wanted.dockerfile)
    order = buildkit.Order(
        wanted.name, sent.archive, wanted.arguments, wanted.target, wanted.uses_cache, _labels()
    )
    if wanted.builder == "classic":
        by_text = ClassicFollower(found, time.monotonic)
        yield by_text
        for message in buildkit.classic(client, order):
            by_text.hear(message)
            yield by_text
    else:
        by_report = BuildkitFollower(found)
        yield by_report
        for report in buildkit.buildkit(client, order):
            by_report.hear(report)
            yield by_report


def _labels() -> Mapping[str, str]:
    """What images are labelled with: on an engine of the learner's own, never in a sandbox."""
    return {} if in_sandbox() else current_labels()


def _inputs(client: docker.DockerClient, wanted: Wanted, sent: Context) -> Inputs:
    found = instructions(wanted.dockerfile)
    bases = {stage.base: _layers(client, stage.base) for stage in stages(found)}
    return Inputs(found, sent.digests, dict(wanted.arguments), bases, wanted.uses_cache)


def _layers(client: docker.DockerClient, reference: str) -> tuple[str, ...]:
    """The layers of an image; none when it is not here, or no image at all."""
    if not reference or "$" in reference:
        return ()
    try:
        return Daemon(client).image(reference).layers
    except Missing:
        return ()


def _ended(
    client: docker.DockerClient, follower: Follower, sent: Context, wanted: Wanted
) -> tuple[tuple[Step, ...], Fault | None]:
    """The steps as they stay, and what stopped the build, if anything did."""
    steps = follower.steps()
    if not follower.error:
        return tuple(_settled(step, State.NOT_NEEDED) for step in steps), None
    failed = _failed(steps)
    fault = explain(
        Scene(
            follower.error,
            instructions(wanted.dockerfile),
            failed.instruction if failed else None,
            failed.output if failed else "",
            sorted(sent.digests),
            sorted(tag for image in client.images.list() for tag in image.tags),
        )
    )
    blamed = failed.line if failed else fault.line
    return tuple(_settled(_judged(step, blamed), State.NOT_REACHED) for step in steps), fault


def _failed(steps: tuple[Step, ...]) -> Step | None:
    """The step that failed. BuildKit then calls a base failed too that it was still unpacking."""
    found = [step for step in steps if step.state is State.FAILED]
    return next(iter([*(s for s in found if s.instruction.keyword != "FROM"), *found]), None)


def _judged(step: Step, blamed: int) -> Step:
    if step.line == blamed:
        return replace(step, state=State.FAILED)
    return replace(step, state=State.WAITING) if step.state is State.FAILED else step


def _settled(step: Step, waiting: State) -> Step:
    """A step after the end: what still waits will not run any more."""
    return replace(step, state=waiting) if step.state in (State.WAITING, State.RUNNING) else step
