"""Coming in: the mailed link, the first account of an installation, leaving."""

from typing import Any

from litestar import Request, get, post

from service.actions import access
from service.actions.limiting import TooMany
from service.core.links import Link, LinkProblem, Purpose
from service.core.signing import masked, read_address
from service.store.accounts import Account, account_by_id, has_accounts
from service.store.sessions import end_session
from service.web.answers import Answer
from service.web.comings import come_in, home_of, opening_for
from service.web.guards import SESSION, Who, check_token, token_hash
from service.web.site import Site, first, form_of, random_number, site_of


@get("/signin", who=Who.ANYONE)
async def sign_in_page(request: Request[Any, Any, Any]) -> Answer:
    return site_of(request).page("account/signin.html", errors={}, email="")


@post("/signin", who=Who.ANYONE, status_code=200)
async def ask_to_sign_in(request: Request[Any, Any, Any]) -> Answer:
    site = site_of(request)
    typed = first(await form_of(request), "email")
    email, problem = read_address(typed)
    errors, status = ({"email": problem}, 422) if problem else ({}, 200)
    if not errors:
        try:
            await site.database.write(
                access.ask_to_sign_in, email, site.network(request), random_number(), site.now()
            )
        except TooMany as error:
            errors, status = {"email": f"This was asked too often. Try again after {error.until:%H:%M} UTC."}, 429
    if errors:
        return site.page("account/signin.html", status, errors=errors, email=typed)
    site.mail_promised()
    return site.page(
        "account/signin_sent.html", address=email, sender=site.settings.sender, subject="Sign in to Undersigned"
    )


@get("/signin/{token:str}", who=Who.ANYONE)
async def sign_in_link(request: Request[Any, Any, Any]) -> Answer:
    """The link from the mail; a scanner that opens it does not use it up."""
    site, token = site_of(request), request.path_params["token"]
    found = await _account_of(site, token)
    if found is None:
        return _no_way_in(site)
    return site.page("account/signin_link.html", action=f"/signin/{token}", masked=masked(found[1].email))


@post("/signin/{token:str}", who=Who.ANYONE, status_code=200)
async def sign_in(request: Request[Any, Any, Any]) -> Answer:
    """Open a session with an id of its own, whatever the browser came with. The demonstration has one step."""
    site = site_of(request)
    found = await _account_of(site, request.path_params["token"])
    if found is None:
        return _no_way_in(site)
    link, account = found
    secret, opening = opening_for(request)
    left = request.cookies.get(site.cookie_name(SESSION))
    is_in = await site.database.write(
        access.sign_in,
        account.id,
        link.epoch,
        token_hash(left) if left else None,
        opening,
        site.is_demo,
        site.now(),
    )
    if not is_in:
        return _no_way_in(site)
    if site.is_demo:
        return come_in(site, await home_of(site, account), secret, access.SESSION_FOR)
    return come_in(site, "/second-step", secret, access.HALF_FOR)


async def _account_of(site: Site, token: str) -> tuple[Link, Account] | None:
    """Whose link a token is, while it can be used."""
    try:
        link = site.signer.read(Purpose.SIGN_IN, token, site.now())
    except LinkProblem:
        return None
    account = await site.database.read(account_by_id, link.subject)
    return (link, account) if account and account.epoch == link.epoch else None


def _no_way_in(site: Site) -> Answer:
    return site.message(
        "This link does not open the door",
        "A link to sign in works once and for a limited time, and a newer one may have replaced it.",
        "If a part of it is missing, copy the whole link from the mail. Or ask for a new one.",
        actions=(("Ask for a new link", "/signin"),),
        status=410,
    )


@post("/signout", who=Who.SIGNED_IN, status_code=200)
async def sign_out(request: Request[Any, Any, Any]) -> Answer:
    site = site_of(request)
    check_token(request, await form_of(request))
    await site.database.write(end_session, token_hash(request.cookies[site.cookie_name(SESSION)]))
    return site.redirect("/", (site.cookie(SESSION, "", 0),))


@get("/setup/{token:str}", who=Who.ANYONE)
async def first_account_page(request: Request[Any, Any, Any]) -> Answer:
    """The link that the console shows while there is no account at all."""
    site = site_of(request)
    refusal = await _set_up_refusal(request, site)
    return refusal or _first_account(site, request, "", {})


@post("/setup/{token:str}", who=Who.ANYONE, status_code=200)
async def make_first_account(request: Request[Any, Any, Any]) -> Answer:
    site = site_of(request)
    refusal = await _set_up_refusal(request, site)
    if refusal:
        return refusal
    typed = first(await form_of(request), "email")
    email, problem = read_address(typed)
    if problem:
        return _first_account(site, request, typed, {"email": problem}, 422)
    secret, opening = opening_for(request)
    if not await site.database.write(access.make_first_operator, email, opening, site.now()):
        return _set_up_over(site)
    return come_in(site, "/second-step/set-up", secret, access.HALF_FOR)


async def _set_up_refusal(request: Request[Any, Any, Any], site: Site) -> Answer | None:
    try:
        site.signer.read(Purpose.SET_UP, request.path_params["token"], site.now())
    except LinkProblem:
        return site.message(
            "This link does not work",
            "It works for a day, while nobody has an account here. A part of it may be missing.",
            "Start the service again: while there is no account, the console shows a new link.",
            status=410,
        )
    return _set_up_over(site) if await site.database.read(has_accounts) else None


def _set_up_over(site: Site) -> Answer:
    return site.message(
        "This site is set up already",
        "The link from the console works once, for the first account.",
        "If that account is yours, sign in by mail.",
        actions=(("Sign in", "/signin"),),
        status=410,
    )


def _first_account(
    site: Site, request: Request[Any, Any, Any], email: str, errors: dict[str, str], status: int = 200
) -> Answer:
    action = f"/setup/{request.path_params['token']}"
    return site.page("account/first.html", status, action=action, email=email, errors=errors)
