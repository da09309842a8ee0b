"""Killed at any moment: what was answered is there, nothing is half done, every promised mail goes out."""

import asyncio
import random
from dataclasses import dataclass, field
from typing import Any

import httpx
import pytest

from service.core.signature import ACTIVE
from service.store import outbox, signatures
from service.store.database import Db
from service.store.letters import letter_by_slug
from service.store.sealed import letter_vault
from tests.faults import site
from tests.faults.site import THANKS
from tests.rig.server import Service
from tests.rig.smtp import Sink
from tests.store.ledger import disagreements

ROUNDS = 3
EACH_ROUND = 25


@dataclass
class History:
    """What signatories were told, kept apart from the service."""

    asked: set[str] = field(default_factory=set)
    confirmed: set[str] = field(default_factory=set)

    async def ask(self, client: httpx.AsyncClient, service: Service, email: str) -> None:
        try:
            answer = await site.ask(client, service, email)
        except httpx.TransportError:
            return
        if answer.status_code == 303:
            self.asked.add(email)

    async def confirm(self, client: httpx.AsyncClient, email: str, link: str) -> None:
        try:
            answer = await site.confirm(client, link)
        except httpx.TransportError:
            return
        if answer.status_code == 200 and THANKS in answer.text:
            self.confirmed.add(email)


async def load(history: History, service: Service, sink: Sink, emails: list[str]) -> None:
    """Ask for everybody who was not answered yet, confirm for everybody who has a mail."""
    async with site.visitor() as client:
        asks = [history.ask(client, service, email) for email in emails if email not in history.asked]
        links = {mail.recipients[0]: site.link_of(mail) for mail in list(sink.mails)}
        confirms = [history.confirm(client, e, link) for e, link in links.items() if e not in history.confirmed]
        await asyncio.gather(*asks, *confirms)


async def test_what_was_answered_exists_after_any_kill(prepared: Service, smtp_sink: Sink) -> None:
    history, emails, chance = History(), [], random.Random(20260314)
    for number in range(ROUNDS):
        emails += [f"p{number}-{n}@mail{n}.example" for n in range(EACH_ROUND)]
        prepared.start()
        loading = asyncio.create_task(load(history, prepared, smtp_sink, emails))
        await asyncio.sleep(chance.uniform(0.05, 0.7))
        prepared.kill()
        await loading
        await site.make_due(prepared, "claimed")
        async with site.database_of(prepared) as database:
            await database.read(check, history, emails)
    prepared.start()
    for _ in range(3):
        await load(history, prepared, smtp_sink, emails)
    assert history.asked == set(emails)
    await site.until(lambda: {m.recipients[0] for m in list(smtp_sink.mails)} >= history.asked, 20)
    for _ in range(2):
        await load(history, prepared, smtp_sink, emails)
    assert history.confirmed == history.asked == set(emails)
    await site.until(lambda: site.metrics(prepared)["sent"] == len(emails))
    prepared.stop()
    async with site.database_of(prepared) as database:
        await database.read(check, history, emails)
    assert all(site.is_one_mail(site.mails_to(smtp_sink, email)) for email in emails)


def check(db: Db, history: History, emails: list[str]) -> None:
    assert disagreements(db) == []
    letter = letter_by_slug(db, site.SLUG)
    assert letter is not None
    vault = db.vault(letter_vault(letter.id))
    active = signatures.active_mailboxes(db, letter.id, [vault.index(email) for email in emails])
    there = {email for email in emails if vault.index(email) in active}
    assert history.confirmed <= there, "a confirmation that was answered is gone"
    found = signatures.load(db, list(active.values())) if active else {}
    assert all(each.signature.state in ACTIVE for each in found.values())
    assert letter.counts.waiting == len(there)
    mails = outbox.health(db)
    assert mails.queued + mails.claimed + mails.sent >= len(history.asked) and mails.failed == 0


class SlowSink(Sink):
    """Keeps a mail, and thinks for a while before it says so."""

    async def handle_DATA(self, *arguments: Any) -> str:
        answer = await super().handle_DATA(*arguments)
        await asyncio.sleep(3)
        return answer


@pytest.mark.parametrize("killed", ["before the answer", "after the answer was lost"])
async def test_a_mail_whose_answer_was_missed_is_sent_again_as_the_same(
    on_sqlite: Service, smtp_sink: Sink, killed: str
) -> None:
    sink = SlowSink() if killed == "before the answer" else Sink()
    smtp_sink.stop()
    sink.port = smtp_sink.port
    sink.start()
    sink.script("DATA", "250 OK", keep=True, hang_up=killed != "before the answer")
    async with site.visitor() as client:
        assert (await site.ask(client, on_sqlite, "ana@mail.example")).status_code == 303
    await site.until(lambda: len(sink.mails) == 1)
    if killed != "before the answer":
        await site.until(lambda: site.metrics(on_sqlite)["queued"] == 1)
    on_sqlite.kill()
    await site.make_due(on_sqlite, "claimed", "queued")
    on_sqlite.start()
    await site.until(lambda: len(sink.mails) == 2)
    assert site.is_one_mail(sink.mails)
    await site.until(lambda: site.metrics(on_sqlite)["sent"] == 1)
    on_sqlite.stop()
    assert len(sink.mails) == 2
    sink.stop()
