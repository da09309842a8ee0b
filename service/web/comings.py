"""Opening a session in a browser: its secret, its cookie, where it goes first."""

import secrets
from datetime import timedelta
from typing import Any

from litestar import Request

from service.core.browsers import browser_words
from service.store.accounts import Account, Role, letters_of
from service.store.sessions import Opening
from service.web.answers import Answer
from service.web.guards import SESSION, token_hash
from service.web.site import Site, random_number


def opening_for(request: Request[Any, Any, Any]) -> tuple[str, Opening]:
    """A new session's secret, which only the browser keeps, and what is stored of it."""
    secret = secrets.token_urlsafe(32)
    label = browser_words(request.headers.get("user-agent", ""))
    return secret, Opening(token_hash(secret), random_number(), label)


def come_in(site: Site, path: str, secret: str, lasts: timedelta) -> Answer:
    """On to a page, with a new session's cookie."""
    return site.redirect(path, (session_cookie(site, secret, lasts),))


def session_cookie(site: Site, secret: str, lasts: timedelta) -> bytes:
    return site.cookie(SESSION, secret, int(lasts.total_seconds()))


async def home_of(site: Site, account: Account) -> str:
    """Where somebody begins: at the letters they write, at the queue, or at their account."""
    for role, home in ((Role.AUTHOR, "/compose"), (Role.MODERATOR, "/moderate")):
        if await site.database.read(letters_of, account.id, role):
            return home
    return "/account"
