"""A long program, line by line, that is never left behind: whatever ends us waits for its end.

An interrupted mmdebstrap still has mounts to undo, an interrupted apt-get a lock to give back;
the terminal interrupts them together with us.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

END_TIMEOUT_S = 15


@dataclass
class ChildProcess:
    """One run of a program. `lines` holds what it said, stderr too; `exit_code` how it ended."""

    command: Sequence[str]
    environment: Mapping[str, str] = field(default_factory=dict)
    lines: list[str] = field(default_factory=list)
    exit_code: int | None = None

    def run(self) -> Iterator[str]:
        """Runs it to its end and gives every line as it comes."""
        process = subprocess.Popen(
            self.command,
            text=True,
            errors="replace",
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            env={**os.environ, **self.environment},
        )
        try:
            for line in process.stdout or ():
                self.lines.append(line.rstrip())
                yield self.lines[-1]
        finally:
            self.exit_code = _end(process)


def _end(process: subprocess.Popen[str]) -> int:
    try:
        process.communicate(timeout=END_TIMEOUT_S)
    except subprocess.TimeoutExpired:
        process.terminate()
        process.communicate()
    return process.returncode
