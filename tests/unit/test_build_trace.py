"""BuildKit's reports: the same facts from the Engine API's protobuf and from the command's JSON."""

from __future__ import annotations

import base64

import pytest

from grader.daemon import Report
from grader.daemon.build_trace import of_message, of_status

# As Engine 26.1 sent them for `RUN echo hi`: the step begun, and what it printed.
BEGUN = (
    "CrMBCkdzaGEyNTY6Y2ZhMzNiNDc1NWVmMDU3YTRkYTBhMmQyMTRiNTQ4ZTRkOTBmZjZhNzBkZTM2MDNiNzQxODU5MDc1"
    "NzA1MzhmZBJHc2hhMjU2OjdhOGI0Yjg4MzI5MzZiMWU4YWViOTFmYTBkMWUxYzM4NzFhMTUyMmVjZDk1M2E3NTZmNmNl"
    "NjBmYzVjZTc4YTQaEVsyLzJdIFJVTiBlY2hvIGhpKgwInvGD2AYQmIewlgI="
)
PRINTED = (
    "Gl0KR3NoYTI1NjpjZmEzM2I0NzU1ZWYwNTdhNGRhMGEyZDIxNGI1NDhlNGQ5MGZmNmE3MGRlMzYwM2I3NDE4NTkwNzU3"
    "MDUzOGZkEgsIn/GD2AYQy6SLLBgBIgNoaQo="
)


def trace(aux: str) -> Report:
    return of_message({"id": "moby.buildkit.trace", "aux": aux})


def test_protobuf_says_what_began_and_on_what() -> None:
    (one,) = trace(BEGUN).vertexes
    assert one.name == "[2/2] RUN echo hi" and len(one.inputs) == 1
    assert one.started_s == pytest.approx(1795225758.58, abs=0.01)
    assert (one.completed_s, one.cached, one.error) == (None, False, "")


def test_protobuf_says_what_was_printed() -> None:
    (digest, text) = trace(PRINTED).logs[0]
    assert (digest, text) == (trace(BEGUN).vertexes[0].digest, "hi\n")


def test_protobuf_says_what_came_from_the_cache() -> None:
    cached, not_cached = (base64.b64encode(bytes([10, 2, 32, flag])).decode() for flag in (1, 0))
    assert [trace(aux).vertexes[0].cached for aux in (cached, not_cached)] == [True, False]


def test_json_says_the_same() -> None:
    report = of_status(
        {
            "vertexes": [
                {
                    "digest": "sha256:1",
                    "inputs": ["sha256:0"],
                    "name": "[2/2] RUN echo hi",
                    "started": "2026-11-21T01:24:28.313849665Z",
                    "cached": True,
                }
            ],
            "logs": [{"vertex": "sha256:1", "stream": 1, "data": "aGkK"}],
        }
    )
    (one,) = report.vertexes
    assert (one.digest, one.inputs, one.cached) == ("sha256:1", ("sha256:0",), True)
    assert one.started_s == pytest.approx(1795224268.31, abs=0.01)
    assert report.logs == (("sha256:1", "hi\n"),)


@pytest.mark.parametrize("aux", ["not base64", "/////w=="])
def test_what_is_no_report_is_refused(aux: str) -> None:
    with pytest.raises(ValueError, match="cannot be read"):
        trace(aux)


def test_end_of_a_build_is_an_image_or_an_error() -> None:
    assert of_message({"id": "moby.image.id", "aux": {"ID": "sha256:2"}}).image == "sha256:2"
    assert of_message({"error": "no such file"}).error == "no such file"
    assert of_message({"stream": "hello"}) == Report()
