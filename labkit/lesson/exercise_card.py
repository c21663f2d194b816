"""An exercise as a card with buttons: where it stands, what to mend first, and what one can do.

Text first: every button has its line of code beside it, and a hint or a solution that was asked
for stays in sight. Takes facts and knows neither a session nor a daemon.
"""

from __future__ import annotations

from dataclasses import dataclass
from html import escape

from grader.report import MARKS, STATES, ExerciseReport, Outcome, headline, render_text
from labkit.lesson.report_card import TONES, report_body
from labkit.visual.kit import Card, Tone, code_block, frame, inline, paragraph, spoken

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
    sections = [
        _report(now),
        _trouble(now.trouble),
        _hints(now),
        _solution(now.solution),
        _question(now) if now.asks_reset else _buttons(now),
    ]
    outcome = now.report.outcome if now.report else None
    tone = TONES[outcome] if outcome else Tone.PLAIN
    body = f'<div class="dockyard-exercise">{"".join(sections)}</div>'
    return Card(_text(now), frame(_title(now), body, tone))


def _title(now: Standing) -> str:
    return f"{now.title}: {headline(now.report) if now.report else NOT_STARTED}"


def _text(now: Standing) -> str:
    head = render_text(now.report) if now.report else _title(now)
    lines = [*now.remarks, now.trouble]
    lines += [f"Hint {number}: {hint}" for number, hint in enumerate(now.hints, start=1)]
    lines += [f"`{code}`" for _, _, code in _acts(now)]
    solution = ["```python", now.solution, "```"] if now.solution else []
    return "\n".join([head, *(f"  {line}" for line in lines if line), *solution])


def _report(now: Standing) -> str:
    if now.report is None:
        return "".join(map(paragraph, now.remarks))
    return report_body(now.report, now.remarks)


def _trouble(line: str) -> str:
    if not line:
        return ""
    mark = spoken(MARKS[Outcome.LAB_BROKEN], "trouble")
    return f'<p style="margin:.4em 0"><strong>{mark}{inline(line)}</strong></p>'


def _hints(now: Standing) -> str:
    if not now.hints:
        return ""
    rows = "".join(f"<li>{inline(hint)}</li>" for hint in now.hints)
    said = f"{len(now.hints)} of {now.hints_in_all} hints"
    return f"<details open><summary>{said}</summary><ol>{rows}</ol></details>"


def _solution(source: str) -> str:
    if not source:
        return ""
    why = paragraph("Any way that keeps the promises is right.")
    return f"<details open><summary>One solution</summary>{why}{code_block(source)}</details>"


def _acts(now: Standing) -> list[tuple[str, str, str]]:
    """What can be done now: act, what the button says, and the same as code."""
    acts = [("check", "Check", "check")]
    if len(now.hints) < now.hints_in_all:
        acts.append(("hint", f"Hint {len(now.hints) + 1} of {now.hints_in_all}", "hint"))
    acts.append(("ask-reset", "Reset", "reset"))
    if not now.solution:
        acts.append(("solution", "Show solution", "solution"))
    return [(act, label, f'{call}("{now.name}")') for act, label, call in acts]


def _buttons(now: Standing) -> str:
    return _group(
        f"{now.title}: what you can do",
        "".join(
            f'<p class="dockyard-act"><button type="button" data-act="{act}">{label}</button>'
            f"<code>{escape(code)}</code></p>"
            for act, label, code in _acts(now)
        ),
    )


def _question(now: Standing) -> str:
    asked = "Remove what this exercise has made, and begin again?"
    return _group(
        f"{now.title}: {asked}",
        f'<p class="dockyard-asked"><strong>{asked}</strong></p>'
        '<button type="button" data-act="keep">Keep it</button>'
        '<button type="button" data-act="reset">Remove and begin again</button>',
    )


def _group(label: str, body: str) -> str:
    return f'<div class="dockyard-acts" role="group" aria-label="{escape(label)}">{body}</div>'
