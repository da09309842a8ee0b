"""The page of To and CC: rows that are added, moved and taken away, with the printed block beside them."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from litestar import Request, get, post

from service.actions import drafting
from service.actions.drafting import Draft, Moved
from service.core.addressing import VALUES, Addressed, Row, changed, read_rows, rows_from, rows_of
from service.core.drafting import Part
from service.web.answers import Answer
from service.web.compose_ends import ENDS
from service.web.compose_page import by_words, fragment, is_script, not_saved, page, saved, saved_words, shown_as
from service.web.differences import difference
from service.web.guards import Who, check_token
from service.web.site import LONG_FORM_LIMIT, first, long_form_of, site_of

SAVES = ("", "save", "auto")
"""The steps that keep what was typed; every other one only shows it again."""


@get("/compose/{slug:str}/addressees", who=Who.AUTHOR, exception_handlers=ENDS)
async def addressees_page(request: Request[Any, Any, Any]) -> Answer:
    site, slug = site_of(request), request.path_params["slug"]
    draft = await site.database.read(drafting.open_draft, request.state.account, slug)
    rows = rows_from(draft.wording.to, draft.wording.cc, draft.contacts) or [Row("to")]
    return await _page(request, draft, rows, {})


@post(
    "/compose/{slug:str}/addressees",
    who=Who.AUTHOR,
    status_code=200,
    exception_handlers=ENDS,
    request_max_body_size=LONG_FORM_LIMIT,
)
async def addressees(request: Request[Any, Any, Any]) -> Answer:
    """Save To and CC, or show them again after a row was added, moved or taken away."""
    site, slug, account = site_of(request), request.path_params["slug"], request.state.account
    fields = await long_form_of(request)
    check_token(request, fields)
    step, was, rows = first(fields, "step"), first(fields, "was"), rows_of(fields)
    if step not in SAVES:
        draft = await site.database.read(drafting.open_draft, account, slug)
        if step == "preview" and first(fields, "script"):
            addressed, _ = read_rows(rows)
            return await fragment(request, draft.letter, replace(draft.wording, to=addressed.to, cc=addressed.cc))
        rows, at = changed(rows, step)
        is_both = step == "both"
        return await _page(request, draft, rows, {}, 200, was, at, is_dirty=True, is_both=is_both)
    addressed, errors = read_rows(rows)
    if errors and is_script(fields):
        return not_saved(request, next(iter(errors.values())), 422, errors)
    if errors:
        draft = await site.database.read(drafting.open_draft, account, slug)
        return await _page(request, draft, rows, errors, 422, was, is_dirty=True)
    try:
        draft = await site.database.write(drafting.save_addressees, account, slug, addressed, was, site.now())
    except Moved as error:
        return await _moved(request, error.draft, fields, addressed)
    if is_script(fields):
        return saved(request, draft.stamp(Part.ADDRESSEES))
    return site.redirect(f"/compose/{slug}?done=saved")


async def _moved(
    request: Request[Any, Any, Any], draft: Draft, fields: Mapping[str, list[str]], mine: Addressed
) -> Answer:
    if is_script(fields):
        who = by_words(draft, request.state.account)
        words = f"To and CC were changed meanwhile by {who}. Press Save to see both"
        return not_saved(request, words, 409)
    typed = [("kind", kind) for kind in fields.get("kind", ())]
    typed += [(name, value) for name in VALUES for value in fields.get(name, ())]
    return await page(
        request,
        "compose/moved.html",
        draft.letter,
        409,
        part="addressees",
        by=by_words(draft, request.state.account),
        typed=typed,
        was=draft.stamp(Part.ADDRESSEES),
        difference=await difference(draft.wording, replace(draft.wording, to=mine.to, cc=mine.cc)),
    )


async def _page(
    request: Request[Any, Any, Any],
    draft: Draft,
    rows: list[Row],
    errors: dict[str, str],
    status: int = 200,
    was: str = "",
    at: int = -1,
    is_dirty: bool = False,
    is_both: bool = False,
) -> Answer:
    """The page with these rows; at: the row to go on with. is_both: show what another author saved, too."""
    addressed, _ = read_rows(rows)
    mine = replace(draft.wording, to=addressed.to, cc=addressed.cc)
    document = await shown_as(draft.letter, mine, site_of(request).now())
    return await page(
        request,
        "compose/addressees.html",
        draft.letter,
        status,
        rows=[(index, row) for index, row in enumerate(rows)],
        at=at,
        errors=errors,
        document=document,
        was=was or draft.stamp(Part.ADDRESSEES),
        is_dirty=is_dirty,
        saved=saved_words(draft),
        by=by_words(draft, request.state.account) if is_both else "",
        difference=await difference(draft.wording, mine) if is_both else None,
    )
