"""A service with one open letter, signed over HTTP by people whose mails are read from the sink."""

import asyncio
import os
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import TypeVar

import httpx
from sqlalchemy import update

from service.store.database import Database, Db
from service.store.keyring import load_or_make, read_keys
from service.store.tables import outbox
from tests.rig.server import Service
from tests.rig.smtp import Mail, Sink, find_link
from tests.store.conftest import opened
from tests.store.people import NOW, moderator, open_letter

T = TypeVar("T")
SLUG = "ulm-ferry"
THANKS = "Thank you. Your signature is confirmed."


async def with_letter(service: Service) -> Service:
    """The letter brought in and opened, with somebody who moderates it."""
    load_or_make(service.data / "keys")
    async with database_of(service) as database:
        await open_letter(database, SLUG)
        await moderator(database, SLUG)
    return service


def visitor() -> httpx.AsyncClient:
    """A client that opens a connection for each request, as many visitors would."""
    limits = httpx.Limits(max_keepalive_connections=0, max_connections=200)
    return httpx.AsyncClient(limits=limits, timeout=30, trust_env=False)


async def ask(client: httpx.AsyncClient, service: Service, email: str) -> httpx.Response:
    """Send the checked form; the same address always sends the same form."""
    form = {
        "name": email.partition("@")[0],
        "email": email,
        "consent": "on",
        "step": "send",
        "once": f"once {email}",
    }
    network = {"X-Forwarded-For": f"2001:db8:{abs(hash(email)) % 65000:x}:{os.getpid() % 65000:x}::1"}
    return await client.post(f"{service.url}/letters/{SLUG}/sign", data=form, headers=network)


async def confirm(client: httpx.AsyncClient, link: str) -> httpx.Response:
    return await client.post(link, data={"choice": "sign"})


def mails_to(sink: Sink, email: str) -> list[Mail]:
    return [mail for mail in list(sink.mails) if email in mail.recipients]


def link_of(mail: Mail) -> str:
    return find_link(mail, "/confirm/")


def is_one_mail(mails: list[Mail]) -> bool:
    """Whether all of them are one mail that was sent more than once: the same Message-ID, link and bytes."""
    ids = {mail.message["Message-ID"] for mail in mails}
    return len(ids) == len({link_of(mail) for mail in mails}) == len({mail.raw for mail in mails}) == 1


@asynccontextmanager
async def database_of(service: Service) -> AsyncIterator[Database]:
    """The service's database, opened beside it or after it with its own keys."""
    keys = read_keys((service.data / "keys").read_text())
    async with opened(service.environment["UNDERSIGNED_DATABASE_URL"], *keys) as database:
        yield database


async def make_due(service: Service, *states: str) -> None:
    """As if the time had come for every mail in these states, ten minutes or a day later."""

    def change(db: Db) -> None:
        db.execute(update(outbox).where(outbox.c.state.in_(states)).values(due_at=NOW))

    async with database_of(service) as database:
        await database.write(change)


async def until(check: Callable[[], T], timeout: float = 15) -> T:  # noqa: ASYNC109
    """What check() finds, as soon as it finds something."""
    async with asyncio.timeout(timeout):
        while not (found := await asyncio.to_thread(check)):  # noqa: ASYNC110
            await asyncio.sleep(0.05)
    return found


def metrics(service: Service) -> dict[str, float]:
    """How many mails stand in each state, as a monitor reads it."""
    text = httpx.get(f"{service.url}/metrics", trust_env=False).text
    lines = [line for line in text.splitlines() if line.startswith("undersigned_mails{")]
    return {line.split('"')[1]: float(line.rsplit(" ", 1)[1]) for line in lines}
