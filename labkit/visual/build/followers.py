"""A build as it goes: what a builder reports, message by message, as steps and their states.

One follower a builder. Each hears the daemon's messages and says at any moment how every
instruction stands. Messages come as they were received.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Mapping
from typing import Any, Protocol

from grader.daemon import Report, Vertex
from labkit.visual.build.build import State, Step
from labkit.visual.build.dockerfile import Instruction, stages

Message = Mapping[str, Any]

NAMED = re.compile(r"^\[(?:(?:\S+ )?(\S+) )?(\d+)/\d+\] ")
"""The name of BuildKit's vertex of an instruction: `[stage 2/3] RUN …`."""
CLASSIC_STEP = re.compile(r"^Step (\d+)/\d+ : ")
SELF_TALK = re.compile(r"^ ---> |^Successfully (built|tagged) |^Removing intermediate container")
COLOUR = re.compile(r"\x1b\[[0-9;]*m")
"""The classic builder paints what a step prints to stderr."""
OUTPUT_LIMIT = 4000


class Follower(Protocol):
    """What hears a builder. `error` is empty until the build has failed."""

    error: str

    def steps(self) -> tuple[Step, ...]:
        """Every instruction as it stands now."""


class BuildkitFollower:
    """Hears BuildKit: its vertexes carry times and whether they came from the cache."""

    def __init__(self, found: tuple[Instruction, ...]) -> None:
        self.error = ""
        self._found, self._stages = found, stages(found)
        self._vertexes: dict[str, Vertex] = {}
        self._said: dict[str, str] = defaultdict(str)

    def hear(self, report: Report) -> None:
        self._vertexes.update({one.digest: one for one in report.vertexes})
        for digest, text in report.logs:
            self._said[digest] = (self._said[digest] + text)[-OUTPUT_LIMIT:]
        self.error = report.error or self.error

    def steps(self) -> tuple[Step, ...]:
        begun = [one.started_s for one in self._vertexes.values() if one.started_s]
        start_s = min(begun, default=0.0)
        by_place = {_place(one): one for one in self._vertexes.values()}
        return tuple(self._step(one, by_place, start_s) for one in self._found)

    def _step(
        self, one: Instruction, by_place: Mapping[tuple[str, int], Vertex], start_s: float
    ) -> Step:
        if one.step == 0:
            return Step(one, State.CONFIG)
        # A file of one stage has it named only where a `RUN --mount` may refer to it.
        names = [self._stages[one.stage].name, *([""] if len(self._stages) == 1 else [])]
        vertex = next((by_place[n, one.step] for n in names if (n, one.step) in by_place), None)
        if vertex is None:
            return Step(one, State.WAITING)
        return Step(
            one,
            _state(one, vertex),
            output=self._said[vertex.digest],
            started_s=None if vertex.started_s is None else vertex.started_s - start_s,
            took_s=_took(vertex),
        )


def _place(vertex: Vertex) -> tuple[str, int]:
    match = NAMED.match(vertex.name)
    return ((match[1] or "").lower(), int(match[2])) if match else ("", 0)


def _state(one: Instruction, vertex: Vertex) -> State:
    if vertex.error:
        return State.FAILED
    if vertex.completed_s is None:
        return State.WAITING if vertex.started_s is None else State.RUNNING
    if one.keyword == "FROM":
        return State.BASE
    return State.CACHED if vertex.cached else State.RAN


def _took(vertex: Vertex) -> float | None:
    if vertex.started_s is None or vertex.completed_s is None:
        return None
    return vertex.completed_s - vertex.started_s


class ClassicFollower:
    """Hears the classic builder: lines of text, without times, so it takes the time itself.

    Args:
        clock: seconds from any start.
    """

    def __init__(self, found: tuple[Instruction, ...], clock: Callable[[], float]) -> None:
        self.error = ""
        self._found, self._clock, self._start_s = found, clock, clock()
        self._begun: list[float] = []
        self._ended_s: float | None = None
        self._cached: set[int] = set()
        self._said: dict[int, str] = defaultdict(str)

    def hear(self, message: Message) -> None:
        text = str(message.get("stream") or "")
        if CLASSIC_STEP.match(text):
            self._begun.append(self._clock() - self._start_s)
        elif text.strip() == "---> Using cache":
            self._cached.add(len(self._begun))
        elif not SELF_TALK.match(text) and self._begun and text != "\n":
            at = len(self._begun)
            self._said[at] = (self._said[at] + COLOUR.sub("", text))[-OUTPUT_LIMIT:]
        self.error = str(message.get("error") or self.error)
        if self.error or text.startswith("Successfully built"):
            self._ended_s = self._clock() - self._start_s

    def steps(self) -> tuple[Step, ...]:
        return tuple(self._step(one, number) for number, one in enumerate(self._found, start=1))

    def _step(self, one: Instruction, number: int) -> Step:
        if number > len(self._begun):
            return Step(one, State.WAITING)
        begun = self._begun[number - 1]
        is_last = number == len(self._begun)
        ended = self._ended_s if is_last else self._begun[number]
        took = None if ended is None else ended - begun
        return Step(one, self._state(one, number, ended), self._said[number], begun, took)

    def _state(self, one: Instruction, number: int, ended: float | None) -> State:
        if ended is None:
            return State.RUNNING
        if self.error and number == len(self._begun):
            return State.FAILED
        if one.keyword == "FROM":
            return State.BASE
        return State.CACHED if number in self._cached else State.RAN
