"""An exercise as a card with buttons: where it stands, what to mend first, and what one can do.

Text first: every button has its line of code beside it, and a hint or a solution that was asked
for stays in sight. Takes facts and knows neither a session nor a daemon.
"""

from __future__ import annotations

from dataclasses import dataclass

from grader.report import MARKS, STATES, ExerciseReport, Outcome, headline
from labkit.lesson.report_card import TONES, report_body
from labkit.visual.kit import (
    Both,
    Button,
    Card,
    Code,
    Frame,
    Group,
    Items,
    Line,
    Mark,
    More,
    Node,
    Source,
    Strong,
    Tone,
)

NOT_STARTED = STATES[Outcome.NOT_ATTEMPTED]


@dataclass(frozen=True)
class Standing:
    """One exercise at this moment.

    Args:
        report: what the last check said; None before a start in this kernel.
        remarks: what is to be said beside it.
        hints: those that were asked for, least telling first.
        solution: the source of one, when it was asked for.
        trouble: why the last act failed, in one line.
        asks_reset: whether the next press removes what the exercise made.
    """

    name: str
    title: str
    report: ExerciseReport | None
    remarks: tuple[str, ...] = ()
    hints: tuple[str, ...] = ()
    hints_in_all: int = 0
    solution: str = ""
    trouble: str = ""
    asks_reset: bool = False


def exercise_card(now: Standing) -> Card:
    """The card. Its HTML has the acts check, hint, solution, ask-reset, reset and keep."""
    state = headline(now.report) if now.report else NOT_STARTED
    told = now.report.exercise if now.report else now.title
    tone = TONES[now.report.outcome] if now.report else Tone.PLAIN
    body = Both(_told(now), Group(_drawn(now), kind="dockyard-exercise"))
    return Card.of(Frame(f"{now.title}: {state}", body, tone, f"{told}: {state}"))


def _told(now: Standing) -> tuple[Node, ...]:
    lines = [now.trouble] if now.trouble else []
    lines += [f"Hint {number}: {hint}" for number, hint in enumerate(now.hints, start=1)]
    lines += [f"`{code}`" for _, _, code in _acts(now)]
    solution = [Source(now.solution)] if now.solution else []
    return (*_report(now), *map(Line, lines), *solution)


def _drawn(now: Standing) -> tuple[Node, ...]:
    return (
        *_report(now),
        *_trouble(now.trouble),
        *_hints(now),
        *_solution(now.solution),
        _question(now) if now.asks_reset else _buttons(now),
    )


def _report(now: Standing) -> tuple[Node, ...]:
    remarks = [line for line in now.remarks if line]
    return report_body(now.report, remarks) if now.report else tuple(map(Line, remarks))


def _trouble(line: str) -> list[Line]:
    mark = Mark(MARKS[Outcome.LAB_BROKEN], "trouble")
    return [Line(Strong((mark, line)))] if line else []


def _hints(now: Standing) -> list[More]:
    said = f"{len(now.hints)} of {now.hints_in_all} hints"
    return [More(said, Items(now.hints, numbered=True), is_open=True)] if now.hints else []


def _solution(source: str) -> list[More]:
    inside = Line("Any way that keeps the promises is right."), Source(source)
    return [More("One solution", inside, is_open=True)] if source else []


def _acts(now: Standing) -> list[tuple[str, str, str]]:
    """What can be done now: act, what the button says, and the same as code."""
    acts = [("check", "Check", "check")]
    if len(now.hints) < now.hints_in_all:
        acts.append(("hint", f"Hint {len(now.hints) + 1} of {now.hints_in_all}", "hint"))
    acts.append(("ask-reset", "Reset", "reset"))
    if not now.solution:
        acts.append(("solution", "Show solution", "solution"))
    return [(act, label, f'{call}("{now.name}")') for act, label, call in acts]


def _buttons(now: Standing) -> Group:
    acts = tuple(
        Group((Button(label, act), Code(code)), kind="dockyard-act")
        for act, label, code in _acts(now)
    )
    return Group(acts, f"{now.title}: what you can do", "dockyard-acts")


def _question(now: Standing) -> Group:
    asked = "Remove what this exercise has made, and begin again?"
    acts = Button("Keep it", "keep"), Button("Remove and begin again", "reset")
    question = Group(Strong(asked), kind="dockyard-asked")
    return Group((question, *acts), f"{now.title}: {asked}", "dockyard-acts")
