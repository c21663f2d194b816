"""Builds of both builders on a real daemon: what came from the cache, why not, and what failed."""

from __future__ import annotations

import textwrap

import docker
import pytest

from grader.sandbox import Sandbox
from tests.conftest import course_client, running_sandbox

pytestmark = pytest.mark.daemon

SHOP = """
import docker
from labkit import see

client = docker.DockerClient("unix:///run/docker.sock")
SHOP = "FROM dockyard/busybox\\nARG A\\nCOPY prices /prices\\nRUN sort /prices\\nCMD cat /prices\\n"


def build(text=SHOP, prices="1", **more):
    see.build(client, "shop", text, {"prices": prices}, **more)
"""


def said(sandbox: Sandbox, code: str) -> str:
    """What a notebook in the sandbox would show."""
    ran = sandbox.execute(
        ["python3", "-c", SHOP + textwrap.dedent(code)], environment={"DOCKYARD_DOOR": "sandbox"}
    )
    assert ran.exit_code == 0, ran.output
    return ran.output


@pytest.mark.parametrize("builder", ["buildkit", "classic"])
def test_second_build_comes_from_the_cache(
    builder: str, sandbox: Sandbox, client: docker.DockerClient
) -> None:
    text = said(sandbox, f"build(builder='{builder}'); build(builder='{builder}')")
    second = text.rpartition("shop, built with")[2]
    assert " ran" not in second and "from cache" in second


@pytest.mark.parametrize("builder", ["buildkit", "classic"])
@pytest.mark.parametrize(
    ("change", "why"),
    [
        ("prices='2'", "what it copies has changed: `prices`"),
        ("text=SHOP.replace('sort', 'wc')", "its text has changed: it was `RUN sort /prices`"),
        ("arguments={'A': 'red'}", "the build argument A has changed: not given before, `red` now"),
        ("uses_cache=False", "the cache was switched off"),
    ],
)
def test_what_broke_the_cache_is_named(
    builder: str, change: str, why: str, sandbox: Sandbox, client: docker.DockerClient
) -> None:
    code = f"build(builder='{builder}'); build(builder='{builder}', {change})"
    assert why in said(sandbox, code).rpartition("shop, built with")[2]


@pytest.mark.parametrize("builder", ["buildkit", "classic"])
@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ("FETCH it", "`FETCH` is no instruction of a Dockerfile."),
        ("COPY pries /", "There is no `pries` in the build's context."),
        ("RUN echo no; exit 3", "The command of this line ended with exit code 3."),
        ("COPY --from=nobody / /", "The image `nobody` is not here"),
    ],
)
def test_fault_is_told_at_its_line(
    builder: str, line: str, fault: str, sandbox: Sandbox, client: docker.DockerClient
) -> None:
    code = f"build('FROM dockyard/busybox\\n{line}\\n', builder='{builder}')"
    text = said(sandbox, code)
    assert "failed at line 2" in text and fault in text
    assert f"→   2 │ {line}" in text
    assert ("It printed:\n    no\n" in text) == line.startswith("RUN")


@pytest.mark.parametrize("builder", ["buildkit", "classic"])
def test_stages_have_their_steps(
    builder: str, sandbox: Sandbox, client: docker.DockerClient
) -> None:
    dockerfile = (
        f"FROM dockyard/busybox AS one\nRUN echo {builder} > /a\nFROM dockyard/busybox AS no\n"
        "RUN true\nFROM dockyard/busybox\nCOPY --from=one /a /b\n"
    )
    text = said(sandbox, f"build({dockerfile!r}, builder='{builder}')")
    found = {line.split()[0]: line for line in text.splitlines() if line.strip()[:1].isdigit()}
    assert "ran" in found["2"] and "line 2, which it stands on, ran" in found["6"]
    assert ("not needed" in found["4"]) == (builder == "buildkit")


def test_build_with_a_mount_is_followed(sandbox: Sandbox, client: docker.DockerClient) -> None:
    text = said(
        sandbox, "build('FROM dockyard/busybox\\nRUN --mount=type=cache,target=/c date\\n')"
    )
    assert "not needed" not in text


def test_engine_with_its_own_store_is_asked_over_the_api(engine: docker.DockerClient) -> None:
    """There BuildKit's reports come as protobuf, with the answer to the request."""
    with running_sandbox(engine, "overlay2") as sandbox, course_client(sandbox):
        builds = said(sandbox, "build(); build(); build(prices='2')").split("shop, built with")
    assert "2 from cache" in builds[2]
    text = builds[3]
    assert "what it copies has changed: `prices`" in text
    assert "line 3, which it stands on, ran" in text
