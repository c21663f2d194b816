"""What `./dockyard test` runs."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from labkit.commands import testing
from labkit.commands.testing import NBVAL, Phase, Result, conclude, phases

ROOT = Path(__file__).resolve().parents[2]


USUAL = ["unit", "daemon", "laws", "notebooks"]


@pytest.fixture
def programs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder, empty at first, where all programs of this machine are."""
    monkeypatch.setenv("PATH", str(tmp_path))
    return tmp_path


def test_all_of_it_is_the_usual_and_what_takes_long(programs: Path) -> None:
    (programs / "chromium").touch(0o755)
    everything = phases([], everything=True)
    assert [phase.name for phase in phases([])] == USUAL
    assert [phase.name for phase in everything] == [*USUAL, "grading", "attacks", "browser"]
    assert not any(phase.lacks for phase in everything)


def test_without_a_browser_that_is_said(programs: Path) -> None:
    assert phases([], everything=True)[-1].lacks


@pytest.mark.parametrize("name", testing.BROWSERS)
def test_the_browser_that_a_phase_asks_for_is_the_one_that_tests_drive(
    name: str, programs: Path
) -> None:
    (programs / name).touch(0o755)
    assert not phases([], everything=True)[-1].lacks
    assert testing.browser() == str(programs / name)
    assert "CHROMIUM = testing.browser()" in (ROOT / "tests/browser/conftest.py").read_text()


def test_both_trees_are_compared_strictly() -> None:
    (notebooks,) = (one.arguments for one in phases([]) if one.name == "notebooks")
    assert {"--nbval", "notebooks", "solutions"} <= set(notebooks)
    assert "--nbval-lax" not in notebooks
    assert (ROOT / NBVAL[NBVAL.index("--nbval-sanitize-with") + 1]).is_file()


def test_what_has_a_phase_of_its_own_runs_once() -> None:
    all_phases = phases([], everything=True)
    fast, slow = (phase for phase in all_phases if "tests" in phase.arguments)
    assert set(testing.NOT_SLOW) <= set(fast.arguments)
    assert set(testing.SLOW) <= set(slow.arguments)
    for own in testing.OWN_PHASES:
        assert f"--ignore=tests/{own}" in fast.arguments
        assert f"--ignore=tests/{own}" in slow.arguments
        assert sum(f"tests/{own}" in phase.arguments for phase in all_phases) == 1


def test_what_fails_once_is_run_again_where_processes_race_and_nowhere_else() -> None:
    once = {one.name for one in phases([], everything=True) if "--reruns" not in one.arguments}
    assert once == {"unit", "notebooks"}


def test_quick_names_tests_that_exist_and_uses_several_processes() -> None:
    (phase,) = phases([], quick=True)
    named = [argument for argument in phase.arguments if argument.startswith("tests/")]
    assert named == ["tests/unit", "tests/daemon/test_smoke.py"]
    assert all((ROOT / path).exists() for path in named)
    assert "-n" in phase.arguments


def test_quick_ignores_no_argument() -> None:
    (phase,) = phases(["-k", "layers"], quick=True)
    assert phase.arguments == (*testing.QUICK, "-k", "layers")


def test_arguments_go_to_pytest_alone() -> None:
    assert phases(["-k", "layers"]) == [Phase("chosen", ("-k", "layers"))]


def test_a_notebook_is_compared_as_stored() -> None:
    (phase,) = phases(["notebooks/03_layers.ipynb"])
    assert phase.arguments == (*NBVAL, "notebooks/03_layers.ipynb")


def concluded(*codes: int | None, everything: bool = False) -> int:
    """Of phases that ended with these exit codes; None stands for one that cannot run here."""
    results = [
        Result(Phase(f"p{n}", (), "no x" * (code is None)), code or 0, 1.0)
        for n, code in enumerate(codes)
    ]
    return conclude(results, narrowed=False, everything=everything)


@pytest.mark.parametrize(("code", "expected"), [(0, 0), (1, 1), (5, 1)])
def test_one_failure_fails_it_all(
    code: int, expected: int, capsys: pytest.CaptureFixture[str]
) -> None:
    assert concluded(0, code) == expected
    said = capsys.readouterr().out
    assert ("FAILED" in said) == bool(expected)
    assert re.search(r"^total +\d+ s$", said, re.MULTILINE)
    assert "NOT TESTED" not in said


@pytest.mark.parametrize("everything", [False, True])
def test_what_cannot_be_tested_here_is_said_last_and_fails_where_all_is_needed(
    everything: bool, capsys: pytest.CaptureFixture[str]
) -> None:
    assert concluded(0, None, everything=everything) == int(everything)
    last = capsys.readouterr().out.splitlines()[-1]
    assert last == "NOT TESTED: p1, for there is no x"


def test_what_was_left_out_is_said_last(capsys: pytest.CaptureFixture[str]) -> None:
    assert concluded(0, 0) == 0
    assert capsys.readouterr().out.splitlines()[-1] == testing.LEFT_OUT


def test_continuous_integration_needs_all_of_it() -> None:
    commands = (ROOT / ".ci/run").read_text().splitlines()
    assert "./dockyard test --all --yes" in commands
    assert ".venv/bin/mypy" in commands
