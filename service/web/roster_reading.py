"""From what a file holds to the people in it, off the event loop, and to the review of them."""

import asyncio
from typing import Any

from litestar import Request

from service.actions import gathering
from service.core.roster.layout import read_roster
from service.core.roster.source import Text
from service.core.roster.values import Reading
from service.intake.bounds import Unreadable
from service.web.answers import Answer
from service.web.site import site_of

NO_NAME = "Nobody was found in this list: no line of it reads as a name. Bring a list with one person on each line."
_understanding = asyncio.Semaphore(1)
"""One list at a time: a long one takes a processor for seconds."""


async def understood(source: Text) -> Reading:
    async with _understanding:
        return await asyncio.to_thread(read_roster, source.text)


async def keep(request: Request[Any, Any, Any], name: str, kind: str, reading: Reading) -> Answer:
    """Begin the review of what was read. Raises Unreadable where it names nobody, NotForNames."""
    if not reading.people:
        raise Unreadable(NO_NAME)
    site, slug, account = site_of(request), request.path_params["slug"], request.state.account
    kept = await gathering.gather(site.database, account, slug, name, kind, reading, site.now())
    site.mail_promised()
    return site.redirect(f"/compose/{slug}/roster/{kept}?done=read&watch=yes")
