"""The pages of somebody who comes in to moderate: the link, the session."""

import secrets
from typing import Any

from litestar import Request, get, post

from service.actions import access
from service.actions.limiting import TooMany
from service.core.links import Purpose
from service.core.signing import read_address
from service.store.accounts import end_session
from service.web.answers import Answer
from service.web.dead_ends import link_spent
from service.web.guards import Who, check_token, token_hash
from service.web.site import first, form_of, random_number, site_of

SESSION = "session"


@get("/signin", who=Who.ANYONE)
async def sign_in_page(request: Request[Any, Any, Any]) -> Answer:
    return site_of(request).page("moderate/signin.html", errors={}, email="")


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
        return site.page("moderate/signin.html", status, errors=errors, email=typed)
    site.mail_promised()
    return site.page(
        "moderate/signin_sent.html", address=email, sender=site.settings.sender, subject="Sign in to Undersigned"
    )


@get("/signin/{token:str}", who=Who.ANYONE)
async def sign_in_link(request: Request[Any, Any, Any]) -> Answer:
    """The link from the mail; a scanner that opens it does not use it up."""
    site, token = site_of(request), request.path_params["token"]
    site.signer.read(Purpose.SIGN_IN, token, site.now())
    return site.page("moderate/signin_link.html", action=f"/signin/{token}")


@post("/signin/{token:str}", who=Who.ANYONE, status_code=200)
async def sign_in(request: Request[Any, Any, Any]) -> Answer:
    """Open a session with an id of its own, whatever the browser came with."""
    site = site_of(request)
    link = site.signer.read(Purpose.SIGN_IN, request.path_params["token"], site.now())
    secret = secrets.token_urlsafe(32)
    if not await site.database.write(access.sign_in, link.subject, link.epoch, token_hash(secret), site.now()):
        return link_spent(site)
    seconds = int(access.SESSION_FOR.total_seconds())
    return site.redirect("/moderate", (site.cookie(SESSION, secret, seconds),))


@post("/signout", who=Who.MODERATOR, status_code=200)
async def sign_out(request: Request[Any, Any, Any]) -> Answer:
    site = site_of(request)
    check_token(request, await form_of(request))
    await site.database.write(end_session, token_hash(request.cookies[site.cookie_name(SESSION)]))
    return site.redirect("/", (site.cookie(SESSION, "", 0),))
