"""What a moderator does beside deciding: take back, let a mail go, take up again, close a report, look closer."""

from collections.abc import Mapping
from types import SimpleNamespace
from typing import Any

from litestar import Request, post

from service.actions import moderating, queueing, reversing
from service.actions.moderating import AlreadyDecided, OwnEntry
from service.actions.reversing import NotUndoable
from service.web import desk_ends
from service.web.answers import Answer
from service.web.desk_ends import MISSING
from service.web.guards import Who, check_token
from service.web.queue import entry_page, notice_of, queue_page
from service.web.site import first, form_of, site_of
from service.web.wanted import query_of, wanted_from, whole

Fields = Mapping[str, list[str]]


@post("/moderate/{slug:str}/undo", who=Who.MODERATOR, status_code=200, exception_handlers=MISSING)
async def undo(request: Request[Any, Any, Any]) -> Answer:
    """Take back what was decided a moment ago; the entry is back in its place."""
    site, slug = site_of(request), request.path_params["slug"]
    fields, ids = await _form(request)
    back = _back(fields)
    try:
        done, late = await site.database.write(reversing.undo_all, request.state.account, slug, ids, site.now())
    except NotUndoable as error:
        return desk_ends.not_undoable(request, ids[0], error.why, back)
    if len(ids) == 1:
        query = f"{back}&" if back else ""
        return site.redirect(f"/moderate/{slug}?{query}done={ids[0]}&at={ids[0]}#row-{ids[0]}")
    words = f"{len(done):,} taken back."
    if late:
        words += f" {late:,} could not be: their mails went, or something followed."
    notice = SimpleNamespace(words=words, name="", ids=[], mails=[])
    return await queue_page(request, site, slug, wanted_from(first(fields, "back")), notice)


@post("/moderate/{slug:str}/send-now", who=Who.MODERATOR, status_code=200, exception_handlers=MISSING)
async def send_now(request: Request[Any, Any, Any]) -> Answer:
    """Let the mail about a decision go without waiting."""
    site, slug = site_of(request), request.path_params["slug"]
    fields, ids = await _form(request)
    sent = await site.database.write(reversing.send_now, request.state.account, slug, ids, site.now())
    site.mail_promised()
    words = "The mail is on its way." if sent == 1 else f"{sent:,} mails are on their way."
    notice = SimpleNamespace(words=words, name="", ids=[], mails=[])
    return await queue_page(request, site, slug, wanted_from(first(fields, "back")), notice)


@post("/moderate/{slug:str}/reopen", who=Who.MODERATOR, status_code=200, exception_handlers=MISSING)
async def reopen(request: Request[Any, Any, Any]) -> Answer:
    """Take up again what was declined, or what waits for its signatory's answer."""
    site = site_of(request)
    fields, ids = await _form(request)
    account, slug = request.state.account, request.path_params["slug"]
    try:
        await site.database.write(reversing.reopen, account, slug, ids[0], site.now())
    except AlreadyDecided as error:
        return desk_ends.already(request, ids[0], error, _back(fields))
    except OwnEntry:
        return desk_ends.own_entry(request, _back(fields))
    return await _entry_after(request, ids[0], _back(fields))


@post("/moderate/{slug:str}/keep", who=Who.MODERATOR, status_code=200, exception_handlers=MISSING)
async def keep(request: Request[Any, Any, Any]) -> Answer:
    """Leave a reported entry where it stands."""
    site, slug = site_of(request), request.path_params["slug"]
    fields, ids = await _form(request)
    try:
        await site.database.write(moderating.keep, request.state.account, slug, ids[0], site.now())
    except AlreadyDecided as error:
        return desk_ends.already(request, ids[0], error, _back(fields))
    except OwnEntry:
        return desk_ends.own_entry(request, _back(fields))
    back = _back(fields)
    return site.redirect(f"/moderate/{slug}?{back}{'&' if back else ''}done={ids[0]}")


@post("/moderate/{slug:str}/claim", who=Who.MODERATOR, status_code=200, exception_handlers=MISSING)
async def claim(request: Request[Any, Any, Any]) -> Answer:
    """Tell the other moderators that this entry is being read."""
    site = site_of(request)
    fields, ids = await _form(request)
    account, slug = request.state.account, request.path_params["slug"]
    await site.database.write(queueing.claim, account, slug, ids[0], site.now())
    return await entry_page(request, site, ids[0], _back(fields))


@post("/moderate/{slug:str}/reveal", who=Who.MODERATOR, status_code=200, exception_handlers=MISSING)
async def reveal(request: Request[Any, Any, Any]) -> Answer:
    """Show the address behind an entry, once; the log says who saw it."""
    site = site_of(request)
    fields, ids = await _form(request)
    account, slug = request.state.account, request.path_params["slug"]
    address = await site.database.write(queueing.reveal, account, slug, ids[0], site.now())
    return await entry_page(request, site, ids[0], _back(fields), address=address)


async def _form(request: Request[Any, Any, Any]) -> tuple[Fields, list[int]]:
    """The fields of a form of this session, and the entries that it names. Raises LookupError without any."""
    fields = await form_of(request)
    check_token(request, fields)
    ids = [found for value in fields.get("signature_id", ()) if (found := whole(value)) is not None]
    if not ids:
        raise LookupError("the form names no entry")
    return fields, ids


def _back(fields: Fields) -> str:
    wanted = wanted_from(first(fields, "back"))
    return query_of(wanted, wanted.after)


async def _entry_after(request: Request[Any, Any, Any], signature_id: int, back: str) -> Answer:
    """The entry with what was done to it just now."""
    site = site_of(request)
    account, slug = request.state.account, request.path_params["slug"]
    last = await site.database.read(queueing.last_act, account, slug, signature_id, site.now())
    return await entry_page(request, site, signature_id, back, notice_of(site, last))
