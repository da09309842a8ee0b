"""The second step of signing in: taking it, and setting it up."""

import io
import os
from typing import Any

import segno
from litestar import Request, get, post

from service.actions import access
from service.actions.access import SetUp, Taken
from service.actions.limiting import TooMany
from service.core.second_step import (
    RANDOM_FOR_CODES,
    SECRET_BYTES,
    app_address,
    as_printed,
    secret_text,
)
from service.store.factors import Factors, factors_of
from service.store.sessions import Session
from service.web import passkeys
from service.web.answers import Answer
from service.web.comings import come_in, home_of, opening_for, session_cookie
from service.web.guards import Who, check_token, signed_in
from service.web.site import SITE_NAME, Site, first, form_of, site_of

COOKIE = "set-up"
WRONG_CODE = "This code is not right, or it was used before. Wait for the next one and type that."
WRONG_PASSKEY = "The passkey did not answer as expected. Try again, or use another way."


@get("/second-step", who=Who.SIGNED_IN)
async def step_page(request: Request[Any, Any, Any]) -> Answer:
    site, session = site_of(request), _session(request)
    if session.is_full:
        return site.redirect(await home_of(site, session.account))
    found = await site.database.read(factors_of, session.account.id)
    if not found.are_there:
        return site.redirect("/second-step/set-up")
    return _step_page(request, site, session, found, {})


@post("/second-step", who=Who.SIGNED_IN, status_code=200)
async def take_step(request: Request[Any, Any, Any]) -> Answer:
    site, session = site_of(request), _session(request)
    fields = await form_of(request)
    check_token(request, fields)
    typed = first(fields, "code").strip()
    errors, status = ({} if typed else {"code": "Type a code."}), 422
    secret, opening = opening_for(request)
    if typed:
        try:
            if await site.database.write(access.take_step, session, typed, opening, site.now()):
                return come_in(site, await home_of(site, session.account), secret, access.SESSION_FOR)
            errors = {"code": WRONG_CODE}
        except TooMany as error:
            words = f"Too many codes were tried for this account. Try again after {error.until:%H:%M} UTC."
            errors, status = {"code": words}, 429
    found = await site.database.read(factors_of, session.account.id)
    return _step_page(request, site, session, found, errors, status)


@post("/second-step/passkey", who=Who.SIGNED_IN, status_code=200)
async def take_step_by_passkey(request: Request[Any, Any, Any]) -> Answer:
    site, session = site_of(request), _session(request)
    fields = await form_of(request)
    check_token(request, fields)
    found = await site.database.read(factors_of, session.account.id)
    signed = passkeys.signed(request, site, session, first(fields, "answer"), found.passkeys)
    secret, opening = opening_for(request)
    if signed:
        passkey_id, count = signed
        if await site.database.write(
            access.take_step_by_passkey, session, passkey_id, count, opening, site.now()
        ):
            return come_in(site, await home_of(site, session.account), secret, access.SESSION_FOR)
    return _step_page(request, site, session, found, {"passkey": WRONG_PASSKEY}, 422)


def _step_page(
    request: Request[Any, Any, Any],
    site: Site,
    session: Session,
    found: Factors,
    errors: dict[str, str],
    status: int = 200,
) -> Answer:
    options = ""
    cookies: tuple[bytes, ...] = ()
    if found.passkeys and passkeys.can_be_used(site):
        options, cookie = passkeys.ask_for_known(site, session, found.passkeys)
        cookies = (cookie,)
    return site.page(
        "account/step.html",
        status,
        cookies,
        errors=errors,
        has_app=found.has_app,
        options=options,
        csrf=request.state.csrf,
    )


@get("/second-step/set-up", who=Who.SIGNED_IN)
async def set_up_page(request: Request[Any, Any, Any]) -> Answer:
    site, session = site_of(request), _session(request)
    return await _set_up_page(request, site, session, {})


@get("/second-step/qr.svg", who=Who.SIGNED_IN)
async def picture(request: Request[Any, Any, Any]) -> Answer:
    """The secret that is being set up, for an app's camera."""
    site, session = site_of(request), _session(request)
    secret = _secret(request, site, session)
    if secret is None:
        raise LookupError("no second step is being set up")
    svg = io.BytesIO()
    code = segno.make(app_address(secret, session.account.email, SITE_NAME), micro=False, error="m")
    code.save(svg, kind="svg", scale=4, border=4, dark="#000", light="#fff")
    headers = [*site.headers, (b"content-type", b"image/svg+xml"), (b"cache-control", b"no-store")]
    return Answer(200, headers, svg.getvalue())


@post("/second-step/set-up", who=Who.SIGNED_IN, status_code=200)
async def set_up_app(request: Request[Any, Any, Any]) -> Answer:
    site, session = site_of(request), _session(request)
    fields = await form_of(request)
    check_token(request, fields)
    shared, typed = _secret(request, site, session), first(fields, "code")
    if shared is None:
        words = "This page was open too long, and its key is gone. Set up the app again with the new key."
        return await _set_up_page(request, site, session, {"code": words}, 422)
    secret, opening = opening_for(request)
    random = os.urandom(RANDOM_FOR_CODES)
    done = await site.database.write(access.set_up_app, session, shared, typed, random, opening, site.now())
    if done.taken is Taken.WRONG:
        words = "This code does not fit the key. Type the six digits that your app shows now."
        return await _set_up_page(request, site, session, {"code": words}, 422)
    return await _after_set_up(site, session, done, secret)


@post("/second-step/set-up/passkey", who=Who.SIGNED_IN, status_code=200)
async def set_up_passkey(request: Request[Any, Any, Any]) -> Answer:
    site, session = site_of(request), _session(request)
    fields = await form_of(request)
    check_token(request, fields)
    secret, opening = opening_for(request)
    made = passkeys.made(request, site, session, first(fields, "answer"), opening.label, site.now())
    if made:
        random = os.urandom(RANDOM_FOR_CODES)
        done = await site.database.write(access.set_up_passkey, session, made, random, opening, site.now())
        if done.taken is Taken.DONE:
            return await _after_set_up(site, session, done, secret)
    return await _set_up_page(request, site, session, {"passkey": WRONG_PASSKEY}, 422)


async def _set_up_page(
    request: Request[Any, Any, Any], site: Site, session: Session, errors: dict[str, str], status: int = 200
) -> Answer:
    found = await site.database.read(factors_of, session.account.id)
    if found.are_there and not session.is_full:
        return site.redirect("/second-step")
    shared = _secret(request, site, session) or secret_text(os.urandom(SECRET_BYTES))
    lasts = int(access.HALF_FOR.total_seconds())
    cookies: tuple[bytes, ...] = (site.cookie(COOKIE, site.seal_cookie(shared, _purpose(session)), lasts),)
    options = ""
    if passkeys.can_be_used(site):
        options, cookie = passkeys.ask_for_new(site, session, found.passkeys)
        cookies += (cookie,)
    return site.page(
        "account/set_up.html",
        status,
        cookies,
        errors=errors,
        app_address=app_address(shared, session.account.email, SITE_NAME),
        groups=[shared[start : start + 4] for start in range(0, len(shared), 4)],
        options=options,
        has_app=found.has_app,
        is_first=not found.are_there,
        **_seen_by(request, session),
    )


async def _after_set_up(site: Site, session: Session, done: SetUp, secret: str) -> Answer:
    cookie = session_cookie(site, secret, access.SESSION_FOR)
    gone = site.cookie(COOKIE, "", 0)
    site.mail_promised()
    if not done.codes:
        return site.redirect("/account", (cookie, gone))
    return codes_page(site, session, done.codes, await home_of(site, session.account), (cookie, gone), secret)


def codes_page(
    site: Site,
    session: Session,
    codes: tuple[str, ...],
    home: str,
    cookies: tuple[bytes, ...] = (),
    secret: str = "",
    csrf: str = "",
) -> Answer:
    """The recovery codes, shown this once. secret: of the session that has just begun, for its own forms."""
    return site.page(
        "account/codes.html",
        cookies=cookies,
        codes=[as_printed(code) for code in codes],
        home=home,
        account=session.account,
        roles=session.roles,
        csrf=csrf or site.form_token(secret),
    )


def _session(request: Request[Any, Any, Any]) -> Session:
    session: Session = request.state.session
    return session


def _seen_by(request: Request[Any, Any, Any], session: Session) -> dict[str, Any]:
    """A half session's pages offer no way to places that are closed to it."""
    return signed_in(request) if session.is_full else {"csrf": request.state.csrf}


def _secret(request: Request[Any, Any, Any], site: Site, session: Session) -> str | None:
    """The secret that this session is setting up."""
    found = site.open_cookie(request, COOKIE, _purpose(session))
    return found if isinstance(found, str) else None


def _purpose(session: Session) -> str:
    return f"set up {session.id}"
