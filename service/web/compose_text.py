"""The page on which an author writes, from the title to the closing, with a live preview."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from litestar import Request, get, post

from service.actions import drafting
from service.actions.drafting import Draft, Moved
from service.core.drafting import Part, joined_demands, read_text
from service.core.letter import DemandMarks, Wording
from service.web.answers import Answer
from service.web.compose_ends import ENDS
from service.web.compose_page import (
    by_words,
    fragment,
    is_script,
    not_saved,
    page,
    saved,
    saved_words,
    shown_as,
)
from service.web.differences import difference
from service.web.guards import Who, check_token
from service.web.site import LONG_FORM_LIMIT, first, long_form_of, site_of

NAMES = ("title", "language", "date", "re", "salutation", "body", "demands", "demand_marks", "closing")
SHOWN = ("preview", "show", "both")
"""What a form asks for without saving: the letter as it would print, the same page again, both texts."""

MARKS = (
    (DemandMarks.BULLETS.value, "Bullets", ""),
    (DemandMarks.NUMBERS.value, "1. 2. 3.", ""),
    (DemandMarks.LETTERS.value, "a) b) c)", ""),
)


@get("/compose/{slug:str}/text", who=Who.AUTHOR, exception_handlers=ENDS)
async def text_page(request: Request[Any, Any, Any]) -> Answer:
    site, slug = site_of(request), request.path_params["slug"]
    draft = await site.database.read(drafting.open_draft, request.state.account, slug)
    return await _page(request, draft, typed_from(draft.wording), draft.wording, {})


@post(
    "/compose/{slug:str}/text",
    who=Who.AUTHOR,
    status_code=200,
    exception_handlers=ENDS,
    request_max_body_size=LONG_FORM_LIMIT,
)
async def text(request: Request[Any, Any, Any]) -> Answer:
    """Save the text, show it as it would print, or show it again as it was typed."""
    site, slug, account = site_of(request), request.path_params["slug"], request.state.account
    fields = await long_form_of(request)
    check_token(request, fields)
    step, was = first(fields, "step"), first(fields, "was")
    values, errors = read_text(fields)
    if step in SHOWN or errors:
        draft = await site.database.read(drafting.open_draft, account, slug)
        wording = replace(draft.wording, **values)
        if step == "preview" and first(fields, "script"):
            return await fragment(request, draft.letter, wording)
        if is_script(fields):
            return not_saved(request, next(iter(errors.values())), 422, errors)
        theirs = draft.wording if step == "both" else None
        status = 422 if errors else 200
        return await _page(request, draft, _typed(fields), wording, errors, status, was, theirs)
    try:
        draft = await site.database.write(drafting.save_text, account, slug, values, was, site.now())
    except Moved as error:
        return await _moved(request, error.draft, fields, values)
    if is_script(fields):
        return saved(request, draft.stamp(Part.TEXT))
    return site.redirect(f"/compose/{slug}?done=saved")


async def _moved(
    request: Request[Any, Any, Any], draft: Draft, fields: Mapping[str, list[str]], values: dict[str, Any]
) -> Answer:
    """Another author saved meanwhile: show both, overwrite nothing."""
    if is_script(fields):
        who = by_words(draft, request.state.account)
        words = f"the text was changed meanwhile by {who}. Press Save to see both"
        return not_saved(request, words, 409)
    mine = replace(draft.wording, **values)
    return await page(
        request,
        "compose/moved.html",
        draft.letter,
        409,
        here="text",
        part="text",
        by=by_words(draft, request.state.account),
        typed=[(name, first(fields, name)) for name in NAMES],
        was=draft.stamp(Part.TEXT),
        difference=await difference(draft.wording, mine),
    )


def typed_from(wording: Wording) -> dict[str, str]:
    """The wording's text as the form's fields show it."""
    return {
        "title": wording.title,
        "language": wording.language,
        "date": wording.date.isoformat() if wording.date else "",
        "re": wording.re,
        "salutation": wording.salutation,
        "body": wording.body,
        "demands": joined_demands(wording.demands),
        "demand_marks": wording.demand_marks.value,
        "closing": wording.closing,
    }


def _typed(fields: Mapping[str, list[str]]) -> dict[str, str]:
    return {name: first(fields, name).replace("\r\n", "\n") for name in NAMES}


async def _page(
    request: Request[Any, Any, Any],
    draft: Draft,
    typed: dict[str, str],
    wording: Wording,
    errors: dict[str, str],
    status: int = 200,
    was: str = "",
    theirs: Wording | None = None,
) -> Answer:
    """The page with these words in its fields; was: what they were changed from, where that was another draft."""
    document = await shown_as(draft.letter, wording, site_of(request).now())
    return await page(
        request,
        "compose/text.html",
        draft.letter,
        status,
        typed=typed,
        errors=errors,
        marks=MARKS,
        document=document,
        was=was or draft.stamp(Part.TEXT),
        is_dirty=typed != typed_from(draft.wording),
        saved=saved_words(draft),
        by=by_words(draft, request.state.account) if theirs else "",
        difference=await difference(theirs, wording) if theirs else None,
        theirs=typed_from(theirs) if theirs else {},
    )
