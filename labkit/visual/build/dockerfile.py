"""A Dockerfile as its instructions: what each says, where it stands, and which stage it is in.

Reads what both builders read: comments, continued lines, here-documents, the `escape` directive.
The daemon is the judge of what is valid; here nothing is refused. (dockerfile-parse, the one
library that is kept up, takes the lines of a here-document for instructions.)
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

MAKES_A_LAYER = frozenset({"RUN", "COPY", "ADD", "WORKDIR"})
"""What BuildKit runs as a step and counts, FROM aside; the others only change the config."""

KEYWORDS = MAKES_A_LAYER | {
    *("FROM", "ARG", "CMD", "ENTRYPOINT", "ENV", "EXPOSE", "HEALTHCHECK", "LABEL", "MAINTAINER"),
    *("ONBUILD", "SHELL", "STOPSIGNAL", "USER", "VOLUME"),
}
TAKES_DOCUMENTS = frozenset({"RUN", "COPY", "ADD"})

DIRECTIVE = re.compile(r"^#\s*(\w+)\s*=\s*(\S+)\s*$")
DOCUMENT = re.compile(r"<<-?[\"']?(\w+)[\"']?")
STAGE = re.compile(r"^FROM\s+(?:--\S+\s+)*(\S+)(?:\s+AS\s+(\S+))?\s*$", re.IGNORECASE)


@dataclass(frozen=True)
class Instruction:
    """One instruction.

    `text` is on one line and without comments; `line` and `last_line` count from 1; `stage` is
    -1 before the first FROM; `step` is its number among BuildKit's steps of the stage, 0 for one
    that makes none.
    """

    keyword: str
    text: str
    line: int
    last_line: int
    stage: int = -1
    step: int = 0

    @property
    def words(self) -> tuple[str, ...]:
        """What follows the keyword, flags left out."""
        said = self.text.split()[1:]
        return tuple(word for word in said if not word.startswith("--"))

    def flag(self, name: str) -> str:
        """The value of `--name=value`; empty when it is not there."""
        start = f"--{name}="
        return next((w.removeprefix(start) for w in self.text.split() if w.startswith(start)), "")


@dataclass(frozen=True)
class Stage:
    """A stage: what it is made on, and its name, as both builders know it."""

    base: str
    name: str


def instructions(dockerfile: str) -> tuple[Instruction, ...]:
    """The instructions, in order.

    Example:
        >>> [i.text for i in instructions("FROM x\\nRUN one \\\\\\n  # why\\n  two\\n")]
        ['FROM x', 'RUN one two']
    """
    found: list[Instruction] = []
    stage, step = -1, 0
    for first, last, text in _logical_lines(dockerfile):
        keyword = text.split(maxsplit=1)[0].upper()
        if keyword == "FROM":
            stage, step = stage + 1, 0
        counts = keyword == "FROM" or (keyword in MAKES_A_LAYER and stage >= 0)
        step += counts
        found.append(Instruction(keyword, text, first, last, stage, step if counts else 0))
    return tuple(found)


def stages(found: tuple[Instruction, ...]) -> tuple[Stage, ...]:
    """The stages, in order; one without a name is called as BuildKit calls it."""
    lines = (one for one in found if one.keyword == "FROM")
    return tuple(_stage(one, number) for number, one in enumerate(lines))


def _stage(instruction: Instruction, number: int) -> Stage:
    match = STAGE.match(instruction.text)
    base, name = match.groups() if match else ("", None)
    return Stage(base, name.lower() if name else f"stage-{number}")


def _logical_lines(dockerfile: str) -> Iterator[tuple[int, int, str]]:
    """First line, last line and text of each instruction."""
    lines = dockerfile.splitlines()
    escape = _escape(lines)
    at = 0
    while at < len(lines):
        first, text = at, ""
        while at < len(lines):
            line = lines[at].strip()
            at += 1
            if line.startswith("#") or (text and not line):
                continue
            text = f"{text} {line.removesuffix(escape).strip()}".strip()
            if not line.endswith(escape):
                break
            # A continued line's first line is the instruction's, not that of a comment above it.
        if text:
            start = next(n for n in range(first, at) if not _is_blank(lines[n]))
            at = _after_documents(text, lines, at)
            yield start + 1, at, text


def _is_blank(line: str) -> bool:
    return not line.strip() or line.strip().startswith("#")


def _escape(lines: list[str]) -> str:
    """The character that continues a line: a directive at the very top may change it."""
    for line in lines:
        match = DIRECTIVE.match(line.strip())
        if match is None:
            break
        if match[1].lower() == "escape":
            return match[2]
    return "\\"


def _after_documents(text: str, lines: list[str], at: int) -> int:
    """The line behind the here-documents that an instruction opens."""
    if text.split(maxsplit=1)[0].upper() not in TAKES_DOCUMENTS:
        return at
    for end in DOCUMENT.findall(text):
        close = next((n for n in range(at, len(lines)) if lines[n].strip() == end), None)
        at = len(lines) if close is None else close + 1
    return at
