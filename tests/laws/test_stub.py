"""What `./dockyard new` writes keeps the laws as it stands, before an author has changed it."""

from __future__ import annotations

from pathlib import Path

import docker
import pytest

from grader.course import load_exercise
from labkit.authoring import new_exercise
from labkit.authoring.laws import workbench

pytestmark = pytest.mark.daemon


def test_stub_keeps_the_laws(engine: docker.DockerClient, tmp_path: Path) -> None:
    exercise = load_exercise(new_exercise("30_new", "stub", tmp_path))
    with workbench(engine) as bench:
        trials = [bench.solution(exercise), bench.starter(exercise)]
        trials += [bench.right_way(exercise, right) for right in exercise.rights]
        trials += [bench.mistake(exercise, wrong, sees=True) for wrong in exercise.wrongs]
    assert [(trial.fault, trial.see) for trial in trials] == [("", "")] * 7
