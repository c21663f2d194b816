"""What the doctor says of engines that this machine need not have."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import requests

from grader.errors import SandboxError
from labkit.commands.diagnosis import Finding
from labkit.commands.examine_engine import base_images, examine
from labkit.machine import MachineFacts


def raising(error: Exception) -> Callable[..., Any]:
    def act(*_: object, **__: object) -> None:
        raise error

    return act


@pytest.mark.parametrize(
    ("tools", "has_debian", "level", "said"),
    [
        (True, False, "ok", "Debian's packages make base images"),
        (False, True, "ok", "the base image is there already"),
        (False, False, "warn", "no base image can be made"),
    ],
)
def test_no_registry_is_a_fault_only_where_nothing_else_makes_a_base_image(
    tools: bool, has_debian: bool, level: str, said: str, tmp_path: Path
) -> None:
    if tools:
        (tmp_path / "mmdebstrap").touch(0o755)
    machine = replace(MachineFacts.here(), path=str(tmp_path))
    finding = base_images("debian@sha256:1", "nobody is there", machine, has_debian=has_debian)
    assert finding.level == level
    assert said in finding.found
    assert bool(finding.mend) == (level == "warn")


def examined(error: Exception) -> list[Finding]:
    """The findings about an engine that answers once and then raises."""
    engine: Any = SimpleNamespace(info=raising(error))
    return list(examine(engine, None, MachineFacts.here()))


def test_an_engine_that_stops_answering_is_a_finding() -> None:
    (finding,) = examined(requests.exceptions.ReadTimeout("read timed out"))
    assert (finding.level, finding.topic) == ("fail", "engine")
    assert "it stopped answering: read timed out" in finding.found


def test_a_fault_of_ours_is_a_finding_with_its_next_step() -> None:
    fault = SandboxError("no place for it", where="/run/x", next_step="set XDG_RUNTIME_DIR")
    (finding,) = examined(fault)
    assert (finding.level, finding.mend) == ("fail", "set XDG_RUNTIME_DIR")
    assert finding.found == "/run/x: no place for it"
