"""What readers get of a letter's updates: a page, a feed, and one click that ends the mails."""

from collections.abc import Sequence
from typing import Any

from litestar import Request, get, post

from service.actions import updating
from service.core.letter import Letter
from service.core.links import LinkProblem, Purpose
from service.core.markdown import read_body
from service.render import atom
from service.render.atom import News
from service.store.updates import Update
from service.web.answers import HTML, Answer
from service.web.changes import public_page
from service.web.guards import Who
from service.web.site import FORM_TYPE, Site, first, form_of, site_of


@get("/letters/{slug:str}/updates", who=Who.ANYONE)
async def updates(request: Request[Any, Any, Any]) -> Answer:
    site, slug = site_of(request), request.path_params["slug"]
    return await public_page(request, ("updates", slug), lambda: _updates_html(site, slug))


@get("/letters/{slug:str}/updates.atom", who=Who.ANYONE)
async def feed(request: Request[Any, Any, Any]) -> Answer:
    site, slug = site_of(request), request.path_params["slug"]
    return await public_page(request, ("atom", slug), lambda: _atom(site, slug))


async def _updates_html(site: Site, slug: str) -> tuple[bytes, bytes]:
    letter, found = await _found(site, slug)
    shown = [(update, read_body(update.body)) for update in found]
    return HTML, site.html("read/updates.html", letter=letter, updates=shown)


async def _atom(site: Site, slug: str) -> tuple[bytes, bytes]:
    letter, found = await _found(site, slug)
    news = [News(each.id, each.title, read_body(each.body), each.at) for each in found if not each.removed_at]
    return atom.MEDIA_TYPE, atom.feed(letter, news, site.settings.base_url)


async def _found(site: Site, slug: str) -> tuple[Letter, Sequence[Update]]:
    found = await site.database.read(updating.public_updates, slug)
    if found is None:
        raise LookupError(slug)
    return found


@get("/updates/stop/{token:str}", who=Who.ANYONE)
async def stop_page(request: Request[Any, Any, Any]) -> Answer:
    """Changes nothing: mail programs open links by themselves."""
    site, token = site_of(request), request.path_params["token"]
    try:
        slug = await site.database.read(updating.wants, _signature_id(site, token))
    except (LinkProblem, LookupError):
        return _spent(site)
    return site.page("read/no_updates.html", slug=slug, token=token, is_stopped=False)


@post("/updates/stop/{token:str}", who=Who.ANYONE, status_code=200)
async def stop(request: Request[Any, Any, Any]) -> Answer:
    """A mail program's one click (RFC 8058), or a button of the page; twice is harmless."""
    site, token = site_of(request), request.path_params["token"]
    wanted = await _step(request) == "again"
    try:
        slug = await site.database.write(updating.choose, _signature_id(site, token), wanted)
    except (LinkProblem, LookupError):
        return _spent(site)
    if wanted:
        return site.message(
            "You get updates again",
            "The next one comes by mail. Each has a link that ends them.",
            actions=(("Read the letter", f"/letters/{slug}"),),
        )
    return site.page("read/no_updates.html", slug=slug, token=token, is_stopped=True)


async def _step(request: Request[Any, Any, Any]) -> str:
    """Which button was pressed. A mail program may send its click in any form: it presses none."""
    if request.headers.get("content-type", "").split(";")[0].strip().lower() != FORM_TYPE:
        return ""
    return first(await form_of(request), "step")


def _signature_id(site: Site, token: str) -> int:
    """Whose updates a link is about. Raises LinkProblem."""
    return site.signer.read(Purpose.NO_UPDATES, token, site.now()).subject


def _spent(site: Site) -> Answer:
    return site.message(
        "This link does not work any more",
        "Updates come only to people who signed a letter and asked for them. Use the link in the newest one.",
        actions=(("All letters", "/"),),
        status=410,
    )
