"""The network map and the path of a request, drawn from facts."""

from __future__ import annotations

import time
from dataclasses import replace

import pytest

from labkit.visual.networks import (
    HOST,
    Answer,
    NetworkMap,
    Request,
    Try,
    live_networks,
    network_card,
    path,
    path_card,
)
from labkit.visual.networks.facts import read_probe
from labkit.visual.networks.request_path import ELSEWHERE
from tests.golden_text import assert_golden
from tests.unit.wired import TOWN, listener, member, network, plug

PROBED = """\
ping db 0 PING db (10.1.0.3): 56 data bytes
ping 10.2.0.2 1 PING 10.2.0.2 (10.2.0.2): 56 data bytes
ping nobody 143
tcp   sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt
tcp    0: 0100007F:0050 00000000:0000 0A 00000000:00000000 00:00000000 00000000 0 0 1
tcp    1: 0B00007F:8A7F 00000000:0000 0A 00000000:00000000 00:00000000 00000000 0 0 1
tcp    2: 0200010A:0050 0300010A:1F90 01 00000000:00000000 00:00000000 00000000 0 0 1
tcp6   0: 00000000000000000000000000000000:1F90 00000000000000000000000000000000:0000 0A 0:0
udp    0: 00000000:0035 00000000:0000 07 00000000:00000000 00:00000000 00000000 0 0 1
"""


def ends(origin: str, target: str, port: int = 80) -> str:
    """Why a request ends, or an empty string when it gets through."""
    return path(TOWN, Request(origin, target, port))[-1].broken


def test_map_reads_as_last_time(request: pytest.FixtureRequest) -> None:
    assert_golden(request, "visuals/networks.txt", network_card(TOWN).text)


def test_what_stays_in_a_notebook_has_no_address_and_no_port_of_the_host() -> None:
    card = network_card(TOWN)
    assert "10." not in card.text + card.html and "3276" not in card.text + card.html


def test_live_map_has_addresses_and_ports() -> None:
    text = network_card(TOWN, volatile=True).text
    assert "10.1.0.2" in text and "10.1.0.1" in text and "80/tcp as 32768 for anybody" in text


def test_port_published_over_both_families_is_named_once() -> None:
    assert network_card(TOWN, volatile=True).text.count("32768") == 1


def test_what_was_not_measured_is_not_called_unreachable() -> None:
    tries = (Try("web", "db", "db", "", True), Try("old", "web", "web", "", False))
    rows = network_card(replace(TOWN, tries=tries)).text.splitlines()
    assert next(row for row in rows if row.startswith("  old") and "no" in row).split()[1:] == [
        "no",
        "not",
        "measured",
    ]


def test_names_are_escaped() -> None:
    odd = NetworkMap((network("<i>"),), (member("<b>", endpoints=(plug("<i>", ""),)),), ())
    assert "<b>&lt;" not in network_card(odd).html and "<i>" not in network_card(odd).html


def test_probe_is_read_as_answers_and_listeners() -> None:
    found = read_probe(PROBED)
    assert found.answers == {"db": "10.1.0.3"}
    assert [(one.kind, one.address, one.port) for one in found.listens] == [
        ("tcp", "127.0.0.1", 80),
        ("tcp", "::", 8080),
        ("udp", "0.0.0.0", 53),
    ]


def test_path_from_the_host_reads_as_last_time(request: pytest.FixtureRequest) -> None:
    asked = Request(HOST, "web", 80)
    card = path_card(asked, path(TOWN, asked), Answer(True, ""))
    assert_golden(request, "visuals/request-answered.txt", card.text)


def test_broken_path_reads_as_last_time(request: pytest.FixtureRequest) -> None:
    asked = Request(HOST, "old", 80)
    card = path_card(asked, path(TOWN, asked), Answer(False, "connection refused"))
    assert_golden(request, "visuals/request-broken.txt", card.text)


@pytest.mark.parametrize("origin", [HOST, ELSEWHERE, "db", "guest"])
def test_request_to_a_published_listener_gets_through(origin: str) -> None:
    assert ends(origin, "web") == ""


@pytest.mark.parametrize(
    ("origin", "target", "port", "why"),
    [
        (HOST, "web", 81, "81/tcp of web is not published; published is 80/tcp"),
        (ELSEWHERE, "old", 80, "published on 127.0.0.1"),
        (HOST, "old", 80, "its process listens on 127.0.0.1"),
        ("db", "web", 8080, "nobody listens there; there is a listener on 80"),
        ("db", "alone", 80, "in no network together"),
        ("old", "web", 80, "in no network together"),
        (HOST, "idle", 80, "idle does not run (exit code 3)"),
        ("db", "idle", 80, "idle does not run"),
        ("idle", "db", 80, "idle does not run"),
        (HOST, "alone", 80, "not published"),
    ],
)
def test_request_ends_where_it_breaks(origin: str, target: str, port: int, why: str) -> None:
    assert why in ends(origin, target, port)


def test_names_are_unknown_on_the_default_network() -> None:
    asker = member("a", endpoints=(plug("bridge", "10.0.0.2"),))
    asked = member("b", endpoints=(plug("bridge", "10.0.0.3"),), listens=(listener("::"),))
    two = NetworkMap((network("bridge"),), (asker, asked), ())
    assert "names are unknown there" in path(two, Request("a", "b", 80))[-1].broken


def test_request_by_name_goes_through_the_network_that_knows_the_name() -> None:
    asker = member("a", endpoints=(plug("bridge", "10.0.0.2"), plug("market", "10.1.0.2")))
    ends = (plug("bridge", "10.0.0.3"), plug("market", "10.1.0.3"))
    asked = member("b", endpoints=ends, listens=(listener("::"),))
    both = NetworkMap((network("bridge"), network("market")), (asker, asked), ())
    said = [f"{step.happens} {step.volatile}" for step in path(both, Request("a", "b", 80))]
    assert any("in the network market as 10.1.0.3" in line for line in said)
    assert any("of the network market" in line for line in said)
    assert not any("bridge of" in line or "10.0.0." in line for line in said)


def test_borrowed_network_is_the_lenders() -> None:
    assert "lo" in [step.place for step in path(TOWN, Request("guest", "web", 80))]
    assert ends(HOST, "guest") == ""


def test_host_network_needs_no_published_port() -> None:
    assert [step.place for step in path(TOWN, Request(HOST, "open", 80))][1:] == [
        "no network of its own",
        "port 80 inside",
    ]


def test_choosing_a_target_sends_a_request_to_its_port() -> None:
    sent: list[Request] = []

    def send(_: NetworkMap, asked: Request) -> Answer:
        sent.append(asked)
        return Answer(True, "")

    view = live_networks(lambda: TOWN, send)
    view.use("target", "web")
    view.use("origin", "db")
    assert sent == [Request(HOST, "web", 80), Request("db", "web", 80)]
    assert "Tried: it was answered." in view.html


def test_what_stays_is_what_was_measured_last() -> None:
    looks = [TOWN, replace(TOWN, members=TOWN.members[:1])]
    view = live_networks(lambda: looks.pop(0), lambda *_: None)
    assert "db" in view._repr_mimebundle_()[0]["text/plain"]
    view.use("measure")
    assert "web" in view.still_text and "db" not in view.still_text and "10." not in view.still_text


def test_port_that_is_no_number_is_said_so_and_changes_nothing() -> None:
    view = live_networks(lambda: TOWN, lambda *_: None)
    before = view.html
    view.use("port", "eighty")
    assert "eighty" in view.trouble and view.html == before


def test_map_of_a_dozen_containers_is_drawn_at_once() -> None:
    names = [f"box-{number}" for number in range(12)]
    many = tuple(member(name, endpoints=(plug("market", "10.1.0.9"),)) for name in names)
    tries = tuple(Try(a, b, "address", "market", True) for a in names for b in names)
    started = time.process_time()
    network_card(NetworkMap(TOWN.networks, many, tries), volatile=True)
    assert time.process_time() - started < 0.2
