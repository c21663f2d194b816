"""Whether a folder of results is as grading left it: `./dockyard verify DIR`.

Looks at the chain of records first, then at the files that the newest record of each submission
vouches for. Names every fault it finds. What it cannot see: an older state of the whole folder,
records and head together, put in place of the newer one.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from rich.console import Console

from grader.errors import DockyardError
from grader.results.files import (
    COLUMNS,
    cell,
    notebook_path,
    points_cell,
    report_path,
    table_text,
)
from grader.results.records.chain import Chain, read_chain
from grader.results.records.log import KEYS, RECORDS, digest
from grader.results.records.record import Record
from grader.results.records.signing import (
    fingerprint,
    key_path,
    public_pem,
    read_public_key,
    signing_key,
)

Keys = Mapping[str, Ed25519PublicKey]

GRADE_AGAIN = "run ./dockyard grade again with the same --out: it writes this table anew"


@dataclass(frozen=True)
class Verified:
    """What was found: nothing in `faults` means that all is as it was left."""

    chain: Chain
    keys: Keys
    faults: tuple[DockyardError, ...] = field(default=())


def verify_command(out: Path, keys: Sequence[Path] = (), *, console: Console | None = None) -> int:
    """Prints every fault, or what was verified. Returns: 0 when there is no fault, else 1.

    Args:
        keys: public keys that alone may have signed; those in the folder when none is given.
    """
    console = console or Console()
    found = verify(out, keys)
    lines = [f"✗ {fault}" for fault in found.faults] or list(_said(found, own=not keys))
    for line in lines:
        console.print(line, markup=False, highlight=False, soft_wrap=True)
    return 1 if found.faults else 0


def verify(out: Path, keys: Sequence[Path] = ()) -> Verified:
    """Everything that can be said about a folder of results.

    Raises:
        DockyardError: a key that was named cannot be read.
    """
    trusted, faults = _keys(out, keys)
    chain = read_chain(out, trusted)
    faults += chain.faults
    if not (out / RECORDS).is_file():
        return Verified(chain, trusted, tuple(faults))
    newest = chain.newest
    faults += _files(out, newest)
    faults += _strangers(out, newest)
    faults += _grades(out, newest)
    return Verified(chain, trusted, tuple(faults))


def _keys(out: Path, named: Sequence[Path]) -> tuple[Keys, list[DockyardError]]:
    if named:
        return {fingerprint(key): key for key in map(read_public_key, named)}, []
    keys, faults = {}, []
    for path in sorted((out / KEYS).glob("*.pem")):
        try:
            key = read_public_key(path)
        except DockyardError as error:
            faults.append(error)
            continue
        if fingerprint(key) == path.stem and path.read_bytes() == public_pem(key).encode():
            keys[path.stem] = key
        else:
            what = f"not the key that it is named by, but {fingerprint(key)}"
            faults.append(_fault(path, what, "put the instructor's public key there"))
    return keys, faults


def _files(out: Path, newest: Mapping[str, Record]) -> Iterator[DockyardError]:
    for name, record in newest.items():
        again = f"restore it from a copy, or grade {name} again"
        vouched = {
            report_path(out, name): record.report_sha256,
            notebook_path(out, name): record.notebook_sha256,
        }
        for path, expected in vouched.items():
            found = digest(path)
            if found == expected:
                continue
            what = "this file was changed after" if found and expected else "there should be "
            if not (found and expected):
                what += "no such file, says" if found else "such a file, says"
            yield _fault(path, f"{what} record {record.sequence}", again)


def _strangers(out: Path, newest: Mapping[str, Record]) -> Iterator[DockyardError]:
    for folder, ending in (("reports", ".json"), ("notebooks", ".ipynb")):
        for path in sorted((out / folder).glob(f"*{ending}")):
            # Half-written files of a run that was killed have a dot in front.
            if path.name.removesuffix(ending) not in newest and not path.name.startswith("."):
                yield _fault(path, "no record is of this file", f"rm {path}, or grade it again")


def _grades(out: Path, newest: Mapping[str, Record]) -> Iterator[DockyardError]:
    path = out / "grades.csv"
    try:
        text = path.read_bytes().decode()
        head, *rows = list(csv.reader(io.StringIO(text, newline="")))
    except (OSError, ValueError, csv.Error) as error:
        yield _fault(path, f"it cannot be read: {error}", GRADE_AGAIN)
        return
    seen: set[str] = set()
    faults = []
    for number, row in enumerate(rows, 1):
        what = _wrong_row(row, newest, seen)
        faults += [_fault(f"{path}, row {number}", what, GRADE_AGAIN)] if what else []
    for name in sorted(newest.keys() - seen):
        what = f"no row of {name!r}, record {newest[name].sequence}"
        faults.append(_fault(path, what, GRADE_AGAIN))
    if not faults and text != table_text([COLUMNS, *rows]):
        faults = [_fault(path, f"it is not as it was written: {','.join(head)}…", GRADE_AGAIN)]
    yield from faults


def _wrong_row(row: Sequence[str], newest: Mapping[str, Record], seen: set[str]) -> str:
    """What is wrong with a row, empty when nothing is; notes its submission as seen."""
    name = row[0] if row else ""
    record, is_second = newest.get(name), name in seen
    seen.add(name)
    if record is None or is_second:
        return f"a second row of {name!r}" if is_second else f"no record is of {name!r}"
    if list(row) != _row(record):
        return f"{','.join(row)} is not what record {record.sequence} says"
    return ""


def _row(record: Record) -> list[str]:
    points = points_cell(float(record.points), record.status)
    max_points = f"{float(record.max_points):g}"
    row = record.submission, record.learner, points, max_points, record.status.value
    return [*map(cell, row)]


def _said(found: Verified, *, own: bool) -> Iterator[str]:
    chain = found.chain
    yield (
        f"✓ {len(chain.records)} records of {len(chain.newest)} submissions hold, "
        "and so do their reports, notebooks and grades.csv."
    )
    yield f"  head: {len(chain.records)} {chain.last}"
    ours = _own_fingerprint() if own else ""
    for key in sorted({record.key for record in chain.records}):
        whose = "this user's own key" if key == ours else "a key that you named"
        if own and key != ours:
            whose = "not this user's: compare it with the one that the grading instructor has"
        yield f"  signed by {key}: {whose}"


def _own_fingerprint() -> str:
    """Empty when this user has no key, or none that can be used: verifying needs none."""
    with suppress(DockyardError):
        return fingerprint(signing_key().public_key()) if key_path().exists() else ""
    return ""


def _fault(where: Path | str, what: str, next_step: str) -> DockyardError:
    return DockyardError(what, where=str(where), next_step=next_step)
