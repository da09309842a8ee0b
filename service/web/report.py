"""Where anybody says of a listed name "this is not me", without being asked who they are."""

from typing import Any

from litestar import Request, get, post

from service.actions import reading, reporting
from service.core.letter import Letter
from service.store.roll import ref_of
from service.web.answers import Answer
from service.web.guards import Who
from service.web.read import not_public
from service.web.site import Site, first, form_of, site_of

NUMBER_MOST = 2**63


@get("/letters/{slug:str}/report", who=Who.ANYONE)
async def find_page(request: Request[Any, Any, Any]) -> Answer:
    """Ask for the number of the name, so that a long list need not carry a link at each."""
    site, slug = site_of(request), request.path_params["slug"]
    letter = await site.database.read(reading.public_letter, slug)
    if letter is None:
        return await not_public(site, slug)
    typed = request.query_params.get("n")
    if typed is None:
        return _find_page(site, letter, {}, "")
    number = _whole(typed.strip().removeprefix("#").removesuffix("."))
    found = await site.database.read(reading.entry_at, letter.roll_id, number) if number else []
    if not found:
        words = f"Type a number from 1 to {letter.counts.named:,}, as it stands before the name in the list."
        return _find_page(site, letter, {"n": words}, typed[:20], 422)
    return site.redirect(f"/letters/{slug}/report/{found[0].ref}")


def _find_page(site: Site, letter: Letter, errors: dict[str, str], typed: str, status: int = 200) -> Answer:
    return site.page("sign/report_find.html", status, letter=letter, errors=errors, typed=typed)


@get("/letters/{slug:str}/report/{ref:str}", who=Who.ANYONE)
async def report_page(request: Request[Any, Any, Any]) -> Answer:
    return await _report_page(request, {}, "")


@post("/letters/{slug:str}/report/{ref:str}", who=Who.ANYONE, status_code=200)
async def report(request: Request[Any, Any, Any]) -> Answer:
    """The same answer, whether the report was kept, is one of many, or came too often."""
    site, slug = site_of(request), request.path_params["slug"]
    words = first(await form_of(request), "words").strip()
    errors = reporting.report_errors(words)
    if errors:
        return await _report_page(request, errors, words, 422)
    signature_id = _signature_id(request)
    try:
        await site.database.write(reporting.report, slug, signature_id, words, site.network(request), site.now())
    except LookupError:
        return await _not_listed(site, slug)
    return site.message(
        "Thank you for telling us",
        "A moderator looks into it. Until then the name stays where it is.",
        "We cannot write to you about it, because we do not ask who you are. Look at the list in a few days.",
        actions=(("Back to the letter", f"/letters/{slug}"),),
    )


async def _report_page(
    request: Request[Any, Any, Any], errors: dict[str, str], words: str, status: int = 200
) -> Answer:
    site, slug = site_of(request), request.path_params["slug"]
    signature_id = _signature_id(request)
    try:
        letter, entry, number = await site.database.read(reporting.listed_entry, slug, signature_id)
    except LookupError:
        return await _not_listed(site, slug)
    return site.page(
        "sign/report.html",
        status,
        letter=letter,
        entry=entry,
        number=number,
        ref=ref_of(signature_id),
        errors=errors,
        words=words,
        words_limit=reporting.WORDS_LIMIT,
    )


async def _not_listed(site: Site, slug: str) -> Answer:
    if await site.database.read(reading.public_letter, slug) is None:
        return await not_public(site, slug)
    return site.message(
        "This name is not on the list",
        "It may have been taken off already. Look at the list, and report another name by its number.",
        actions=(("The list of names", f"/letters/{slug}/signatories"),),
        status=404,
    )


def _signature_id(request: Request[Any, Any, Any]) -> int:
    """The signature that an anchor names; 0, which none has, where it is not an anchor."""
    ref = request.path_params["ref"]
    is_anchor = len(ref) <= 16 and all(char in "0123456789abcdef" for char in ref)
    number = int(ref, 16) if ref and is_anchor else 0
    return number if number < NUMBER_MOST else 0


def _whole(text: str) -> int:
    """A positive whole number, or 0."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0
