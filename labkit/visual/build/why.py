"""Why a step was not taken from the cache: what differs from the last build of the same name.

Compares what went into two builds, instruction by instruction. It says only what it can see: a
cache entry that is gone leaves no trace in a Dockerfile, and then that is what it says.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from fnmatch import fnmatch

from labkit.visual.build.build import State, Step
from labkit.visual.build.dockerfile import Instruction, stages

FIRST = "the first build of this name in this notebook"
NOT_ASKED = "the cache was switched off"
NOT_REACHED = "the last build did not get this far"
GONE = "nothing here has changed: the cache no longer has it"
NAMES_AT_MOST = 3

RUNS = frozenset({State.RAN, State.FAILED, State.RUNNING})
COUNTS = frozenset({"ENV", "ARG", "USER", "SHELL", "WORKDIR"})
"""What makes no layer and yet counts for a `RUN` below it."""


@dataclass(frozen=True)
class Inputs:
    """What went into a build.

    Args:
        files: path in the context → what its content is known by.
        bases: image that a stage begins with → its layers.
        done: the texts of the instructions that it got through.
    """

    instructions: tuple[Instruction, ...]
    files: Mapping[str, str]
    arguments: Mapping[str, str]
    bases: Mapping[str, tuple[str, ...]]
    uses_cache: bool = True
    done: frozenset[str] = frozenset()


def explained(steps: tuple[Step, ...], before: Inputs | None, now: Inputs) -> tuple[Step, ...]:
    """The steps, each that ran with the reason why it did."""
    return tuple(
        replace(step, why=_why(steps, number, before, now))
        if step.state in RUNS and step.started_s is not None and step.instruction.keyword != "FROM"
        else step
        for number, step in enumerate(steps)
    )


def _why(steps: tuple[Step, ...], number: int, before: Inputs | None, now: Inputs) -> str:
    above = _ran_above(steps, number)
    if above is not None:
        return f"line {above.line}, which it stands on, ran"
    if not now.uses_cache:
        return NOT_ASKED
    if before is None:
        return FIRST
    return next(_changes(now.instructions[number], before, now), GONE)


def _ran_above(steps: tuple[Step, ...], number: int) -> Instruction | None:
    """The nearest instruction that a step is made on and that ran."""
    for parent in _parents(steps, number):
        step = steps[parent]
        if step.state in (State.RAN, State.FAILED):
            return step.instruction
        if step.instruction.keyword == "FROM" and (found := _ran_above(steps, parent)):
            return found
    return None


def _parents(steps: tuple[Step, ...], number: int) -> Iterator[int]:
    """The steps that a step is made on: the one above it, and the end of a stage it names."""
    one = steps[number].instruction
    above = [
        at
        for at in range(number)
        if steps[at].instruction.stage == one.stage and steps[at].state is not State.CONFIG
    ]
    yield from above[-1:] if one.keyword != "FROM" else []
    named = one.words[0] if one.keyword == "FROM" and one.words else one.flag("from")
    found = [stage.name for stage in stages(tuple(step.instruction for step in steps))]
    if named.lower() in found or named.isdigit():
        stage = found.index(named.lower()) if named.lower() in found else int(named)
        ends = [at for at, step in enumerate(steps) if step.instruction.stage == stage]
        yield from [at for at in ends if at < number and steps[at].state is not State.CONFIG][-1:]


def _changes(one: Instruction, before: Inputs, now: Inputs) -> Iterator[str]:
    """What has changed for an instruction, the most telling first."""
    was = _was(one, before, now)
    if was != one.text:
        yield f"its text has changed: it was `{was}`" if was else "this line is new here"
        return
    yield from _files(one, before, now)
    yield from _arguments(one, before, now)
    yield from _lines_above(one, before, now)
    yield from _base(one, before, now)
    if one.text not in before.done:
        yield NOT_REACHED


def _was(one: Instruction, before: Inputs, now: Inputs) -> str:
    """What the last build had at this place: the same text, another one, or nothing."""
    old, new = ([i.text for i in build.instructions] for build in (before, now))
    at = now.instructions.index(one)
    matched = SequenceMatcher(None, old, new, autojunk=False)
    for kind, old_from, old_to, new_from, new_to in matched.get_opcodes():
        if new_from <= at < new_to:
            place = old_from + at - new_from
            was = before.instructions[place] if place < old_to else None
            is_same = was is not None and (kind == "equal" or was.keyword == one.keyword)
            return was.text if was is not None and is_same else ""
    return ""


def _files(one: Instruction, before: Inputs, now: Inputs) -> Iterator[str]:
    if one.keyword not in ("COPY", "ADD") or one.flag("from"):
        return
    sources = one.words[:-1]
    paths = sorted({*before.files, *now.files})
    changed = [
        _named(path, before, now)
        for path in paths
        if before.files.get(path) != now.files.get(path) and any(_takes(s, path) for s in sources)
    ]
    if changed:
        more = len(changed) - NAMES_AT_MOST
        names = ", ".join(changed[:NAMES_AT_MOST]) + (f" and {more} more" if more > 0 else "")
        yield f"what it copies has changed: {names}"


def _named(path: str, before: Inputs, now: Inputs) -> str:
    if path not in before.files:
        return f"`{path}` is new"
    return f"`{path}` is gone" if path not in now.files else f"`{path}`"


def _takes(source: str, path: str) -> bool:
    """Whether a source of COPY takes a path of the context."""
    pattern = source.strip("\"'[],").removeprefix("./").strip("/")
    return (
        pattern in ("", ".")
        or path == pattern
        or path.startswith(f"{pattern}/")
        or fnmatch(path, pattern)
        or fnmatch(path, f"{pattern}/*")
    )


def _arguments(one: Instruction, before: Inputs, now: Inputs) -> Iterator[str]:
    if one.keyword != "RUN":
        return
    for line in _above(one, now):
        name = line.words[0].partition("=")[0] if line.keyword == "ARG" and line.words else ""
        old, new = before.arguments.get(name), now.arguments.get(name)
        if name and old != new:
            yield f"the build argument {name} has changed: {_said(old)} before, {_said(new)} now"


def _said(value: str | None) -> str:
    return "not given" if value is None else f"`{value}`"


def _lines_above(one: Instruction, before: Inputs, now: Inputs) -> Iterator[str]:
    """Lines that make no step of their own and yet count: a variable, a user, a shell."""
    for line in _above(one, now):
        was = _was(line, before, now)
        if line.keyword in COUNTS and was != line.text:
            yield f"line {line.line} above it {f'was `{was}`' if was else 'is new'}"
    new = [line.text for line in now.instructions]
    for old in before.instructions:
        if old.keyword in COUNTS and old.stage == one.stage and old.text not in new:
            yield f"a line above it is gone: `{old.text}`"


def _above(one: Instruction, build: Inputs) -> list[Instruction]:
    """The lines above an instruction in its stage."""
    return [i for i in build.instructions if i.stage == one.stage and i.line < one.line]


def _base(one: Instruction, before: Inputs, now: Inputs) -> Iterator[str]:
    for stage in stages(now.instructions)[one.stage : one.stage + 1]:
        if before.bases.get(stage.base) != now.bases.get(stage.base):
            yield f"its base is another image now: `{stage.base}`"
