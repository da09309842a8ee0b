"""The page of the saved orders: keep the present one under a label, look at an old one, use it again."""

from typing import Any

from litestar import Request, get, post

from service.actions import laying
from service.actions.laying import LABEL_MOST, SAVED_MOST, TooManySaved
from service.core.text import Unprintable, clean
from service.web.answers import Answer
from service.web.guards import Who, check_token, signed_in
from service.web.order_words import ENDS, RULES
from service.web.site import first, form_of, site_of
from service.web.wanted import whole

NOTICES = {"saved": "This order is kept.", "removed": "The saved order was removed."}


@get("/compose/{slug:str}/order/saved", who=Who.AUTHOR, exception_handlers=ENDS)
async def saved(request: Request[Any, Any, Any]) -> Answer:
    return await _saved(request, "", {})


@post("/compose/{slug:str}/order/saved", who=Who.AUTHOR, status_code=200, exception_handlers=ENDS)
async def change(request: Request[Any, Any, Any]) -> Answer:
    """Save the present order, remove a saved one, or lay the names as a saved one has them."""
    site, slug, account = site_of(request), request.path_params["slug"], request.state.account
    fields = await form_of(request)
    check_token(request, fields)
    step, number = first(fields, "step"), whole(first(fields, "number"))
    if step == "save":
        return await _save(request, first(fields, "label"))
    if step not in ("remove", "look") or number is None:
        raise LookupError("the form names no saved order")
    if step == "remove":
        await site.database.write(laying.remove_saved, account, slug, number)
        return site.redirect(f"/compose/{slug}/order/saved?done=removed")
    await site.database.write(laying.propose_saved, account, slug, number, site.now())
    return site.redirect(f"/compose/{slug}/order/new?watch=yes")


async def _save(request: Request[Any, Any, Any], typed: str) -> Answer:
    site, slug = site_of(request), request.path_params["slug"]
    try:
        label, problem = clean(typed), ""
    except Unprintable as error:
        label, problem = "", f"Take out a character that cannot be printed: {error}."
    if not problem and not label:
        problem = "Type a label by which you will know this order again."
    elif len(label) > LABEL_MOST:
        problem = f"Shorten the label to {LABEL_MOST} characters."
    if not problem:
        try:
            await site.database.write(laying.save, request.state.account, slug, label, site.now())
            return site.redirect(f"/compose/{slug}/order/saved?done=saved")
        except TooManySaved:
            problem = f"{SAVED_MOST} orders are saved: no more are kept. Remove one that is not needed."
    return await _saved(request, typed, {"label": problem}, 422)


async def _saved(request: Request[Any, Any, Any], label: str, errors: dict[str, str], status: int = 200) -> Answer:
    site, slug = site_of(request), request.path_params["slug"]
    letter, found = await site.database.read(laying.saved, request.state.account, slug)
    return site.page(
        "compose/order_saved.html",
        status,
        letter=letter,
        saved=found,
        label=label,
        rules=RULES,
        errors=errors,
        notice=NOTICES.get(request.query_params.get("done", "")),
        **signed_in(request),
    )
