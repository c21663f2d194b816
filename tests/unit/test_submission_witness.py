"""Acts in a daemon that our own requests do not explain are somebody else's."""

from __future__ import annotations

from collections import Counter

from grader.engine_facts import Event
from grader.grading.witness import foreign


def event(kind: str, action: str) -> Event:
    return Event(kind, action, "id", "name", {}, 0)


RUN = [event("container", action) for action in ("create", "attach", "start", "die", "destroy")]


def test_a_tag_that_we_did_not_give_is_foreign() -> None:
    assert foreign([event("image", "tag")], Counter()) == ["image tag"]


def test_a_container_that_we_ran_is_ours() -> None:
    assert foreign(RUN, Counter(container=1)) == []


def test_a_container_more_than_we_made_is_foreign() -> None:
    assert foreign([*RUN, *RUN], Counter(container=1)) == ["container create"]


def test_what_containers_do_by_themselves_is_nobodys() -> None:
    own_accord = ("die", "restart", "exec_create: sh -c true", "health_status: healthy", "oom")
    assert foreign([event("container", action) for action in own_accord], Counter()) == []


def test_a_build_of_ours_explains_its_images_and_its_containers() -> None:
    assert foreign([*RUN, *RUN, event("image", "tag")], Counter(image=1)) == []


def test_a_rename_is_foreign_even_beside_a_build_of_ours() -> None:
    assert foreign([event("container", "rename")], Counter(image=1)) == ["container rename"]
