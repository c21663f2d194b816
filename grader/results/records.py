"""The append-only file of signed records, one a finished submission, and its signed head.

Each record names the hash of the one before it. The head says how many there are, which no chain
can say of itself. A record is on disk before the head that counts it, so a crash leaves at most a
torn last line or a head that is one behind; the next append mends either. Nothing that the head
counts is ever rewritten.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from pydantic import ValidationError

from grader.errors import DockyardError
from grader.report import SubmissionReport
from grader.results.files import notebook_path, report_text, write_text
from grader.results.record import (
    NOTHING_BEFORE,
    Head,
    Record,
    hash_of,
    line_of,
    make_head,
    make_record,
)
from grader.results.signing import fingerprint, public_pem, signing_key

RECORDS = "records.jsonl"
HEAD = "records.head.json"
KEYS = "keys"


def append_record(out: Path, report: SubmissionReport) -> None:
    """Adds the record of a report whose files are written.

    The same report a second time adds nothing; another report of the same submission adds a
    record that supersedes the earlier one.

    Raises:
        DockyardError: there is no key to sign with, the file cannot be written, or what it holds
            is not what its head counts.
    """
    key = signing_key()
    _leave_public_key(out, key)
    with _locked(out / RECORDS) as file:
        lines = _mended(file, out)
        record = _record(out, report, lines, key)
        if record is not None:
            file.write(line_of(record) + b"\n")
            file.flush()
            os.fsync(file.fileno())
            lines.append(line_of(record))
        _write_head(out, lines, key)


def _leave_public_key(out: Path, key: Ed25519PrivateKey) -> None:
    path = out / KEYS / f"{fingerprint(key.public_key())}.pem"
    if not path.exists():
        write_text(path, public_pem(key.public_key()))


def split(content: bytes) -> tuple[list[bytes], bytes]:
    """The whole lines of a records file, and what stands after the last of them."""
    *lines, rest = content.split(b"\n")
    return lines, rest


def read_head(out: Path) -> Head | None:
    """The head as stored; None when there is none. Its signature is for others to check.

    Raises:
        ValueError: the file holds something else.
    """
    try:
        content = (out / HEAD).read_bytes()
    except FileNotFoundError:
        return None
    head = Head.model_validate_json(content)
    if line_of(head) + b"\n" != content:
        raise ValueError("not in canonical form")
    return head


@contextmanager
def _locked(path: Path) -> Iterator[IO[bytes]]:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("ab+") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield file
    except OSError as error:
        raise DockyardError(
            f"the record cannot be written: {error.strerror}",
            where=str(path),
            next_step="make room there, or name another folder with --out",
        ) from error


def _mended(file: IO[bytes], out: Path) -> list[bytes]:
    """The lines so far, once a line that a crash tore is cut off."""
    file.seek(0)
    lines, torn = split(file.read())
    _require_counted(out, lines)
    if torn:
        file.truncate(sum(len(line) + 1 for line in lines))
    return lines


def _require_counted(out: Path, lines: Sequence[bytes]) -> None:
    """Raises: DockyardError, unless the lines are those of the head and at most one more."""
    try:
        head = read_head(out)
    except (ValueError, ValidationError):
        raise _tampered(out, "its head, records.head.json, is damaged") from None
    count = head.count if head else 0
    if not count <= len(lines) <= count + 1:
        raise _tampered(out, f"it holds {len(lines)} records, and its head counts {count}")
    if head and hash_of(lines[count - 1]) != head.last:
        raise _tampered(out, f"record {count} is not the one that its head names")


def _record(
    out: Path, report: SubmissionReport, lines: Sequence[bytes], key: Ed25519PrivateKey
) -> Record | None:
    """The record to add, or None when the newest of this submission is of this very report."""
    report_sha256 = hash_of(report_text(report).encode())
    newest = _newest(lines, report.submission)
    if newest is not None and newest["report_sha256"] == report_sha256:
        return None
    return make_record(
        report,
        sequence=len(lines) + 1,
        previous=hash_of(lines[-1]) if lines else NOTHING_BEFORE,
        report_sha256=report_sha256,
        notebook_sha256=digest(notebook_path(out, report.submission)),
        key=key,
    )


def _newest(lines: Sequence[bytes], submission: str) -> dict[str, str] | None:
    """Reads from the end, and parses only lines that may be of this submission."""
    named = json.dumps(submission, ensure_ascii=False).encode()
    for line in reversed(lines):
        if named in line:
            record: dict[str, str] = json.loads(line)
            if record["submission"] == submission:
                return record
    return None


def digest(path: Path) -> str:
    """SHA-256 of a file; empty when there is no such file."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except FileNotFoundError:
        return ""


def _write_head(out: Path, lines: Sequence[bytes], key: Ed25519PrivateKey) -> None:
    head = make_head(len(lines), hash_of(lines[-1]), key)
    if read_head(out) == head:
        return
    write_text(out / HEAD, line_of(head).decode() + "\n")
    folder = os.open(out, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        # The head's new name must not be lost in a power cut that the next record survives.
        os.fsync(folder)
    finally:
        os.close(folder)


def _tampered(out: Path, what: str) -> DockyardError:
    return DockyardError(
        f"these records are not as they were left: {what}",
        where=str(out / RECORDS),
        next_step=f"./dockyard verify {out}, then grade into another folder",
    )
