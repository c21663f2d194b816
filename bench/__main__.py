"""The command: `python -m bench [NAME…] [--rounds N] [--json FILE] [--goal]`."""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from bench.benches import BENCHES, Bench
from bench.figures import Figures, as_json, machine_line, show
from bench.machine import Load, Machine, load_now, this_machine
from bench.pairs import rounds

app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)
NAMES = "  \n".join(f"{name}: {bench.about}" for name, bench in BENCHES.items())


def measure(
    name: str,
    bench: Bench,
    number: int,
    console: Console,
    load_now: Callable[[], Load] = load_now,
) -> Figures:
    """Measures one bench in a folder of its own."""
    figures = Figures(name, bench.about, bench.item, bench.baseline, bench.goals)
    with tempfile.TemporaryDirectory(prefix="dockyard-bench-") as folder:
        load = load_now()
        with console.status(f"{name}: getting ready, then a warm-up") as status:
            for turn, times in enumerate(rounds(bench.contenders(Path(folder)), number), 1):
                figures.add(times, load)
                said = ", ".join(f"{who} {seconds:.3f}" for who, seconds in times.items())
                console.print(f"round {turn} of {number}: {said}", style="dim", soft_wrap=True)
                status.update(f"{name}: round {turn + 1} of {number}")
                load = load_now()
    return figures


@app.command()
def main(
    names: Annotated[list[str] | None, typer.Argument(metavar="[NAME]...", help=NAMES)] = None,
    number: Annotated[int, typer.Option("--rounds", min=1, help="Default: each its own.")] = 0,
    json_file: Annotated[Path | None, typer.Option("--json", help="Write the figures.")] = None,
    goal: Annotated[bool, typer.Option("--goal", help="Exit with 1 when one is missed.")] = False,
) -> None:
    """Measure Dockyard against something else on this machine, round by round."""
    for name in names or []:
        if name not in BENCHES:
            raise typer.BadParameter(f"no bench {name!r}; there are: {', '.join(BENCHES)}")
    chosen = {name: BENCHES[name] for name in names or BENCHES}
    sys.exit(run(chosen, this_machine(), number=number, json_file=json_file, goal=goal))


def run(
    benches: Mapping[str, Bench],
    machine: Machine,
    *,
    number: int = 0,
    json_file: Path | None = None,
    goal: bool = False,
    load_now: Callable[[], Load] = load_now,
) -> int:
    """Measures and shows. Returns: 1 when `goal` asks for goals and one is missed, else 0."""
    console = Console()
    console.print(machine_line(machine), highlight=False, soft_wrap=True)
    found = []
    for name, bench in benches.items():
        found.append(measure(name, bench, number or bench.rounds, console, load_now))
        show(console, found[-1])
        if json_file is not None:
            json_file.write_text(json.dumps(as_json(machine, found), indent=2) + "\n")
    return int(goal and any(figures.missed() for figures in found))


if __name__ == "__main__":
    app(prog_name="python -m bench")
