"""The outcome of a bench: as a table to look at and as JSON for programs.

Knows no contender; a table and a JSON document say the same.
"""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from rich.console import Console
from rich.table import Table

from bench.machine import Load, Machine
from bench.pairs import Goal, ratio_of


@dataclass
class Figures:
    """The rounds of one bench: seconds for one item by contender, and the load before each.

    `item` is what is counted: a submission, a start.
    """

    bench: str
    about: str
    item: str
    baseline: str
    goals: tuple[Goal, ...]
    times: dict[str, list[float]] = field(default_factory=dict)
    loads: list[Load] = field(default_factory=list)

    def add(self, times: dict[str, float], load: Load) -> None:
        self.loads.append(load)
        for name, seconds in times.items():
            self.times.setdefault(name, []).append(seconds)

    def missed(self) -> list[Goal]:
        return [goal for goal in self.goals if not goal.is_met(self.times)]


def show(console: Console, figures: Figures) -> None:
    title = f"{figures.bench}: {figures.about}; seconds a {figures.item}"
    table = Table(title=title, title_justify="left", caption=f"ratio: to {figures.baseline}")
    table.add_column("")
    for head in ("median", "fastest", "slowest", "ratio", "interval"):
        table.add_column(head, justify="right", no_wrap=True)
    for name, seconds in figures.times.items():
        pairs = zip(seconds, figures.times[figures.baseline], strict=True)
        ratio = ratio_of([mine / other for mine, other in pairs])
        against = [f"{ratio.median:.2f}", f"{ratio.low:.2f}–{ratio.high:.2f}"]
        values = (statistics.median(seconds), min(seconds), max(seconds))
        table.add_row(
            name,
            *(f"{value:.3f}" for value in values),
            *(against if name != figures.baseline else ["1", ""]),
        )
    console.print(table)
    for goal in figures.goals:
        console.print(_line(figures, goal), highlight=False, soft_wrap=True)
    console.print(_circumstances(figures), highlight=False, soft_wrap=True)


def _line(figures: Figures, goal: Goal) -> str:
    ratio = goal.ratio(figures.times)
    verdict = "[green]met[/]" if goal.is_met(figures.times) else "[red]missed[/]"
    return (
        f"goal {verdict}: {goal.contender} at most {goal.at_most:.2f} × {goal.against}; "
        f"found {ratio.median:.2f} ({ratio.low:.2f}–{ratio.high:.2f}, "
        f"{ratio.confidence:.0%} confidence)"
    )


def _circumstances(figures: Figures) -> str:
    busy = [load.busy_cores for load in figures.loads]
    average = [load.average for load in figures.loads]
    return (
        f"{len(busy)} rounds; before them others kept {statistics.median(busy):.1f} cores busy "
        f"({min(busy):.1f}–{max(busy):.1f}), load average {min(average):.0f}–{max(average):.0f}\n"
    )


def machine_line(machine: Machine) -> str:
    return (
        f"{machine.cores} × {machine.processor}, {machine.memory_gib:g} GiB, {machine.system}, "
        f"Python {machine.python}, Engine {machine.engine}\n"
    )


def as_json(machine: Machine, all_figures: Sequence[Figures]) -> dict[str, Any]:
    return {"machine": asdict(machine), "benches": [_one(figures) for figures in all_figures]}


def _one(figures: Figures) -> dict[str, Any]:
    goals = [
        {
            **asdict(goal),
            "met": goal.is_met(figures.times),
            "ratio": asdict(goal.ratio(figures.times)),
        }
        for goal in figures.goals
    ]
    medians = {name: statistics.median(seconds) for name, seconds in figures.times.items()}
    return {**asdict(figures), "goals": goals, "median_s": medians}
