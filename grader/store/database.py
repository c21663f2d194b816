"""Opens the database of a store and brings its tables up to date.

SQLite or PostgreSQL, by URL. Every transaction on SQLite takes the write lock when it begins: two
graders then wait for each other instead of failing half-way.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import URL, Connection, Engine, create_engine, event, func, make_url, select, text
from sqlalchemy.exc import ArgumentError, SQLAlchemyError

from grader.errors import DockyardError

MIGRATIONS = Path(__file__).with_name("migrations")
BUSY_TIMEOUT_S = 30
CONNECT_TIMEOUT_S = 10
LOCK = 0x646F636B
"""The advisory lock, on PostgreSQL, of whoever registers or migrates."""


class StoreError(DockyardError):
    """A store that cannot be opened, read or written."""


def file_url(path: Path) -> str:
    """The URL of a store in a file."""
    return URL.create("sqlite", database=str(path.absolute())).render_as_string()


def open_database(url: str) -> Engine:
    """An engine of SQLAlchemy on tables that are up to date.

    Raises:
        StoreError: no such kind of store, no answer, or one of a newer Dockyard.
    """
    address = _address(url)
    try:
        with storing(address):
            engine = _engine(address)
            with engine.begin() as connection:
                _migrate(connection, address)
    except ModuleNotFoundError as error:
        raise StoreError(
            f"the driver of this kind of store is not installed: {error.name}",
            where=_shown(address),
            next_step="pip install 'dockyard[cluster]'",
        ) from error
    return engine


@contextmanager
def storing(at: URL) -> Iterator[None]:
    """Whatever the database refuses becomes one line.

    Raises:
        StoreError: with the database's own words.
    """
    try:
        yield
    except SQLAlchemyError as error:
        cause = getattr(error, "orig", None) or error
        said = " ".join(str(cause).split())
        raise StoreError(
            f"the store does not answer as it should: {said}"[:400],
            where=_shown(at),
            next_step="see that the database is up and may be written, then run the same again",
        ) from error
    except OSError as error:
        raise StoreError(
            f"the store cannot be made: {error.strerror}",
            where=_shown(at),
            next_step="name a folder of yours with --out",
        ) from error


def now(connection: Connection) -> float:
    """The time of the one clock that all graders on this store share."""
    if connection.dialect.name == "postgresql":
        return float(
            connection.scalar(select(func.extract("epoch", func.clock_timestamp()))) or 0.0
        )
    return float(connection.scalar(text("SELECT (julianday('now') - 2440587.5) * 86400.0")) or 0.0)


def take_the_write_lock(connection: Connection) -> None:
    """Waits until no other grader registers or migrates, to the end of this transaction."""
    if connection.dialect.name == "postgresql":
        connection.execute(select(func.pg_advisory_xact_lock(LOCK)))


def _address(url: str) -> URL:
    try:
        address = make_url(url)
    except ArgumentError as error:
        raise _unknown(url.partition(":")[0]) from error
    if address.drivername in ("postgresql", "postgres"):
        address = address.set(drivername="postgresql+psycopg")
    if address.drivername not in ("sqlite", "postgresql+psycopg"):
        raise _unknown(address.drivername)
    return address


def _unknown(kind: str) -> StoreError:
    return StoreError(
        f"no such kind of store: {kind!r}",
        where="--store",
        next_step="name postgresql+psycopg://USER@HOST/DATABASE, or leave --store out for SQLite",
    )


def _engine(at: URL) -> Engine:
    if at.get_backend_name() == "postgresql":
        return create_engine(
            at, pool_pre_ping=True, connect_args={"connect_timeout": CONNECT_TIMEOUT_S}
        )
    if at.database:
        Path(at.database).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(at, connect_args={"timeout": BUSY_TIMEOUT_S})
    event.listen(engine, "connect", _as_sqlite_should)
    event.listen(engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN IMMEDIATE"))
    return engine


def _as_sqlite_should(connection: Any, _: object) -> None:
    # The driver would begin transactions by itself, too late and not for every statement.
    connection.isolation_level = None
    # FULL: a grade that was told is still there after a power cut.
    for pragma in ("journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON"):
        connection.execute(f"PRAGMA {pragma}")


def _migrate(connection: Connection, at: URL) -> None:
    take_the_write_lock(connection)
    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
    current = MigrationContext.configure(connection).get_current_heads()
    if newer := sorted(set(current) - known):
        raise StoreError(
            f"this store was made by a newer Dockyard (its tables are of version {newer[0]})",
            where=_shown(at),
            next_step="update this checkout, or grade into another folder with --out",
        )
    command.upgrade(config, "head")


def _shown(at: URL) -> str:
    return at.database or "store" if at.drivername == "sqlite" else at.render_as_string()
