"""A Docker client that labels what it creates, so that clean-up can go by label alone.

The labels are added on the wire, in one place, to the requests that create something; all else
passes unchanged. On a build or an import a label is an instruction more in the image's history, so
images are labelled only where `images=True`: on a learner's own engine, never in a sandbox, which
is thrown away as a whole.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlencode, urlsplit, urlunsplit

import docker
import requests
from requests.adapters import BaseAdapter

Labels = Mapping[str, str]

IN_BODY = re.compile(r"^(/v[\d.]+)?/(containers|networks|volumes)/create$")
BUILD = re.compile(r"^(/v[\d.]+)?/build$")
IN_CHANGES = re.compile(r"^(/v[\d.]+)?/(commit|images/create)$")


def label_what_it_creates(
    client: docker.DockerClient, labels: Callable[[], Labels], *, images: bool
) -> docker.DockerClient:
    """The same client, which from now on labels what it creates.

    Args:
        labels: asked at each request; a label that the request brings itself wins.
        images: whether images that are built, committed or imported get them too.
    """
    session = client.api
    for prefix, adapter in list(session.adapters.items()):
        session.mount(prefix, LabellingAdapter(adapter, labels, images=images))
    return client


class LabellingAdapter(BaseAdapter):
    """A transport that adds labels to requests that create something, then hands them on."""

    def __init__(self, inner: BaseAdapter, labels: Callable[[], Labels], *, images: bool) -> None:
        super().__init__()
        self._inner = inner
        self._labels = labels
        self._images = images

    def send(self, request: requests.PreparedRequest, *args: Any, **kwargs: Any) -> Any:
        if request.method == "POST":
            self._add(request)
        return self._inner.send(request, *args, **kwargs)

    def close(self) -> None:
        self._inner.close()

    def _add(self, request: requests.PreparedRequest) -> None:
        url = urlsplit(str(request.url))
        if IN_BODY.match(url.path):
            _add_to_body(request, self._labels())
        elif self._images and BUILD.match(url.path):
            _add_to_build(request, self._labels())
        elif self._images and IN_CHANGES.match(url.path) and "fromImage" not in parse_qs(url.query):
            _add_to_changes(request, self._labels())


def _add_to_body(request: requests.PreparedRequest, labels: Labels) -> None:
    body = json.loads(request.body or "{}")
    body["Labels"] = {**labels, **(body.get("Labels") or {})}
    request.prepare_body(json.dumps(body), None)


def _add_to_build(request: requests.PreparedRequest, labels: Labels) -> None:
    """With `rm`, since the containers between two steps of a build cannot be labelled."""
    query = _query(request)
    said = json.loads(dict(query).get("labels") or "{}")
    # A key may come twice: docker-py sends `dockerfile` so when it lies outside the context.
    kept = [(key, value) for key, value in query if key not in ("labels", "rm")]
    _set_query(request, [*kept, ("labels", json.dumps({**labels, **said})), ("rm", "1")])


def _add_to_changes(request: requests.PreparedRequest, labels: Labels) -> None:
    """Before the request's own changes, so that a `LABEL` among those wins."""
    ours = [("changes", f"LABEL {json.dumps(key)}={json.dumps(labels[key])}") for key in labels]
    _set_query(request, [*ours, *_query(request)])


def _query(request: requests.PreparedRequest) -> list[tuple[str, str]]:
    return parse_qsl(urlsplit(str(request.url)).query, keep_blank_values=True)


def _set_query(request: requests.PreparedRequest, query: list[tuple[str, str]]) -> None:
    request.url = urlunsplit(urlsplit(str(request.url))._replace(query=urlencode(query)))
