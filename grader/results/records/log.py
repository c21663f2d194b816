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
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from pydantic import ValidationError

from grader.errors import DockyardError
from grader.report import SubmissionReport
from grader.results.files import report_text, write_text
from grader.results.records.record import (
    NOTHING_BEFORE,
    Head,
    Record,
    hash_of,
    line_of,
    make_head,
    make_record,
)
from grader.results.records.signing import fingerprint, public_pem, signing_key

RECORDS = "records.jsonl"
HEAD = "records.head.json"
KEYS = "keys"


@dataclass
class Records:
    """The records of one folder, open for adding to.

    Holds in mind what it has read, so a file of any length is read once, and only what others
    added since is read again.
    """

    out: Path
    _end_bytes: int = 0
    _line_bytes: int = 0
    _count: int = 0
    _last: deque[str] = field(default_factory=lambda: deque([NOTHING_BEFORE], maxlen=2))
    """The hashes of the last two lines, the newest at the end."""

    _reports: dict[str, str] = field(default_factory=dict)
    """Submission → the hash of the report in its newest record."""

    def append(self, report: SubmissionReport, notebook_sha256: str) -> None:
        """Adds the record of a report whose files are written.

        Args:
            notebook_sha256: of the executed notebook's file; empty when there is none.

        The same report a second time adds nothing; another report of the same submission adds a
        record that supersedes the earlier one.

        Raises:
            DockyardError: there is no key to sign with, the file cannot be written, or what it
                holds is not what its head counts.
        """
        key = signing_key()
        _leave_public_key(self.out, key)
        with locked(self.out / RECORDS) as file:
            self._catch_up(file)
            if self._count:
                # An earlier run may not have been able to: a second record would be one too many.
                _write_head(self.out, make_head(self._count, self._last[-1], key))
            if (record := self._record(report, notebook_sha256, key)) is not None:
                line = line_of(record)
                file.write(line + b"\n")
                file.flush()
                os.fsync(file.fileno())
                self._note(line)
            _write_head(self.out, make_head(self._count, self._last[-1], key))

    def _catch_up(self, file: IO[bytes]) -> None:
        """Reads what was added, and cuts off a line that a crash tore."""
        if os.fstat(file.fileno()).st_size < self._end_bytes:
            raise _tampered(self.out, f"it is shorter than {self._count} records are")
        last = os.pread(
            file.fileno(), self._line_bytes, max(self._end_bytes - self._line_bytes - 1, 0)
        )
        if self._count and hash_of(last) != self._last[-1]:
            raise _tampered(self.out, f"record {self._count} was changed while we graded")
        file.seek(self._end_bytes)
        lines, torn = split(file.read())
        for line in lines:
            self._note(line)
        self._require_counted()
        if torn:
            file.truncate(self._end_bytes)

    def _note(self, line: bytes) -> None:
        try:
            record = json.loads(line)
            follows = (record["sequence"], record["previous"]) == (self._count + 1, self._last[-1])
            name, report_sha256 = record["submission"], record["report_sha256"]
        except (ValueError, TypeError, KeyError):
            raise _tampered(self.out, f"record {self._count + 1} is damaged") from None
        if not follows:
            raise _tampered(self.out, f"record {self._count + 1} does not follow the one before it")
        self._reports[name] = report_sha256
        self._line_bytes = len(line)
        self._end_bytes += len(line) + 1
        self._count += 1
        self._last.append(hash_of(line))

    def _require_counted(self) -> None:
        """Raises: DockyardError, unless the lines are those of the head and at most one more."""
        try:
            head = read_head(self.out)
        except (ValueError, ValidationError):
            raise _tampered(self.out, "its head, records.head.json, is damaged") from None
        count = head.count if head else 0
        if not count <= self._count <= count + 1:
            said = f"it holds {self._count} records, and its head counts {count}"
            raise _tampered(self.out, said)
        if head and self._last[-1 if count == self._count else 0] != head.last:
            raise _tampered(self.out, f"record {count} is not the one that its head names")

    def _record(
        self, report: SubmissionReport, notebook_sha256: str, key: Ed25519PrivateKey
    ) -> Record | None:
        """The record to add, or None when the newest of this submission is of this report."""
        report_sha256 = hash_of(report_text(report).encode())
        if self._reports.get(report.submission) == report_sha256:
            return None
        return make_record(
            report,
            sequence=self._count + 1,
            previous=self._last[-1],
            report_sha256=report_sha256,
            notebook_sha256=notebook_sha256,
            key=key,
        )


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
def locked(path: Path) -> Iterator[IO[bytes]]:
    """A file to read and to add to, alone among graders.

    Raises:
        DockyardError: it cannot be written.
    """
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


def digest(path: Path) -> str:
    """SHA-256 of a file; empty when there is no such file."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except FileNotFoundError:
        return ""


def _write_head(out: Path, head: Head) -> None:
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
