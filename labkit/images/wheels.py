"""The sandbox's Python packages, downloaded on the host for the sandbox's platform.

On the host because the user's pip configuration, proxies and certificates are there. The lock
file's markers are decided here for the sandbox: pip would decide them for the host.
"""

from __future__ import annotations

import hashlib
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from packaging.requirements import Requirement

from grader.disk import is_full
from grader.errors import ImageError
from grader.places import DOCKERFILES, cache_dir
from labkit.machine import ChildProcess, Console, disk_full, made, reporting_full_disk

LOCK = DOCKERFILES / "sandbox" / "requirements.lock"
PYTHON = "3.13"
GLIBC_MINOR = 41
"""Debian 13's C library is 2.41: wheels for it and for every older one down to 2.17."""


def ensure_wheels(console: Console, architecture: str) -> Path:
    """The folder of wheels for `architecture` (x86_64 or aarch64), whole or not there."""
    key = hashlib.sha256(LOCK.read_bytes()).hexdigest()[:16]
    folder = cache_dir() / "wheels" / f"{architecture}-{key}"
    if folder.exists():
        return folder
    with (
        console.step("Downloading the sandbox's Python packages (25 MB)") as detail,
        reporting_full_disk(cache_dir()),
        tempfile.TemporaryDirectory(dir=made(folder.parent), prefix="partial-") as partial,
    ):
        lock, wheels = Path(partial, "requirements.txt"), Path(partial, "wheels")
        lock.write_text("\n".join(pinned_for(architecture)) + "\n")
        pip = ChildProcess(_download(lock, wheels, architecture))
        for line in pip.run():
            if line.startswith("Collecting"):
                detail(line.split()[1])
        if pip.exit_code:
            raise _failure(pip.lines)
        wheels.rename(folder)
    return folder


def pinned_for(architecture: str) -> Iterator[str]:
    """The lock's lines that hold inside the sandbox, without their markers."""
    inside = {
        "implementation_name": "cpython",
        "os_name": "posix",
        "platform_machine": architecture,
        "platform_python_implementation": "CPython",
        "platform_system": "Linux",
        "python_full_version": f"{PYTHON}.0",
        "python_version": PYTHON,
        "sys_platform": "linux",
    }
    for line in LOCK.read_text().replace("\\\n", " ").splitlines():
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        name, *hashes = line.split(" --hash=")
        requirement = Requirement(name.strip())
        if requirement.marker is None or requirement.marker.evaluate(inside):
            yield " --hash=".join([f"{requirement.name}{requirement.specifier}", *hashes])


def _download(lock: Path, to: Path, architecture: str) -> list[str]:
    platforms = [f"manylinux_2_{minor}_{architecture}" for minor in range(GLIBC_MINOR, 16, -1)]
    platforms += [f"manylinux2014_{architecture}", f"linux_{architecture}"]
    command = [sys.executable, "-m", "pip", "download", "--disable-pip-version-check"]
    command += ["--no-deps", "--require-hashes", "--only-binary=:all:", "--progress-bar=off"]
    command += ["--implementation=cp", f"--python-version={PYTHON}", f"--dest={to}"]
    command += [f"--platform={platform}" for platform in platforms] + [f"--requirement={lock}"]
    return command


def _failure(lines: list[str]) -> ImageError:
    if any(is_full(line) for line in lines):
        return disk_full(cache_dir())
    errors = [line for line in lines if line.startswith("ERROR")] or lines[-1:]
    return ImageError(
        f"pip could not download the sandbox's packages: {errors[-1] if errors else 'no output'}",
        where=str(LOCK.name),
        next_step="python3 -m pip config list shows which index and proxy pip uses; then run again",
    )
