"""Where authors see how far asking everybody again about a changed text has come, and stop it."""

from typing import Any

from litestar import Request, get, post

from service.actions import rounds
from service.store.rounds import RoundKind, RoundState
from service.web.answers import HTML, Answer
from service.web.changes import whole
from service.web.guards import Who, check_token, signed_in
from service.web.site import first, form_of, site_of


@get("/compose/{slug:str}/versions/{number:str}/round", who=Who.AUTHOR)
async def round_page(request: Request[Any, Any, Any]) -> Answer:
    site, slug = site_of(request), request.path_params["slug"]
    number = whole(request.path_params["number"])
    found = await site.database.read(rounds.asked, request.state.account, slug, number)
    is_busy = found.round is not None and found.round.state is RoundState.RUNNING
    is_watched = is_busy and request.query_params.get("watch") == "yes"
    values: dict[str, Any] = {"letter": found.letter, "asked": found, "is_busy": is_busy, "is_watched": is_watched}
    again = [(b"refresh", b"3")] if is_watched else []
    headers = [*site.headers, (b"content-type", HTML), (b"cache-control", b"no-store"), *again]
    return Answer(200, headers, site.html("compose/round.html", **values, **signed_in(request)))


@post("/compose/{slug:str}/versions/{number:str}/round", who=Who.AUTHOR, status_code=200)
async def change_round(request: Request[Any, Any, Any]) -> Answer:
    """Write to nobody more, or go on."""
    site, slug, account = site_of(request), request.path_params["slug"], request.state.account
    fields = await form_of(request)
    check_token(request, fields)
    number, acts = whole(request.path_params["number"]), {"stop": rounds.stop, "go_on": rounds.go_on}
    version_id = await site.database.read(rounds.version_id, account, slug, number)
    step = first(fields, "step")
    if step not in acts:
        raise LookupError("the form says neither")
    await site.database.write(acts[step], account, slug, RoundKind.MATERIAL, version_id)
    return site.redirect(f"/compose/{slug}/versions/{number}/round?watch=yes")
