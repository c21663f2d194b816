"""Records under kill -9, and under several graders at once."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import pytest

from grader.results.records.log import RECORDS
from grader.results.records.verify import verify
from tests.unit.test_records import leave, report

ROOT = Path(__file__).parents[2]
FILL = """
import sys
from pathlib import Path
from tests.unit.test_records import leave, report
for number in range(int(sys.argv[2]), int(sys.argv[3])):
    leave(Path(sys.argv[1]), report(f"learner-{number}"))
"""


@pytest.fixture(autouse=True)
def key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DOCKYARD_SIGNING_KEY", str(tmp_path / "key"))


def fill(out: Path, first: int, after: int) -> subprocess.Popen[bytes]:
    return subprocess.Popen([sys.executable, "-c", FILL, out, str(first), str(after)], cwd=ROOT)


def count(out: Path) -> int:
    path = out / RECORDS
    return path.read_bytes().count(b"\n") if path.exists() else 0


def chain_faults(out: Path) -> list[str]:
    """Without those of grades.csv, which is not written here."""
    return [str(fault) for fault in verify(out).faults if "grades.csv" not in str(fault)]


@pytest.mark.parametrize("delay_s", [0, 0.007])
def test_a_grader_killed_while_it_records_loses_and_breaks_nothing(
    tmp_path: Path, delay_s: float
) -> None:
    out = tmp_path / "graded"
    child = fill(out, 0, 100_000)
    while count(out) < 5:
        assert child.poll() is None
        time.sleep(0.001)
    time.sleep(delay_s)
    child.kill()
    child.wait()
    done = count(out)
    # The job that it was at is delivered again, as the next run does.
    leave(out, *(report(f"learner-{number}") for number in range(done + 1)))
    assert chain_faults(out) == []
    assert count(out) == done + 1


def test_graders_that_record_at_once_make_one_chain(tmp_path: Path) -> None:
    out = tmp_path / "graded"
    children = [fill(out, first, first + 10) for first in (0, 10, 20)]
    assert [child.wait(120) for child in children] == [0, 0, 0]
    assert chain_faults(out) == []
    assert count(out) == 30
