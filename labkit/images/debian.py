"""The Debian base image: pulled by digest when a registry answers, else made from packages.

Knows mmdebstrap; registries are labkit.images.registry's. The mirror for packages is apt's own.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

import docker

from grader.disk import is_full
from grader.errors import ImageError
from grader.labels import DEBIAN_IMAGE
from grader.places import DOCKERFILES, cache_dir
from labkit.images.apt_mirror import debian_mirror
from labkit.images.context import Entry, digest, entries_of
from labkit.images.image_build import build
from labkit.images.registry import Pin, pin, pull_refusal, registry_refusal
from labkit.machine import (
    BOOTSTRAP,
    MIRROR,
    ChildProcess,
    Console,
    MachineFacts,
    base_image_advice,
    disk_full,
    made,
    offer,
    reporting_full_disk,
)

FOLDER = DOCKERFILES / "debian"
PACKAGES = ("ca-certificates",)
NOT_WANTED = ("/usr/share/doc/*", "/usr/share/man/*", "/usr/share/info/*", "/usr/share/locale/*")


APT = """\
Dir::Cache::pkgcache "";
Dir::Cache::srcpkgcache "";
DPkg::Post-Invoke { "rm -f /var/cache/apt/archives/*.deb"; };
"""
"""What Debian's own container images tell apt: keep nothing that a layer would carry along."""

APT_HOOK = f"""\
rm -f "$1"/var/cache/apt/*.bin
cat > "$1/etc/apt/apt.conf.d/dockyard" <<'END'
{APT}END
"""


def wanted(pinned: Pin | None = None) -> str:
    """What `labels.BUILT` says on a current image, however it was got.

    Args:
        pinned: another image than the one that pins.toml names.
    """
    pinned = pinned or pin()
    return digest(entries_of(FOLDER), str(pinned), pinned.suite, *PACKAGES, *NOT_WANTED, APT_HOOK)


def make_debian(
    client: docker.DockerClient, console: Console, *, registry: str | None, yes: bool
) -> None:
    """Pulls or makes DEBIAN_IMAGE.

    Raises:
        ImageError: no registry answers and mmdebstrap is not there or failed.
    """
    refusal = pull_debian(client, console, pin(), registry=registry)
    if refusal is None:
        return
    reference = pin().reference(registry)
    console.say(f"No registry has {reference} for us ({refusal}): making it from Debian's packages")
    machine = MachineFacts.here()
    if not machine.can_bootstrap and not offer(console, BOOTSTRAP, machine, yes=yes):
        raise ImageError(
            f"no registry answers ({refusal}) and mmdebstrap is not installed",
            where=f"image {DEBIAN_IMAGE}",
            next_step=base_image_advice(machine.system),
        )
    _bootstrap(client, console)


def pull_debian(
    client: docker.DockerClient,
    console: Console,
    pinned: Pin,
    *,
    registry: str | None,
    tag: str = DEBIAN_IMAGE,
) -> str | None:
    """Pulls the image and gives it our tag. Returns: why no registry gives it, else None."""
    reference = pinned.reference(registry)
    refusal = registry_refusal(client, reference) or pull_refusal(client, console, reference)
    if refusal is None:
        _build_on_pulled(client, console, reference, tag, wanted(pinned))
    return refusal


def _build_on_pulled(
    client: docker.DockerClient, console: Console, reference: str, tag: str, content: str
) -> None:
    """Puts our tag and label on it: labels cannot be added to an image that is there."""
    with tempfile.TemporaryDirectory() as folder:
        dockerfile = Path(folder, "Dockerfile")
        dockerfile.write_text(f"FROM {reference}\n")
        entries = [Entry("Dockerfile", dockerfile)]
        with console.step(f"Building {tag}") as detail:
            build(client, tag, entries, content=content, detail=detail)


def _bootstrap(client: docker.DockerClient, console: Console) -> None:
    with (
        console.step("Making a Debian root file system with mmdebstrap (half a minute)") as detail,
        reporting_full_disk(cache_dir()),
        tempfile.TemporaryDirectory(dir=made(cache_dir()), prefix="partial-") as folder,
    ):
        rootfs = Path(folder, "rootfs.tar")
        mmdebstrap = ChildProcess(_mmdebstrap(rootfs))
        for line in mmdebstrap.run():
            detail(line)
        if mmdebstrap.exit_code:
            raise bootstrap_failure(mmdebstrap.lines)
        entries = [*entries_of(FOLDER), Entry("rootfs.tar", rootfs)]
        build(client, DEBIAN_IMAGE, entries, content=wanted(), detail=detail)


def _mmdebstrap(to: Path) -> list[str]:
    command = ["mmdebstrap", "--variant=minbase", f"--include={','.join(PACKAGES)}"]
    command += [f"--dpkgopt=path-exclude={pattern}" for pattern in NOT_WANTED]
    command += [f"--customize-hook={APT_HOOK}", pin().suite, str(to)]
    mirror = debian_mirror()
    return [*command, mirror] if mirror else command


def bootstrap_failure(words: list[str]) -> ImageError:
    """The error that a run of mmdebstrap ended with, by its lines."""
    if any(is_full(line) for line in words):
        return disk_full(cache_dir())
    errors = [line for line in words if line.startswith("E:")] or words[-1:]
    return ImageError(
        f"mmdebstrap failed: {' '.join(errors).strip()}",
        where=f"image {DEBIAN_IMAGE}",
        next_step=f"{_mend(words)}; or {MIRROR}",
    )


def _mend(words: list[str]) -> str:
    said = "\n".join(words)
    if "chroot mode" in said:
        return "sudo apt-get install uidmap"
    if "NO_PUBKEY" in said:
        return "sudo apt-get install debian-archive-keyring"
    return "apt-get update must work here"
