"""The link in a digest that ends the digests: one click, without signing in (RFC 8058)."""

from typing import Any

from litestar import Request, get, post

from service.actions import digest
from service.core.links import LinkProblem, Purpose
from service.web.answers import Answer
from service.web.guards import Who
from service.web.site import Site, site_of


@get("/digest/stop/{token:str}", who=Who.ANYONE)
async def stop_page(request: Request[Any, Any, Any]) -> Answer:
    """Changes nothing: mail programs open links by themselves."""
    site, token = site_of(request), request.path_params["token"]
    if _account_of(site, token) is None:
        return _spent(site)
    return site.page("account/no_digest.html", token=token)


@post("/digest/stop/{token:str}", who=Who.ANYONE, status_code=200)
async def stop(request: Request[Any, Any, Any]) -> Answer:
    """A mail program's one click, or the button of the page."""
    site = site_of(request)
    account_id = _account_of(site, request.path_params["token"])
    if account_id is None:
        return _spent(site)
    await site.database.write(digest.set_hour, account_id, None)
    return site.message(
        "No more daily mails",
        "You get no mail about waiting entries any more. Choose an hour in your account to get it again.",
        actions=(("Your account", "/account"),),
    )


def _account_of(site: Site, token: str) -> int | None:
    try:
        return site.signer.read(Purpose.NO_DIGEST, token, site.now()).subject
    except LinkProblem:
        return None


def _spent(site: Site) -> Answer:
    return site.message(
        "This link does not work any more",
        "Sign in to choose whether you get the daily mail, and at which hour.",
        actions=(("Your account", "/account"),),
        status=410,
    )
