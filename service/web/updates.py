"""Where authors write updates, look at them as they will be read, publish, mail and remove them."""

from collections.abc import Mapping
from typing import Any

from litestar import Request, get, post

from service.actions import rounds, updating
from service.actions.authoring import authored
from service.actions.updating import BODY_LIMIT, TITLE_LIMIT, Draft, NotPublic
from service.core.markdown import read_body
from service.store.rounds import RoundKind
from service.web.answers import Answer
from service.web.guards import Who, check_token, signed_in
from service.web.site import Site, first, form_of, random_number, site_of

Fields = Mapping[str, list[str]]
NOTICES = {
    "published": "Published. It stands on the letter’s page and in its feed.",
    "mailed": "Published. Its mails are on their way; the list below says how many.",
    "removed": "Removed. Mails that had gone cannot be recalled.",
    "stopped": "Stopped. No more mails about this update go out.",
    "going": "The mails go on.",
}


@get("/compose/{slug:str}/updates", who=Who.AUTHOR)
async def updates(request: Request[Any, Any, Any]) -> Answer:
    notice = NOTICES.get(request.query_params.get("done", ""), "")
    return await _page(request, Draft("", ""), {}, notice)


@post("/compose/{slug:str}/updates", who=Who.AUTHOR, status_code=200)
async def write(request: Request[Any, Any, Any]) -> Answer:
    """Show an update as it will be read, or publish it once that was seen."""
    site, slug = site_of(request), request.path_params["slug"]
    fields = await form_of(request)
    check_token(request, fields)
    await site.database.read(authored, request.state.account, slug)
    draft, errors = updating.check(first(fields, "title"), first(fields, "body"))
    if errors:
        return await _page(request, draft, errors, status=422)
    step = first(fields, "step")
    if step == "change":
        return await _page(request, draft, {})
    if step == "publish" and first(fields, "once"):
        return await _publish(request, site, slug, draft, fields)
    return await _preview(request, site, draft)


async def _preview(request: Request[Any, Any, Any], site: Site, draft: Draft) -> Answer:
    account, slug = request.state.account, request.path_params["slug"]
    letter, _, readers = await site.database.read(updating.for_author, account, slug)
    return site.page(
        "compose/updates_preview.html",
        letter=letter,
        draft=draft,
        body=read_body(draft.body),
        readers=readers,
        once=random_number(),
        now=site.now(),
        **signed_in(request),
    )


async def _publish(request: Request[Any, Any, Any], site: Site, slug: str, draft: Draft, fields: Fields) -> Answer:
    is_mailed = first(fields, "mailed") == "yes"
    update_id = site.number_for(f"{request.state.account.id} {slug} {first(fields, 'once')}", "update")
    call = (request.state.account, slug, draft, update_id, is_mailed, site.now())
    try:
        await site.database.write(updating.publish, *call)
    except NotPublic:
        words = "Nobody can read this letter yet. Open it first, then publish the update."
        return await _page(request, draft, {"form": words}, status=409)
    return site.redirect(f"/compose/{slug}/updates?done={'mailed' if is_mailed else 'published'}")


@post("/compose/{slug:str}/updates/{number:str}", who=Who.AUTHOR, status_code=200)
async def change(request: Request[Any, Any, Any]) -> Answer:
    """Remove an update, or stop its mails, or let them go on."""
    site, slug, account = site_of(request), request.path_params["slug"], request.state.account
    fields = await form_of(request)
    check_token(request, fields)
    await site.database.read(authored, account, slug)
    number, step = _number(request.path_params["number"]), first(fields, "step")
    match step:
        case "remove":
            await site.database.write(updating.remove, account, slug, number, site.now())
        case "stop":
            await site.database.write(rounds.stop, account, slug, RoundKind.UPDATE, number)
        case "go_on":
            await site.database.write(rounds.go_on, account, slug, RoundKind.UPDATE, number)
        case _:
            raise LookupError(step)
    done = {"remove": "removed", "stop": "stopped", "go_on": "going"}[step]
    return site.redirect(f"/compose/{slug}/updates?done={done}")


async def _page(
    request: Request[Any, Any, Any], draft: Draft, errors: dict[str, str], notice: str = "", status: int = 200
) -> Answer:
    site, account, slug = site_of(request), request.state.account, request.path_params["slug"]
    letter, told, readers = await site.database.read(updating.for_author, account, slug)
    return site.page(
        "compose/updates.html",
        status,
        letter=letter,
        told=told,
        readers=readers,
        draft=draft,
        errors=errors,
        notice=notice,
        title_limit=TITLE_LIMIT,
        body_limit=BODY_LIMIT,
        **signed_in(request),
    )


def _number(text: str) -> int:
    """The number of an update. Raises LookupError where it is none."""
    if not (text.isascii() and text.isdigit() and len(text) < 20) or int(text) >= 2**63:
        raise LookupError(text)
    return int(text)
