"""From what a file holds to the people in it, and to the review of them."""

from dataclasses import replace
from typing import Any

from litestar import Request

from service.actions import gathering
from service.core.roster.columns import Columns
from service.core.roster.source import Source
from service.core.roster.values import Code, Reading, Warning
from service.intake.apart import understand_limited
from service.intake.bounds import Unreadable
from service.web.answers import Answer
from service.web.site import site_of

NO_NAME = "Nobody was found in this list: none of its lines reads as a name. Bring one with a person on each line."


async def understood(source: Source, columns: Columns | None = None) -> Reading:
    """The people of a source; what was noticed about its file stands before what was noticed about the list.

    Raises Unreadable.
    """
    reading = await understand_limited(source, columns)
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
