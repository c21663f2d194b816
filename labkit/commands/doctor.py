"""`./dockyard doctor`: what was found, what does not work, how to mend it.

Works on a machine with nothing on it but Python. Changes nothing.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Sequence
from dataclasses import asdict

from labkit.commands.diagnosis import Finding, Level
from labkit.commands.examine_engine import examine_engine
from labkit.commands.examine_machine import examine_machine

MARKS: dict[Level, str] = {"ok": "green", "warn": "yellow", "fail": "red"}


def run_doctor(*, as_json: bool, registry: str | None = None) -> int:
    """Prints the findings. Returns: 0 when lessons can run, 2 otherwise."""
    chosen = registry or os.environ.get("DOCKYARD_REGISTRY") or None
    findings = [*examine_machine(), *examine_engine(chosen)]
    if as_json:
        print(to_json(findings))
    else:
        _print_table(findings)
    return 0 if can_run(findings) else 2


def can_run(findings: Sequence[Finding]) -> bool:
    return all(finding.level != "fail" for finding in findings)


def to_json(findings: Sequence[Finding]) -> str:
    """`{"can_run_lessons": bool, "findings": [{topic, level, found, mend}, …]}`."""
    rows = [asdict(finding) for finding in findings]
    return json.dumps({"can_run_lessons": can_run(findings), "findings": rows}, indent=1)


def _print_table(findings: Sequence[Finding]) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, pad_edge=False, show_header=False)
    table.add_column()
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold")
    for finding in findings:
        said = Text(finding.found)
        if finding.mend:
            said.append(f"\n→ {finding.mend}", style="bold")
        table.add_row(Text(finding.level, style=MARKS[finding.level]), finding.topic, said)
    console = Console(highlight=False, width=None if sys.stdout.isatty() else 120)
    console.print(table)
    console.print(_verdict(findings))


def _verdict(findings: Sequence[Finding]) -> str:
    if can_run(findings):
        return "\nLessons can run: ./dockyard lab"
    failing = [finding.topic for finding in findings if finding.level == "fail"]
    return f"\nLessons cannot run yet: mend {', '.join(failing)}."
