"""What the set-up knows of the machine that it runs on, and the command that gives it an engine.

The commands are printed for people; nothing here runs them.
"""

from __future__ import annotations

import os
import platform
import shutil
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from grader.sandbox import DEFAULT_SOCKET

BOOTSTRAP = ["mmdebstrap", "debian-archive-keyring"]
"""What makes a Debian base image; Ubuntu does not have Debian's keys by itself."""

SBIN = "/usr/local/sbin:/usr/sbin:/sbin"
"""Where Debian puts dockerd, and where a normal user's PATH does not lead."""


class System(Enum):
    """A system, and how a person gets an engine on it."""

    DEBIAN = "sudo apt-get install docker.io && sudo usermod -aG docker $USER && newgrp docker"
    FEDORA = (
        "sudo dnf install moby-engine && sudo systemctl enable --now docker "
        "&& sudo usermod -aG docker $USER && newgrp docker"
    )
    ARCH = (
        "sudo pacman -S docker && sudo systemctl enable --now docker "
        "&& sudo usermod -aG docker $USER && newgrp docker"
    )
    WSL = (
        "start Docker Desktop and switch on WSL integration for this distribution, "
        "or sudo apt-get install docker.io && sudo service docker start"
    )
    MACOS = "brew install --cask docker && open -a Docker"
    OTHER = "install Docker Engine for your system, start it, then run this again"


MIRROR = "./dockyard lab --registry HOST[:PORT][/PREFIX] to name a mirror"


def base_image_advice(system: System) -> str:
    """How a person makes a base image possible where no registry answers.

    Debian's tools come as packages of Debian's relatives; elsewhere there is only a mirror.
    """
    if system in (System.DEBIAN, System.WSL):
        return f"sudo apt-get install {' '.join(BOOTSTRAP)}, or {MIRROR}"
    return MIRROR


def this_system() -> System:
    if platform.system() == "Darwin":
        return System.MACOS
    if "microsoft" in platform.release().lower():
        return System.WSL
    try:
        release = platform.freedesktop_os_release()
    except OSError:
        return System.OTHER
    return system_of(release)


def system_of(release: dict[str, str]) -> System:
    """The system that an os-release file describes, by its id and what it is like."""
    ids = [release.get("ID", ""), *release.get("ID_LIKE", "").split()]
    known = {
        "debian": System.DEBIAN,
        "ubuntu": System.DEBIAN,
        "fedora": System.FEDORA,
        "rhel": System.FEDORA,
        "arch": System.ARCH,
    }
    return next((known[name] for name in ids if name in known), System.OTHER)


@dataclass(frozen=True)
class MachineFacts:
    """What the set-up asks of a machine.

    Args:
        path: folders of programs, as PATH has them.
        socket: where an engine listens that nobody named.
    """

    system: System
    is_root: bool
    runs_systemd: bool
    path: str
    socket: Path

    @classmethod
    def here(cls) -> MachineFacts:
        return cls(
            system=this_system(),
            is_root=os.geteuid() == 0,
            runs_systemd=Path("/run/systemd/system").is_dir(),
            path=f"{os.environ.get('PATH', os.defpath)}:{SBIN}",
            socket=DEFAULT_SOCKET,
        )

    def program(self, name: str) -> str | None:
        """The path of a program; None when it is not installed."""
        return shutil.which(name, path=self.path)

    @property
    def has_engine(self) -> bool:
        return self.program("dockerd") is not None

    @property
    def may_install(self) -> bool:
        return self.is_root and self.program("apt-get") is not None

    @property
    def can_bootstrap(self) -> bool:
        """Whether it has what makes a Debian root file system."""
        return self.program("mmdebstrap") is not None
