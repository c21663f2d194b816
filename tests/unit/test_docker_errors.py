"""What errors say to a beginner: words of engines that are not at hand, and whose a name is."""

from __future__ import annotations

import pytest
from docker.errors import APIError
from requests.exceptions import ConnectionError

from grader.errors import ContentError
from grader.labels import EXERCISE, LESSON
from grader.report import missing
from labkit.errors.cell_errors import card_lines, explain_ours
from labkit.errors.docker_errors import Around, Explained, Named, explain
from labkit.errors.docker_rules import RULES

OURS = Named("container", ("web",), {LESSON: "03_layers", EXERCISE: "03_layers/one_of_each"})
SHOWN = Named("container", ("web",), {LESSON: "03_layers"})
FOREIGN = Named("container", ("web",), {})
TAKEN = 'Conflict. The container name "/web" is already in use by container "2b2f"'


def said(words: str, around: Around = Around()) -> Explained:  # noqa: B008
    return explain(APIError("refused", explanation=words), around, RULES)


@pytest.mark.parametrize(
    ("words", "happened"),
    [
        ("write /var/lib/docker/x: no space left on device: unknown", "disk is full"),
        ("Get https://r.example/v2/x: unauthorized: authentication required", "wants to know who"),
        ("pull access denied for x, repository does not exist or may require", "image `x`"),
        ("manifest for alpine:9 not found: manifest unknown", "image `alpine:9`"),
        ('Get "https://registry.example/v2/": dial tcp: lookup failed', "cannot be reached"),
        ("You cannot remove a running container 12ab. Stop the container", "still runs"),
        (
            "OCI runtime create failed: container_linux.go:380: starting container process "
            'caused: exec: "bahs": executable file not found in $PATH: unknown',
            "no program `bahs`",
        ),
        (
            "conflict: unable to delete 12ab (must be forced) - image is being used by stopped "
            "container 34cd",
            "A container still needs",
        ),
        (
            "conflict: unable to delete 12ab (must be forced) - image is referenced in multiple "
            "repositories",
            "more than one name",
        ),
        (
            'conflict: unable to remove repository reference "x" (must force) - container 34cd is '
            "using its referenced image 12ab",
            "A container still needs",
        ),
        ("Bind for 0.0.0.0:80 failed: port is already allocated", "port of the host is taken"),
        ("listen tcp4 0.0.0.0:80: bind: address already in use", "port of the host is taken"),
        ("Container 12ab is paused, unpause the container before exec", "stands still"),
    ],
)
def test_words_of_other_engines_are_known(words: str, happened: str) -> None:
    found = said(words)
    assert happened in found.happened
    assert found.said == words
    assert found.next_step


@pytest.mark.parametrize(
    ("owner", "next_step"),
    [
        (OURS, 'It is of the exercise one_of_each (03_layers): `reset("one_of_each")`'),
        (SHOWN, "A cell of 03_layers made it"),
        (FOREIGN, "It carries no label of this course"),
    ],
)
def test_a_taken_name_says_whose_it_is(owner: Named, next_step: str) -> None:
    assert next_step in said(TAKEN, Around((owner,))).next_step


def test_a_daemon_that_may_not_be_asked_is_not_a_daemon_that_is_gone() -> None:
    error = ConnectionError("('Connection aborted.', PermissionError(13, 'Permission denied'))")
    assert "may not talk" in explain(error, Around(), RULES).happened


def test_on_an_own_engine_no_sandbox_is_spoken_of() -> None:
    found = said("No such image: alpne:latest", Around((), in_sandbox=False))
    assert "sandbox" not in found.next_step


def test_what_a_daemon_says_cannot_move_the_terminal() -> None:
    lines = card_lines(Explained("It broke.", "bad \x1b[2J\rword", "Look."), ["line 1: x"])
    assert "\x1b[2J" not in "".join(lines) and "\\x1b[2J" in "".join(lines)


def test_a_picture_of_what_is_not_there_says_what_there_is() -> None:
    found = explain_ours(missing("container wep", see="docker ps --all"), Around((SHOWN,)))
    assert found.happened == "There is no container `wep`."
    assert found.next_step == "Did you mean `web`? See for yourself: `docker ps --all`"


def test_what_is_missing_and_is_no_object_is_said_as_it_was_found() -> None:
    found = explain_ours(missing("a file", next_step="Make it."), Around())
    assert found.happened == "a file: expected to exist, found nothing by that name"
    assert found.next_step == "Make it."


def test_the_courses_own_errors_say_what_where_and_what_next() -> None:
    error = ContentError("no such folder", where="shop", next_step="mkdir shop")
    lines = card_lines(explain_ours(error, Around()), ["line 1: x"])
    assert [line.replace("\x1b[1m", "").replace("\x1b[0m", "") for line in lines][:3] == [
        "shop: no such folder",
        "In    line 1: x",
        "Next  mkdir shop",
    ]
