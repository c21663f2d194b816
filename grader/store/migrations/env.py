"""What Alembic runs: the migrations, in the transaction of whoever opens the store."""

from __future__ import annotations

from alembic import context

from grader.store import Base

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=True,  # SQLite cannot alter a table in place
)
context.run_migrations()
