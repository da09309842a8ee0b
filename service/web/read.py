"""The pages of a visitor: letters, lists, JSON."""

import json
from typing import Any

from litestar import Request, get
from litestar.exceptions import NotFoundException

from service.actions import changes, reading
from service.core.goals import goal_after
from service.core.letter import Letter, VersionKind
from service.core.text import Unprintable, clean
from service.render import data
from service.store.letters import letter_by_slug
from service.store.updates import updates_of
from service.web.answers import HTML, Answer
from service.web.guards import Who
from service.web.site import Site, site_of

JSON = b"application/json"
UPDATES = 3
"""Updates on the page of the letter itself; the others stand on their own page."""

KIND_WORDS = {
    VersionKind.FIRST: "The first text",
    VersionKind.CORRECTION: "Correction",
    VersionKind.MATERIAL: "Material change",
}


@get("/", who=Who.ANYONE)
async def home(request: Request[Any, Any, Any]) -> Answer:
    site = site_of(request)
    letters = await site.database.read(reading.public_letters)
    return site.page("read/home.html", letters=letters)


@get("/letters/{slug:str}", who=Who.ANYONE)
async def letter(request: Request[Any, Any, Any]) -> Answer:
    site = site_of(request)
    slug = request.path_params["slug"]
    if slug.endswith(".json"):
        slug = slug.removesuffix(".json")
        page = _whole(request.query_params.get("page", "")) or 1
        return await _cached(request, ("json", slug, str(page)), slug, lambda: _letter_json(site, slug, page))
    return await _cached(request, ("letter", slug), slug, lambda: _letter_html(site, slug))


@get("/letters/{slug:str}/signatories", who=Who.ANYONE)
async def signatories(request: Request[Any, Any, Any]) -> Answer:
    site = site_of(request)
    slug = request.path_params["slug"]
    query = request.query_params.get("q", "").strip()[:200]
    if query:
        return await _search(site, slug, query)
    number = _whole(request.query_params.get("n", ""))
    if number:
        return await _go_to(site, slug, number)
    page = _whole(request.query_params.get("page", "")) or 1
    return await _cached(request, ("list", slug, str(page)), slug, lambda: _list_html(site, slug, page))


async def _cached(request: Request[Any, Any, Any], key: tuple[str, ...], slug: str, build: Any) -> Answer:
    site = site_of(request)
    try:
        return await site.cache.get(key, slug, request.scope["headers"], build)
    except LookupError:
        return await not_public(site, slug)


async def not_public(site: Site, slug: str) -> Answer:
    """A page for a letter that a visitor cannot read: still a draft, put away, or never there."""
    found = await site.database.read(letter_by_slug, slug)
    if found is None:
        return site.message(
            "There is no such letter",
            "Check the address, or look at the letters that are here.",
            actions=(("All letters", "/"),),
            status=404,
        )
    return site.message(
        "This letter is not open",
        "Its authors have not published it yet, or have put it away. Ask them, or come back later.",
        actions=(("All letters", "/"),),
        status=404,
    )


async def _letter_html(site: Site, slug: str) -> tuple[bytes, bytes]:
    document = await site.database.read(reading.letter_page, slug, site.now())
    if document is None:
        raise LookupError(slug)
    found = document.letter
    changelog = await site.database.read(changes.changelog, found)
    earlier = await site.database.read(changes.earlier_texts, found, changelog)
    updates = await site.database.read(updates_of, found.id, UPDATES)
    body = site.html(
        "read/letter.html",
        letter=found,
        document=document,
        counts=found.counts,
        goal=goal_shown(found),
        more=found.counts.named - len(document.entries),
        pages=reading.pages(found),
        changelog=changelog,
        kinds=KIND_WORDS,
        earlier=earlier,
        updates=updates,
        statements=await site.database.read(reading.some_statements, found),
    )
    return HTML, body


def goal_shown(letter: Letter) -> int | None:
    """The goal beside the supporters, where the author set one or there are any."""
    if letter.profile.goal is None and not letter.counts.supporters:
        return None
    return goal_after(letter.counts.supporters, letter.profile.goal)


async def _letter_json(site: Site, slug: str, page: int) -> tuple[bytes, bytes]:
    """The letter and one page of its entries; next names the page that follows."""
    document = await site.database.read(reading.document_page, slug, page, site.now())
    if document is None:
        raise LookupError(slug)
    if page > reading.pages(document.letter):
        raise NotFoundException
    record = data.letter_record(document)
    record["versions"] = data.versions_record(await site.database.read(changes.changelog, document.letter))
    if page < reading.pages(document.letter):
        record["next"] = f"{site.settings.base_url}/letters/{slug}.json?page={page + 1}"
    return JSON, json.dumps(record, ensure_ascii=False, indent=1).encode()


async def _list_html(site: Site, slug: str, page: int) -> tuple[bytes, bytes]:
    found = await site.database.read(reading.list_page, slug, page)
    if found is None:
        raise LookupError(slug)
    if page > reading.pages(found[0]):
        raise NotFoundException
    return HTML, _list(site, found[0], found[1], page=page)


def _list(site: Site, letter: Letter, entries: list[Any], page: int = 1, **values: Any) -> bytes:
    shown = {"query": "", "found": None, "search_capped": False, **values}
    return site.html(
        "read/signatories.html",
        letter=letter,
        entries=tuple(entries),
        counts=letter.counts,
        page=page,
        pages=reading.pages(letter),
        **shown,
    )


async def _search(site: Site, slug: str, query: str) -> Answer:
    try:
        query = clean(query)
    except Unprintable:
        query = "".join(char for char in query if char.isprintable())
    async with site.searching:
        result = await site.database.read(reading.search, slug, query)
    if result is None:
        return await not_public(site, slug)
    found, entries, is_capped = result
    body = _list(site, found, entries, query=query, found=len(entries), search_capped=is_capped)
    return Answer(200, [*site.headers, (b"content-type", HTML), (b"cache-control", b"no-store")], body)


async def _go_to(site: Site, slug: str, number: int) -> Answer:
    """The page of the list that holds a printed number, at that number."""
    found = await site.database.read(reading.list_page, slug, 1)
    if found is None:
        return await not_public(site, slug)
    letter, _ = found
    page = min((number - 1) // reading.PAGE + 1, reading.pages(letter))
    entries = await site.database.read(reading.entry_at, letter.roll_id, number)
    anchor = f"#s-{entries[0].ref}" if entries else ""
    return site.redirect(f"/letters/{slug}/signatories?page={page}{anchor}")


def _whole(text: str) -> int:
    """A positive whole number, or 0."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0
