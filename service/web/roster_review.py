"""The page on which an author goes through a roster row by row, and the small forms of each row."""

from collections.abc import Mapping
from types import SimpleNamespace
from typing import Any

from litestar import Request, get, post

from service.actions import reviewing, rewriting
from service.actions.reviewing import NotInReview, Page, Shown
from service.actions.rewriting import CannotTake, RowMoved, Seen
from service.store.imports import ImportState
from service.web import roster_rows
from service.web import roster_words as words
from service.web.answers import Answer
from service.web.compose_ends import ENDS
from service.web.compose_page import page
from service.web.guards import Who, check_token
from service.web.roster_fields import Typed, View, people_of, seen_in, typed_in, typed_of, view_of
from service.web.roster_result import result_page
from service.web.site import first, long_form_of, site_of
from service.web.wanted import whole

MOST = 50
NOTICES = {"read": "The list was read. Nobody is named before you bring it in."}
SIMPLE = {"skip": rewriting.skip, "take": rewriting.take, "reconsider": rewriting.reconsider}
MENDING = ("edit", "split", "join")
REVIEW_ENDS: Any = {**ENDS, NotInReview: words.not_in_review}


def import_id(request: Request[Any, Any, Any]) -> int:
    """The import that an address names. Raises LookupError."""
    found = whole(request.path_params["id"])
    if found is None:
        raise LookupError("no such import")
    return found


@get("/compose/{slug:str}/roster/{id:str}", who=Who.AUTHOR, exception_handlers=ENDS)
async def review(request: Request[Any, Any, Any]) -> Answer:
    """One import: its rows while it is reviewed, then how far it is and what came of it."""
    view = view_of(request.query_params)
    found = await _look(request, view)
    if found.imported.state is not ImportState.REVIEW:
        return await result_page(request, found)
    return await _review_page(request, found, view, await _opened(request, found, view), {})


@post("/compose/{slug:str}/roster/{id:str}/rows", who=Who.AUTHOR, status_code=200, exception_handlers=REVIEW_ENDS)
async def change_row(request: Request[Any, Any, Any]) -> Answer:
    """Skip or take a row, or put people in its place."""
    fields = await long_form_of(request)
    check_token(request, fields)
    step, seen, view = first(fields, "step"), seen_in(fields), view_of({k: v[0] for k, v in fields.items()})
    if step not in SIMPLE and step not in MENDING:
        raise LookupError("the form says none of these")
    typed: Typed | None = None
    try:
        if step in SIMPLE:
            at = await _decide(request, step, seen)
        else:
            typed = typed_in(fields, await _one(request, seen.ordinal))
            at = -1 if typed.errors else await _mend(request, step, seen, typed, fields)
    except RowMoved as error:
        return await _moved(request, view, seen, typed, error)
    except CannotTake as error:
        return await _again(request, view, seen, typed, {f"row-{seen.ordinal}": error.words}, 422)
    if typed and typed.errors:
        return await _again(request, view, seen, typed, typed.errors, 422)
    here = f"/compose/{request.path_params['slug']}/roster/{import_id(request)}"
    return site_of(request).redirect(f"{here}{view.query}{'&' if view.query else '?'}at={at}#at")


async def _decide(request: Request[Any, Any, Any], step: str, seen: Seen) -> int:
    """Skip or take a person, or take that back; their key. Raises RowMoved, CannotTake."""
    if (await _one(request, seen.ordinal)).row.aside is not None:
        raise LookupError("the row is nobody")
    asked = (request.state.account, request.path_params["slug"], import_id(request), seen)
    return (await site_of(request).database.write(SIMPLE[step], *asked)).row.ordinal


async def _mend(
    request: Request[Any, Any, Any], step: str, seen: Seen, typed: Typed, fields: Mapping[str, list[str]]
) -> int:
    """Put people in the place of what was seen; the key of the first. Raises RowMoved, CannotTake."""
    site, account, slug = site_of(request), request.state.account, request.path_params["slug"]
    rows = [seen, *([seen_in(fields, "next")] if step == "join" else [])]
    shown = [await _one(request, each.ordinal) for each in rows]
    people = people_of(step, typed, shown[0], shown[1] if step == "join" else None)
    now = await site.database.write(rewriting.put, account, slug, import_id(request), rows, people)
    return now[0].row.ordinal if now else seen.ordinal


async def _look(request: Request[Any, Any, Any], view: View) -> Page:
    asked = (request.state.account, request.path_params["slug"], import_id(request))
    return await site_of(request).database.read(reviewing.look, *asked, view.verdict, view.after, MOST)


async def _one(request: Request[Any, Any, Any], ordinal: int) -> Shown:
    asked = (request.state.account, request.path_params["slug"], import_id(request), ordinal)
    return await site_of(request).database.read(reviewing.one, *asked)


async def _opened(
    request: Request[Any, Any, Any], found: Page, view: View, typed: Typed | None = None
) -> SimpleNamespace | None:
    """The row whose forms are open, if it stands on the page, with what is typed and the row behind it."""
    shown = next((each for each in found.rows if each.row.ordinal == view.opened), None)
    if shown is None:
        return None
    site, account, slug = site_of(request), request.state.account, request.path_params["slug"]
    ordinal = shown.row.ordinal
    behind = await site.database.read(reviewing.following, account, slug, import_id(request), ordinal)
    return SimpleNamespace(
        ordinal=ordinal,
        typed=typed or typed_of(shown),
        next=roster_rows.row_of(behind) if behind and shown.row.person else None,
    )


async def _moved(
    request: Request[Any, Any, Any], view: View, seen: Seen, typed: Typed | None, error: RowMoved
) -> Answer:
    """Another author was faster: what they made of it, and what was typed here."""
    if not error.shown:
        return await _again(request, view, seen, None, {"form": words.GONE}, 409)
    return await _again(request, view, seen, typed, {f"row-{error.shown[0].row.ordinal}": words.MOVED}, 409)


async def _again(
    request: Request[Any, Any, Any],
    view: View,
    seen: Seen,
    typed: Typed | None,
    errors: dict[str, str],
    status: int,
) -> Answer:
    """The page with what is wrong at its row; the forms stay open where something was typed."""
    view = View(view.verdict, view.after, seen.ordinal if typed else None, seen.ordinal)
    found = await _look(request, view)
    return await _review_page(request, found, view, await _opened(request, found, view, typed), errors, status)


async def _review_page(
    request: Request[Any, Any, Any],
    found: Page,
    view: View,
    opened: SimpleNamespace | None,
    errors: dict[str, str],
    status: int = 200,
) -> Answer:
    rows = [roster_rows.row_of(each) for each in found.rows]
    at = next((row.ordinal for row in rows if view.at is not None and row.ordinal >= view.at), None)
    return await page(
        request,
        "compose/roster_review.html",
        found.letter,
        status,
        imported=found.imported,
        called=words.called(found.imported),
        sums=found.sums,
        sum_words=words.sum_words(found.sums),
        new_words=words.names(found.sums.new),
        kinds=roster_rows.filters(found.sums),
        view=view,
        rows=rows,
        at=at,
        opened=opened,
        following=found.following,
        most=MOST,
        errors=errors,
        notice=NOTICES.get(request.query_params.get("done", "")),
    )
