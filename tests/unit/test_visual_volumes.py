"""The volume map tells who mounts what, and predicts what each act leaves."""

from __future__ import annotations

import pytest

from labkit.visual.volumes import (
    Holder,
    Place,
    PlaceKind,
    Use,
    VolumeMap,
    live_volumes,
    volumes_card,
)
from labkit.visual.volumes.volumes import Act
from tests.golden_text import assert_golden
from tests.unit.reading import read

PAGES = Place(PlaceKind.VOLUME, "pages", (Use("shop", "/data", True), Use("reader", "/in", False)))
SCRATCH = Place(PlaceKind.ANONYMOUS, "anonymous 1", (Use("shop", "/cache", True, False),), True)
SHARED = Place(
    PlaceKind.ANONYMOUS,
    "anonymous 2",
    (Use("shop", "/both", True, False), Use("reader", "/both", True, False)),
    True,
)
ASKED_FOR = Place(PlaceKind.ANONYMOUS, "anonymous 3", (Use("reader", "/mine", True, True),), True)
FOLDER = Place(PlaceKind.FOLDER, "FOLDER", (Use("shop", "/desk", True),))
MEMORY = Place(PlaceKind.MEMORY, "shop:/run", (Use("shop", "/run", True),))
OLD = Place(PlaceKind.ANONYMOUS, "anonymous 4", (), True)
KEPT = Place(PlaceKind.VOLUME, "kept")

MAP = VolumeMap(
    (Holder("shop", True), Holder("reader", False, removes_itself=True)),
    (PAGES, KEPT, SCRATCH, SHARED, ASKED_FOR, OLD, FOLDER, MEMORY),
)


def left(found: VolumeMap) -> set[str]:
    return {place.name for place in found.places}


def lost(found: VolumeMap, act: Act, container: str = "") -> set[str]:
    return left(found) - left(found.after(act, container))


def test_map_reads_as_recorded(request: pytest.FixtureRequest) -> None:
    assert_golden(request, "visuals/volumes.txt", volumes_card(MAP).text)


def test_plain_removal_loses_only_memory() -> None:
    assert lost(MAP, Act.REMOVE, "shop") == {"shop:/run"}


def test_removal_with_volumes_spares_names_and_what_others_mount() -> None:
    assert lost(MAP, Act.REMOVE_VOLUMES, "shop") == {"shop:/run", "anonymous 1"}
    assert lost(MAP, Act.REMOVE_VOLUMES, "reader") == set()


def test_last_of_two_takes_the_anonymous_volume_along() -> None:
    without_shop = MAP.after(Act.REMOVE_VOLUMES, "shop")
    assert lost(without_shop, Act.REMOVE_VOLUMES, "reader") == {"anonymous 2"}


def test_prune_takes_anonymous_orphans_alone() -> None:
    assert lost(MAP, Act.PRUNE) == {"anonymous 4"}


def test_removed_container_leaves_orphans() -> None:
    after = MAP.after(Act.REMOVE, "shop")
    orphans = {place.name for place in after.places if place.is_orphan}
    assert orphans == {"kept", "anonymous 4", "anonymous 1"}


@pytest.mark.parametrize(
    ("place", "outlived"),
    [
        (PAGES, [True, True, True]),
        (SCRATCH, [True, False, False]),
        (SHARED, [True, False, False]),
        (ASKED_FOR, [True, True, False]),
        (FOLDER, [True, True, True]),
        (MEMORY, [False, False, False]),
        (OLD, [True, True, False]),
    ],
)
def test_place_outlives_some_acts(place: Place, outlived: list[bool]) -> None:
    assert [MAP.outlives(place, act) for act in Act] == outlived


def test_html_tells_what_the_text_tells() -> None:
    text = read(volumes_card(MAP)).text
    for said in (
        "pages",
        "read-only",
        "orphan: nobody's",
        "goes as soon as its container stops",
        "FOLDER",
    ):
        assert said in text


def test_choice_shows_what_an_act_would_leave_and_does_nothing() -> None:
    live = live_volumes(lambda: MAP)
    live.use("what-if", "docker rm -v shop")
    text = read(live.card).text
    assert "docker rm -v shop would take anonymous 1, tmpfs /run along" in text
    assert "Nothing was done" in text and "removed" in text


def test_look_again_shows_what_is_there_now() -> None:
    looks = [MAP, VolumeMap((), (KEPT,))]
    live = live_volumes(lambda: looks.pop(0))
    live.use("look")
    assert "shop" not in live.html and "kept" in live.html


def test_no_container_and_no_volume_is_a_card_too() -> None:
    assert read(volumes_card(VolumeMap((), ()))).text


def test_map_of_a_busy_engine_is_cut_and_says_so() -> None:
    holders = tuple(Holder(f"box-{number}", True) for number in range(50))
    places = tuple(
        Place(PlaceKind.VOLUME, f"of-{one.name}", (Use(one.name, "/data", True),))
        for one in holders
    )
    card = volumes_card(VolumeMap(holders, places))
    assert "Shown are 8 of 50 containers and 8 of 50 places" in card.text
    assert len(card.html) < 50_000


def test_what_others_do_with_a_place_counts_where_they_are_not_shown() -> None:
    """A volume is not lost with the shown container while one that is not shown mounts it."""
    uses = (Use("box", "/a", True, False), Use("unseen", "/b", True, False))
    place = Place(PlaceKind.ANONYMOUS, "anonymous 1", uses, True)
    shown = VolumeMap((Holder("box", True), Holder("unseen", True)), (place,)).cut(1, 9)
    assert [one.name for one in shown.holders] == ["box"]
    assert lost(shown, Act.REMOVE_VOLUMES, "box") == set()
    assert "1 container more mounts it" in volumes_card(shown).html
