"""What Docker's errors mean to a beginner: what happened, in plain words, and what to do next.

The daemon's own words are always kept: they are what one searches for later. A rule is a pattern
of those words; engines from 20.10 on and both image stores say some things differently, so a rule
has as many patterns as there are wordings. Takes facts and holds no client; knows no IPython.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches

from docker.errors import APIError, BuildError, ContainerError, DockerException
from requests.exceptions import RequestException

from grader import labels

DockerError = DockerException | RequestException
MOST_NAMES = 8


@dataclass(frozen=True)
class Named:
    """Something in the daemon: its kind (container, image, network, volume), names and labels."""

    kind: str
    names: tuple[str, ...]
    labels: Mapping[str, str]


@dataclass(frozen=True)
class Around:
    """What is in the daemon at the moment of the error; nothing when it could not be asked."""

    things: tuple[Named, ...] = ()
    in_sandbox: bool = True

    def names(self, kind: str) -> list[str]:
        """What a reader may call things of a kind."""
        return sorted({name for thing in self.things if thing.kind == kind for name in thing.names})

    def owner(self, kind: str, name: str) -> Named | None:
        return next((one for one in self.things if one.kind == kind and name in one.names), None)


@dataclass(frozen=True)
class Explained:
    """An error as a learner reads it. `said` is the daemon's, or the program's, own words."""

    happened: str
    said: str
    next_step: str


Advice = Callable[[re.Match[str], Around], str]


@dataclass(frozen=True)
class Rule:
    """Words of a daemon → what happened (`{0}` is the first group), and what comes next."""

    pattern: str
    happened: str
    advice: Advice | str

    def explain(self, said: str, around: Around) -> Explained | None:
        match = re.search(self.pattern, said, re.IGNORECASE)
        if match is None:
            return None
        groups = [(group or "").removesuffix(":latest") for group in match.groups()]
        advice = self.advice
        next_step = advice.format(*groups) if isinstance(advice, str) else advice(match, around)
        return Explained(self.happened.format(*groups), said, next_step)


def explain(error: DockerError, around: Around, rules: Iterable[Rule]) -> Explained:
    """The error in plain words; what no rule knows is at least said to be the daemon's."""
    if isinstance(error, ContainerError):
        return _of_container(error)
    if isinstance(error, BuildError):
        return _of_build(error, around, rules)
    said = words(error)
    found = (rule.explain(said, around) for rule in rules)
    return next((one for one in found if one), None) or _unknown(error, said)


def words(error: DockerError) -> str:
    """What the daemon said, or the library that asked it."""
    said = error.explanation if isinstance(error, APIError) else None
    if isinstance(said, bytes):
        said = said.decode(errors="replace")
    return str(said or error)


def near(kind: str, name: str, around: Around) -> str:
    """The name here that is most like this one, else those that there are."""
    here = around.names(kind)
    like = get_close_matches(name, here, n=1)
    if like:
        return f"Did you mean {_listed(like)}?"
    if not here:
        return f"There is no {kind} here at all."
    return f"Here are: {_listed(here[:MOST_NAMES])}{', …' if len(here) > MOST_NAMES else ''}."


def whose(kind: str, name: str, around: Around) -> str:
    """To whom a name belongs, and how to have it free."""
    remove = f'client.{kind}s.get("{name}").remove({"force=True" if kind == "container" else ""})'
    owner = around.owner(kind, name)
    if owner is None:
        return f"Take another name, or remove what has it: `{remove}`."
    lesson, _, exercise = owner.labels.get(labels.EXERCISE, "").partition("/")
    if exercise:
        return f'It is of the exercise {exercise} ({lesson}): `reset("{exercise}")` removes it.'
    lesson = owner.labels.get(labels.LESSON, "")
    if lesson:
        return f"A cell of {lesson} made it, perhaps this very cell before: `{remove}`."
    return f"It carries no label of this course. If it is yours to remove: `{remove}`."


def _of_container(error: ContainerError) -> Explained:
    said = error.stderr or b""
    text = said.decode(errors="replace") if isinstance(said, bytes) else str(said)
    code = error.exit_status
    return Explained(
        f"The container ran, and its command ended with exit code {code}.",
        text.strip() or f"(it printed nothing on stderr) {error.command}",
        EXIT_CODES.get(code, "What it printed says why. Any code but 0 means: it did not work."),
    )


EXIT_CODES = {
    125: "125: Docker itself could not run it.",
    126: "126: the file is there but cannot be run. Is it a program, and may it be executed?",
    127: "127: no such command. Is it in this image, and is it spelled so?",
    137: "137 = 128 + 9: it was killed, by `kill` or because memory ran out.",
    139: "139 = 128 + 11: the program crashed (segmentation fault).",
    143: "143 = 128 + 15: it was asked to end, as `docker stop` does.",
}


def _of_build(error: BuildError, around: Around, rules: Iterable[Rule]) -> Explained:
    """The step that failed, what its command printed, and the advice for the words."""
    step, printed = _last_step(error)
    said = "\n".join([*printed[-10:], str(error)])
    found = (rule.explain(str(error), around) for rule in rules)
    known = next((one for one in found if one), None)
    where = f"The build stopped at step {step}." if step else "The build did not begin."
    if known is None:
        return Explained(where, said, "What it printed says why; mend that line and build again.")
    return Explained(f"{where} {known.happened}", said, known.next_step)


def _last_step(error: BuildError) -> tuple[str, list[str]]:
    """The last `Step n/m : …` of a build's log, and what came after it."""
    step, printed = "", list[str]()
    for row in error.build_log or ():
        text = str(row.get("stream", "")) if isinstance(row, dict) else ""
        begun = re.match(r"Step (\d+)/(\d+) : (.*)", text, re.DOTALL)
        if begun:
            step, printed = f"{begun[1]} of {begun[2]}, `{begun[3].strip()}`", []
        elif text.strip() and not re.match(r"\s*---> |Removing intermediate", text):
            printed.append(text.rstrip())
    return step, printed


def _unknown(error: DockerError, said: str) -> Explained:
    if not isinstance(error, APIError):
        happened = "The Docker SDK could not do this."
    elif error.is_client_error():
        happened = "The daemon refused this request."
    else:
        happened = "The daemon tried, and could not do it."
    return Explained(happened, said, "Its words say why.")


def _listed(names: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)
