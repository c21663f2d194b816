"""What the command pays for before it grades anything."""

from __future__ import annotations

import subprocess
import sys
from importlib.util import find_spec

import pytest


@pytest.mark.parametrize(
    "module",
    ["grader.grading.many.batch", "grader.grading.many.worker", "grader.results.records.verify"],
)
def test_grading_builds_no_parser_that_it_never_uses(module: str) -> None:
    if find_spec("lark") is None:
        pytest.skip("rfc3987_syntax is not installed: there is nothing to leave out")
    script = f"import sys, {module}; print('jsonschema' in sys.modules, 'lark' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
    assert done.stdout.split() == ["True", "False"], done.stderr


def test_the_coordinator_does_not_import_what_only_workers_need() -> None:
    script = "import sys, grader.grading.many.batch; print('papermill' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
    assert done.stdout == "False\n", done.stderr
