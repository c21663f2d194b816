"""The record's JSON schema, as published in docs/record.schema.json.

python -m grader.results.records.schema > docs/record.schema.json
"""

from __future__ import annotations

from grader.report import published
from grader.results.records.record import RECORD_VERSION, Record


def schema_text() -> str:
    """The schema of one line of records.jsonl, as the file holds it."""
    return published(Record, RECORD_VERSION, made_by="grader/results/records/schema.py")


if __name__ == "__main__":
    print(schema_text(), end="")
