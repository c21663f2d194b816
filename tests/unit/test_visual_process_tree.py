"""The process tree has both numbers of a process, the border between, and who watches whom."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from grader.daemon import Ran
from labkit.visual.processes import Contained, ProcessTree, Seen, live_processes, process_card
from labkit.visual.processes.facts import processes_in_proc
from tests.golden_text import assert_golden
from tests.unit.reading import read

SHIM = Seen(840, 12, ("/usr/bin/containerd-shim-runc-v2", "-id", 64 * "f"))
FIRST = Seen(864, 840, ("sleep", "2000"), 1)
CHILD = Seen(884, 864, ("sleep", "1000"), 7)
ZOMBIE = Seen(885, 884, ("[sh]",), 8, is_zombie=True)
EXEC = Seen(898, 840, ("sh", "-c", "sleep 77"), 10)
BOX = Contained("box", (FIRST, CHILD, ZOMBIE, EXEC), SHIM)
ENGINE = (Seen(14, 12, ("containerd",)), Seen(23, 9, ("/usr/sbin/dockerd", "--debug")))
TREE = ProcessTree(ENGINE, (BOX, Contained("rest", ())))


def test_tree_reads_as_recorded(request: pytest.FixtureRequest) -> None:
    assert_golden(request, "visuals/processes.txt", process_card(TREE).text)


def test_live_tree_has_the_numbers_on_the_host(request: pytest.FixtureRequest) -> None:
    assert_golden(request, "visuals/processes_live.txt", process_card(TREE, live=True).text)


def test_what_stays_in_a_notebook_has_no_number_of_the_host() -> None:
    card = process_card(TREE)
    assert not {"840", "864", "884", "898", "23"} & set(card.text.split() + card.html.split())


def test_what_has_ended_since_the_last_look_is_told() -> None:
    now = replace(TREE, containers=(replace(BOX, processes=(FIRST,)),))
    text = process_card(now, TREE, live=True).text
    assert text.count("ended and reaped since the last look") == 3


def test_container_that_no_longer_runs_is_told_once_more() -> None:
    text = process_card(ProcessTree(ENGINE, ()), TREE, live=True).text
    assert "inside box" in text and text.count("ended and reaped") == 4


def test_button_looks_again() -> None:
    looks = [TREE, replace(TREE, containers=(replace(BOX, processes=(FIRST, CHILD)),))]
    live = live_processes(lambda: looks.pop(0))
    live.use("look")
    assert "line-through" in live.html


def test_html_tells_what_the_text_tells() -> None:
    text = read(process_card(TREE, live=True)).text
    for said in ("the container box", "PID 1", "zombie", "started by docker exec", "864"):
        assert said in text


def test_only_one_side_says_what_is_missing() -> None:
    one = Contained("box", (replace(FIRST, inside=1), replace(CHILD, inside=0)))
    text = process_card(ProcessTree((), (one,), is_both_sides=False)).text
    assert "docker top" in text and "?" in text


def test_container_in_the_hosts_namespace_has_the_same_numbers() -> None:
    text = process_card(ProcessTree(ENGINE, (Contained("box", (replace(FIRST, inside=0),), SHIM),)))
    assert "the same" in text.text


def test_number_inside_is_the_one_next_to_the_hosts() -> None:
    rows = [[[5], 1, ["a"], False], [[9, 1], 5, ["b"], False], [[12, 7, 1], 9, ["c"], True]]
    found = list(processes_in_proc(lambda _: Ran(0, json.dumps(rows))))
    assert [(one.pid, one.inside, one.is_zombie) for one in found] == [
        (5, 0, False),
        (9, 1, False),
        (12, 7, True),
    ]


def test_system_without_proc_shows_no_process() -> None:
    assert list(processes_in_proc(lambda _: Ran(1, "Traceback"))) == []
