"""What pyproject.toml says of the project's dependencies."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from grader.places import CHECKOUT

PYPROJECT = CHECKOUT / "pyproject.toml"


@dataclass(frozen=True)
class Project:
    """The parts of `[project]` that installations are made from.

    Args:
        dependencies: requirement strings, as in pyproject.toml.
        extras: name → requirement strings.
    """

    name: str
    python: str
    dependencies: Sequence[str]
    extras: Mapping[str, Sequence[str]]


def read_project() -> Project:
    table = tomllib.loads(PYPROJECT.read_text())["project"]
    return Project(
        name=table["name"],
        python=table["requires-python"],
        dependencies=table["dependencies"],
        extras=table["optional-dependencies"],
    )
