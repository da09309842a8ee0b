"""One's own account: what it may do, its sessions, its second step."""

import os
from types import SimpleNamespace
from typing import Any

from litestar import Request, get, post

from service.actions import access, digest
from service.actions.access import Taken
from service.core.second_step import RANDOM_FOR_CODES
from service.store import accounts, letters
from service.store.accounts import Role
from service.store.database import Db
from service.store.factors import Factors, factors_of
from service.store.sessions import Session, end_session_of, end_sessions_of, sessions_of
from service.web.answers import Answer
from service.web.comings import home_of
from service.web.guards import Who, check_token, signed_in
from service.web.second_step import codes_page
from service.web.site import Site, first, form_of, random_number, site_of

NOTICES = {
    "digest": "Your choice is kept.",
    "ended": "The session was ended.",
    "others": "All other sessions were ended.",
    "removed": "It was taken away, and opens nothing any more.",
}


@get("/account", who=Who.MEMBER)
async def account_page(request: Request[Any, Any, Any]) -> Answer:
    return await _account_page(request, NOTICES.get(request.query_params.get("done", "")))


@post("/account/sessions", who=Who.MEMBER, status_code=200)
async def end_sessions(request: Request[Any, Any, Any]) -> Answer:
    """End one session, or all others."""
    site, session = site_of(request), _session(request)
    fields = await form_of(request)
    check_token(request, fields)
    wanted = first(fields, "session")
    if wanted == "others":
        await site.database.write(end_sessions_of, session.account.id, session.id)
        return site.redirect("/account?done=others")
    number = int(wanted) if wanted.isascii() and wanted.isdigit() and len(wanted) <= 19 else 0
    await site.database.write(end_session_of, session.account.id, number & (2**63 - 1))
    return site.redirect("/account?done=ended")


@post("/account/digest", who=Who.MEMBER, status_code=200)
async def choose_digest(request: Request[Any, Any, Any]) -> Answer:
    """At which hour the daily mail about waiting entries comes, or never."""
    site, session = site_of(request), _session(request)
    fields = await form_of(request)
    check_token(request, fields)
    hour = first(fields, "digest_hour")
    is_hour = hour.isascii() and hour.isdigit() and len(hour) < 3 and int(hour) in range(24)
    await site.database.write(digest.set_hour, session.account.id, int(hour) if is_hour else None)
    return site.redirect("/account?done=digest")


@post("/account/factors", who=Who.MEMBER, status_code=200)
async def remove_factor(request: Request[Any, Any, Any]) -> Answer:
    """Take away the app, or a passkey."""
    site, session = site_of(request), _session(request)
    fields = await form_of(request)
    check_token(request, fields)
    try:
        passkey_id = bytes.fromhex(first(fields, "passkey")) or None
    except ValueError:
        raise LookupError("no such passkey") from None
    taken = await site.database.write(
        access.remove_factor, session.account.id, passkey_id, random_number(), site.now()
    )
    if taken is Taken.LAST:
        words = "This is the only way to take your second step. Set up another one first, then remove this."
        return await _account_page(request, None, {"form": words}, 409)
    site.mail_promised()
    return site.redirect("/account?done=removed")


@post("/account/codes", who=Who.MEMBER, status_code=200)
async def new_codes(request: Request[Any, Any, Any]) -> Answer:
    """Recovery codes in place of the earlier ones."""
    site, session = site_of(request), _session(request)
    check_token(request, await form_of(request))
    random = os.urandom(RANDOM_FOR_CODES)
    codes = await site.database.write(access.new_codes, session.account.id, random, random_number(), site.now())
    site.mail_promised()
    return codes_page(site, session, tuple(codes), await home_of(site, session.account), csrf=request.state.csrf)


def _roles(db: Db, account_id: int) -> list[tuple[Any, Role]]:
    found = [(letters.letter_by_id(db, letter_id), role) for letter_id, role in accounts.roles_of(db, account_id)]
    return [(letter, role) for letter, role in found if letter]


async def _account_page(
    request: Request[Any, Any, Any], notice: str | None, errors: dict[str, str] | None = None, status: int = 200
) -> Answer:
    site, session = site_of(request), _session(request)
    return site.page(
        "account/account.html",
        status,
        notice=notice,
        errors=errors or {},
        held=await site.database.read(_roles, session.account.id),
        digest_hour=await site.database.read(digest.hour_of, session.account.id),
        sessions=await _sessions(site, session),
        factors=_shown(await site.database.read(factors_of, session.account.id)),
        **signed_in(request),
    )


async def _sessions(site: Site, session: Session) -> list[SimpleNamespace]:
    found = await site.database.read(sessions_of, session.account.id, site.now())
    return [
        SimpleNamespace(id=number, label=label, since=since, seen=seen, is_this=number == session.id)
        for number, label, since, seen in found
    ]


def _shown(found: Factors) -> SimpleNamespace:
    keys = [SimpleNamespace(id=key.id.hex(), label=key.label, since=key.created_at) for key in found.passkeys]
    return SimpleNamespace(has_app=found.has_app, passkeys=keys, codes_left=found.codes_left, any=found.are_there)


def _session(request: Request[Any, Any, Any]) -> Session:
    session: Session = request.state.session
    return session
