"""The record's JSON schema, as published in docs/record.schema.json.

python -m grader.results.record_schema > docs/record.schema.json
"""

from __future__ import annotations

from grader.report_schema import published
from grader.results.record import RECORD_VERSION, Record


def schema_text() -> str:
    """The schema of one line of records.jsonl, as the file holds it."""
    return published(Record, RECORD_VERSION, made_by="grader/results/record_schema.py")


if __name__ == "__main__":
    print(schema_text(), end="")
