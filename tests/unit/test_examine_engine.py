"""What the doctor says of engines that this machine need not have."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
import requests

from grader.errors import SandboxError
from labkit.commands import examine_engine as doctor
from labkit.commands.diagnosis import Finding

ENGINE: Any = SimpleNamespace()


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
    tools: bool, has_debian: bool, level: str, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(doctor, "registry_refusal", lambda *_, **__: "nobody listens there")
    monkeypatch.setattr(doctor, "can_bootstrap", lambda: tools)
    monkeypatch.setattr(doctor, "may_install", lambda: False)
    finding = doctor._registry(ENGINE, None, has_debian=has_debian)
    assert finding.level == level
    assert said in finding.found
    assert bool(finding.mend) == (level == "warn")


def examined(error: Exception, monkeypatch: pytest.MonkeyPatch) -> list[Finding]:
    """The findings about an engine that answers once and then raises."""
    monkeypatch.setattr(doctor, "connect", lambda: SimpleNamespace(info=raising(error)))
    return list(doctor.examine_engine(None))


def test_an_engine_that_stops_answering_is_a_finding(monkeypatch: pytest.MonkeyPatch) -> None:
    (finding,) = examined(requests.exceptions.ReadTimeout("read timed out"), monkeypatch)
    assert (finding.level, finding.topic) == ("fail", "engine")
    assert "it stopped answering: read timed out" in finding.found


def test_a_fault_of_ours_is_a_finding_with_its_next_step(monkeypatch: pytest.MonkeyPatch) -> None:
    fault = SandboxError("no place for it", where="/run/x", next_step="set XDG_RUNTIME_DIR")
    (finding,) = examined(fault, monkeypatch)
    assert (finding.level, finding.mend) == ("fail", "set XDG_RUNTIME_DIR")
    assert finding.found == "/run/x: no place for it"
