"""The public pages of a letter's versions: each text, what it changed, and who stands on it still."""

from collections.abc import Awaitable, Callable
from typing import Any

from litestar import Request, get
from litestar.exceptions import NotFoundException

from service.actions import changes, reading
from service.core.document import Document
from service.core.letter import Letter, Version
from service.core.markdown import read_wording
from service.web.answers import HTML, Answer
from service.web.guards import Who
from service.web.read import KIND_WORDS, not_public
from service.web.site import Site, site_of


@get("/letters/{slug:str}/versions/{number:str}", who=Who.ANYONE)
async def version(request: Request[Any, Any, Any]) -> Answer:
    slug, number = request.path_params["slug"], whole(request.path_params["number"])
    page = whole(request.query_params.get("page", "")) or 1
    key = ("version", slug, str(number), str(page))
    return await public_page(request, key, lambda: _version_html(site_of(request), slug, number, page))


async def public_page(
    request: Request[Any, Any, Any], key: tuple[str, ...], build: Callable[[], Awaitable[tuple[bytes, bytes]]]
) -> Answer:
    """A page of the letter that the address names, kept for all visitors alike."""
    site, slug = site_of(request), request.path_params["slug"]
    try:
        return await site.cache.get(key, slug, request.scope["headers"], build)
    except LookupError:
        return await not_public(site, slug)


async def _version_html(site: Site, slug: str, number: int, page: int) -> tuple[bytes, bytes]:
    found = await site.database.read(changes.version_page, slug, number, page)
    if found is None:
        if await site.database.read(reading.public_letter, slug) is None:
            raise LookupError(slug)
        raise NotFoundException
    if page > found.pages:
        raise NotFoundException
    body = site.html(
        "read/version.html",
        letter=found.letter,
        version=found.version,
        before=found.before,
        earlier=found.earlier,
        is_present=found.is_present,
        entries=tuple(found.entries),
        difference=found.difference,
        page=page,
        document=document_of(found.letter, found.version, site),
        kinds=KIND_WORDS,
    )
    return HTML, body


def document_of(letter: Letter, version: Version, site: Site) -> Document:
    """One version's text as pages show it, without names."""
    as_it_was = Letter(letter.id, letter.state, letter.profile, version)
    return Document(as_it_was, read_wording(version.wording), (), site.now())


def whole(text: str) -> int:
    """A positive whole number, or 0."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0
