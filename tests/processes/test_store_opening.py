"""Opening a store: its tables come up to date once, and whatever is wrong is one clear line."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import create_engine, text

from grader.store import Base, Store, StoreError, file_url
from grader.store.database import open_database


def test_the_migrations_make_exactly_the_tables_of_the_model(store_url: str) -> None:
    engine = open_database(store_url)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        differences = compare_metadata(context, Base.metadata)
    engine.dispose()
    assert differences == []


def test_many_graders_may_open_an_empty_store_at_once(store_url: str) -> None:
    with ThreadPoolExecutor(6) as pool:
        stores = list(pool.map(Store.open, [store_url] * 6))
    assert [store.owners() for store in stores] == [{}] * 6
    for store in stores:
        store.close()


def test_a_store_of_a_newer_version_is_left_alone(store_url: str) -> None:
    open_database(store_url).dispose()
    engine = create_engine(store_url)
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(StoreError, match=r"newer Dockyard .*9999.*Next: update"):
        Store.open(store_url)
    with engine.connect() as connection:
        assert connection.scalar(text("SELECT version_num FROM alembic_version")) == "9999"
    engine.dispose()


@pytest.mark.parametrize("url", ["mysql://host/db", "nonsense", "", "oracle+x://h/d"])
def test_another_kind_of_store_is_refused_in_one_line(url: str) -> None:
    with pytest.raises(StoreError, match=r"no such kind of store.*Next: name postgresql"):
        Store.open(url)


def test_a_server_that_is_not_there_is_one_line_without_the_password() -> None:
    with pytest.raises(StoreError, match=r"does not answer.*Next: ") as raised:
        Store.open("postgresql://ada:s3cret@127.0.0.1:1/grades")
    assert "s3cret" not in str(raised.value) and "\n" not in str(raised.value)


def test_a_file_that_is_no_database_is_one_line(tmp_path: Path) -> None:
    path = tmp_path / "store.sqlite"
    path.write_text("no database at all, but long enough to be looked at\n" * 100)
    with pytest.raises(StoreError, match=r"store\.sqlite: .*not a database.*Next: "):
        Store.open(file_url(path))


def test_a_folder_that_cannot_be_made_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("a file where the folder should be")
    with pytest.raises(StoreError, match=r"cannot be made.*Next: "):
        Store.open(file_url(tmp_path / "a" / "store.sqlite"))
