"""The author's page of numbers, and the count that the letter's page asks for."""

import json
from typing import Any

from litestar import Request, get

from service.actions import progress as numbers
from service.actions import reading
from service.store.milestones import Event
from service.web import progress_words as words
from service.web.answers import Answer
from service.web.guards import Who, signed_in
from service.web.read import JSON, goal_shown, not_public
from service.web.site import Site, site_of

RANGES = {"30": 30, "90": 90, "all": None}


@get("/compose/{slug:str}/progress", who=Who.AUTHOR)
async def progress(request: Request[Any, Any, Any]) -> Answer:
    """The numbers of a letter; ?days= says how far back the days go."""
    site, slug = site_of(request), request.path_params["slug"]
    asked = request.query_params.get("days", "30")
    chosen = asked if asked in RANGES else "30"
    found = await site.database.read(
        numbers.progress, request.state.account, slug, RANGES[chosen], site.now()
    )
    return site.page(
        "compose/progress.html",
        letter=found.letter,
        chosen=chosen,
        found=found,
        totals={event.value: found.totals[event] for event in Event},
        funnel=words.funnel(found),
        spans=[(words.span_words(span), span) for span in found.spans],
        providers=words.provider_rows(found.providers),
        queue=words.queue_words(found, site.now()),
        failures=[(words.failure_words(state, problem), mails) for state, problem, mails in found.failures],
        **signed_in(request),
    )


@get("/letters/{slug:str}/count.json", who=Who.ANYONE)
async def count(request: Request[Any, Any, Any]) -> Answer:
    """The numbers of a letter alone, for its page to ask for again while somebody looks at it."""
    site, slug = site_of(request), request.path_params["slug"]
    try:
        return await site.cache.get(("count", slug), slug, request.scope["headers"], lambda: _count(site, slug))
    except LookupError:
        return await not_public(site, slug)


async def _count(site: Site, slug: str) -> tuple[bytes, bytes]:
    letter = await site.database.read(reading.public_letter, slug)
    if letter is None:
        raise LookupError(slug)
    counts = letter.counts
    record = {
        "named": counts.named,
        "unnamed": counts.unnamed,
        "supporters": counts.supporters,
        "goal": goal_shown(letter),
    }
    return JSON, json.dumps(record).encode()
