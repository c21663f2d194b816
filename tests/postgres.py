"""A PostgreSQL server for tests: one that DOCKYARD_TEST_POSTGRES names, or Debian's, in a folder.

It listens on a socket in that folder and on no port, and is gone with the session.
"""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from secrets import token_hex

from sqlalchemy import create_engine, make_url

NAMED = "DOCKYARD_TEST_POSTGRES"


def programs() -> Path | None:
    """The folder of initdb and pg_ctl; None when there is no PostgreSQL."""
    found = [*Path("/usr/lib/postgresql").glob("*/bin/initdb"), shutil.which("initdb")]
    return next((Path(one).resolve().parent for one in found if one), None)


@contextmanager
def server() -> Iterator[str]:
    """The URL of a server that is up."""
    if named := os.environ.get(NAMED):
        yield named
        return
    bin, folder = programs(), Path(tempfile.mkdtemp(prefix="dy-pg-"))
    assert bin is not None
    # PostgreSQL refuses to be root.
    user = "nobody" if os.getuid() == 0 else pwd.getpwuid(os.getuid()).pw_name
    shutil.chown(folder, user)

    def run(*argv: str) -> None:
        subprocess.run(argv, user=user, cwd=folder, check=True, stdout=subprocess.DEVNULL)

    data, log = str(folder / "data"), str(folder / "log")
    try:
        run(str(bin / "initdb"), "-D", data, "-A", "trust", "-U", "dockyard", "--no-sync")
        options = f"-k {folder} -c listen_addresses='' -c fsync=off"
        run(str(bin / "pg_ctl"), "-D", data, "-l", log, "-w", "-o", options, "start")
        yield f"postgresql+psycopg://dockyard@/postgres?host={folder}"
    finally:
        if (folder / "data" / "postmaster.pid").exists():
            run(str(bin / "pg_ctl"), "-D", data, "-w", "-m", "immediate", "stop")
        shutil.rmtree(folder)


@contextmanager
def database(url: str) -> Iterator[str]:
    """A new database on a server."""
    name = f"dy_{token_hex(4)}"
    admin = create_engine(url, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.exec_driver_sql(f"CREATE DATABASE {name}")
        yield make_url(url).set(database=name).render_as_string(hide_password=False)
        connection.exec_driver_sql(f"DROP DATABASE {name} WITH (FORCE)")
    admin.dispose()
