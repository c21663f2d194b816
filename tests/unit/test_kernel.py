"""A kernel that is started where there is no sandbox says so."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from labkit.lesson.kernel import PID_FILE


@pytest.mark.skipif(PID_FILE.parent.is_dir(), reason="this is a sandbox")
def test_on_the_host_it_ends_with_one_line(tmp_path: Path) -> None:
    argv = [sys.executable, "-m", "labkit.lesson.kernel", "-f", str(tmp_path / "connection.json")]
    ran = subprocess.run(argv, capture_output=True, text=True, timeout=60)
    assert ran.returncode == 1
    (line,) = ran.stderr.splitlines()
    assert "runs in a sandbox" in line and "Next: ./dockyard lab" in line
