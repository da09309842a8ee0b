"""The page on which an author says how consent was given and brings the names in, and what follows after it."""

from collections.abc import Mapping
from typing import Any

from litestar import Request, get, post

from service.actions import calling, importing, reviewing, undoing
from service.actions.gathering import NotForNames
from service.actions.importing import NoConsent, OtherNumber
from service.actions.reviewing import NotInReview, Page
from service.core.entry import UNCONFIRMED, UNCONFIRMED_WORDS
from service.core.roster.verdicts import Verdict
from service.store.imports import ImportState
from service.web import roster_words as words
from service.web.answers import Answer
from service.web.compose_ends import ENDS
from service.web.compose_page import page
from service.web.guards import Who, check_token
from service.web.order_words import number_typed
from service.web.roster_review import import_id
from service.web.site import first, form_of, site_of
from service.web.wanted import whole

UNTYPED_MOST = 50
"""Names that are brought in without their number typed."""

FIRST = 3
OTHER_NUMBER = "The list has changed meanwhile: look at the sum above, then press the button again."
WRONG_NUMBER = "Type the number of names that come in: {number:,}."
STEP_ENDS: Any = {**ENDS, NotInReview: words.not_in_review, NotForNames: words.not_for_names}


@get("/compose/{slug:str}/roster/{id:str}/bring-in", who=Who.AUTHOR, exception_handlers=ENDS)
async def bring_page(request: Request[Any, Any, Any]) -> Answer:
    return await _bring_page(request, {}, {})


@post(
    "/compose/{slug:str}/roster/{id:str}/bring-in", who=Who.AUTHOR, status_code=200, exception_handlers=STEP_ENDS
)
async def bring_in(request: Request[Any, Any, Any]) -> Answer:
    """Let the worker bring in exactly as many names as were shown."""
    site, slug, account = site_of(request), request.path_params["slug"], request.state.account
    fields = await form_of(request)
    check_token(request, fields)
    number, consent, errors = _agreed(fields)
    if errors:
        return await _bring_page(request, fields, errors, 422)
    try:
        asked = (account, slug, import_id(request), consent, number, site.now())
        await site.database.write(importing.start, *asked)
    except NoConsent as error:
        return await _bring_page(request, fields, {"consent": error.words}, 422)
    except OtherNumber:
        return await _bring_page(request, fields, {"form": OTHER_NUMBER}, 409)
    site.mail_promised()
    return site.redirect(f"/compose/{slug}/roster/{import_id(request)}?watch=yes")


def _agreed(fields: Mapping[str, list[str]]) -> tuple[int, str, dict[str, str]]:
    """How many names were shown, the basis of consent, and what is missing, by field."""
    shown, errors = whole(first(fields, "shown")), {}
    if shown is None:
        raise LookupError("the form names no number")
    if shown > UNTYPED_MOST and number_typed(first(fields, "number")) != shown:
        errors["number"] = WRONG_NUMBER.format(number=shown)
    return shown, first(fields, "consent"), errors


async def _bring_page(
    request: Request[Any, Any, Any], fields: Mapping[str, list[str]], errors: dict[str, str], status: int = 200
) -> Answer:
    site, slug = site_of(request), request.path_params["slug"]
    asked = (request.state.account, slug, import_id(request), Verdict.NEW, -1, FIRST)
    found: Page = await site.database.read(reviewing.look, *asked)
    if found.imported.state is not ImportState.REVIEW or not found.sums.new:
        return site.redirect(f"/compose/{slug}/roster/{import_id(request)}")
    return await page(
        request,
        "compose/roster_bring.html",
        found.letter,
        status,
        imported=found.imported,
        sums=found.sums,
        sum_words=words.sum_words(found.sums),
        new_words=words.names(found.sums.new),
        staying_words=words.staying_words(found.sums),
        first=[each for each in found.rows if each.entry],
        mark=UNCONFIRMED,
        mark_words=UNCONFIRMED_WORDS,
        asks_number=found.sums.new > UNTYPED_MOST,
        consent=first(fields, "consent"),
        number=first(fields, "number"),
        errors=errors,
    )


@post("/compose/{slug:str}/roster/{id:str}", who=Who.AUTHOR, status_code=200, exception_handlers=STEP_ENDS)
async def change(request: Request[Any, Any, Any]) -> Answer:
    """Discard a list, stop bringing it in or go on, undo it, or invite its people to confirm."""
    site, slug, account = site_of(request), request.path_params["slug"], request.state.account
    fields = await form_of(request)
    check_token(request, fields)
    step, asked = first(fields, "step"), (account, slug, import_id(request))
    here = f"/compose/{slug}/roster/{import_id(request)}"
    match step:
        case "discard":
            await site.database.write(reviewing.discard, *asked, site.now())
            return site.redirect(f"/compose/{slug}/roster?done=discarded")
        case "stop":
            await site.database.write(importing.stop, *asked)
        case "go_on":
            await site.database.write(importing.go_on, *asked)
        case "undo":
            await site.database.write(undoing.start, *asked, site.now())
        case "call":
            return await _call(request, fields)
        case _:
            raise LookupError("the form says none of these")
    site.mail_promised()
    return site.redirect(f"{here}?watch=yes")


async def _call(request: Request[Any, Any, Any], fields: Mapping[str, list[str]]) -> Answer:
    """Invite as many people as were shown; where it is another number now, the page shows that one."""
    site, slug, account = site_of(request), request.path_params["slug"], request.state.account
    here, number = f"/compose/{slug}/roster/{import_id(request)}", whole(first(fields, "number"))
    if number is None:
        raise LookupError("the form names no number")
    try:
        await site.database.write(calling.call, account, slug, import_id(request), number, site.now())
    except OtherNumber:
        return site.redirect(f"{here}?done=other")
    site.mail_promised()
    return site.redirect(f"{here}?done=called")
