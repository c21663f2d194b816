"""Long programs: their lines as they come, and an interruption that waits for their clean-up."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

from labkit.machine import ChildProcess

TIDY = 'trap "sleep 0.3; touch {mark}; exit 1" INT; echo ready; while :; do sleep 0.05; done'


def test_lines_come_in_order_with_stderr_among_them() -> None:
    program = ChildProcess(["sh", "-c", "echo one; echo two >&2; exit 3"])
    assert list(program.run()) == ["one", "two"]
    assert (program.lines, program.exit_code) == (["one", "two"], 3)


def test_the_environment_is_added_to_ours() -> None:
    assert list(ChildProcess(["sh", "-c", "echo $A$HOME"], {"A": "b"}).run()) == [
        f"b{os.environ['HOME']}"
    ]


def test_an_interruption_waits_until_the_program_has_tidied_up(tmp_path: Path) -> None:
    mark = tmp_path / "tidy"
    script = (
        "from labkit.machine.child_process import ChildProcess\n"
        f"for line in ChildProcess(['sh', '-c', {TIDY.format(mark=mark)!r}]).run():\n"
        "    print(line, flush=True)\n"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", script],
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    os.killpg(process.pid, signal.SIGINT)
    process.wait(timeout=10)
    assert mark.exists()
