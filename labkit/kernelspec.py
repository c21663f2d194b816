"""What JupyterLab finds in this environment: the Dockyard kernel, and settings that stay home.

Both are files under the environment's share directory, written only when they differ. The stock
python3 kernel stays: it is the door to the user's own engine.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from labkit.paths import environment

KERNEL_NAME = "dockyard"

KERNELSPEC: dict[str, Any] = {
    # The provisioner starts the kernel inside the sandbox; this is what runs there.
    "argv": ["python3", "-m", "labkit.kernel", "-f", "{connection_file}"],
    "display_name": "Dockyard (a Docker daemon of its own)",
    "language": "python",
    "interrupt_mode": "message",
    "metadata": {
        "debugger": True,
        "kernel_provisioner": {"provisioner_name": "dockyard-sandbox", "config": {}},
    },
}

LAB_SETTINGS: dict[str, Any] = {
    "@jupyterlab/apputils-extension:notification": {
        "fetchNews": "false",
        "checkForUpdates": False,
    },
}


def kernelspec_path() -> Path:
    return environment() / "share" / "jupyter" / "kernels" / KERNEL_NAME / "kernel.json"


def settings_path() -> Path:
    return environment() / "share" / "jupyter" / "lab" / "settings" / "overrides.json"


def ensure_kernelspec() -> None:
    """Makes `dockyard` a kernel of this environment."""
    _write(kernelspec_path(), KERNELSPEC)


def ensure_lab_settings() -> None:
    """Turns off what JupyterLab would fetch from elsewhere; other overrides are kept."""
    path = settings_path()
    present = json.loads(path.read_text()) if path.exists() else {}
    _write(path, {**present, **LAB_SETTINGS})


def is_registered() -> bool:
    """Whether the kernel is there as this version would write it."""
    path = kernelspec_path()
    return path.exists() and path.read_text() == _text(KERNELSPEC)


def _write(path: Path, content: dict[str, Any]) -> None:
    text = _text(content)
    if path.exists() and path.read_text() == text:
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_suffix(".partial")
    partial.write_text(text)
    partial.replace(path)


def _text(content: dict[str, Any]) -> str:
    return json.dumps(content, indent=1, sort_keys=True) + "\n"
