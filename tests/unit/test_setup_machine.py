"""What the doctor says of facts that this machine need not have."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from labkit.commands.diagnosis import fail, ok, warn
from labkit.commands.doctor import can_run, to_json
from labkit.commands.examine_machine import disk, tun_device, user_namespaces


def proc(folder: Path, **settings: str) -> Path:
    for name, value in settings.items():
        path = folder / name.replace("__", "/")
        path.parent.mkdir(exist_ok=True)
        path.write_text(f"{value}\n")
    return folder


@pytest.mark.parametrize(
    ("settings", "level", "mend"),
    [
        ({"user__max_user_namespaces": "63000"}, "ok", ""),
        ({"user__max_user_namespaces": "0"}, "fail", "user.max_user_namespaces=15000"),
        (
            {"user__max_user_namespaces": "63000", "kernel__unprivileged_userns_clone": "0"},
            "fail",
            "kernel.unprivileged_userns_clone=1",
        ),
        (
            {
                "user__max_user_namespaces": "63000",
                "kernel__apparmor_restrict_unprivileged_userns": "1",
            },
            "fail",
            "kernel.apparmor_restrict_unprivileged_userns=0",
        ),
        ({}, "warn", ""),
    ],
    ids=["free", "none", "root only", "apparmor", "unknown"],
)
def test_user_namespaces_are_judged_and_mended(
    settings: dict[str, str], level: str, mend: str, tmp_path: Path
) -> None:
    finding = user_namespaces(proc(tmp_path, **settings))
    assert finding.level == level
    assert mend in finding.mend


def test_a_missing_tun_device_is_no_fault(tmp_path: Path) -> None:
    assert tun_device(tmp_path / "tun").level == "ok"


def test_a_disk_without_room_stops_lessons() -> None:
    finding = disk("disk", Path("/proc"))
    assert finding.level == "fail"
    assert "./dockyard clean" in finding.mend


def test_one_failure_stops_lessons_and_a_warning_does_not() -> None:
    good = [ok("a", "there"), warn("b", "old", "renew it")]
    assert can_run(good)
    assert not can_run([*good, fail("c", "gone", "bring it back")])


def test_the_json_says_what_the_table_says() -> None:
    said = json.loads(to_json([fail("c", "gone", "bring it back")]))
    assert said == {
        "can_run_lessons": False,
        "findings": [{"topic": "c", "level": "fail", "found": "gone", "mend": "bring it back"}],
    }
