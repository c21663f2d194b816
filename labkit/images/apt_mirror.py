"""The mirror that this machine takes Debian's packages from, asked of apt itself.

apt reads both formats of its configuration; nothing here parses either.
"""

from __future__ import annotations

import platform
import re
import shutil
import subprocess

FIELDS = "$(ORIGIN)|$(LABEL)|$(RELEASE)|$(COMPONENT)|$(REPO_URI)"
TO_FETCH = re.compile(r"^'(https?://.*/)dists/([^/']+)/InRelease'")


def debian_mirror(system: dict[str, str] | None = None) -> str | None:
    """Address of Debian's main archive; None where apt is absent or knows none.

    Args:
        system: what this machine's os-release says; read there when it is not given.
    """
    if shutil.which("apt-get") is None:
        return None
    known = _apt_get("indextargets", "--format", FIELDS, "Created-By: Packages")
    return choose_mirror(
        known or _before_the_first_update(), system or platform.freedesktop_os_release()
    )


def _before_the_first_update() -> list[str]:
    """What `apt-get update` would fetch, in the form of FIELDS: origin and label not known yet."""
    matches = map(TO_FETCH.match, _apt_get("update", "--print-uris"))
    return [f"||{match[2]}|main|{match[1]}" for match in matches if match]


def _apt_get(*arguments: str) -> list[str]:
    done = subprocess.run(["apt-get", *arguments], text=True, capture_output=True, check=False)
    return done.stdout.splitlines()


def choose_mirror(listing: list[str], system: dict[str, str]) -> str | None:
    """Debian's main archive among `origin|label|release|component|uri` lines."""
    rows = [line.split("|", 4) for line in listing if line.count("|") >= 4]
    usable = [row for row in rows if row[3] == "main" and row[4].startswith(("http:", "https:"))]
    for origin, label, _, _, uri in usable:
        if (origin, label) == ("Debian", "Debian"):
            return uri
    if system.get("ID") != "debian":
        return None
    for origin, _, release, _, uri in usable:
        if not origin and release == system.get("VERSION_CODENAME"):
            return uri
    return None
