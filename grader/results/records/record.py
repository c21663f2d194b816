"""One signed record: what one finished submission came to, as a line of canonical JSON.

Canonical is what RFC 8785 makes of these values: sorted keys, no blanks, and no numbers but
integers, so that every program computes the same bytes.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, timedelta
from typing import Annotated, Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from pydantic import Field, StringConstraints

from grader.report import Model, Status, SubmissionReport
from grader.results.records.signing import fingerprint

RECORD_VERSION = "1.0"
NOTHING_BEFORE = "0" * 64
"""What the first record names as the one before it."""

Sha256 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
Sha256OrNone = Annotated[str, StringConstraints(pattern=r"^([0-9a-f]{64})?$")]
Signature = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{128}$")]
Fingerprint = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{32}$")]
Decimal = Annotated[str, StringConstraints(pattern=r"^[0-9]+(\.[0-9]+)?$")]


class Record(Model):
    """One line of records.jsonl."""

    schema_version: str = RECORD_VERSION
    sequence: int = Field(ge=1, description="1 for the first record, then one more each.")
    previous: Sha256 = Field(description="SHA-256 of the line before, zeros for the first.")
    submission: str
    learner: str
    lesson: str
    course_run: str
    attempt: int = Field(ge=1)
    status: Status
    points: Decimal
    max_points: Decimal
    content_sha256: Sha256OrNone = Field(description="Of the submitted file.")
    report_sha256: Sha256 = Field(description="Of reports/SUBMISSION.json.")
    notebook_sha256: Sha256OrNone = Field(
        description="Of notebooks/SUBMISSION.ipynb; empty when there is none."
    )
    course_version: str
    engine_version: str
    finished_at: str = Field(description="UTC, ISO 8601.")
    key: Fingerprint = Field(description="Which key signed: keys/KEY.pem.")
    signature: Signature = Field(
        description="Ed25519, in hexadecimal, over the canonical JSON of all the other fields."
    )


class Head(Model):
    """records.head.json: how many records there are, and the hash of the last."""

    schema_version: str = RECORD_VERSION
    count: int = Field(ge=1)
    last: Sha256
    key: Fingerprint
    signature: Signature


def make_record(
    report: SubmissionReport,
    *,
    sequence: int,
    previous: str,
    report_sha256: str,
    notebook_sha256: str,
    key: Ed25519PrivateKey,
) -> Record:
    """The record of a report, signed."""
    finished_at = report.started_at.astimezone(UTC) + timedelta(seconds=report.duration_s)
    shared = report.model_dump(
        include={
            *("submission", "learner", "lesson", "course_run", "attempt", "content_sha256"),
            *("course_version", "engine_version"),
        }
    )
    return Record.model_validate(
        _signed(
            {
                "schema_version": RECORD_VERSION,
                "sequence": sequence,
                "previous": previous,
                **shared,
                "status": report.status.value,
                "points": decimal_text(report.points),
                "max_points": decimal_text(report.max_points),
                "report_sha256": report_sha256,
                "notebook_sha256": notebook_sha256,
                "finished_at": finished_at.isoformat(timespec="milliseconds"),
            },
            key,
        )
    )


def make_head(count: int, last: str, key: Ed25519PrivateKey) -> Head:
    """The head after `count` records, signed."""
    fields = {"schema_version": RECORD_VERSION, "count": count, "last": last}
    return Head.model_validate(_signed(fields, key))


def line_of(signed: Record | Head) -> bytes:
    """A record or head as it stands in its file, without a newline."""
    return canonical(signed.model_dump(mode="json"))


def message_of(signed: Record | Head) -> bytes:
    """What its signature is over."""
    return canonical(signed.model_dump(mode="json", exclude={"signature"}))


def hash_of(line: bytes) -> str:
    return hashlib.sha256(line).hexdigest()


def canonical(value: Mapping[str, Any]) -> bytes:
    """Example:
    >>> canonical({"b": 1, "a": "é"}).decode()
    '{"a":"é","b":1}'
    """
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def decimal_text(points: float) -> str:
    """Example:
    >>> decimal_text(2.0), decimal_text(0.1 + 0.2), decimal_text(1e6)
    ('2', '0.3', '1000000')
    """
    return f"{points:.6f}".rstrip("0").rstrip(".")


def _signed(fields: dict[str, Any], key: Ed25519PrivateKey) -> dict[str, Any]:
    fields = {**fields, "key": fingerprint(key.public_key())}
    return {**fields, "signature": key.sign(canonical(fields)).hex()}
