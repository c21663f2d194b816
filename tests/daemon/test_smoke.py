"""One look at the whole: the Dockyard kernel starts, and its daemon answers a notebook."""

from __future__ import annotations

import docker
import pytest

from labkit.authoring.builder import build_page
from labkit.authoring.pages import Trees, pages

pytestmark = pytest.mark.daemon


def test_the_start_page_runs_in_a_sandbox_of_its_own(engine: docker.DockerClient) -> None:
    (page,) = pages(Trees(), ["start"])
    text = build_page(page).text
    assert "A Docker daemon answers: True" in text
    assert "Containers in it: 0" in text
