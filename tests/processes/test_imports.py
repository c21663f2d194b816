"""What is imported before anything is graded, and before a graded notebook opens."""

from __future__ import annotations

import subprocess
import sys
from importlib.util import find_spec

import pytest

HEAVY = (
    "pydantic",
    "ipywidgets",
    "anywidget",
    "grader.daemon.daemon",
    "labkit.lesson.session",
    "yaml",
)


@pytest.mark.parametrize(
    "module",
    ["grader.grading.many.batch", "grader.grading.many.worker"],
)
def test_grading_builds_no_parser_that_it_never_uses(module: str) -> None:
    if find_spec("lark") is None:
        pytest.skip("rfc3987_syntax is not installed: there is nothing to leave out")
    script = f"import sys, {module}; print('jsonschema' in sys.modules, 'lark' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
    assert done.stdout.split() == ["True", "False"], done.stderr


def test_verifying_records_imports_no_reader_of_notebooks() -> None:
    script = "import sys, grader.results.records.verify; print('nbformat' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
    assert done.stdout == "False\n", done.stderr


def test_the_coordinator_does_not_import_what_only_workers_need() -> None:
    script = "import sys, grader.grading.many.batch; print('papermill' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
    assert done.stdout == "False\n", done.stderr


def test_opening_a_graded_notebook_imports_no_more_than_it_needs() -> None:
    wanted = (
        f"import sys, labkit.lesson.graded_notebook; print(sorted(set({HEAVY}) & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", wanted], capture_output=True, text=True)
    assert done.stdout == "[]\n", done.stderr
