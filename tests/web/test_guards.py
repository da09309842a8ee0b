"""The guard of every kind of route, also of those that no page has yet: a site of one route for each kind."""

import os
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest_asyncio
from litestar import Litestar, Request, get

from service.actions import inviting
from service.app import DEMO_ROUTES, ROUTES, check_declared
from service.installation import opened
from service.settings import load
from service.store import accounts, sessions
from service.store.accounts import Role
from service.store.database import Database
from service.store.sessions import Opening
from service.web.answers import Answer
from service.web.faults import EXCEPTIONS
from service.web.guards import SESSION, Who, check_who, token_hash
from service.web.site import Site
from tests.store.people import number, open_letter
from tests.web.test_routes import REACH

LET_IN = "let in"


@dataclass(frozen=True)
class Tokens:
    """The session's token of a person of each kind, and the site that they come to."""

    client: httpx.AsyncClient
    cookie: str
    of: dict[str, str]

    async def ask(self, name: str, who: Who) -> httpx.Response:
        headers = {"cookie": f"{self.cookie}={self.of[name]}"} if name in self.of else {}
        return await self.client.get(f"/{who.name.lower()}", headers=headers)


def route(who: Who) -> Any:
    @get(f"/{who.name.lower()}", who=who)
    async def handler(request: Request[Any, Any, Any]) -> Answer:
        return Answer(200, [], LET_IN.encode())

    return handler


async def come_in(database: Database, account_id: int, is_full: bool = True) -> str:
    """A session's token."""
    token, now = os.urandom(16).hex(), Site.now()
    opening = Opening(token_hash(token), number(), "Firefox on Linux")
    await database.write(sessions.add_session, opening, account_id, is_full, now, now + timedelta(hours=1))
    return token


async def everybody(database: Database) -> dict[str, str]:
    slug, now = (await open_letter(database)).slug, Site.now()
    found = {}
    for role in Role:
        account = await database.write(inviting.give_role, f"{role}@mail.example", slug, role, now)
        found[role.value] = await come_in(database, account.id)
        found.setdefault("half way in", await come_in(database, account.id, is_full=False))
    operator = await database.write(inviting.invite_operator, "operator@mail.example", number(), now)
    found["operator"] = await come_in(database, operator.id)
    other = await database.write(accounts.add_account, "other@mail.example", now)
    found["without a role"] = await come_in(database, other.id)
    return found


@pytest_asyncio.fixture
async def tokens(database_url: str, tmp_path: Path) -> AsyncIterator[Tokens]:
    settings = load({}, data=tmp_path, database_url=database_url)
    async with opened(settings) as installation:
        site = Site(settings, installation.database, installation.keyring, mail_promised=lambda: None)
        handlers = [route(who) for who in Who]
        app = Litestar(handlers, guards=[check_who], exception_handlers=EXCEPTIONS, openapi_config=None)
        check_declared(app)
        app.state.site = site
        transport = httpx.ASGITransport(app, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://localhost:8000") as client:
            yield Tokens(client, site.cookie_name(SESSION), await everybody(installation.database))


async def test_each_kind_of_route_lets_in_whom_it_names_and_sends_the_others_on(tokens: Tokens) -> None:
    for name, reach in REACH.items():
        for who in Who:
            answer = await tokens.ask(name, who)
            found = (answer.status_code, answer.headers.get("location"))
            if who in reach:
                assert (found, answer.text) == ((200, None), LET_IN), (name, who)
            elif name in ("nobody", "half way in"):
                assert found == (303, "/signin" if name == "nobody" else "/second-step"), (name, who)
            else:
                assert found == (403, None) and "This page is not for your account" in answer.text, (name, who)


async def test_a_session_that_was_ended_or_made_up_opens_nothing(tokens: Tokens) -> None:
    tokens.of["made up"] = "0" * 32
    for who in set(Who) - {Who.ANYONE}:
        answer = await tokens.ask("made up", who)
        assert (answer.status_code, answer.headers["location"]) == (303, "/signin"), who


def test_every_route_of_the_site_and_of_the_demonstration_says_who_may_call_it() -> None:
    for handler in (*ROUTES, *DEMO_ROUTES):
        assert handler.opt["who"] in set(Who), sorted(handler.paths)
        assert len(handler.guards or []) == 0, "guards of a route's own could let in whom the table does not name"
