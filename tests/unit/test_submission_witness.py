"""Acts in a daemon that our own requests do not explain are somebody else's."""

from __future__ import annotations

from collections import Counter

import pytest

from grader.daemon import Event
from grader.grading.wall.witness import asked_for, foreign


def event(kind: str, action: str) -> Event:
    return Event(kind, action, "id", "name", {}, 0)


RUN = [event("container", action) for action in ("create", "attach", "start", "die", "destroy")]


def named(name: str) -> Event:
    return Event("image", "tag", "id", name, {}, 0)


def test_a_tag_that_we_did_not_give_is_foreign() -> None:
    assert foreign([event("image", "tag")], Counter()) == ["image tag"]


def test_a_container_that_we_ran_is_ours() -> None:
    assert foreign(RUN, Counter(create=1)) == []


def test_a_container_more_than_we_made_is_foreign() -> None:
    assert foreign([*RUN, *RUN], Counter(create=1)) == ["container create"]


def test_what_containers_do_by_themselves_is_nobodys() -> None:
    own_accord = ("die", "restart", "exec_create: sh -c true", "health_status: healthy", "oom")
    assert foreign([event("container", action) for action in own_accord], Counter()) == []


def test_a_build_of_ours_explains_its_containers_and_the_names_that_it_gives() -> None:
    own = Counter({"build": 1, "tag mine:latest": 1})
    assert foreign([*RUN, *RUN, named("mine:latest")], own) == []
    assert foreign([named("another:latest")], own) == ["image tag"]


def test_a_name_that_is_given_twice_was_not_given_by_our_one_request() -> None:
    twice = [named("mine:v1"), named("mine:v1")]
    assert foreign(twice, Counter({"tag mine:v1": 1})) == ["image tag"]


def test_an_image_that_we_remove_explains_no_name_for_another() -> None:
    removed = [event("image", "untag"), event("image", "delete"), event("image", "delete")]
    assert foreign(removed, Counter(remove=1)) == []
    assert foreign([*removed, named("mine:v1")], Counter(remove=1)) == ["image tag"]
    assert foreign(removed[:1], Counter({"tag name": 1})) == ["image untag"]


def test_settings_that_are_read_anew_are_never_ours() -> None:
    assert foreign([event("daemon", "reload")], Counter()) == ["daemon reload"]


def test_a_rename_is_foreign_even_beside_a_build_of_ours() -> None:
    assert foreign([event("container", "rename")], Counter(build=1)) == ["container rename"]


def test_a_file_that_we_put_into_a_container_is_ours() -> None:
    put = event("container", "extract-to-dir")
    assert foreign([put], Counter({"extract-to-dir": 1})) == []
    assert foreign([put], Counter(create=1)) == ["container extract-to-dir"]


def test_a_commit_of_ours_explains_the_name_that_it_gives() -> None:
    events = [event("container", "commit"), named("mine:v1")]
    assert foreign(events, Counter({"commit": 1, "tag mine:v1": 1})) == []
    assert foreign(events, Counter(commit=1)) == ["image tag"]


@pytest.mark.parametrize(
    ("method", "url", "asked"),
    [
        ("POST", "http+docker://localhost/v1.45/images/create?fromImage=a", ["load"]),
        ("POST", "http+docker://localhost/v1.45/build?t=a", ["build", "tag a:latest"]),
        (
            "POST",
            "http+docker://localhost/v1.45/build?t=docker.io/library/a:1",
            ["build", "tag a:1"],
        ),
        ("DELETE", "http+docker://localhost/v1.45/images/a", ["remove"]),
        ("POST", "http+docker://localhost/v1.45/containers/create?name=a", ["create"]),
        ("PUT", "http+docker://localhost/v1.45/containers/a/archive?path=/", ["extract-to-dir"]),
        ("POST", "http://127.0.0.1:4000/v1.45/commit?container=a", ["commit"]),
        ("POST", "http://h/v1.45/commit?container=a&repo=b&tag=c", ["commit", "tag b:c"]),
        ("POST", "http://h/v1.45/images/a/b/tag?repo=h%3A5000%2Fc", ["tag h:5000/c:latest"]),
        ("POST", "http://h/v1.45/commit?container=a&changes=CMD+b", ["commit", "changes"]),
        ("GET", "http://h/v1.45/images/a/json", []),
    ],
)
def test_requests_of_ours_are_told_apart(method: str, url: str, asked: list[str]) -> None:
    assert asked_for(method, url) == asked
