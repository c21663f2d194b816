"""The lock files and environment.yml: complete, hashed, without an address, and up to date."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from rattler import MatchSpec

from labkit.commands.environment_yml import ENVIRONMENT, render
from labkit.commands.lock import LOCK
from labkit.commands.pyproject import read_project
from labkit.images import LOCK as SANDBOX_LOCK
from labkit.images.wheels import pinned_for

LOCKS = pytest.mark.parametrize("lock", [LOCK, SANDBOX_LOCK], ids=["learner", "sandbox"])


def names(lock: Path) -> set[str]:
    return set(re.findall(r"^([a-z0-9][a-z0-9._-]*)==", lock.read_text(), re.MULTILINE))


def wanted(requirements: list[str]) -> set[str]:
    return {canonicalize_name(Requirement(line).name) for line in requirements}


@LOCKS
def test_a_lock_holds_no_address_and_no_path(lock: Path) -> None:
    assert not re.search(r"://|index-url|find-links|file:|\s/\w", lock.read_text())


@LOCKS
def test_every_locked_package_has_a_hash(lock: Path) -> None:
    requirements = lock.read_text().replace("\\\n", " ").splitlines()
    lines = [line for line in requirements if line and not line.lstrip().startswith("#")]
    assert len(lines) > 20
    assert [line for line in lines if "--hash=sha256:" not in line] == []


def test_the_learners_lock_holds_all_that_the_project_names() -> None:
    project = read_project()
    assert wanted([*project.dependencies, *project.extras["dev"]]) <= names(LOCK)


def test_the_sandboxs_lock_holds_its_extra_and_no_jupyterlab() -> None:
    assert wanted(list(read_project().extras["sandbox"])) <= names(SANDBOX_LOCK)
    assert "jupyterlab" not in names(SANDBOX_LOCK)


@pytest.mark.parametrize("architecture", ["x86_64", "aarch64"])
def test_markers_are_decided_for_the_sandbox(architecture: str) -> None:
    lines = list(pinned_for(architecture))
    assert any(line.startswith("pexpect==") for line in lines), "needed on Linux only"
    assert not any(line.startswith(("appnope==", "colorama==")) for line in lines)
    assert not any(";" in line for line in lines)
    assert all("--hash=sha256:" in line for line in lines)


def test_environment_yml_is_what_pyproject_says() -> None:
    assert ENVIRONMENT.read_text() == render(read_project())


def test_conda_can_parse_every_spec() -> None:
    entries = yaml.safe_load(ENVIRONMENT.read_text())["dependencies"]
    specs = [entry for entry in entries if isinstance(entry, str)]
    parsed = {str(MatchSpec(spec).name.normalized) for spec in specs}
    assert {"python", "docker-py", "jupyter_client", "jupyterlab"} <= parsed
    assert len(parsed) == len(specs)
