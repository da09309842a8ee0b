"""How many entries are examined in a second on a letter with many names: python tests/bench/bench_examining.py."""

import asyncio
import random
import sys
import tempfile
import time
from datetime import timedelta
from pathlib import Path

from sqlalchemy import insert, text, update

from service.actions import examining
from service.core.entry import Lane
from service.core.likeness import name_keys, spelling_of
from service.core.text import fold
from service.store.database import Database, Db
from service.store.tables import entries, examinations, signatures
from service.store.tables import name_keys as keys_table
from tests.rig.databases import fresh_database
from tests.rig.postgres import shared_postgres
from tests.store.conftest import opened
from tests.store.people import NOW, open_letter

PARTS = ["ba", "ke", "lo", "mi", "nu", "ra", "se", "to", "vi", "dal", "fen", "gor", "hul", "jan", "pet", "wis"]
AT_ONCE = 5_000


def names(count: int) -> list[str]:
    """Invented names, as unevenly spread as real ones: a few family names are everywhere."""
    draw = random.Random(7)
    firsts = ["".join(draw.choices(PARTS, k=draw.choice([2, 2, 3]))).title() for _ in range(3_000)]
    families = ["".join(draw.choices(PARTS, k=draw.choice([2, 3, 3, 4]))).title() for _ in range(60_000)]

    def one(found: list[str]) -> str:
        return found[int(10 * (1 + len(found) / 10) ** draw.random()) - 10]

    return [f"{one(firsts)} {one(families)}" for _ in range(count)]


def fill(db: Db, letter_id: int, version_id: int, found: list[str], first: int, is_waiting: bool) -> None:
    vault = db.vault(f"letter {letter_id}")
    people, kept, keys, asked = [], [], [], []
    for at, name in enumerate(found, first):
        people.append(
            {
                "id": at,
                "letter_id": letter_id,
                "version_id": version_id,
                "state": "confirmed" if is_waiting else "listed",
                "mailbox": vault.seal(f"p{at}@mail{at % 50}.example", at),
                "mailbox_index": at.to_bytes(32, "big"),
                "network_index": at.to_bytes(32, "big"),
                "newest_entry_id": at,
                "position": None if is_waiting else at,
                "consent_hash": "",
                "wants_updates": False,
                "created_at": NOW,
                "changed_at": NOW,
            }
        )
        kept.append(
            {
                "id": at,
                "signature_id": at,
                "hash": f"{at:064x}",
                "salt": b"",
                "lane": Lane.COSIGNER.value,
                "name": name,
                "honorific": "",
                "latin_name": "",
                "positions": [],
                "place": "",
                "capacity": "personal",
                "evidence_url": "",
                "folded": fold(name),
                "approvals_needed": int(is_waiting),
                "created_at": NOW,
            }
        )
        if is_waiting:
            asked.append({"entry_id": at, "signature_id": at, "letter_id": letter_id, "asked_at": NOW})
        else:
            spelling = spelling_of(name, "", name)
            keys += [{"letter_id": letter_id, "key": key, "entry_id": at} for key in name_keys(spelling)]
    db.execute(insert(signatures), people)
    db.execute(insert(entries), kept)
    if not is_waiting:
        listed = update(signatures).where(signatures.c.id.in_([each["id"] for each in people]))
        db.execute(listed.values(standing_entry_id=signatures.c.newest_entry_id))
    if keys:
        db.execute(insert(keys_table), keys)
    if asked:
        db.execute(insert(examinations), asked)


async def measure(database: Database, listed: int, waiting: int) -> float:
    letter = await open_letter(database)
    found = names(listed + waiting)
    for start in range(0, listed, AT_ONCE):
        part = found[start : min(start + AT_ONCE, listed)]
        await database.write(fill, letter.id, letter.version.id, part, start + 1, False)
    await database.write(fill, letter.id, letter.version.id, found[listed:], listed + 1, True)
    await database.write(lambda db: db.execute(text("ANALYZE")) and None)
    await examining.examine_some(database, NOW)
    began, examined = time.perf_counter(), 0
    while done := await examining.examine_some(database, NOW + timedelta(seconds=1)):
        examined += done
    return examined / (time.perf_counter() - began)


async def main(kind: str, listed: int, waiting: int) -> None:
    with tempfile.TemporaryDirectory() as folder, fresh_database(kind, Path(folder)) as url:
        async with opened(url) as database:
            began = time.perf_counter()
            rate = await measure(database, listed, waiting)
            print(f"{kind}: {listed:,} listed, {rate:.0f} entries a second ({time.perf_counter() - began:.0f} s)")


if __name__ == "__main__":
    kind, listed = sys.argv[1], int(sys.argv[2])
    asyncio.run(main(kind, listed, 1_000))
    if kind == "postgresql":
        shared_postgres().stop()
