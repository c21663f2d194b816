"""Reads the chain of records back and says where it does not hold.

A line holds when it is canonical JSON of a record, is in its place, names the hash of the line
before, and is signed by a key that is trusted. The head tells how many there must be. Writes
nothing, and looks at no other file of the results.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from pydantic import ValidationError

from grader.errors import DockyardError
from grader.results.records.log import HEAD, RECORDS, read_head, split
from grader.results.records.record import (
    NOTHING_BEFORE,
    Head,
    Record,
    hash_of,
    line_of,
    message_of,
)
from grader.results.records.signing import is_signed

COMPARE = "compare with a copy of this folder; what cannot be restored is to be graded again"
GO_ON = "run ./dockyard grade again with the same --out: it mends what a crash left"

Keys = Mapping[str, Ed25519PublicKey]


@dataclass(frozen=True)
class Chain:
    """The records that hold by themselves, oldest first, and all that is wrong with the rest."""

    records: tuple[Record, ...]
    last: str
    faults: tuple[DockyardError, ...]

    @property
    def newest(self) -> dict[str, Record]:
        """The record that counts, by submission."""
        return {record.submission: record for record in self.records}


def read_chain(out: Path, keys: Keys) -> Chain:
    """The records of a folder. A fault names the line, which is also the sequence number."""
    path = out / RECORDS
    try:
        lines, torn = split(path.read_bytes())
    except OSError as error:
        what = f"there are no records: {error.strerror}"
        fault = DockyardError(what, where=str(path), next_step="name the folder given to --out")
        return Chain((), NOTHING_BEFORE, (fault,))
    records, faults = [], []
    previous = NOTHING_BEFORE
    for number, line in enumerate(lines, 1):
        record, wrong = _record(line, number, previous, keys)
        faults += [_fault(f"{path}:{number}", what, COMPARE) for what in wrong]
        records += [record] if record else []
        previous = hash_of(line)
    if torn:
        what = f"the line after record {len(lines)} is torn"
        faults.append(_fault(f"{path}:{len(lines) + 1}", what, GO_ON))
    faults += _head_faults(out, lines, keys)
    return Chain(tuple(records), previous, tuple(faults))


def _record(line: bytes, number: int, previous: str, keys: Keys) -> tuple[Record | None, list[str]]:
    """A line's record, None when it is not to be believed, and what is wrong with it."""
    try:
        record = Record.model_validate_json(line)
    except ValidationError as error:
        return None, [f"record {number} is damaged: {_first(error)}"]
    if line_of(record) != line:
        return None, [f"record {number} is not as it was written"]
    wrong = []
    if record.sequence != number:
        wrong.append(f"record {record.sequence} stands in the place of record {number}")
    if record.previous != previous:
        wrong.append(f"record {record.sequence} does not follow the line before it")
    distrust = _distrust(record, keys)
    return (None, [*wrong, distrust]) if distrust else (record, wrong)


def _distrust(signed: Record | Head, keys: Keys) -> str:
    """Why a signature does not count; empty when it does."""
    key = keys.get(signed.key)
    what = f"record {signed.sequence}" if isinstance(signed, Record) else "the head"
    if key is None:
        return f"{what} is signed by {signed.key}, whose public key is not among those trusted"
    if not is_signed(key, bytes.fromhex(signed.signature), message_of(signed)):
        return f"the signature of {what} is wrong"
    return ""


def _head_faults(out: Path, lines: list[bytes], keys: Keys) -> Iterator[DockyardError]:
    path = out / HEAD
    try:
        head = read_head(out)
    except (ValueError, OSError) as error:
        yield _fault(path, f"it is damaged: {_first(error)}", COMPARE)
        return
    if head is None:
        next_step = GO_ON if len(lines) <= 1 else COMPARE
        yield _fault(path, "it is not there, so records may lack at the end", next_step)
    elif distrust := _distrust(head, keys):
        yield _fault(path, distrust, COMPARE)
    elif head.count > len(lines):
        what = f"there were {head.count} records, and {len(lines)} are left"
        yield _fault(out / RECORDS, what, COMPARE)
    elif hash_of(lines[head.count - 1]) != head.last:
        what = f"record {head.count} is not the one that {HEAD} names"
        yield _fault(f"{out / RECORDS}:{head.count}", what, COMPARE)
    elif head.count < len(lines):
        next_step = GO_ON if len(lines) == head.count + 1 else COMPARE
        what = f"it counts {head.count} records, and there are {len(lines)}"
        yield _fault(path, what, next_step)


def _first(error: Exception) -> str:
    if isinstance(error, ValidationError):
        one = error.errors(include_input=False, include_url=False)[0]
        return ": ".join(filter(None, [".".join(map(str, one["loc"])), one["msg"]]))
    return str(error)


def _fault(where: Path | str, what: str, next_step: str) -> DockyardError:
    return DockyardError(what, where=str(where), next_step=next_step)
