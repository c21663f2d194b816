"""`./dockyard doctor` on this machine, with its engine and without any."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import docker
import pytest

from grader import labels
from grader.sandbox import Sandbox
from labkit.prepare import prepare

pytestmark = pytest.mark.daemon


def doctor(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "labkit", "doctor", *arguments],
        env={**os.environ, **environment},
        text=True,
        capture_output=True,
        timeout=60,
    )


def test_on_a_machine_that_is_ready_lessons_can_run(engine: docker.DockerClient) -> None:
    prepare()
    done = doctor("--json")
    said = json.loads(done.stdout)
    findings = {finding["topic"]: finding for finding in said["findings"]}
    assert (done.returncode, said["can_run_lessons"]) == (0, True), done.stdout
    assert engine.version()["Version"] in findings["engine version"]["found"]
    assert engine.info()["Driver"] in findings["storage driver"]["found"]
    assert findings[f"image {labels.LEARNER_IMAGE}"]["found"] in ("up to date", "out of date")
    assert findings["a sandbox"]["found"].startswith("ready in")


def test_without_an_engine_it_says_so_and_exits_2() -> None:
    done = doctor("--json", DOCKER_HOST="unix:///nonexistent")
    said = json.loads(done.stdout)
    assert (done.returncode, said["can_run_lessons"]) == (2, False)
    failing = [finding for finding in said["findings"] if finding["level"] == "fail"]
    assert [finding["topic"] for finding in failing] == ["engine"]
    assert failing[0]["mend"]


def test_a_rootless_engine_is_a_failure_that_is_named(sandbox: Sandbox) -> None:
    """A sandbox's own daemon is one."""
    done = doctor("--json", DOCKER_HOST=f"unix://{sandbox.path}/docker.sock")
    findings = {finding["topic"]: finding for finding in json.loads(done.stdout)["findings"]}
    assert done.returncode == 2
    assert findings["rootless"]["level"] == "fail"
    assert "Python 3 kernel" in findings["rootless"]["mend"]


def test_every_finding_that_is_not_ok_says_how_to_mend_it() -> None:
    for environment in ({}, {"DOCKER_HOST": "unix:///nonexistent"}):
        findings = json.loads(doctor("--json", **environment).stdout)["findings"]
        assert len(findings) > 5
        bare = [row for row in findings if row["level"] != "ok" and not row["mend"]]
        assert bare == []


def test_people_read_a_table_with_the_verdict_last() -> None:
    done = doctor(DOCKER_HOST="unix:///nonexistent")
    assert done.stdout.rstrip().splitlines()[-1] == "Lessons cannot run yet: mend engine."
    assert "→ " in done.stdout
