"""How long each visual takes to draw what is larger than any lesson's facts.

What counts is the time that the drawing needs of a processor, which is what a learner waits on a
machine that has nothing else to do. Facts are made anew each time, so that nothing that they
keep is measured as ready.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from bench import visual_facts
from bench.pairs import Contender, Goal
from bench.visual_facts import LAYERS
from labkit.lesson import course_map, exercise_card
from labkit.visual.argv import Choice, Command, Entrypoint, Trial, argv_card, argv_live
from labkit.visual.build import build_card, build_live
from labkit.visual.kit import Card
from labkit.visual.layers import View, layers_card
from labkit.visual.lifeline import lifeline_card
from labkit.visual.networks import Answer, NetworkMap, Request, network_card, path, path_card
from labkit.visual.page import page_card, page_live
from labkit.visual.processes import process_card
from labkit.visual.pull import pull_card, pull_live
from labkit.visual.volumes import volumes_card
from labkit.visual.wire import wire_card, wire_live

LIMIT_S = 0.2
LIMIT = f"limit of {LIMIT_S * 1000:g} ms"
FIRST = Choice(Entrypoint.EXEC, Command.WORDS)
UNFOLDED = View(live=True, unfolded=frozenset(f"{n}:/usr/lib" for n in range(1, LAYERS + 1)))

DRAWINGS: dict[str, tuple[Callable[[], Any], Callable[[Any], Card]]] = {
    "layers": (visual_facts.image_layers, layers_card),
    "layers, live and unfolded": (visual_facts.image_layers, lambda it: layers_card(it, UNFOLDED)),
    "build": (visual_facts.build, build_card),
    "build, live": (visual_facts.build, build_live),
    "dockerfile, stopped by a fault": (visual_facts.fault, build_live),
    "pull": (visual_facts.pull, pull_card),
    "pull, live": (visual_facts.pull, pull_live),
    "networks": (visual_facts.networks, network_card),
    "networks, live": (visual_facts.networks, lambda it: network_card(it, volatile=True)),
    "request": (visual_facts.request, lambda it: _path(*it)),
    "page": (visual_facts.page, page_card),
    "page, live": (visual_facts.page, page_live),
    "volumes": (visual_facts.volumes, volumes_card),
    "volumes, live": (visual_facts.volumes, lambda it: volumes_card(it, live=True)),
    "processes": (visual_facts.processes, process_card),
    "processes, live": (visual_facts.processes, lambda it: process_card(it, it, live=True)),
    "lifeline": (visual_facts.story, lifeline_card),
    "lifeline, live": (visual_facts.story, lambda it: lifeline_card(it, volatile=True)),
    "argv": (visual_facts.argv, argv_card),
    "argv, live": (visual_facts.argv, lambda it: argv_live(it, Trial(FIRST))),
    "wire": (visual_facts.wire, wire_card),
    "wire, live": (visual_facts.wire, wire_live),
    "check": (visual_facts.standing, exercise_card),
    "status": (visual_facts.progress, course_map),
}
"""A visual, by the name that a notebook calls it by, and how it is drawn."""
GOALS = tuple(Goal(name, LIMIT, at_most=1) for name in DRAWINGS)


def drawings(_: Path) -> list[Contender]:
    """Every visual, and the limit that each is held to."""
    drawn = [drawn_by(name, *each) for name, each in DRAWINGS.items()]
    return [Contender(LIMIT, lambda: LIMIT_S), *drawn]


def _path(request: Request, found: NetworkMap) -> Card:
    return path_card(request, path(found, request), Answer(True, ""))


def drawn_by(name: str, gather: Callable[[], Any], draw: Callable[[Any], Card]) -> Contender:
    def run() -> float:
        facts = gather()
        begin = time.process_time()
        card = draw(facts)
        elapsed_s = time.process_time() - begin
        if not card.text or not card.html:
            raise RuntimeError(f"{name} drew nothing")
        return elapsed_s

    return Contender(name, run)
