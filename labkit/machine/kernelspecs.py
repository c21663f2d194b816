"""What JupyterLab finds in this environment: the Dockyard kernels, and settings that stay home.

All are files under the environment's share directory, written only when they differ. The stock
python3 kernel stays: it is the door to the user's own engine.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from grader.disk import write_whole
from grader.errors import DockyardError
from grader.labels import KERNELS, Store
from labkit.machine.paths import ENVIRONMENT

TITLES = {
    "containerd": "Dockyard (a Docker daemon of its own)",
    "overlay2": "Dockyard (a daemon of its own, on overlay2)",
}

LAB_SETTINGS: dict[str, Any] = {
    "@jupyterlab/apputils-extension:notification": {
        "fetchNews": "false",
        "checkForUpdates": False,
    },
    # A card with buttons shows what it last showed when its notebook is opened without its kernel.
    "@jupyter-widgets/jupyterlab-manager:plugin": {"saveState": True},
}


def kernelspec(store: Store) -> dict[str, Any]:
    """The kernel whose sandbox keeps its images in `store`."""
    provisioner = {"provisioner_name": "dockyard-sandbox", "config": {"store": store}}
    return {
        # The provisioner starts the kernel inside the sandbox; this is what runs there.
        "argv": ["python3", "-m", "labkit.lesson.kernel", "-f", "{connection_file}"],
        "display_name": TITLES[store],
        "language": "python",
        "interrupt_mode": "message",
        "metadata": {"debugger": True, "kernel_provisioner": provisioner},
    }


def kernelspec_path(name: str = KERNELS["containerd"], *, environment: Path = ENVIRONMENT) -> Path:
    return environment / "share" / "jupyter" / "kernels" / name / "kernel.json"


def settings_path(environment: Path = ENVIRONMENT) -> Path:
    return environment / "share" / "jupyter" / "lab" / "settings" / "overrides.json"


def ensure_kernelspec(environment: Path = ENVIRONMENT) -> None:
    """Makes the Dockyard kernels known in a Python environment.

    Raises:
        DockyardError: the environment is closed to us.
    """
    for store, name in KERNELS.items():
        _write(kernelspec_path(name, environment=environment), kernelspec(store))


def ensure_lab_settings(environment: Path = ENVIRONMENT) -> None:
    """Turns off what JupyterLab would fetch from elsewhere; other overrides are kept.

    Raises:
        DockyardError: the environment is closed to us, or those overrides are not JSON.
    """
    path = settings_path(environment)
    try:
        present = json.loads(path.read_text()) if path.exists() else {}
    except ValueError as error:
        raise DockyardError(
            f"JupyterLab's settings are not JSON: {error}",
            where=str(path),
            next_step="mend that file, or remove it",
        ) from error
    _write(path, {**present, **LAB_SETTINGS})


def is_registered(environment: Path = ENVIRONMENT) -> bool:
    """Whether the kernels are there as this version would write them."""
    return all(
        path.exists() and path.read_text() == _text(kernelspec(store))
        for store, name in KERNELS.items()
        for path in (kernelspec_path(name, environment=environment),)
    )


def _write(path: Path, content: dict[str, Any]) -> None:
    text = _text(content)
    if path.exists() and path.read_text() == text:
        return
    try:
        write_whole(path, text)
    except PermissionError as error:
        raise DockyardError(
            "this Python environment is not yours to write in",
            where=str(path),
            next_step="the checkout's own ./dockyard, which makes an environment of yours in .venv",
        ) from error


def _text(content: dict[str, Any]) -> str:
    return json.dumps(content, indent=1, sort_keys=True) + "\n"
