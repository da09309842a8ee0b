"""New databases of either kind, empty or as the migrations leave them."""

import atexit
import functools
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.rig.postgres import shared_postgres
from tests.rig.process import clean_environment
from tests.rig.server import run_cli

KINDS = ("sqlite", "postgresql")


def migrate(url: str) -> None:
    """Bring the database to the newest migration, by the command that an operator uses."""
    with tempfile.TemporaryDirectory() as data:
        done = run_cli("migrate", env=clean_environment(UNDERSIGNED_DATA=data, UNDERSIGNED_DATABASE_URL=url))
    if done.returncode != 0:
        raise RuntimeError(f"migrate failed with {done.returncode}:\n{done.stdout}{done.stderr}")


@contextmanager
def fresh_database(kind: str, folder: Path, migrated: bool = True) -> Iterator[str]:
    """The URL of a database that nobody has used; an SQLite file is put in `folder`."""
    if kind == "postgresql":
        url = shared_postgres().fresh_database(migrate if migrated else None)
        yield url
        shared_postgres().drop(url)
        return
    target = folder / "letters.sqlite"
    if migrated:
        shutil.copyfile(_migrated_sqlite(), target)
    yield _sqlite_url(target)


@functools.cache
def _migrated_sqlite() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="undersigned-sqlite-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    file = folder / "template.sqlite"
    migrate(_sqlite_url(file))
    assert not file.with_name(f"{file.name}-wal").exists(), "the migrated file is not whole without its log"
    return file


def _sqlite_url(file: Path) -> str:
    return f"sqlite:///{file}"
