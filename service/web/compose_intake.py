"""Reading in what was written elsewhere: a DOCX file, or what a word processor puts on the clipboard."""

import asyncio
from collections.abc import Callable
from typing import Any

from litestar import Request, get, post
from litestar.datastructures import UploadFile
from litestar.exceptions import HTTPException

from service.actions import drafting
from service.actions.drafting import Draft, Moved
from service.core.docx import FILE_MOST, FILE_TOO_LARGE, Refused
from service.core.drafting import Part, appended
from service.core.fields import Reader
from service.render.reading_in import ReadIn, read_docx, read_html
from service.web.answers import Answer
from service.web.compose_ends import ENDS
from service.web.compose_page import page
from service.web.guards import Who, check_token
from service.web.site import LONG_FORM_LIMIT, FormProblem, first, long_form_of, site_of

UPLOAD_LIMIT = FILE_MOST + 64 * 1024
"""The file and the fields around it; a little more is read, so that the page can name the limit."""

NO_FILE = "Choose a .docx file first."
MOVED = "The text was changed while this page was open. Nothing was overwritten: look at it, then choose again."
_reading = asyncio.Semaphore(1)
"""One document at a time: each may take a processor and much memory for seconds."""


async def _read(reader: Callable[[bytes], ReadIn], content: bytes) -> ReadIn:
    async with _reading:
        return await asyncio.to_thread(reader, content)


def _too_large(request: Request[Any, Any, Any], error: HTTPException) -> Answer:
    """A file so large that it was not even taken in."""
    return site_of(request).message(
        "This file was not read",
        FILE_TOO_LARGE if error.status_code == 413 else "The form could not be understood. Choose the file again.",
        "Nothing was kept.",
        actions=(("Back", f"/compose/{request.path_params['slug']}/read-in"),),
        status=error.status_code,
    )


UPLOAD_ENDS: Any = {**ENDS, HTTPException: _too_large}


@get("/compose/{slug:str}/read-in", who=Who.AUTHOR, exception_handlers=ENDS)
async def read_in_page(request: Request[Any, Any, Any]) -> Answer:
    return await _page(request, await _draft(request), {})


@post(
    "/compose/{slug:str}/read-in",
    who=Who.AUTHOR,
    status_code=200,
    exception_handlers=UPLOAD_ENDS,
    request_max_body_size=2 * UPLOAD_LIMIT,
)
async def read_in(request: Request[Any, Any, Any]) -> Answer:
    """Show what a file holds as the letter's text would have it; nothing is kept yet."""
    draft = await _draft(request)
    if not request.headers.get("content-type", "").lower().startswith("multipart/form-data"):
        raise FormProblem("type")
    form = await request.form()
    check_token(request, {"csrf": [str(form.get("csrf", ""))]})
    file = form.get("file")
    content = await file.read() if isinstance(file, UploadFile) else b""
    if not content:
        return await _page(request, draft, {"file": NO_FILE}, 422)
    try:
        found = await _read(read_docx, content)
    except Refused as error:
        return await _page(request, draft, {"file": str(error)}, 422)
    return await _page(request, draft, {}, found=found)


@post(
    "/compose/{slug:str}/read-in/keep",
    who=Who.AUTHOR,
    status_code=200,
    exception_handlers=ENDS,
    request_max_body_size=LONG_FORM_LIMIT,
)
async def keep(request: Request[Any, Any, Any]) -> Answer:
    """Put what was read in into the draft: in place of its text, or after it."""
    site, account, draft = site_of(request), request.state.account, await _draft(request)
    fields = await long_form_of(request)
    check_token(request, fields)
    reader = Reader(fields)
    text, before = reader.markdown("body", "The text"), draft.wording.body
    how = first(fields, "how")
    body = appended(before, text) if how == "after" else text
    errors = dict(reader.errors)
    if before and how not in ("after", "instead"):
        errors["how"] = "Say where the text goes."
    found, was = ReadIn(text, [], []), first(fields, "was")
    if errors:
        return await _page(request, draft, errors, 422, found)
    try:
        values = {"body": body}
        await site.database.write(drafting.save_text, account, draft.letter.slug, values, was, site.now())
    except Moved as error:
        return await _page(request, error.draft, {"form": MOVED}, 409, found)
    return site.redirect(f"/compose/{draft.letter.slug}/text")


@post(
    "/compose/{slug:str}/paste",
    who=Who.AUTHOR,
    status_code=200,
    exception_handlers=ENDS,
    request_max_body_size=LONG_FORM_LIMIT,
)
async def paste(request: Request[Any, Any, Any]) -> Answer:
    """What was pasted, as Markdown; nothing is kept."""
    fields = await long_form_of(request)
    check_token(request, fields)
    await _draft(request)
    try:
        found = await _read(read_html, first(fields, "html").encode())
    except Refused as error:
        return site_of(request).json({"words": str(error)}, 422)
    return site_of(request).json({"markdown": found.markdown, "dropped": found.dropped})


async def _draft(request: Request[Any, Any, Any]) -> Draft:
    site, slug = site_of(request), request.path_params["slug"]
    return await site.database.read(drafting.open_draft, request.state.account, slug)


async def _page(
    request: Request[Any, Any, Any],
    draft: Draft,
    errors: dict[str, str],
    status: int = 200,
    found: ReadIn | None = None,
) -> Answer:
    return await page(
        request,
        "compose/read_in.html",
        draft.letter,
        status,
        errors=errors,
        found=found,
        has_text=bool(draft.wording.body),
        was=draft.stamp(Part.TEXT),
        limit=FILE_MOST // 2**20,
    )
