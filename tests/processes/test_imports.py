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


COMMAND = """
import sys
from contextlib import suppress
from labkit.commands import cli
sys.argv = ["dockyard", "verify", "nowhere"]
with suppress(SystemExit):
    cli.main()
import grader.grading.many.batch
"""


def run(script: str) -> list[str]:
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
    return (done.stdout.splitlines() or [done.stderr])[-1].split()


@pytest.mark.parametrize("begin", [COMMAND, "import sys, grader.grading.many.preload"])
def test_no_process_of_grading_builds_a_parser_that_it_never_uses(begin: str) -> None:
    if find_spec("lark") is None:
        pytest.skip("rfc3987_syntax is not installed: there is nothing to leave out")
    shown = "print('jsonschema' in sys.modules, 'lark' in sys.modules)"
    assert run(f"{begin}\n{shown}") == ["True", "False"]


def test_importing_grader_changes_nothing_else() -> None:
    script = """
import sys
before = set(sys.modules)
import grader
print(*(name for name in set(sys.modules) - before if name.split(".")[0] in LOOKED_FOR))
""".replace("LOOKED_FOR", "('docker', 'rfc3987_syntax')")
    assert run(script + "print('end')") == ["end"]


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
