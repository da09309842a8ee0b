"""The pages on which a moderator reads: the letters, the queue, one entry."""

from contextlib import AsyncExitStack
from types import SimpleNamespace
from typing import Any

from litestar import Request, get

from service.actions import queueing
from service.actions.queueing import LastAct, Queue, Wanted
from service.core.letter import Letter
from service.render.templating import day_and_time
from service.store.accounts import Account
from service.web.answers import Answer
from service.web.desk_ends import MISSING
from service.web.desk_words import done_words, row_of, whole_hours
from service.web.guards import Who, signed_in
from service.web.site import Site, site_of
from service.web.wanted import fields_of, query_of, wanted_of, whole

ANY = ("", "Any")
EVIDENCE = (ANY, ("pass", "All passes"), ("unknown", "Any unknown"), ("conflict", "Any conflict"))
STATES = (("waiting", "Waiting"), ("asked", "Changes asked"), ("declined", "Not listed"), ("listed", "Listed"))
FILTERS = (
    ("evidence", "Evidence", EVIDENCE),
    ("titled", "Title or position", (ANY, ("yes", "With"), ("no", "Without"))),
    ("kind", "Kind", (ANY, ("new", "New"), ("edit", "Edit of a listed entry"))),
    ("show", "Show", STATES),
)


@get("/moderate", who=Who.MODERATOR)
async def letters(request: Request[Any, Any, Any]) -> Answer:
    site = site_of(request)
    found = await site.database.read(queueing.my_letters, request.state.account)
    rows = [
        (letter, letter.counts.waiting, whole_hours(since, site.now()) if since else None)
        for letter, since in found
    ]
    return site.page("moderate/letters.html", letters=rows, **signed_in(request))


@get("/moderate/{slug:str}", who=Who.MODERATOR)
async def queue(request: Request[Any, Any, Any]) -> Answer:
    site, slug = site_of(request), request.path_params["slug"]
    wanted = wanted_of(request.query_params)
    done = whole(request.query_params.get("done", ""))
    last = None
    if done is not None:
        last = await site.database.read(queueing.last_act, request.state.account, slug, done, site.now())
    return await queue_page(request, site, slug, wanted, notice_of(site, last))


async def queue_page(
    request: Request[Any, Any, Any],
    site: Site,
    slug: str,
    wanted: Wanted,
    notice: SimpleNamespace | None = None,
    status: int = 200,
) -> Answer:
    """The queue as an address asks for it, with what is to be said about the act before."""
    found = await _found(site, request.state.account, slug, wanted)
    now = site.now()
    last = found.last_decision_at
    return site.page(
        "moderate/queue.html",
        status,
        letter=found.letter,
        reported=[row_of(waiting, found.policy, now) for waiting in found.reported],
        rows=[row_of(waiting, found.policy, now) for waiting in found.waiting],
        waiting=found.letter.counts.waiting,
        target=found.policy.target_hours,
        last=f"Last decision {day_and_time(last)}." if last else "",
        notice=notice,
        at=whole(request.query_params.get("at", "")),
        shown=fields_of(wanted),
        filters=FILTERS,
        is_filtered=wanted.is_filtered,
        is_later=wanted.after is not None,
        back=query_of(wanted, wanted.after),
        next=query_of(wanted, found.next) if found.next else "",
        **signed_in(request),
    )


async def _found(site: Site, account: Account, slug: str, wanted: Wanted) -> Queue:
    """A search reads a whole list: one at a time, so that pages never wait for searches."""
    async with AsyncExitStack() as stack:
        if wanted.words:
            await stack.enter_async_context(site.searching)
        return await site.database.read(queueing.show_queue, account, slug, wanted, site.now())


def notice_of(site: Site, last: LastAct | None) -> SimpleNamespace | None:
    """What was done just now, with the ways to take it back while that is possible."""
    words = done_words(last, site.now()) if last else ""
    if last is None or not words:
        return None
    ids = [last.waiting.signature_id] if last.is_undoable else []
    mails = ids if last.mail_at is not None else []
    return SimpleNamespace(words=words, name=last.waiting.entry.name, ids=ids, mails=mails)


@get("/moderate/{slug:str}/entries/{id:str}", who=Who.MODERATOR, exception_handlers=MISSING)
async def entry(request: Request[Any, Any, Any]) -> Answer:
    """One entry, whatever became of it."""
    return await entry_page(request, site_of(request), entry_id(request), back_of(request))


async def entry_page(
    request: Request[Any, Any, Any],
    site: Site,
    signature_id: int,
    back: str,
    notice: SimpleNamespace | None = None,
    address: str = "",
) -> Answer:
    """One entry; address: the mailbox behind it, once, for a moderator who asked for it."""
    letter, row = await seen(request, site, signature_id)
    values: dict[str, Any] = {"letter": letter, "row": row, "address": address, "back": back, "notice": notice}
    return site.page("moderate/entry.html", **values, **signed_in(request))


async def seen(request: Request[Any, Any, Any], site: Site, signature_id: int) -> tuple[Letter, SimpleNamespace]:
    """An entry as the templates show it. Raises LookupError, NotYours."""
    slug = request.path_params["slug"]
    letter, policy, waiting = await site.database.read(
        queueing.show_entry, request.state.account, slug, signature_id, site.now()
    )
    return letter, row_of(waiting, policy, site.now())


def entry_id(request: Request[Any, Any, Any]) -> int:
    """The signature that an address names. Raises LookupError."""
    found = whole(request.path_params["id"])
    if found is None:
        raise LookupError("no such entry")
    return found


def back_of(request: Request[Any, Any, Any]) -> str:
    """Where in the queue a page was opened from, as a query string."""
    wanted = wanted_of(request.query_params)
    return query_of(wanted, wanted.after)
