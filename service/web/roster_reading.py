"""From what a file holds to the people in it, off the event loop, and to the review of them."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from litestar import Request

from service.actions import gathering
from service.core.roster.reading import reading_of
from service.core.roster.source import Source
from service.core.roster.values import Code, Reading, Warning
from service.intake.bounds import Unreadable
from service.web.answers import Answer
from service.web.site import site_of

NO_NAME = "Nobody was found in this list: none of its lines reads as a name. Bring one with a person on each line."
_understanding = asyncio.Semaphore(1)
"""One list at a time: a long one takes a processor for seconds."""


async def understood(source: Source, read: Callable[[Source], Reading] = reading_of) -> Reading:
    """The people of a source; what was noticed about its file stands before what was noticed about the list."""
    async with _understanding:
        reading = await asyncio.to_thread(read, source)
    notes = tuple(Warning(Code.LINE, note) for note in source.notes)
    return replace(reading, warnings=(*notes, *reading.warnings))


async def keep(request: Request[Any, Any, Any], name: str, kind: str, reading: Reading) -> Answer:
    """Begin the review of what was read. Raises Unreadable where it names nobody, NotForNames."""
    if not reading.people:
        raise Unreadable(NO_NAME)
    site, slug, account = site_of(request), request.path_params["slug"], request.state.account
    kept = await gathering.gather(site.database, account, slug, name, kind, reading, site.now())
    site.mail_promised()
    return site.redirect(f"/compose/{slug}/roster/{kept}?done=read&watch=yes")
