"""The page where an author brings a list of names: pasted or as a file, and the lists that came before."""

from collections.abc import Iterable
from types import SimpleNamespace
from typing import Any

from litestar import Request, get, post
from litestar.datastructures import UploadFile
from litestar.exceptions import HTTPException

from service.actions import reviewing
from service.actions.gathering import NotForNames, taking_names
from service.actions.reviewing import Past
from service.core.letter import Letter
from service.core.roster.source import Table
from service.intake.apart import read_limited
from service.intake.bounds import BYTES_MOST, TOO_LARGE, Unreadable
from service.render.templating import day_and_time
from service.store.imports import ImportState
from service.web import roster_words as words
from service.web.answers import Answer
from service.web.compose_ends import ENDS
from service.web.compose_page import page
from service.web.guards import Who, check_token
from service.web.roster_columns import columns_page
from service.web.roster_reading import keep, understood
from service.web.site import FormProblem, site_of

UPLOAD_LIMIT = 2 * BYTES_MOST + 64 * 1024
"""A list as long as may be, and as much again, so that the page can name the limit and keep what was pasted."""

NOTICES = {"discarded": "The list was discarded, and what was read of it is deleted."}
NO_LIST = "Paste the list first."
NO_FILE = "Choose a file first."
EMPTY_FILE = "This file is empty."
FORMATS = "Text, Word (.docx), Excel (.xlsx), OpenDocument (.ods), CSV, PDF, HTML, Markdown, JSON or YAML"


def _too_large(request: Request[Any, Any, Any], error: HTTPException) -> Answer:
    """A list so large that it was not even taken in."""
    return site_of(request).message(
        "This list was not read",
        TOO_LARGE if error.status_code == 413 else "The form could not be understood. Choose the file again.",
        "Nothing was kept.",
        actions=(("Back", f"/compose/{request.path_params['slug']}/roster"),),
        status=error.status_code,
    )


UPLOAD_ENDS: Any = {**ENDS, HTTPException: _too_large}


@get("/compose/{slug:str}/roster", who=Who.AUTHOR, exception_handlers=ENDS)
async def begin(request: Request[Any, Any, Any]) -> Answer:
    return await _begin(request, "", {})


@post(
    "/compose/{slug:str}/roster",
    who=Who.AUTHOR,
    status_code=200,
    exception_handlers=UPLOAD_ENDS,
    request_max_body_size=UPLOAD_LIMIT,
)
async def read(request: Request[Any, Any, Any]) -> Answer:
    """Read a list. A table's columns are shown first; of lines, the review begins."""
    site, slug, account = site_of(request), request.path_params["slug"], request.state.account
    letter, _ = await site.database.read(reviewing.past, account, slug)
    field, content, name, typed = await _sent(request)
    try:
        if not content:
            raise Unreadable(EMPTY_FILE if name else NO_FILE if field == "file" else NO_LIST)
        source = await read_limited(content, name)
        if isinstance(source, Table):
            return await columns_page(request, letter, source, name)
        return await keep(request, name, source.kind, await understood(source))
    except Unreadable as error:
        return await _begin(request, typed, {field: str(error)}, 422)
    except NotForNames as error:
        return await _begin(request, typed, {"form": words.no_names_words(error.letter)}, 409)


async def _sent(request: Request[Any, Any, Any]) -> tuple[str, bytes, str, str]:
    """The field that was used, its content, the file's name, and what was pasted."""
    if not request.headers.get("content-type", "").lower().startswith("multipart/form-data"):
        raise FormProblem("type")
    form = await request.form()
    check_token(request, {"csrf": [str(form.get("csrf", ""))]})
    file = form.get("file")
    if "list" not in form:
        content = await file.read() if isinstance(file, UploadFile) else b""
        return "file", content, file.filename if isinstance(file, UploadFile) else "", ""
    typed = str(form.get("list", ""))
    content = typed.encode(errors="replace") if typed.strip() else b""
    return "list", content, "", typed if len(content) <= BYTES_MOST else ""


def _takes_names(letter: Letter) -> bool:
    try:
        taking_names(letter)
    except NotForNames:
        return False
    return True


async def _begin(
    request: Request[Any, Any, Any], typed: str, errors: dict[str, str], status: int = 200
) -> Answer:
    site, slug, account = site_of(request), request.path_params["slug"], request.state.account
    letter, past = await site.database.read(reviewing.past, account, slug)
    under_way = [each for each in past if each.imported.state in words.UNDER_WAY]
    return await page(
        request,
        "compose/roster.html",
        letter,
        status,
        typed=typed,
        errors=errors,
        formats=FORMATS,
        no_names_now=words.no_names_words(letter),
        limit=BYTES_MOST // 2**20,
        can_begin=_takes_names(letter),
        under_way=list(_past(under_way)),
        past=list(_past(each for each in past if each.imported.state not in words.UNDER_WAY)),
        notice=NOTICES.get(request.query_params.get("done", "")),
    )


def _past(past: Iterable[Past]) -> Iterable[SimpleNamespace]:
    """Lists as the page shows them."""
    for each in past:
        imported = each.imported
        is_compared = imported.state is not ImportState.GATHERING
        yield SimpleNamespace(
            id=imported.id,
            state=words.STATES[imported.state],
            called=words.called(imported),
            at=day_and_time(imported.created_at),
            by=each.by.email if each.by else "the console",
            sums=words.sum_words(each.sums) if each.sums.total and is_compared else "",
            is_busy=words.is_busy(imported),
            is_review=imported.state is ImportState.REVIEW,
        )
