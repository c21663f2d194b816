"""Where Debian's packages come from, and what a registry's refusal means in plain words."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from labkit.images import pin
from labkit.images.apt_mirror import choose_mirror, debian_mirror
from labkit.images.debian import bootstrap_failure
from labkit.images.registry import Pin, plain_words

BOOKWORM = {"ID": "debian", "VERSION_CODENAME": "bookworm"}
UBUNTU = {"ID": "ubuntu", "VERSION_CODENAME": "noble"}
MIRROR = "http://mirror.example/debian/"
DEB822 = """\
Types: deb
URIs: http://mirror.example/debian
Suites: bookworm bookworm-updates
Components: main contrib
Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg

Types: deb
URIs: http://mirror.example/debian-security
Suites: bookworm-security
Components: main
"""
ONE_LINE = """\
deb http://other.example/tools bookworm stable
deb [arch=amd64] http://mirror.example/debian bookworm main contrib
deb http://mirror.example/debian-security bookworm-security main
"""


@pytest.mark.skipif(shutil.which("apt-get") is None, reason="apt reads its own configuration")
@pytest.mark.parametrize(
    ("name", "text"),
    [("debian.sources", DEB822), ("sources.list", ONE_LINE)],
    ids=["deb822", "one-line"],
)
def test_the_mirror_is_read_from_either_format_of_apts_configuration(
    name: str, text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    parts = tmp_path / "parts"
    parts.mkdir()
    listed = tmp_path / name if name == "sources.list" else parts / name
    listed.write_text(text)
    config = tmp_path / "apt.conf"
    config.write_text(
        f'Dir::Etc::sourcelist "{tmp_path}/sources.list";\nDir::Etc::sourceparts "{parts}";\n'
        f'Dir::State::lists "{tmp_path}/lists";\n'
    )
    monkeypatch.setenv("APT_CONFIG", str(config))
    assert debian_mirror(BOOKWORM) == MIRROR


def test_debians_own_archive_wins_over_what_only_looks_like_it() -> None:
    listing = [
        "||bookworm|main|http://tools.example/apt/",
        "Debian|Debian-Security|bookworm-security|main|http://mirror.example/debian-security/",
        f"Debian|Debian|bookworm|main|{MIRROR}",
    ]
    assert choose_mirror(listing, BOOKWORM) == MIRROR


def test_ubuntus_mirror_is_not_debians() -> None:
    listing = ["Ubuntu|Ubuntu|noble|main|http://mirror.example/ubuntu/"]
    assert choose_mirror(listing, UBUNTU) is None


def test_a_mirror_that_mmdebstrap_cannot_reach_is_not_chosen() -> None:
    assert choose_mirror(["Debian|Debian|bookworm|main|cdrom:[Debian]/"], BOOKWORM) is None


@pytest.mark.parametrize(
    ("registry", "reference"),
    [
        (None, "debian@sha256:1"),
        ("mirror.example:5000", "mirror.example:5000/debian@sha256:1"),
        ("mirror.example/library/", "mirror.example/library/debian@sha256:1"),
    ],
)
def test_a_registry_mirror_comes_before_the_image(registry: str | None, reference: str) -> None:
    assert Pin("debian", "trixie-slim", "sha256:1", "trixie").reference(registry) == reference


def test_the_pinned_image_has_a_whole_digest() -> None:
    algorithm, _, value = pin().digest.partition(":")
    assert algorithm == "sha256"
    assert len(bytes.fromhex(value)) == 32


@pytest.mark.parametrize(
    ("words", "plain"),
    [
        ("dial tcp: lookup r.example on 10.0.0.1:53: no such host", "its name does not resolve"),
        ("manifest unknown: manifest unknown", "it does not have this image"),
        ("something new", "something new"),
    ],
)
def test_a_refusal_is_told_in_plain_words(words: str, plain: str) -> None:
    assert plain_words(words) == plain


@pytest.mark.parametrize(
    ("said", "mend"),
    [
        (
            "E: setting up chroot mode unshare failed: no newuidmap",
            "sudo apt-get install uidmap",
        ),
        (
            "W: GPG error: trixie InRelease: not available: NO_PUBKEY 6ED0E7B82643E131",
            "sudo apt-get install debian-archive-keyring",
        ),
        ("E: Unable to fetch", "apt-get update must work here"),
    ],
)
def test_what_stops_mmdebstrap_is_told_with_its_cure(said: str, mend: str) -> None:
    error = bootstrap_failure(["I: running apt-get update", said, "E: apt-get failed"])
    assert "mmdebstrap failed: E: " in error.what
    assert error.next_step.startswith(f"{mend}; or ./dockyard lab --registry ")
