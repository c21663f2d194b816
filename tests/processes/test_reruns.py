"""A test that failed once and was run again is named at the end."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

from labkit.commands import testing

ROOT = Path(__file__).resolve().parents[2]


def test_a_test_that_was_run_again_is_named(tmp_path: Path) -> None:
    flaky = "seen = []\ndef test_flaky():\n    seen.append(1)\n    assert len(seen) > 1\n"
    (tmp_path / "test_it.py").write_text(flaky)
    command = [sys.executable, "-m", "pytest", *testing.PLAIN, "-p", "no:cacheprovider"]
    command += ["-c", str(ROOT / "pyproject.toml"), *testing.AGAIN, str(tmp_path)]
    done = subprocess.run(command, cwd=ROOT, text=True, capture_output=True)
    assert done.returncode == 0, done.stdout
    assert re.search(r"^RERUN .*test_flaky", done.stdout, re.MULTILINE), done.stdout
