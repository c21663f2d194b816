"""An exercise as a card with buttons: where it stands, what to mend first, and what one can do.

Text first: every button has its line of code beside it, and a hint or a solution that was asked
for stays in sight. Takes facts and knows neither a session nor a daemon.
"""

from __future__ import annotations

from dataclasses import dataclass

from grader.report import MARKS, STATES, ExerciseReport, Outcome, headline
from labkit.lesson.report_card import TONES, report_body
from labkit.visual.kit import Card, Tone, nodes

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
    body = nodes.Both(_told(now), nodes.Group(_drawn(now), kind="dockyard-exercise"))
    return Card.of(nodes.Frame(f"{now.title}: {state}", body, tone, f"{told}: {state}"))


def _told(now: Standing) -> tuple[nodes.Node, ...]:
    lines = [now.trouble] if now.trouble else []
    lines += [f"Hint {number}: {hint}" for number, hint in enumerate(now.hints, start=1)]
    lines += [f"`{code}`" for _, _, code in _acts(now)]
    solution = [nodes.Source(now.solution)] if now.solution else []
    return (*_report(now), *map(nodes.Line, lines), *solution)


def _drawn(now: Standing) -> tuple[nodes.Node, ...]:
    return (
        *_report(now),
        *_trouble(now.trouble),
        *_hints(now),
        *_solution(now.solution),
        _question(now) if now.asks_reset else _buttons(now),
    )


def _report(now: Standing) -> tuple[nodes.Node, ...]:
    remarks = [line for line in now.remarks if line]
    return report_body(now.report, remarks) if now.report else tuple(map(nodes.Line, remarks))


def _trouble(line: str) -> list[nodes.Line]:
    mark = nodes.Mark(MARKS[Outcome.LAB_BROKEN], "trouble")
    return [nodes.Line(nodes.Strong((mark, line)))] if line else []


def _hints(now: Standing) -> list[nodes.More]:
    said = f"{len(now.hints)} of {now.hints_in_all} hints"
    hints = nodes.Items(now.hints, numbered=True)
    return [nodes.More(said, hints, is_open=True)] if now.hints else []


def _solution(source: str) -> list[nodes.More]:
    inside = nodes.Line("Any way that keeps the promises is right."), nodes.Source(source)
    return [nodes.More("One solution", inside, is_open=True)] if source else []


def _acts(now: Standing) -> list[tuple[str, str, str]]:
    """What can be done now: act, what the button says, and the same as code."""
    acts = [("check", "Check", "check")]
    if len(now.hints) < now.hints_in_all:
        acts.append(("hint", f"Hint {len(now.hints) + 1} of {now.hints_in_all}", "hint"))
    acts.append(("ask-reset", "Reset", "reset"))
    if not now.solution:
        acts.append(("solution", "Show solution", "solution"))
    return [(act, label, f'{call}("{now.name}")') for act, label, call in acts]


def _buttons(now: Standing) -> nodes.Group:
    acts = tuple(
        nodes.Group((nodes.Button(label, act), nodes.Code(code)), kind="dockyard-act")
        for act, label, code in _acts(now)
    )
    return nodes.Group(acts, f"{now.title}: what you can do", "dockyard-acts")


def _question(now: Standing) -> nodes.Group:
    asked = "Remove what this exercise has made, and begin again?"
    acts = nodes.Button("Keep it", "keep"), nodes.Button("Remove and begin again", "reset")
    question = nodes.Group(nodes.Strong(asked), kind="dockyard-asked")
    return nodes.Group((question, *acts), f"{now.title}: {asked}", "dockyard-acts")
