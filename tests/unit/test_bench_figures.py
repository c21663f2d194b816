"""The outcome of a bench, for people and for programs."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from rich.console import Console

from bench.__main__ import run
from bench.benches import BENCHES, Bench
from bench.figures import Figures, as_json, show
from bench.machine import Load, Machine, load_now
from bench.pairs import Contender, Goal

MACHINE = Machine("a processor", 2, 8.0, "Linux 6", "3.13", "28.5")


def figures(at_most: float) -> Figures:
    found = Figures("five", "five questions", "submission", "b", (Goal("a", "b", at_most),))
    for times in ({"a": 1.0, "b": 2.0}, {"a": 2.0, "b": 2.5}, {"a": 3.0, "b": 3.0}):
        found.add(times, Load(busy_cores=0.5, average=3.0))
    return found


def shown(found: Figures) -> str:
    console = Console(width=120, record=True)
    show(console, found)
    return console.export_text()


def test_the_table_has_medians_and_the_ratio_to_the_baseline() -> None:
    row = next(line for line in shown(figures(1)).splitlines() if line.startswith("│ a"))
    assert [cell.strip() for cell in row.split("│")[2:-1]] == [
        "2.000", "1.000", "3.000", "0.80", "0.50–1.00",
    ]  # fmt: skip


def test_a_missed_goal_is_said_with_what_was_found() -> None:
    assert "goal missed: a at most 0.70 × b; found 0.80" in shown(figures(0.7))


def test_the_load_of_the_machine_is_said() -> None:
    assert "others kept 0.5 cores busy (0.5–0.5), load average 3–3" in shown(figures(1))


def test_json_says_the_same_as_the_table() -> None:
    said = json.loads(json.dumps(as_json(MACHINE, [figures(0.7)])))
    (bench,) = said["benches"]
    assert said["machine"]["cores"] == 2
    assert bench["median_s"] == {"a": 2.0, "b": 2.5}
    assert bench["goals"][0]["met"] is False and bench["goals"][0]["ratio"]["median"] == 0.8


def test_every_goal_and_baseline_names_a_contender_of_its_own_bench(tmp_path: Path) -> None:
    bench = BENCHES["cores"]
    names = {contender.name for contender in bench.contenders(tmp_path)}
    assert {bench.baseline, *(g.contender for g in bench.goals)} <= names


@pytest.mark.parametrize(("at_most", "exit_code"), [(0.6, 0), (0.4, 1)])
def test_a_missed_goal_is_exit_code_1(at_most: float, exit_code: int, tmp_path: Path) -> None:
    contenders = [Contender("a", lambda: 1.0), Contender("b", lambda: 2.0)]
    bench = Bench("two", "run", lambda _: contenders, "b", (Goal("a", "b", at_most),), rounds=2)
    json_file = tmp_path / "figures.json"
    code = run(
        {"two": bench}, MACHINE, json_file=json_file, goal=True, load_now=lambda: Load(0.0, 0.0)
    )
    assert code == exit_code
    assert json.loads(json_file.read_text())["benches"][0]["bench"] == "two"


def test_load_is_measured_in_cores_and_never_more_than_there_are() -> None:
    assert 0 <= load_now(sample_s=0.2).busy_cores <= (os.cpu_count() or 1) * 1.2
