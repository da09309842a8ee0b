"""What becomes of a roster that was reviewed: how far it is, what came of it, and the ways to stop and undo it."""

from typing import Any

from litestar import Request

from service.actions import calling, reviewing
from service.actions.reviewing import Page
from service.core.roster.verdicts import sums_in_words
from service.store.imports import ImportState
from service.web import roster_words as words
from service.web.answers import HTML, Answer
from service.web.guards import signed_in
from service.web.site import site_of

NOTICES = {
    "called": "The invitations are on their way.",
    "other": "The number has changed meanwhile; nobody was written to. Look at it again.",
}
CALLABLE = frozenset({ImportState.DONE, ImportState.STOPPED})


async def result_page(request: Request[Any, Any, Any], found: Page) -> Answer:
    """The page of an import that is not being reviewed; it looks again by itself where that was asked for."""
    site, account, slug = site_of(request), request.state.account, request.path_params["slug"]
    imported = found.imported
    _, past = await site.database.read(reviewing.past, account, slug)
    by = next((each.by for each in past if each.imported.id == imported.id), None)
    callees = None
    if imported.state in CALLABLE:
        try:
            callees = await site.database.read(calling.to_call, account, slug, imported.id)
        except NotImplementedError:
            callees = None
    is_busy = words.is_busy(imported)
    is_short = imported.state is ImportState.GATHERING
    is_watched = is_busy and (is_short or request.query_params.get("watch") == "yes")
    reached, goal = words.progress_of(imported)
    values: dict[str, Any] = {
        "letter": found.letter,
        "imported": imported,
        "sums": found.sums,
        "sum_words": sums_in_words(found.sums),
        "called": words.called(imported),
        "by": by.email if by else "",
        "heading": words.HEADINGS[imported.state],
        "lines": words.result_words(imported),
        "is_busy": is_busy,
        "is_watched": is_watched,
        "reached": reached,
        "goal": goal,
        "progress_words": words.PROGRESS.get(imported.state, ""),
        "callees": callees,
        "called_words": words.called_words(callees) if callees else "",
        "undo_words": words.undo_words(imported),
        "notice": NOTICES.get(request.query_params.get("done", "")),
    }
    again = [(b"refresh", b"3")] if is_watched else []
    headers = [*site.headers, (b"content-type", HTML), (b"cache-control", b"no-store"), *again]
    return Answer(200, headers, site.html("compose/roster_result.html", **values, **signed_in(request)))
