"""The roster: who is in the class, and by when their work is due. Read from a CSV file.

A row is a learner, or a learner and a lesson where that differs by lesson. Errors name row and
column as a spreadsheet counts them. Times without a zone are UTC.
"""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path

from grader.errors import DockyardError

COLUMNS = ("learner", "name", "email", "section", "lesson", "due", "submitted_at")
TIME_COLUMNS = ("due", "submitted_at")
A_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
TIMES = "write 2026-05-01, 2026-05-01T18:00 (UTC) or 2026-05-01T18:00+02:00"


@dataclass(frozen=True)
class Entry:
    """One row. `lesson` is empty where the row is of every lesson.

    `submitted_at` is when the work came in, by somebody who knows better than the file does.
    """

    learner: str
    name: str = ""
    email: str = ""
    section: str = ""
    lesson: str = ""
    due: datetime | None = None
    submitted_at: datetime | None = None


@dataclass(frozen=True)
class Roster:
    """Everybody who is expected to hand in."""

    entries: tuple[Entry, ...] = ()

    @cached_property
    def _by_key(self) -> Mapping[tuple[str, str], Entry]:
        return {(key_of(one.learner), one.lesson): one for one in self.entries}

    def entry(self, learner: str, lesson: str) -> Entry | None:
        """The learner's row of that lesson, else that of every lesson."""
        key = key_of(learner)
        return self._by_key.get((key, lesson)) or self._by_key.get((key, ""))

    def expected(self, lessons: Iterable[str]) -> Iterator[tuple[Entry, str]]:
        """Each learner and each lesson to hand in: those given here and those of the roster."""
        named = sorted({*lessons, *(entry.lesson for entry in self.entries)} - {""})
        for learner in dict.fromkeys(key_of(entry.learner) for entry in self.entries):
            found = ((self.entry(learner, lesson), lesson) for lesson in named)
            yield from ((entry, lesson) for entry, lesson in found if entry is not None)


def key_of(learner: str) -> str:
    """What two spellings of one name have in common: file systems differ on how an é is stored."""
    return unicodedata.normalize("NFC", learner)


def parse_time(text: str) -> datetime:
    """A moment, in UTC. Without a zone it is UTC; a date alone is the last second of that day.

    Raises:
        ValueError: it is no ISO 8601 date or time.

    Example:
        >>> parse_time("2026-05-01T18:00+02:00").isoformat(), parse_time("2026-05-01").isoformat()
        ('2026-05-01T16:00:00+00:00', '2026-05-01T23:59:59+00:00')
    """
    text = text.strip()
    if A_DATE.fullmatch(text):
        text += "T23:59:59"
    moment = datetime.fromisoformat(text)
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)


def parse_due(text: str) -> datetime:
    """What `--due` says.

    Raises:
        DockyardError: it is no time.
    """
    try:
        return parse_time(text)
    except (ValueError, OverflowError) as error:
        raise DockyardError(f"no time: {text!r}", where="--due", next_step=TIMES) from error


def read_roster(path: Path) -> Roster:
    """The roster in a CSV file: commas, semicolons or tabs, with or without a byte order mark.

    Raises:
        DockyardError: it cannot be read, or a cell is wrong; row and column are named.
    """
    rows = _rows(path)
    columns = _columns(path, next(rows, []))
    entries: dict[tuple[str, str], int] = {}
    found = []
    for number, cells in enumerate(rows, 2):
        if not any(cell.strip() for cell in cells):
            continue
        if len(cells) > len(columns) and any(cell.strip() for cell in cells[len(columns) :]):
            raise _fault(path, number, "", f"{len(cells)} cells, and {len(columns)} columns")
        entry = _entry(path, number, dict(zip(columns, map(str.strip, cells), strict=False)))
        key = key_of(entry.learner), entry.lesson
        if key in entries:
            what = f"{entry.learner!r} is in row {entries[key]} already"
            raise _fault(path, number, "learner", what, "remove one of the two rows")
        entries[key] = number
        found.append(entry)
    return Roster(tuple(found))


def _rows(path: Path) -> Iterator[list[str]]:
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise DockyardError(
            f"the roster cannot be read: {error.strerror}",
            where=str(path),
            next_step=f"ls {path.parent}",
        ) from error
    except UnicodeDecodeError as error:
        raise DockyardError(
            f"the roster is not UTF-8: {error.reason} at byte {error.start}",
            where=str(path),
            next_step="save it as “CSV UTF-8”",
        ) from error
    head = text.split("\n", 1)[0]
    separator = max(",;\t", key=head.count)
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    try:
        yield from rows
    except csv.Error as error:
        what = f"it cannot be read: {error}"
        raise _fault(
            path, rows.line_num, "", what, "look for a quote that is not closed"
        ) from error


def _columns(path: Path, head: list[str]) -> list[str]:
    columns = [cell.strip().casefold() for cell in head]
    while columns and not columns[-1]:
        columns.pop()
    known = f"the columns are: {', '.join(COLUMNS)}"
    for column in columns:
        if column not in COLUMNS or columns.count(column) > 1:
            what = "this column twice" if column in COLUMNS else "an unknown column"
            raise _fault(path, 1, column, what, known)
    if "learner" not in columns:
        raise _fault(path, 1, "learner", "this column lacks", known)
    return columns


def _entry(path: Path, number: int, cells: Mapping[str, str]) -> Entry:
    if not cells.get("learner"):
        raise _fault(path, number, "learner", "this cell is empty", "write who it is")
    texts = {column: text for column, text in cells.items() if column not in TIME_COLUMNS}
    due, submitted_at = (_time(path, number, column, cells) for column in TIME_COLUMNS)
    return Entry(**texts, due=due, submitted_at=submitted_at)


def _time(path: Path, number: int, column: str, cells: Mapping[str, str]) -> datetime | None:
    try:
        return parse_time(cells[column]) if cells.get(column) else None
    except (ValueError, OverflowError):
        raise _fault(path, number, column, f"no time: {cells[column]!r}", TIMES) from None


def _fault(
    path: Path, row: int, column: str, what: str, next_step: str = "mend that row"
) -> DockyardError:
    where = f"{path}, row {row}" + (f", column {column}" if column else "")
    return DockyardError(what, where=where, next_step=next_step)
