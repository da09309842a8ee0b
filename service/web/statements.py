"""The page of statements: why people sign, in their own words."""

from typing import Any

from litestar import Request, get

from service.actions import reading
from service.store.roll import ref_of
from service.web.answers import HTML, Answer
from service.web.guards import Who
from service.web.read import not_public
from service.web.site import Site, site_of


@get("/letters/{slug:str}/statements", who=Who.ANYONE)
async def statements(request: Request[Any, Any, Any]) -> Answer:
    """A page of them, the one listed last first; ?after= names the last one of the page before."""
    site, slug = site_of(request), request.path_params["slug"]
    after = _signature(request.query_params.get("after", ""))
    if await site.database.read(reading.public_letter, slug) is None:
        return await not_public(site, slug)
    try:
        key = ("statements", slug, str(after or ""))
        return await site.cache.get(key, slug, request.scope["headers"], lambda: _html(site, slug, after))
    except LookupError:
        return site.redirect(f"/letters/{slug}/statements")


async def _html(site: Site, slug: str, after: int | None) -> tuple[bytes, bytes]:
    found = await site.database.read(reading.statements_page, slug, after)
    if found is None:
        raise LookupError(slug)
    letter, shown = found
    has_more = len(shown) > reading.STATEMENTS
    page = shown[: reading.STATEMENTS]
    following = ref_of(page[-1].signature_id) if has_more else ""
    body = site.html(
        "read/statements.html", letter=letter, statements=page, following=following, is_later=after is not None
    )
    return HTML, body


def _signature(ref: str) -> int | None:
    """The signature that an anchor names; None where it names none."""
    try:
        number = int(ref, 16) if ref.isascii() and ref.isalnum() and len(ref) <= 16 else 0
    except ValueError:
        return None
    return number if 0 < number < 1 << 63 else None
