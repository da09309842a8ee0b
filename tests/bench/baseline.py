"""What the service is compared with: bare Litestar handlers that do the same by hand."""

import asyncio
import json
import os
import sqlite3
import sys
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from pathlib import Path
from time import time
from typing import Any

import asyncpg
from litestar import Litestar, Request, Response, get, post
from litestar.response import Redirect

SCHEMA = """
CREATE TABLE IF NOT EXISTS signatures (
    id {serial}, name TEXT NOT NULL, place TEXT NOT NULL, position TEXT NOT NULL, affiliation TEXT NOT NULL,
    email TEXT NOT NULL, lane TEXT NOT NULL, state TEXT NOT NULL, created_at BIGINT NOT NULL
);
CREATE TABLE IF NOT EXISTS outbox (
    id {serial}, signature_id BIGINT NOT NULL, kind TEXT NOT NULL, state TEXT NOT NULL, due_at BIGINT NOT NULL
);
CREATE TABLE IF NOT EXISTS acts (id {serial}, signature_id BIGINT NOT NULL, act TEXT NOT NULL, at BIGINT NOT NULL);
"""
ADD = (
    "INSERT INTO signatures (name, place, position, affiliation, email, lane, state, created_at)"
    " VALUES ({0}, {1}, {2}, {3}, {4}, {5}, 'pending', {6}) RETURNING id"
)
PROMISE = "INSERT INTO outbox (signature_id, kind, state, due_at) VALUES ({0}, 'confirm', 'queued', {1})"
CONFIRM = "UPDATE signatures SET state = 'confirmed' WHERE id = {0} AND state = 'pending'"
LOG = "INSERT INTO acts (signature_id, act, at) VALUES ({0}, 'confirm', {1})"
FIELDS = ("name", "place", "position", "affiliation", "email", "lane")


def pages() -> Litestar:
    """Answers one page's bytes with its content headers; the file BENCH_PAGE holds both."""
    record = json.loads(Path(os.environ["BENCH_PAGE"]).read_text())
    headers, media_type, body = record["headers"], record["media_type"], record["body"].encode()

    @get("/letters/{slug:str}")
    async def page(slug: str) -> Response[bytes]:
        return Response(body, headers=headers, media_type=media_type)

    return Litestar([page], openapi_config=None, logging_config=None)


class SqliteRows:
    """One connection in a thread, WAL, waiting for the disk; one transaction for each request."""

    def __init__(self, file: str) -> None:
        self._connection = sqlite3.connect(file, isolation_level=None, check_same_thread=False)
        self._connection.executescript("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;")
        self._connection.executescript(SCHEMA.format(serial="INTEGER PRIMARY KEY"))
        self._thread = ThreadPoolExecutor(1)

    async def open(self) -> None:
        """Nothing more to do."""

    async def add(self, values: list[str], at: int) -> None:
        await asyncio.get_running_loop().run_in_executor(self._thread, self._add, values, at)

    async def confirm(self, signature_id: int, at: int) -> None:
        await asyncio.get_running_loop().run_in_executor(self._thread, self._confirm, signature_id, at)

    def _add(self, values: list[str], at: int) -> None:
        self._connection.execute("BEGIN IMMEDIATE")
        row = self._connection.execute(ADD.format(*"???????"), [*values, at]).fetchone()
        self._connection.execute(PROMISE.format(*"??"), [row[0], at])
        self._connection.execute("COMMIT")

    def _confirm(self, signature_id: int, at: int) -> None:
        self._connection.execute("BEGIN IMMEDIATE")
        self._connection.execute(CONFIRM.format("?"), [signature_id])
        self._connection.execute(LOG.format(*"??"), [signature_id, at])
        self._connection.execute("COMMIT")


class PostgresRows:
    """Ten connections of the bare driver, one transaction for each request."""

    def __init__(self, dsn: str) -> None:
        self._dsn = dsn

    async def open(self) -> None:
        self._pool = await asyncpg.create_pool(self._dsn, min_size=10, max_size=10)
        await self._pool.execute(SCHEMA.format(serial="BIGSERIAL PRIMARY KEY"))

    async def add(self, values: list[str], at: int) -> None:
        async with self._pool.acquire() as connection, connection.transaction():
            signature_id = await connection.fetchval(ADD.format(*(f"${n}" for n in range(1, 8))), *values, at)
            await connection.execute(PROMISE.format("$1", "$2"), signature_id, at)

    async def confirm(self, signature_id: int, at: int) -> None:
        async with self._pool.acquire() as connection, connection.transaction():
            await connection.execute(CONFIRM.format("$1"), signature_id)
            await connection.execute(LOG.format("$1", "$2"), signature_id, at)


def rows() -> Litestar:
    """Takes the forms of the service; BENCH_DATABASE names an SQLite file or a PostgreSQL database."""
    target = os.environ["BENCH_DATABASE"]
    store = PostgresRows(target) if target.startswith("postgresql://") else SqliteRows(target)

    @asynccontextmanager
    async def opened(_: Litestar) -> AsyncIterator[None]:
        await store.open()
        yield

    @post("/letters/{slug:str}/sign", status_code=303)
    async def sign(slug: str, request: Request[Any, Any, Any]) -> Redirect:
        form = await request.form()
        await store.add([str(form.get(field, "")) for field in FIELDS], int(time()))
        return Redirect(f"/letters/{slug}/sent", status_code=303)

    @post("/confirm/{signature_id:int}", status_code=200)
    async def confirm(signature_id: int, request: Request[Any, Any, Any]) -> Response[str]:
        form = await request.form()
        if form.get("choice") == "sign":
            await store.confirm(signature_id, int(time()))
        return Response("signed", media_type="text/html")

    return Litestar([sign, confirm], lifespan=[opened], openapi_config=None, logging_config=None)


if __name__ == "__main__":
    from service.cli import start_server

    start: Callable[..., None] = start_server
    start(f"tests.bench.baseline:{sys.argv[1]}", "127.0.0.1", int(sys.argv[2]), 1)
