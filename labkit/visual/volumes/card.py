"""The volume map drawn: places for rows, containers for columns, and what outlives what.

In the live one a button shows what an act would leave, without doing it. Knows facts
(labkit/visual/volumes/volumes.py), no daemon.
"""

from __future__ import annotations

from collections.abc import Callable

from labkit.visual.kit import NOWRAP, Card, Content, Live, Tint, card, nodes
from labkit.visual.volumes.volumes import Act, Holder, Place, PlaceKind, Use, VolumeMap

TITLE = "Where containers keep data, and what outlives what"
HOW = (
    "The last columns: what becomes of a place when all its containers are removed so, "
    "and when it is pruned after a plain `docker rm`."
)
OWN_LAYER = "All else that a container writes is in its own layer, and goes with it."
STOPS = "What is in memory goes as soon as its container stops."
TINTS = {
    PlaceKind.VOLUME: Tint.CALM,
    PlaceKind.ANONYMOUS: Tint.GREY,
    PlaceKind.FOLDER: Tint.HALF,
    PlaceKind.MEMORY: Tint.DARK,
}
MANY_HOLDERS, MANY_PLACES = 8, 30
"""How many columns and rows a map has."""

WHAT_IF = "what-if"
LOOK = "look"
NOTHING = ""


def volumes_card(found: VolumeMap, act: str = NOTHING, *, live: bool = False) -> Card:
    """The map as a card.

    Args:
        act: such as `docker rm NAME`: the card shows what it would leave.
        live: whether somebody answers buttons.
    """
    whole, found = found, found.cut(MANY_HOLDERS, MANY_PLACES)
    notes = [*_notes(found), *_left_out(whole, found)]
    after = found.after(*_parsed(act)) if act else found
    head = ["place", "kind", *(one.name for one in found.holders), *Act]
    told = nodes.Table(head, [_text(place, found) for place in found.places])
    drawn = (*(_acts(found, act) if live else ()), *_said(act, found, after), _grid(found, after))
    return card(TITLE, nodes.Both(told, drawn), *map(nodes.Line, notes))


def live_volumes(look: Callable[[], VolumeMap]) -> Live:
    """The map with its buttons.

    Args:
        look: gathers the map as it is now.
    """
    now, chosen = look(), NOTHING

    def choose(act: str) -> None:
        nonlocal chosen
        chosen = act

    def look_again(_: str) -> None:
        nonlocal now, chosen
        now, chosen = look(), NOTHING

    return Live(
        lambda: volumes_card(now, chosen, live=True),
        {WHAT_IF: choose, LOOK: look_again},
        fallback=lambda: volumes_card(now),
    )


def _parsed(act: str) -> tuple[Act, str]:
    """An act and the container that it is about, from what a button sends."""
    kind = next(one for one in reversed(Act) if act.startswith(one))
    return kind, act.removeprefix(kind).strip()


def _text(place: Place, found: VolumeMap) -> list[str]:
    uses = [", ".join(map(_use, _uses(place, one))) for one in found.holders]
    said = f"{place.kind}, orphan" if place.is_orphan else str(place.kind)
    return [_name(place), said, *uses, *(_outlives(found, place, act) for act in Act)]


def _name(place: Place) -> str:
    is_memory = place.kind is PlaceKind.MEMORY
    return f"tmpfs {place.uses[0].target}" if is_memory and place.uses else place.name


def _uses(place: Place, holder: Holder) -> list[Use]:
    return [use for use in place.uses if use.container == holder.name]


def _use(use: Use) -> str:
    return f"{use.target} {'read-write' if use.writable else 'read-only'}"


def _outlives(found: VolumeMap, place: Place, act: Act) -> str:
    if place.kind is PlaceKind.MEMORY:
        return "goes" if act is not Act.PRUNE else ""
    if place.is_orphan and act is not Act.PRUNE:
        return ""
    return "stays" if found.outlives(place, act) else "goes"


def _notes(found: VolumeMap) -> list[str]:
    """What to say of removing each container, where that is more than the table says."""
    in_memory = any(place.kind is PlaceKind.MEMORY for place in found.places)
    lines = [HOW, OWN_LAYER, *([STOPS] if in_memory else [])]
    for one in found.holders:
        left = [_name(place) for place in _orphaned(found, one)]
        if left:
            act = f"`{Act.REMOVE} {one.name}`"
            lines.append(f"{act} leaves {', '.join(left)} to nobody")
        if one.removes_itself:
            lines.append(
                f"{one.name} runs with `--rm`: at its end it goes as by `{Act.REMOVE_VOLUMES}`"
            )
    return lines


def _left_out(whole: VolumeMap, shown: VolumeMap) -> list[str]:
    holders, places = len(whole.holders), len(whole.places)
    if (holders, places) == (len(shown.holders), len(shown.places)):
        return []
    of = f"{len(shown.holders)} of {holders} containers and {len(shown.places)} of {places} places"
    return [f"Shown are {of}: name the containers that you want to see."]


def _orphaned(found: VolumeMap, holder: Holder) -> list[Place]:
    before = {place.name for place in found.places if place.is_orphan}
    after = found.after(Act.REMOVE, holder.name).places
    return [place for place in after if place.is_orphan and place.name not in before]


def _acts(found: VolumeMap, chosen: str) -> tuple[nodes.Node, ...]:
    acts = [
        f"{act} {one.name}" for one in found.holders for act in (Act.REMOVE, Act.REMOVE_VOLUMES)
    ]
    options = {NOTHING: "nothing, as it is now"} | {act: act for act in (*acts, Act.PRUNE)}
    choice = nodes.Select(WHAT_IF, options, chosen)
    return nodes.Labelled("What would be left after", choice), nodes.Button("Look again", LOOK)


def _said(act: str, found: VolumeMap, after: VolumeMap) -> list[nodes.Line]:
    if not act:
        return []
    left = {(one.kind, one.name) for one in after.places}
    gone = [_name(one) for one in found.places if (one.kind, one.name) not in left]
    said = f"would take {', '.join(gone)} along" if gone else "would take no data along"
    return [nodes.Line(f"`{act}` {said}. Nothing was done.")]


def _grid(found: VolumeMap, after: VolumeMap) -> nodes.Grid:
    left = {(one.kind, one.name): one for one in after.places}
    names = {one.name for one in after.holders}
    holders = [_holder(one, one.name in names) for one in found.holders]
    fates = [("after", nodes.Break(), act.removeprefix("docker ")) for act in Act]
    rows = [_row(place, left.get((place.kind, place.name)), found) for place in found.places]
    return nodes.Grid(["", *holders, *fates], rows, "Places by row, containers by column")


def _holder(one: Holder, is_left: bool) -> nodes.Box:
    if not is_left:
        return nodes.Box([one.name, "removed"], Tint.BAD, NOWRAP)
    if one.is_running:
        return nodes.Box([one.name, "runs"], Tint.GOOD, NOWRAP)
    return nodes.Box([one.name, "does not run"], Tint.GREY, NOWRAP)


def _row(place: Place, left: Place | None, found: VolumeMap) -> list[Content]:
    said = [_name(place), str(place.kind)]
    unseen = {use.container for use in place.uses} - {one.name for one in found.holders}
    if unseen:
        is_one = len(unseen) == 1
        said.append(f"{len(unseen)} container{' more mounts' if is_one else 's more mount'} it")
    if left is None:
        said.append("gone")
    elif left.is_orphan:
        said.append("orphan: nobody's")
    tint = Tint.BAD if left is None else TINTS[place.kind]
    uses = [tuple(_mount(use, left) for use in _uses(place, one)) for one in found.holders]
    return [nodes.Box(said, tint, f"text-align:left;{NOWRAP}"), *uses, *_fates(place, found)]


def _mount(use: Use, left: Place | None) -> nodes.Box:
    is_left = left is not None and use in left.uses
    said = [use.target, "read-write" if use.writable else "read-only"]
    tint = Tint.GOOD if use.writable else Tint.HALF
    return nodes.Box(said if is_left else [*said, "no more"], tint if is_left else Tint.BAD, NOWRAP)


def _fates(place: Place, found: VolumeMap) -> list[Content]:
    said = [_outlives(found, place, act) for act in Act]
    return [nodes.Box(one, Tint.BAD, NOWRAP) if one == "goes" else one for one in said]
