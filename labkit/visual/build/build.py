"""A build, step by step: what came from the cache, what ran, how long it took, and why it ran.

The card that stays has no times, which differ from run to run; the live one draws them as bars.
Takes facts and knows no daemon.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from labkit.visual.build.dockerfile import Instruction
from labkit.visual.build.dockerfile_fault import Fault
from labkit.visual.kit import Card, Content, Tint, Tone, card, nodes

OUTPUT_LINES = 12
TEXT_WIDTH = 60


class State(StrEnum):
    """How an instruction stands, as a learner reads it."""

    WAITING = "waiting"
    RUNNING = "running"
    CACHED = "from cache"
    RAN = "ran"
    FAILED = "failed"
    BASE = "base"
    CONFIG = "config"
    NOT_REACHED = "not reached"
    NOT_NEEDED = "not needed"


MARKS = {
    State.WAITING: ("·", Tint.GREY),
    State.RUNNING: ("▶", Tint.CALM),
    State.CACHED: ("✓", Tint.GOOD),
    State.RAN: ("▶", Tint.HALF),
    State.FAILED: ("✗", Tint.BAD),
    State.BASE: ("▣", Tint.GREY),
    State.CONFIG: ("≡", Tint.GREY),
    State.NOT_REACHED: ("·", Tint.GREY),
    State.NOT_NEEDED: ("·", Tint.GREY),
}
BUILDERS = {"buildkit": "BuildKit", "classic": "the classic builder"}


@dataclass(frozen=True)
class Step:
    """An instruction and what became of it. Seconds count from the build's first step."""

    instruction: Instruction
    state: State
    output: str = ""
    started_s: float | None = None
    took_s: float | None = None
    why: str = ""

    @property
    def line(self) -> int:
        return self.instruction.line


@dataclass(frozen=True)
class Build:
    """A build as it stands. `fault` is what stopped it; `note` is said once, above the steps."""

    name: str
    builder: str
    dockerfile: str
    steps: tuple[Step, ...]
    is_done: bool = False
    fault: Fault | None = None
    note: str = ""


def build_card(build: Build) -> Card:
    """What stays: steps, where each came from and why, and a fault at its line."""
    return card(_title(build), *_noted(build), _steps(build), *_fault(build), tone=_tone(build))


def build_live(build: Build) -> Card:
    """The same with times as bars, and what each step printed."""
    steps = nodes.Both(_steps(build), (_steps(build, with_times=True), *_outputs(build)))
    return card(_title(build), *_noted(build), steps, *_fault(build), tone=_tone(build))


def _noted(build: Build) -> list[nodes.Line]:
    return [nodes.Line(build.note)] if build.note else []


def _tone(build: Build) -> Tone:
    return Tone.BROKEN if build.fault else Tone.GOOD if build.is_done else Tone.PLAIN


def _title(build: Build) -> str:
    name = f"{build.name}, built with {BUILDERS[build.builder]}"
    if build.fault:
        return (
            f"{name}: failed at line {build.fault.line}" if build.fault.line else f"{name}: failed"
        )
    counts = [(sum(step.state is state for step in build.steps), state) for state in COUNTED]
    said = ", ".join(f"{count} {state}" for count, state in counts if count) or "nothing to run"
    return f"{name}: {said}" if build.is_done else f"{name}: building, {said}"


COUNTED = (State.CACHED, State.RAN, State.RUNNING, State.WAITING)


def _short(step: Step) -> str:
    text = step.instruction.text
    return text if len(text) <= TEXT_WIDTH else f"{text[: TEXT_WIDTH - 1]}…"


def _steps(build: Build, *, with_times: bool = False) -> Content:
    total_s = max(map(_end_s, build.steps), default=0.0) if with_times else None
    rows = [_row(step, total_s) for step in build.steps]
    head: list[Content] = [*HEAD, *(["Time"] if with_times else []), nodes.Both("why", "Why")]
    return nodes.DataTable(head, rows, f"Steps of the build of {build.name}") if rows else ()


HEAD = (
    nodes.Both("line", "Line"),
    nodes.Both("instruction", "Instruction"),
    nodes.Both("", "Result"),
)


def _row(step: Step, total_s: float | None) -> list[Content]:
    mark, tint = MARKS[step.state]
    return [
        nodes.Cell(str(step.line), align="right"),
        nodes.Cell(nodes.Code(_short(step), is_long=True), whole=step.instruction.text),
        nodes.Chip(mark, step.state, tint),
        *([_time(step, total_s)] if total_s is not None else []),
        step.why,
    ]


def _end_s(step: Step) -> float:
    return (step.started_s or 0.0) + (step.took_s or 0.0)


def _time(step: Step, total_s: float) -> Content:
    """Where in the build a step lies and how long it took."""
    if step.took_s is None or step.started_s is None or total_s <= 0:
        return ""
    _, tint = MARKS[step.state]
    return nodes.Bar(step.started_s / total_s, step.took_s / total_s, tint, f"{step.took_s:.2f} s")


def _outputs(build: Build) -> list[nodes.More]:
    """What the steps printed, each behind a line that opens it."""
    said = [step for step in build.steps if step.output.strip()]
    return [
        nodes.More(f"Line {step.line} printed", nodes.Listing(tail(step.output))) for step in said
    ]


def tail(output: str) -> str:
    """The last lines of what a step printed."""
    lines = output.strip("\n").splitlines()
    kept = lines[-OUTPUT_LINES:]
    more = [f"… {len(lines) - len(kept)} lines above"] if len(lines) > len(kept) else []
    return "\n".join([*more, *kept])


def _failed_output(build: Build) -> str:
    return next((tail(s.output) for s in build.steps if s.state is State.FAILED and s.output), "")


def _fault(build: Build) -> list[nodes.Node]:
    fault = build.fault
    if fault is None:
        return []
    printed = _failed_output(build)
    words = "The daemon's words:"
    listed = nodes.Line(words), nodes.Listing(fault.words)
    return [
        nodes.Heading(fault.what),
        nodes.Excerpt(build.dockerfile, fault.line, fault.word),
        *([nodes.Line("It printed:"), nodes.Listing(printed, indent=4)] if printed else []),
        nodes.Both(nodes.Line(f"{words} {fault.words}"), listed),
        *map(nodes.Line, fault.next_steps),
    ]
