"""ENTRYPOINT, CMD and the words behind an image's name: what the daemon runs of them.

Every combination of the forms is measured; one of them can be chosen, predicted and run. Takes
facts and knows no daemon.
"""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import Enum
from itertools import product

from labkit.visual.kit import Card, Content, Tint, card, nodes


class Entrypoint(Enum):
    """The forms of ENTRYPOINT: what the select says, and the line of the Dockerfile."""

    NONE = ("none", "")
    EXEC = ("exec form", 'ENTRYPOINT ["sleep", "100"]')
    SHELL = ("shell form", "ENTRYPOINT sleep 100")


class Command(Enum):
    """The forms of CMD: a program with its words, words alone, or a line for a shell."""

    NONE = ("none", "")
    EXEC = ("exec form, a program", 'CMD ["sleep", "20"]')
    WORDS = ("exec form, words alone", 'CMD ["20"]')
    SHELL = ("shell form", "CMD sleep 20")


class Behind(Enum):
    """What stands behind the image's name in `docker run`."""

    NOTHING = ("nothing", "")
    WORD = ("a word", "3")
    PROGRAM = ("a program and a word", "sleep 3")


@dataclass(frozen=True)
class Choice:
    """One combination."""

    entrypoint: Entrypoint = Entrypoint.NONE
    command: Command = Command.NONE
    behind: Behind = Behind.NOTHING

    def dockerfile(self, base: str) -> str:
        lines = [f"FROM {base}", self.entrypoint.value[1], self.command.value[1]]
        return "\n".join(line for line in lines if line) + "\n"

    @property
    def words(self) -> tuple[str, ...]:
        return tuple(self.behind.value[1].split())

    @property
    def run_line(self) -> str:
        return " ".join(["docker run IMAGE", *self.words])


@dataclass(frozen=True)
class Ran:
    """What came of one: the daemon's list of words, and process 1 a moment later.

    `process_1` is empty when it had ended by then; `ended` says how.
    """

    argv: tuple[str, ...]
    process_1: tuple[str, ...] = ()
    ended: str = ""

    @property
    def ended_well(self) -> bool:
        return self.ended.endswith("exit code 0")


@dataclass(frozen=True)
class Measured:
    """All combinations on one base, whose own CMD is `base_command`."""

    base: str
    base_command: tuple[str, ...]
    found: tuple[tuple[Choice, Ran], ...]


@dataclass(frozen=True)
class Trial:
    """The combination that is chosen, and, once it was run, what was predicted and came."""

    choice: Choice
    predicted: str = ""
    ran: Ran | None = None


def choices() -> tuple[Choice, ...]:
    """Every combination that differs: words behind the name are tried on one CMD only."""
    without = (Choice(one, command) for one, command in product(Entrypoint, Command))
    behind = (Behind.WORD, Behind.PROGRAM)
    having = (Choice(one, Command.EXEC, words) for one, words in product(Entrypoint, behind))
    return (*without, *having)


def joined(words: Iterable[str]) -> str:
    """Words on a line; one with a space in it in double quotes.

    Example:
        >>> joined(["sh", "-c", "sleep 1"])
        'sh -c "sleep 1"'
    """
    return " ".join(f'"{word}"' if " " in word or not word else word for word in words)


def argv_card(measured: Measured) -> Card:
    """The table that stays."""
    return card(TITLE, _about(measured), _table(measured), REMARKS)


def argv_live(measured: Measured, trial: Trial) -> Card:
    """One to choose, predict and run, and the table behind a line that opens it."""
    table = nodes.Both(_table(measured), (_form(measured, trial), _table(measured, is_open=False)))
    return card(TITLE, _about(measured), table, REMARKS)


TITLE = "ENTRYPOINT, CMD and the words behind the image's name"
HEAD = ["ENTRYPOINT", "CMD", "behind", "the daemon runs", "process 1"]
REMARKS = (
    nodes.Line("Words behind the name take the place of CMD, so with them CMD is not looked at."),
    nodes.Line(
        "In shell form a shell comes first: `/bin/sh -c`. What follows its line does not reach it."
    ),
)


def _about(measured: Measured) -> nodes.Line:
    own = joined(measured.base_command)
    return nodes.Line(
        f"On `{measured.base}`, whose own CMD is `{own}`: it counts while ENTRYPOINT and CMD are "
        "none."
    )


def _table(measured: Measured, *, is_open: bool = True) -> nodes.DataTable:
    rows = [_row(choice, ran) for choice, ran in measured.found]
    return nodes.DataTable(HEAD, rows, f"All {len(rows)} combinations, measured", is_open)


def _row(choice: Choice, ran: Ran) -> list[Content]:
    entrypoint, command = (
        one.value[1].partition(" ")[2] for one in (choice.entrypoint, choice.command)
    )
    if choice.behind is not Behind.NOTHING:
        command = "any"
    said = [entrypoint or "–", command or "–", choice.behind.value[1] or "–"]
    cells = [one if one in ("–", "any") else nodes.Code(one, is_long=True) for one in said]
    return [*cells, _words(ran.argv, Tint.CALM), _outcome(ran)]


def _words(words: Sequence[str], tint: Tint) -> nodes.Both:
    return nodes.Both(joined(words), nodes.Words(words, tint))


def _outcome(ran: Ran) -> nodes.Both:
    if ran.process_1:
        return _words(ran.process_1, Tint.GOOD)
    how, _, why = ran.ended.partition(": ")
    mark, tint = ("■", Tint.GREY) if ran.ended_well else ("✗", Tint.BAD)
    return nodes.Both(ran.ended, (nodes.Chip(mark, how, tint), " ", nodes.Plain(why)))


def _form(measured: Measured, trial: Trial) -> Content:
    choice = trial.choice
    run = nodes.Button("Run it", "run", sends="words")
    ask = nodes.Field(trial.predicted, called="words", size=34)
    return (
        _select("ENTRYPOINT", "entrypoint", Entrypoint, choice.entrypoint),
        _select("CMD", "command", Command, choice.command),
        _select("Behind the name", "behind", Behind, choice.behind),
        nodes.Listing(f"{choice.dockerfile(measured.base)}\n$ {choice.run_line}"),
        nodes.Group((nodes.Labelled("Which words does the daemon run?", ask), run)),
        *(_verdict(trial, trial.ran) if trial.ran else ()),
    )


def _select(label: str, act: str, options: type[Enum], chosen: Enum) -> nodes.Labelled:
    said = {one.name: ": ".join(part for part in one.value if part) for one in options}
    return nodes.Labelled(label, nodes.Select(act, said, chosen.name), NAME_PX)


NAME_PX = 140


def _verdict(trial: Trial, ran: Ran) -> tuple[nodes.Line, ...]:
    return (
        nodes.Line(nodes.Strong(_judged(trial.predicted, ran))),
        nodes.Line(("The daemon ran ", nodes.Words(ran.argv, Tint.CALM))),
        nodes.Line(("Process 1, a moment later: ", _outcome(ran))),
    )


def _judged(predicted: str, ran: Ran) -> str:
    if not predicted.strip():
        return "You made no prediction. This is what came:"
    return "✓ As you predicted." if _is_same(predicted, ran) else "Not quite: look what came."


def _is_same(predicted: str, ran: Ran) -> bool:
    try:
        return tuple(shlex.split(predicted)) == ran.argv
    except ValueError:  # a quote that is not closed
        return False
