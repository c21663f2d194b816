"""The machine that a figure was measured on, and what else it was doing.

Reads /proc and asks the outer engine for its version. Knows nothing of what is measured.
"""

from __future__ import annotations

import os
import platform
import time
from dataclasses import dataclass
from pathlib import Path

from grader.sandbox import connect

SAMPLE_S = 0.5


@dataclass(frozen=True)
class Machine:
    """What a reader has to know to compare a figure with one of their own."""

    processor: str
    cores: int
    memory_gib: float
    system: str
    python: str
    engine: str


def this_machine() -> Machine:
    client = connect()
    try:
        engine = str(client.version()["Version"])
    finally:
        client.close()
    memory_bytes = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return Machine(
        processor=_processor(),
        cores=len(os.sched_getaffinity(0)),
        memory_gib=round(memory_bytes / 1024**3, 1),
        system=f"{platform.system()} {platform.release()}",
        python=platform.python_version(),
        engine=engine,
    )


@dataclass(frozen=True)
class Load:
    """What else went on just before a round.

    Args:
        busy_cores: how many cores others kept busy while we waited; at most all there are.
        average: the system's load average over a minute, which counts what waits, ours too.
    """

    busy_cores: float
    average: float


def load_now(sample_s: float = SAMPLE_S) -> Load:
    """Waits for as long as it samples."""
    before, began = _busy_ticks(), time.monotonic()
    time.sleep(sample_s)
    busy_s = (_busy_ticks() - before) / os.sysconf("SC_CLK_TCK")
    return Load(busy_s / (time.monotonic() - began), os.getloadavg()[0])


def _busy_ticks() -> int:
    """Of all cores together; neither idle nor waiting for a disk. Source: man 5 proc_stat."""
    fields = [int(field) for field in Path("/proc/stat").read_text().splitlines()[0].split()[1:9]]
    return sum(fields) - fields[3] - fields[4]


def _processor() -> str:
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return platform.machine()
