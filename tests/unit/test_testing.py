"""What `./dockyard test` runs."""

from __future__ import annotations

from pathlib import Path

import pytest

from labkit import testing
from labkit.testing import NBVAL, Phase, phases

ROOT = Path(__file__).resolve().parents[2]


def test_all_of_it_is_five_phases(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(testing.shutil, "which", lambda name: "/usr/bin/chromium")
    assert [phase.name for phase in phases([], quick=False)] == [
        "tests",
        "attacks",
        "laws",
        "notebooks",
        "browser",
    ]
    assert not any(phase.lacks for phase in phases([], quick=False))


def test_without_a_browser_that_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(testing.shutil, "which", lambda name: None)
    assert phases([], quick=False)[-1].lacks


def test_both_trees_are_compared_strictly() -> None:
    notebooks = phases([], quick=False)[3].arguments
    assert {"--nbval", "notebooks", "solutions"} <= set(notebooks)
    assert "--nbval-lax" not in notebooks
    assert (ROOT / NBVAL[NBVAL.index("--nbval-sanitize-with") + 1]).is_file()


def test_what_has_a_phase_of_its_own_runs_once() -> None:
    first, *others = phases([], quick=False)
    for own in testing.OWN_PHASES:
        assert f"--ignore=tests/{own}" in first.arguments
        assert sum(f"tests/{own}" in phase.arguments for phase in others) == 1


def test_quick_names_tests_that_exist() -> None:
    (phase,) = phases([], quick=True)
    assert all((ROOT / path).exists() for path in phase.arguments)


def test_arguments_go_to_pytest_alone() -> None:
    assert phases(["-k", "layers"], quick=False) == [Phase("chosen", ("-k", "layers"))]


def test_a_notebook_is_compared_as_stored() -> None:
    (phase,) = phases(["notebooks/03_layers.ipynb"], quick=False)
    assert phase.arguments == (*NBVAL, "notebooks/03_layers.ipynb")


@pytest.mark.parametrize(("code", "expected"), [(0, 0), (1, 1), (5, 1)])
def test_one_failure_fails_it_all(
    code: int, expected: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    codes = iter([0, code])
    monkeypatch.setattr(testing, "prepare", lambda: None)
    monkeypatch.setattr(testing, "phases", lambda args, quick: [Phase("a", ()), Phase("b", ())])
    monkeypatch.setattr(
        testing.subprocess,
        "run",
        lambda *args, **more: testing.subprocess.CompletedProcess(args, next(codes)),
    )
    assert testing.run([], quick=False) == expected
    assert ("FAILED" in capsys.readouterr().out) == bool(expected)
