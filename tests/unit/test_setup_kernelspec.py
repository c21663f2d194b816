"""What JupyterLab finds in the environment: the kernel, and settings that fetch nothing."""

from __future__ import annotations

import json
import os
import sys
from importlib.metadata import entry_points
from pathlib import Path

import jsonschema
import pytest
from jupyter_client.kernelspec import KernelSpecManager

from grader.errors import DockyardError
from labkit.machine import ensure_kernelspec, ensure_lab_settings, is_registered, kernelspec_path
from labkit.machine.kernelspecs import LAB_SETTINGS, settings_path


def test_jupyter_finds_the_kernel_and_its_provisioner(tmp_path: Path) -> None:
    ensure_kernelspec(tmp_path)
    kernels = str(tmp_path / "share" / "jupyter" / "kernels")
    spec = KernelSpecManager(kernel_dirs=[kernels]).get_kernel_spec("dockyard")
    provisioner = spec.metadata["kernel_provisioner"]["provisioner_name"]
    assert provisioner in entry_points(group="jupyter_client.kernel_provisioners").names
    assert spec.interrupt_mode == "message"


def test_writing_it_twice_changes_nothing(tmp_path: Path) -> None:
    ensure_kernelspec(tmp_path)
    written = kernelspec_path(environment=tmp_path).stat().st_mtime_ns
    ensure_kernelspec(tmp_path)
    assert kernelspec_path(environment=tmp_path).stat().st_mtime_ns == written
    assert is_registered(tmp_path)


def test_an_older_kernelspec_counts_as_not_registered(tmp_path: Path) -> None:
    ensure_kernelspec(tmp_path)
    kernelspec_path(environment=tmp_path).write_text("{}")
    assert not is_registered(tmp_path)


def test_lab_settings_keep_what_others_set(tmp_path: Path) -> None:
    path = settings_path(tmp_path)
    path.parent.mkdir(parents=True)
    path.write_text('{"other": {"theme": "dark"}}')
    ensure_lab_settings(tmp_path)
    assert json.loads(path.read_text()) == {"other": {"theme": "dark"}, **LAB_SETTINGS}


def test_settings_that_are_no_json_are_named_and_stay_as_they_are(tmp_path: Path) -> None:
    path = settings_path(tmp_path)
    path.parent.mkdir(parents=True)
    path.write_text("{")
    with pytest.raises(DockyardError, match="are not JSON") as caught:
        ensure_lab_settings(tmp_path)
    assert caught.value.where == str(path)
    assert path.read_text() == "{"


def test_an_environment_that_is_closed_to_us_is_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        # Only the system can refuse root.
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(os, "replace", refuse)
    for ensure in (ensure_kernelspec, ensure_lab_settings):
        with pytest.raises(DockyardError, match=r"not yours to write in.*\./dockyard"):
            ensure(tmp_path)


def test_lab_knows_every_setting_that_is_set() -> None:
    jupyter = Path(sys.prefix) / "share" / "jupyter"
    for plugin, settings in LAB_SETTINGS.items():
        package, _, name = plugin.rpartition(":")
        own, extension = jupyter / "lab", jupyter / "labextensions" / package
        (path,) = [
            path
            for home in (own, extension)
            if (path := home / "schemas" / package / f"{name}.json").exists()
        ]
        schema = json.loads(path.read_text())
        assert settings.keys() <= schema["properties"].keys()
        jsonschema.validate(settings, schema)
