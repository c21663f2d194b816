"""environment.yml, derived from pyproject.toml: a learner's environment for conda's users.

Conda's names differ from the package index's for a few; the map below holds them.
"""

from __future__ import annotations

from packaging.requirements import Requirement

from grader.places import CHECKOUT
from labkit.commands.pyproject import Project

ENVIRONMENT = CHECKOUT / "environment.yml"

CONDA_NAMES = {
    "docker": "docker-py",
    "jupyter-client": "jupyter_client",
    "lazy-loader": "lazy_loader",
}

TEMPLATE = """\
# Made from pyproject.toml by ./dockyard lock; edit there.
#   conda env create -f environment.yml && conda activate {name} && python -m labkit lab
name: {name}
channels:
  - conda-forge
dependencies:
{specs}  # The project itself; what it needs is above.
  - pip:
      - -e .
"""


def render(project: Project) -> str:
    """The whole file."""
    specs = "".join(f'  - "{spec}"\n' for spec in conda_specs(project))
    return TEMPLATE.format(name=project.name, specs=specs)


def conda_specs(project: Project) -> list[str]:
    """Conda match specs of what a learner needs: Python first, then by name."""
    needed = [Requirement(line) for line in project.dependencies]
    specs = [
        f"{CONDA_NAMES.get(requirement.name, requirement.name)} {requirement.specifier}".strip()
        for requirement in needed
    ]
    return [f"python {project.python}", "pip", "setuptools >=77", *sorted(specs)]
