"""A letter with many entries that wait and many that are listed, brought in by the database itself."""

import os
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from service.core.entry import Entry, Lane, Position
from service.core.evidence import Check
from service.installation import Installation
from service.store import letters, signatures
from service.store.database import Db
from service.store.entries import NewEntry
from service.store.sealed import letter_vault
from service.store.signatures import NewSignature
from tests.bench.parts import PLACE_OF, place_as_listed

CHUNK = 5_000
LISTED_CHUNK = 50_000
START = datetime.now(UTC) - timedelta(days=20)

NUMBERS = "WITH RECURSIVE n(i) AS (SELECT :first UNION ALL SELECT i + 1 FROM n WHERE i < :last) "
AT = "CAST(:start AS BIGINT) + i"
KEY = "CAST(i AS BIGINT) * 4096"
"""In a row, where real ids are random: so a million come in within a minute. Those that wait are random."""

LISTED = (
    f"""{NUMBERS} INSERT INTO signatures (id, letter_id, version_id, state, epoch, mailbox, mailbox_index,
    domain_index, network_index, newest_entry_id, position, consent_hash, wants_updates,
    created_at, confirmed_at, changed_at)
    SELECT {KEY}, :letter, :version, 'listed', 2, NULL, BYTES(i), BYTES(i % 997), BYTES(i / 50), {KEY},
    i, '', false, {AT}, {AT}, {AT} FROM n""",
    f"""{NUMBERS} INSERT INTO entries (id, signature_id, hash, salt, lane, name, honorific, latin_name, positions,
    place, capacity, evidence_url, folded, approvals_needed, is_titled, created_at)
    SELECT {KEY}, {KEY}, '', BYTES(i), 'cosigner', 'Person ' || i, '', '', '[]', 'Morrow', 'personal', '',
    'person ' || i || ', morrow', 1, false, {AT} FROM n""",
    f"""{NUMBERS} INSERT INTO acts (letter_id, signature_id, act, entry_id, entry_hash, lane, account_id, reason,
    note, at) SELECT :letter, {KEY}, 'confirm', {KEY}, '', 'cosigner', NULL, '', '', {AT} FROM n""",
    f"""{NUMBERS} INSERT INTO acts (letter_id, signature_id, act, entry_id, entry_hash, lane, account_id, reason,
    note, at) SELECT :letter, {KEY}, 'list', {KEY}, '', 'cosigner', :account, '', '', {AT} FROM n""",
    f"""{NUMBERS} INSERT INTO approvals (entry_id, account_id, at) SELECT {KEY}, :account, {AT} FROM n""",
    """UPDATE signatures SET standing_entry_id = newest_entry_id
    WHERE letter_id = :letter AND position BETWEEN :first AND :last""",
)
LISTED_TOO = (
    """INSERT INTO places (roll_id, place, signature_id) SELECT :roll, place_of(position), id FROM signatures
    WHERE position IS NOT NULL""",
    """DELETE FROM blocks WHERE roll_id = :roll""",
    """INSERT INTO blocks (roll_id, first, named) SELECT :roll, CASE WHEN block = 0 THEN EMPTY ELSE
    place_of(block * 512) END, named FROM (SELECT position / 512 AS block, count(*) AS named FROM signatures
    WHERE position IS NOT NULL GROUP BY position / 512) AS counted""",
    """UPDATE letters SET named = :count, last_position = :count WHERE id = :letter""",
)
WAITING = (
    """UPDATE signatures SET state = 'confirmed', epoch = 1, confirmed_at = created_at WHERE state = 'pending'""",
    """INSERT INTO acts (letter_id, signature_id, act, entry_id, entry_hash, lane, account_id, reason, note, at)
    SELECT :letter, id, 'confirm', newest_entry_id, '', 'cosigner', NULL, '', '', created_at FROM signatures
    WHERE state = 'confirmed'""",
    *(
        f"""INSERT INTO evidence (entry_id, kind, verdict, why, basis, at) SELECT newest_entry_id, '{check.value}',
        CASE WHEN created_at / 1000000 % 3 = 0 AND '{check.value}' = 'network' THEN 'unknown' ELSE 'pass' END,
        'It fits.', '{{}}', created_at FROM signatures WHERE state = 'confirmed'"""
        for check in Check
    ),
    """UPDATE letters SET waiting = :count WHERE id = :letter""",
)


async def fill(installation: Installation, slug: str, account_id: int, waiting: int, listed: int) -> None:
    """Bring in so many entries of each kind, and let the database learn what it holds."""
    database = installation.database
    await database.write(_teach)
    letter = await database.read(letters.letter_by_slug, slug)
    assert letter is not None
    start = int(START.timestamp() * 1_000_000)
    values = {"letter": letter.id, "version": letter.version.id, "account": account_id, "start": start}
    values["roll"] = letter.roll_id
    for first in range(1, listed + 1, LISTED_CHUNK):
        last = min(first + LISTED_CHUNK - 1, listed)
        for statement in LISTED:
            await database.write(run_statement, statement, values | {"first": first, "last": last})
    for statement in LISTED_TOO:
        await database.write(run_statement, statement, values | {"count": listed})
    for first in range(0, waiting, CHUNK):
        await database.write(wait, letter.id, letter.version.id, range(first, min(first + CHUNK, waiting)))
    for statement in WAITING:
        await database.write(run_statement, statement, values | {"count": waiting})
    await database.write(run_statement, "ANALYZE", {})


def _teach(db: Db) -> None:
    """Let the database itself work out places."""
    if db.connection.dialect.name == "sqlite":
        driver = db.connection.connection.driver_connection
        assert driver is not None
        driver.create_function("place_of", 1, place_as_listed)
    else:
        db.connection.exec_driver_sql(PLACE_OF)


def run_statement(db: Db, statement: str, values: dict[str, int]) -> None:
    """Run a statement with whole numbers set into it: as parameters they would each need a type."""
    is_sqlite = db.connection.dialect.name == "sqlite"
    bytes_of = "CAST({} AS BLOB)" if is_sqlite else "sha256(CAST({} AS TEXT)::bytea)"
    for inner in ("i % 997", "i / 50", "i"):
        statement = statement.replace(f"BYTES({inner})", bytes_of.format(inner))
    statement = statement.replace("EMPTY", "x''" if is_sqlite else "''::bytea")
    for key, value in values.items():
        statement = statement.replace(f":{key}", str(value))
    db.connection.exec_driver_sql(statement)


def wait(db: Db, letter_id: int, version_id: int, numbers: range) -> None:
    """Pending signatures, each with an address of its own."""
    signatures.insert_pending(db, list(_pending(db, letter_id, version_id, numbers)))


def _pending(db: Db, letter_id: int, version_id: int, numbers: range) -> Iterator[NewSignature]:
    vault = db.vault(letter_vault(letter_id))
    for number in numbers:
        key = int.from_bytes(os.urandom(8), "big") >> 1
        email, at = f"person{number}@college{number % 500}.example", START + timedelta(seconds=number)
        entry = Entry(f"Waiter {number}", positions=(Position("Dean", f"College {number % 500}"),))
        yield NewSignature(
            id=key,
            letter_id=letter_id,
            version_id=version_id,
            mailbox=vault.seal(email, key),
            mailbox_index=vault.index(email),
            domain_index=vault.mark(email.rpartition("@")[2]),
            network_index=os.urandom(32),
            entry=NewEntry(key, key, entry, Lane.COSIGNER, os.urandom(16), at),
            consent_hash="",
            wants_updates=False,
            provider="other",
            created_at=at,
        )
