"""Killed in the middle of a round: everybody is asked at least once, by one mail, and nobody is promised two."""

import asyncio
import random
from collections import Counter
from datetime import UTC, datetime

from sqlalchemy import func, select, update

from service.core.letter import VersionKind
from service.store.database import Db
from service.store.letters import letter_by_slug
from service.store.rounds import RoundState
from service.store.tables import outbox, rounds, signatures
from tests.bench.desk_seed import wait
from tests.faults import site
from tests.rig.server import Service
from tests.rig.smtp import Mail, Sink, find_link
from tests.store.changes import change_text

SIGNED = 900
KILLS = 3


def seed(db: Db) -> None:
    """So many have signed and wait for a moderator."""
    letter = letter_by_slug(db, site.SLUG)
    assert letter is not None
    now = datetime.now(UTC)
    wait(db, letter.id, letter.version.id, range(SIGNED))
    db.execute(update(signatures).values(state="confirmed", epoch=1, confirmed_at=now))


def promised(db: Db) -> tuple[int, int, int]:
    """How many mails were promised, to how many, and how many the round says it has promised."""
    mine = select(func.count(), func.count(func.distinct(outbox.c.signature_id))).where(
        outbox.c.kind == "text_changed"
    )
    mails, people = db.execute(mine).one()
    return int(mails), int(people), int(db.execute(select(rounds.c.done)).scalar_one())


def is_over(db: Db) -> bool:
    return db.execute(select(rounds.c.state)).scalar_one() == RoundState.DONE.value


async def test_a_round_that_is_killed_goes_on_where_it_was(prepared: Service, smtp_sink: Sink) -> None:
    chance = random.Random(20261120)
    async with site.database_of(prepared) as database:
        await database.write(seed)
        call = (site.SLUG, "The ferry must run at night.", VersionKind.MATERIAL, datetime.now(UTC))
        await database.write(change_text, *call)
    for _ in range(KILLS):
        prepared.start()
        await asyncio.sleep(chance.uniform(0, 0.08))
        prepared.kill()
        async with site.database_of(prepared) as database:
            mails, people, told = await database.read(promised)
        assert mails == people == told, "a step is whole or did not happen"
    await site.make_due(prepared, "claimed")
    prepared.start()
    await site.until(lambda: len({mail.recipients[0] for mail in asking(smtp_sink)}) == SIGNED, 60)
    await site.until(lambda: site.metrics(prepared)["sent"] >= SIGNED, 30)
    prepared.stop()
    async with site.database_of(prepared) as database:
        assert await database.read(promised) == (SIGNED, SIGNED, SIGNED)
        assert await database.read(is_over)
    for mails in by_recipient(smtp_sink).values():
        assert len({mail.message["Message-ID"] for mail in mails}) == 1
        assert len({find_link(mail, "/agree/") for mail in mails}) == 1
    again = Counter(mail.recipients[0] for mail in asking(smtp_sink))
    assert sum(count - 1 for count in again.values()) <= KILLS * 500, "only a batch that was under way goes twice"


def asking(sink: Sink) -> list[Mail]:
    """The mails of the round: a moderator may get the day's digest meanwhile."""
    return [mail for mail in list(sink.mails) if "do you still sign" in mail.message["Subject"]]


def by_recipient(sink: Sink) -> dict[str, list[Mail]]:
    found: dict[str, list[Mail]] = {}
    for mail in asking(sink):
        found.setdefault(mail.recipients[0], []).append(mail)
    return found
