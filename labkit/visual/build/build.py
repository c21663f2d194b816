"""A build, step by step: what came from the cache, what ran, how long it took, and why it ran.

The card that stays has no times, which differ from run to run; the live one draws them as bars.
Takes facts and knows no daemon.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from labkit.visual.build.dockerfile import Instruction
from labkit.visual.build.dockerfile_fault import Fault
from labkit.visual.kit import (
    Card,
    Tint,
    Tone,
    bar,
    chip,
    code,
    code_block,
    data_table,
    excerpt,
    excerpt_html,
    frame,
    inline,
    paragraph,
    table_cell,
    text_grid,
)

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
    head = ["line", "instruction", "", "why"]
    rows = [
        [str(step.line), _short(step), f"{MARKS[step.state][0]} {step.state}", step.why]
        for step in build.steps
    ]
    shown = text_grid(head, rows) if rows else []
    lines = [*([build.note] if build.note else []), *shown, *_fault_text(build.fault, build)]
    text = "\n".join([_title(build), *(f"  {line}".rstrip() for line in lines)])
    return Card(text, _html(build, with_times=False))


def build_live(build: Build) -> Card:
    """The same with times as bars, and what each step printed."""
    return Card(build_card(build).text, _html(build, with_times=True))


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


def _html(build: Build, *, with_times: bool) -> str:
    tone = Tone.BROKEN if build.fault else Tone.GOOD if build.is_done else Tone.PLAIN
    total_s = max((_end_s(step) for step in build.steps), default=0.0)
    rows = [_row(step, total_s if with_times else None) for step in build.steps]
    head = ["Line", "Instruction", "Result", *(["Time"] if with_times else []), "Why"]
    body = [
        paragraph(build.note) if build.note else "",
        data_table(f"Steps of the build of {build.name}", head, rows) if rows else "",
        _outputs(build) if with_times else "",
        _fault_html(build),
    ]
    return frame(_title(build), "".join(body), tone)


def _row(step: Step, total_s: float | None) -> str:
    mark, tint = MARKS[step.state]
    cells = [
        table_cell(str(step.line), align="right"),
        table_cell(code(_short(step)), title=step.instruction.text),
        table_cell(chip(mark, str(step.state), tint)),
        *([table_cell(_time(step, total_s))] if total_s is not None else []),
        table_cell(inline(step.why)),
    ]
    return "".join(cells)


def _end_s(step: Step) -> float:
    return (step.started_s or 0.0) + (step.took_s or 0.0)


def _time(step: Step, total_s: float) -> str:
    """Where in the build a step lies and how long it took."""
    if step.took_s is None or step.started_s is None or total_s <= 0:
        return ""
    _, tint = MARKS[step.state]
    return bar(step.started_s / total_s, step.took_s / total_s, tint, f"{step.took_s:.2f} s")


def _outputs(build: Build) -> str:
    """What the steps printed, each behind a line that opens it."""
    said = [step for step in build.steps if step.output.strip()]
    return "".join(
        f"<details><summary>Line {step.line} printed</summary>{code_block(tail(step.output))}"
        "</details>"
        for step in said
    )


def tail(output: str) -> str:
    """The last lines of what a step printed."""
    lines = output.strip("\n").splitlines()
    kept = lines[-OUTPUT_LINES:]
    more = [f"… {len(lines) - len(kept)} lines above"] if len(lines) > len(kept) else []
    return "\n".join([*more, *kept])


def _failed_output(build: Build) -> str:
    return next((tail(s.output) for s in build.steps if s.state is State.FAILED and s.output), "")


def _fault_text(fault: Fault | None, build: Build) -> list[str]:
    if fault is None:
        return []
    printed = _failed_output(build)
    return [
        "",
        fault.what,
        *excerpt(build.dockerfile, fault.line, fault.word),
        *(["It printed:", *(f"  {line}" for line in printed.splitlines())] if printed else []),
        f"The daemon's words: {fault.words}",
        *fault.next_steps,
    ]


def _fault_html(build: Build) -> str:
    fault = build.fault
    if fault is None:
        return ""
    printed = _failed_output(build)
    parts = [
        f'<p style="margin:.8em 0 .2em"><strong>{inline(fault.what)}</strong></p>',
        excerpt_html(build.dockerfile, fault.line, fault.word),
        paragraph("It printed:") + code_block(printed) if printed else "",
        paragraph("The daemon's words:") + code_block(fault.words),
        "".join(paragraph(line) for line in fault.next_steps),
    ]
    return "".join(parts)
