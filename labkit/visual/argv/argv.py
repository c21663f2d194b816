"""ENTRYPOINT, CMD and the words behind an image's name: what the daemon runs of them.

Every combination of the forms is measured; one of them can be chosen, predicted and run. Takes
facts and knows no daemon.
"""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import Enum
from html import escape
from itertools import product

from labkit.visual.kit import (
    Card,
    Tint,
    Tone,
    chip,
    code,
    code_block,
    data_table,
    frame,
    inline,
    paragraph,
    table_cell,
    text_grid,
)


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
    rows = [_row(choice, ran) for choice, ran in measured.found]
    lines = [*_about(measured), *text_grid(HEAD, rows), *REMARKS]
    text = "\n".join([TITLE, *(f"  {line}".rstrip() for line in lines)])
    above = "".join(map(paragraph, _about(measured)))
    return Card(text, frame(TITLE, above + _table(measured) + _remarks(), Tone.PLAIN))


def argv_live(measured: Measured, trial: Trial) -> Card:
    """One to choose, predict and run, and the table behind a line that opens it."""
    table = _table(measured, is_open=False) + _remarks()
    body = "".join(map(paragraph, _about(measured))) + _form(measured, trial) + table
    return Card(argv_card(measured).text, frame(TITLE, body, Tone.PLAIN))


TITLE = "ENTRYPOINT, CMD and the words behind the image's name"
HEAD = ["ENTRYPOINT", "CMD", "behind", "the daemon runs", "process 1"]
BOXES_WIDTH = 28
"""How many characters of words are kept on one line."""
REMARKS = (
    "Words behind the name take the place of CMD, so with them CMD is not looked at.",
    "In shell form a shell comes first: `/bin/sh -c`. What follows its line does not reach it.",
)


def _about(measured: Measured) -> tuple[str, ...]:
    own = joined(measured.base_command)
    return (
        f"On `{measured.base}`, whose own CMD is `{own}`: it counts while ENTRYPOINT and CMD are "
        "none.",
    )


def _row(choice: Choice, ran: Ran) -> list[str]:
    entrypoint, command = (
        one.value[1].partition(" ")[2] for one in (choice.entrypoint, choice.command)
    )
    if choice.behind is not Behind.NOTHING:
        command = "any"
    behind = choice.behind.value[1]
    return [entrypoint or "–", command or "–", behind or "–", joined(ran.argv), _end(ran)]


def _end(ran: Ran) -> str:
    return joined(ran.process_1) if ran.process_1 else ran.ended


def _table(measured: Measured, *, is_open: bool = True) -> str:
    rows = []
    for choice, ran in measured.found:
        *said, _, _ = _row(choice, ran)
        cells = [table_cell(code(one) if one not in ("–", "any") else one) for one in said]
        rows.append(
            "".join([*cells, table_cell(_boxes(ran.argv, Tint.CALM)), table_cell(_outcome(ran))])
        )
    name = f"All {len(measured.found)} combinations, measured"
    return data_table(name, HEAD, rows, is_open=is_open)


def _boxes(words: Sequence[str], tint: Tint) -> str:
    """A list of words, each in a box of its own."""
    box = (
        f"display:inline-block;border-radius:3px;padding:0 6px;margin:1px;white-space:nowrap;{tint}"
    )
    boxes = "".join(f'<span style="{box}">{escape(word)}</span>' for word in words)
    width = min(sum(len(word) + 3 for word in words), BOXES_WIDTH)
    style = f"display:inline-block;font-family:monospace;min-width:{width}ch"
    return f'<span style="{style}">{boxes}</span>'


def _outcome(ran: Ran) -> str:
    if ran.process_1:
        return _boxes(ran.process_1, Tint.GOOD)
    how, _, why = ran.ended.partition(": ")
    mark, tint = ("■", Tint.GREY) if ran.ended_well else ("✗", Tint.BAD)
    return f"{chip(mark, how, tint)} {escape(why)}"


def _remarks() -> str:
    return "".join(map(paragraph, REMARKS))


def _form(measured: Measured, trial: Trial) -> str:
    choice = trial.choice
    selects = (
        _select("ENTRYPOINT", "entrypoint", Entrypoint, choice.entrypoint)
        + _select("CMD", "command", Command, choice.command)
        + _select("Behind the name", "behind", Behind, choice.behind)
    )
    shown = choice.dockerfile(measured.base) + f"\n$ {choice.run_line}"
    ask = (
        '<label>Which words does the daemon run? <input type="text" size="34" data-field="words" '
        f'autocomplete="off" spellcheck="false" value="{escape(trial.predicted)}"></label>'
        '<button type="button" data-act="run" data-from="words">Run it</button>'
    )
    parts = [f"<div>{selects}</div>", code_block(shown), f"<div>{ask}</div>"]
    return "".join(parts) + (_verdict(trial, trial.ran) if trial.ran else "")


def _select(label: str, act: str, options: type[Enum], chosen: Enum) -> str:
    rows = "".join(
        f'<option value="{one.name}"{" selected" if one is chosen else ""}>'
        f"{escape(': '.join(part for part in one.value if part))}</option>"
        for one in options
    )
    return (
        f'<label style="display:flex;align-items:center"><span style="width:140px">{escape(label)}'
        f'</span><select data-act="{act}">{rows}</select></label>'
    )


def _verdict(trial: Trial, ran: Ran) -> str:
    rows = [
        f'<p style="margin:6px 0"><strong>{inline(_judged(trial.predicted, ran))}</strong></p>',
        f'<p style="margin:2px 0">The daemon ran {_boxes(ran.argv, Tint.CALM)}</p>',
        f'<p style="margin:2px 0">Process 1, a moment later: {_outcome(ran)}</p>',
    ]
    return "".join(rows)


def _judged(predicted: str, ran: Ran) -> str:
    if not predicted.strip():
        return "You made no prediction. This is what came:"
    return "✓ As you predicted." if _is_same(predicted, ran) else "Not quite: look what came."


def _is_same(predicted: str, ran: Ran) -> bool:
    try:
        return tuple(shlex.split(predicted)) == ran.argv
    except ValueError:  # a quote that is not closed
        return False
