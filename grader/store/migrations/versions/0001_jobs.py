"""Submissions, their gradings, and the notebooks as they ran."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    op.create_table(
        "submission",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("name", sa.String, nullable=False),
        sa.Column("learner", sa.String, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_submission"),
        sa.UniqueConstraint("name", name="uq_submission_name"),
    )
    op.create_table(
        "job",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("submission_id", sa.Integer, nullable=False),
        sa.Column("key", sa.String, nullable=False),
        sa.Column("requested", sa.Integer, nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("owner", sa.String, nullable=False),
        sa.Column("lease_until", sa.Double, nullable=False),
        sa.Column("not_before", sa.Double, nullable=False),
        sa.Column("failures", sa.Integer, nullable=False),
        sa.Column("status", sa.String, nullable=False),
        sa.Column("points", sa.Double, nullable=False),
        sa.Column("max_points", sa.Double, nullable=False),
        sa.Column("report", sa.String, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_job"),
        sa.ForeignKeyConstraint(["submission_id"], ["submission.id"], name="fk_job_submission_id"),
        sa.UniqueConstraint("key", name="uq_job_key"),
        sa.CheckConstraint("state IN ('queued', 'leased', 'to be retried', 'done')", name="state"),
    )
    op.create_index("ix_job_submission_id", "job", ["submission_id"])
    op.create_table(
        "executed",
        sa.Column("job_id", sa.Integer, nullable=False),
        sa.Column("notebook", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("job_id", name="pk_executed"),
        sa.ForeignKeyConstraint(["job_id"], ["job.id"], name="fk_executed_job_id"),
    )
