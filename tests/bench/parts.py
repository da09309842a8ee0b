"""What the measurements are made on: a service with a letter, bare servers, requests, a million names."""

import os
import signal
import sqlite3
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlencode

from service.core.entry import Entry
from service.core.letterfile import read_letter_file
from service.core.links import Link, LinkSigner, Purpose
from service.core.ordering import Ordering, place_of
from service.core.seal import seal_of
from service.store.keyring import Keyring, read_keys
from tests.rig.postgres import Postgres
from tests.rig.process import ROOT, clean_environment, end_group, end_with_parent, free_port
from tests.rig.server import Service

SLUG = "keep-the-ferry"
LETTER = (
    """---
title: Keep the ferry of Nether Sill
slug: keep-the-ferry
date: 2026-05-04
to:
  - honorific: Ms
    name: Ottilie Brandrup
    office: Director of Waterways
    organisation: County of Sill
salutation: Dear Ms Brandrup,
---
"""
    + "\n\n".join(
        f"The ferry has crossed the sound for {years} years. Nobody whom we asked wants to do without it, "
        "and the bridge that was promised instead has not been drawn yet."
        for years in range(90, 110)
    )
    + "\n"
)


def fill_sqlite(file: Path, count: int) -> None:
    """List so many people on letter 1 of an SQLite database that nobody has open."""
    connection = sqlite3.connect(file)
    connection.create_function("place_of", 1, place_as_listed)
    numbers = f"WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < {count}) "
    for statement in _filling("FROM numbers", '\'[{"position": "Pilot", "affiliation": "Sill Port"}]\''):
        statement = statement.replace("EMPTY", "x''")
        connection.execute(numbers + statement if "FROM numbers" in statement else statement)
    connection.execute(_COUNTS.format(count=count))
    connection.commit()
    connection.close()


def fill_postgres(server: Postgres, database: str, count: int) -> None:
    """The same in a database of PostgreSQL."""
    positions = '\'[{"position": "Pilot", "affiliation": "Sill Port"}]\'::json'
    server.sql(PLACE_OF, database)
    for statement in _filling(f"FROM generate_series(1, {count}) AS numbers(n)", positions):
        statement = statement.replace(", 0, 'agreed'", ", false, 'agreed'").replace("EMPTY", "''::bytea")
        server.sql(statement, database)
    server.sql(_COUNTS.format(count=count), database)
    server.sql("ANALYZE", database)


def _filling(numbers: str, positions: str) -> tuple[str, ...]:
    return (
        "INSERT INTO signatures (id, letter_id, version_id, state, epoch, newest_entry_id,"
        " position, wants_updates, consent_hash, created_at, confirmed_at, changed_at)"
        f" SELECT n, 1, 1, 'listed', 2, n, n, 0, 'agreed', 1, 1, 1 {numbers}",
        "INSERT INTO entries (id, signature_id, hash, salt, lane, name, honorific, latin_name, positions, place,"
        " capacity, evidence_url, folded, approvals_needed, created_at)"
        f" SELECT n, n, 'hash', '', 'cosigner', 'Person ' || n, 'Dr.', '', {positions}, 'Sill', 'personal', '',"
        f" 'dr. person ' || n || ', pilot, sill port, sill', 0, 1 {numbers}",
        "UPDATE signatures SET standing_entry_id = newest_entry_id WHERE state = 'listed'",
        f"INSERT INTO places (roll_id, place, signature_id) SELECT 1, place_of(n), n {numbers}",
        "DELETE FROM blocks WHERE roll_id = 1",
        f"INSERT INTO blocks (roll_id, first, named) SELECT 1, place_of(n / 512 * 512), count(*) {numbers}"
        " GROUP BY n / 512",
        "UPDATE blocks SET first = EMPTY WHERE roll_id = 1 AND first = place_of(0)",
    )


def place_as_listed(position: int) -> bytes:
    """Where a name stands in the order that a letter begins with; PLACE_OF is the same for PostgreSQL."""
    return place_of(Ordering(), Entry("Person"), position)


PLACE_OF = (
    "CREATE OR REPLACE FUNCTION place_of(n bigint) RETURNS bytea IMMUTABLE LANGUAGE sql AS"
    " $$ SELECT decode('0001' || lpad(to_hex(n), 16, '0'), 'hex') $$"
)

_COUNTS = "UPDATE letters SET named = {count}, last_position = {count}, revision = revision + 1 WHERE id = 1"


@contextmanager
def service(
    folder: Path, database_url: str = "", filled: int = 0, server: Postgres | None = None, mail: str = ""
) -> Iterator[Service]:
    """The real service with the letter open, and as many listed as wanted."""
    url = database_url or f"sqlite:///{folder / 'letters.sqlite'}"
    made = Service(folder / "data", url, smtp_url=mail, UNDERSIGNED_TRUSTED_PROXIES="127.0.0.1")
    letter = folder / "letter.md"
    letter.write_text(LETTER)
    for arguments in (("letter", "add", os.fspath(letter)), ("letter", "open", SLUG)):
        done = made.cli(*arguments)
        if done.returncode:
            raise RuntimeError(done.stdout + done.stderr)
    if filled and server:
        fill_postgres(server, url.rsplit("/", 1)[1], filled)
    elif filled:
        fill_sqlite(folder / "letters.sqlite", filled)
    made.start(*([] if mail else ["--no-mail"]))
    try:
        yield made
    finally:
        made.kill()


@contextmanager
def bare(target: str, **environment: str) -> Iterator[int]:
    """A baseline on granian with the service's own settings; its port."""
    port = free_port()
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.bench.baseline", target, str(port)],
        cwd=ROOT,
        env=clean_environment(**environment),
        start_new_session=True,
        preexec_fn=end_with_parent,
    )
    try:
        _await_answer(port, process)
        yield port
    finally:
        end_group(process, signal.SIGKILL)


def _await_answer(port: int, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline and process.poll() is None:
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=2)
        except urllib.error.HTTPError:
            return
        except OSError:
            time.sleep(0.05)
    raise RuntimeError("the baseline did not start")


def now() -> datetime:
    return datetime.now(UTC)


def get_request(path: str, port: int, headers: str = "") -> bytes:
    return f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n{headers}\r\n".encode()


def sign_request(number: int, port: int, email: str, run: str) -> bytes:
    """The form as the check page sends it, from another address each time."""
    fields = {
        "step": "send",
        "seal": seal_of(read_letter_file(LETTER.encode())[1]),
        "once": f"{run}-{number:032x}",
        "name": f"Person {number}",
        "honorific": "Dr.",
        "position": "Pilot",
        "affiliation": "Port of Sill",
        "place": "Nether Sill",
        "capacity": "personal",
        "email": email,
        "lane": "cosigner",
        "consent": "on",
        "website2": "",
    }
    client = f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"
    return post_request(f"/letters/{SLUG}/sign", port, urlencode(fields), f"X-Forwarded-For: {client}\r\n")


def post_request(path: str, port: int, body: str, headers: str = "") -> bytes:
    return (
        f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nContent-Type: application/x-www-form-urlencoded\r\n"
        f"{headers}Content-Length: {len(body)}\r\n\r\n{body}"
    ).encode()


def confirm_requests(made: Service, port: int, ids: list[int]) -> list[bytes]:
    """Confirming each of these pending signatures by its own link."""
    signer = LinkSigner(Keyring(read_keys((made.data / "keys").read_text())).derived("links"))
    expires = now() + timedelta(days=1)
    seal = seal_of(read_letter_file(LETTER.encode())[1])[:16]
    links = (signer.mint(Purpose.CONFIRM, Link(each, 0, expires, seal)) for each in ids)
    return [post_request(f"/confirm/{link}", port, "choice=sign") for link in links]
