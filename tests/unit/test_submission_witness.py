"""Acts in a daemon that our own requests do not explain are somebody else's."""

from __future__ import annotations

from collections import Counter

import docker
import pytest
import requests

from grader.engine_facts import Event
from grader.grading.witness import Witness, foreign


def event(kind: str, action: str) -> Event:
    return Event(kind, action, "id", "name", {}, 0)


RUN = [event("container", action) for action in ("create", "attach", "start", "die", "destroy")]


def test_a_tag_that_we_did_not_give_is_foreign() -> None:
    assert foreign([event("image", "tag")], Counter()) == ["image tag"]


def test_a_container_that_we_ran_is_ours() -> None:
    assert foreign(RUN, Counter(create=1)) == []


def test_a_container_more_than_we_made_is_foreign() -> None:
    assert foreign([*RUN, *RUN], Counter(create=1)) == ["container create"]


def test_what_containers_do_by_themselves_is_nobodys() -> None:
    own_accord = ("die", "restart", "exec_create: sh -c true", "health_status: healthy", "oom")
    assert foreign([event("container", action) for action in own_accord], Counter()) == []


def test_a_build_of_ours_explains_its_images_and_its_containers() -> None:
    assert foreign([*RUN, *RUN, event("image", "tag")], Counter(image=1)) == []


def test_a_rename_is_foreign_even_beside_a_build_of_ours() -> None:
    assert foreign([event("container", "rename")], Counter(image=1)) == ["container rename"]


def test_a_file_that_we_put_into_a_container_is_ours() -> None:
    put = event("container", "extract-to-dir")
    assert foreign([put], Counter({"extract-to-dir": 1})) == []
    assert foreign([put], Counter(create=1)) == ["container extract-to-dir"]


def test_a_commit_of_ours_explains_its_tag() -> None:
    assert foreign([event("container", "commit"), event("image", "tag")], Counter(commit=1)) == []


@pytest.mark.parametrize(
    ("method", "url", "kind"),
    [
        ("POST", "http+docker://localhost/v1.45/images/create?fromImage=a", "image"),
        ("POST", "http+docker://localhost/v1.45/build?t=a", "image"),
        ("DELETE", "http+docker://localhost/v1.45/images/a", "image"),
        ("POST", "http+docker://localhost/v1.45/containers/create?name=a", "create"),
        ("PUT", "http+docker://localhost/v1.45/containers/a/archive?path=/", "extract-to-dir"),
        ("POST", "http://127.0.0.1:4000/v1.45/commit?container=a", "commit"),
    ],
)
def test_requests_of_ours_are_told_apart(method: str, url: str, kind: str) -> None:
    response = requests.Response()
    response.request = requests.PreparedRequest()
    response.request.method, response.request.url = method, url
    witness = Witness(docker.DockerClient("unix:///nowhere", version="1.45"))
    witness._note(response)
    assert witness._own == Counter({kind: 1})
