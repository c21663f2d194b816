"""A pull: how each layer stands, from what the daemon says."""

from __future__ import annotations

from typing import Any

import pytest

from labkit.visual.pull import Pull, Stand, pull_card, pull_live
from labkit.visual.pull.facts import heard, name_and_tag
from tests.golden_text import assert_golden
from tests.unit.reading import read

BUSY, NEW, OLD = "b7ab8f8cce8c", "16115431c4a4", "d7b274bed43b"


def said(status: str, layer: str, current: int = 0, total: int = 0) -> dict[str, Any]:
    progress = {"current": current, "total": total} if total else {}
    return {"status": status, "id": layer, "progressDetail": progress}


STORY = [
    {"status": "Pulling from shop", "id": "1"},
    *(said("Pulling fs layer", layer) for layer in (BUSY, NEW)),
    said("Already exists", OLD),
    said("Downloading", BUSY, 500_000, 2_000_000),
    said("Downloading", NEW, 100, 1000),
    said("Verifying Checksum", NEW),
    said("Download complete", NEW),
    said("Extracting", NEW, 400, 1000),
    said("Pull complete", NEW),
    {"status": "Digest: sha256:0"},
]
END = {"status": "Status: Downloaded newer image for shop:1"}


def after(messages: list[dict[str, Any]]) -> Pull:
    pull = Pull("shop:1")
    for message in messages:
        pull = heard(pull, message)
    return pull


def test_layers_stand_where_the_daemon_says() -> None:
    layers = after(STORY).layers
    assert [layers[name].stand for name in (BUSY, NEW, OLD)] == [
        Stand.DOWNLOADING,
        Stand.PULLED,
        Stand.HERE,
    ]
    assert (layers[BUSY].downloaded_bytes, layers[BUSY].size_bytes) == (500_000, 2_000_000)
    assert layers[NEW].extracted_bytes == layers[NEW].downloaded_bytes == 1000


def test_unpacking_follows_downloading() -> None:
    found = after(STORY[:9]).layers[NEW]
    assert (found.stand, found.extracted_bytes) == (Stand.EXTRACTING, 400)


def test_pull_reads_as_last_time(request: pytest.FixtureRequest) -> None:
    assert_golden(request, "visuals/pull.txt", pull_card(after([*STORY, END])).text)


def test_what_stays_has_no_ids_and_what_lives_has_bars() -> None:
    pull = after(STORY)
    assert NEW not in pull_card(pull).html and "500" not in pull_card(pull).html
    assert "Downloaded" in read(pull_live(pull)).text and "under way" in pull_live(pull).text


def test_same_image_again_downloads_nothing() -> None:
    pull = after([{"status": "Status: Image is up to date for shop:1"}])
    assert pull_card(pull).text == "Pull of shop:1: nothing to download, it is the one that is here"


def test_error_keeps_the_daemons_words() -> None:
    text = pull_card(after([*STORY, {"error": "unexpected EOF"}])).text
    assert text.startswith("Pull of shop:1: failed") and "words: unexpected EOF" in text


@pytest.mark.parametrize(
    ("reference", "parts"),
    [
        ("busybox", ("busybox", "latest")),
        ("busybox:1", ("busybox", "1")),
        ("127.0.0.1:5000/a", ("127.0.0.1:5000/a", "latest")),
        ("127.0.0.1:5000/a:1", ("127.0.0.1:5000/a", "1")),
        ("a@sha256:0", ("a@sha256:0", None)),
    ],
)
def test_reference_is_a_name_and_a_tag(reference: str, parts: tuple[str, str | None]) -> None:
    assert name_and_tag(reference) == parts
