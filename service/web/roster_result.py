"""What becomes of a roster that was reviewed: how far it is, what came of it, and the ways to stop and undo it."""

from typing import Any

from litestar import Request

from service.actions import calling, reviewing
from service.actions.answering import ANSWER_FOR
from service.actions.reviewing import Page
from service.core.entry import Entry
from service.core.letter import Letter
from service.store.imports import ImportState
from service.web import roster_words as words
from service.web.answers import HTML, Answer
from service.web.guards import signed_in
from service.web.site import SITE_NAME, Site, site_of

WHY_INVITED = "You get this mail because an author of this letter gave your address with your name."
NOTICES = {
    "called": "The invitations are on their way.",
    "other": "The number has changed meanwhile; nobody was written to. Look at it again.",
}
ANYBODY = Entry("The name, as it stands on the letter")
"""In the place of each person’s own entry."""


async def result_page(request: Request[Any, Any, Any], found: Page) -> Answer:
    """The page of an import that is not being reviewed; it looks again by itself where that was asked for."""
    site, imported = site_of(request), found.imported
    is_busy = words.is_busy(imported)
    is_short = imported.state is ImportState.GATHERING
    is_watched = is_busy and (is_short or request.query_params.get("watch") == "yes")
    reached, goal = words.progress_of(imported)
    values: dict[str, Any] = {
        "letter": found.letter,
        "imported": imported,
        "sums": found.sums,
        "sum_words": words.sum_words(found.sums),
        "called": words.called(imported),
        "heading": words.HEADINGS[imported.state],
        "lines": words.result_words(imported),
        "is_busy": is_busy,
        "is_watched": is_watched,
        "reached": reached,
        "goal": goal,
        "progress_words": words.PROGRESS.get(imported.state, ""),
        "undo_words": words.undo_words(imported),
        "notice": NOTICES.get(request.query_params.get("done", "")),
    }
    values |= await _people(request, found)
    again = [(b"refresh", b"3")] if is_watched else []
    headers = [*site.headers, (b"content-type", HTML), (b"cache-control", b"no-store"), *again]
    return Answer(200, headers, site.html("compose/roster_result.html", **values, **signed_in(request)))


async def _people(request: Request[Any, Any, Any], found: Page) -> dict[str, Any]:
    """Who brought the list, and who of it can be invited to confirm, with the mail that they would get."""
    site, account, slug = site_of(request), request.state.account, request.path_params["slug"]
    _, past = await site.database.read(reviewing.past, account, slug)
    by = next((each.by for each in past if each.imported.id == found.imported.id), None)
    values: dict[str, Any] = {"by": by.email if by else "", "callees": None}
    if found.imported.state is not ImportState.DONE:
        return values
    callees = await site.database.read(calling.to_call, account, slug, found.imported.id)
    subject, text = _invitation(site, found.letter)
    return {
        **values,
        "callees": callees,
        "called_words": words.called_words(callees),
        "subject": subject,
        "text": text,
    }


def _invitation(site: Site, letter: Letter) -> tuple[str, str]:
    """Subject and words of the invitation to confirm, as its readers get it."""
    values: dict[str, Any] = {
        "letter": letter,
        "letter_url": f"{site.settings.base_url}/letters/{letter.slug}",
        "entry": ANYBODY,
        "stands": True,
        "link": f"{site.settings.base_url}/invited/…",
        "expires": site.now() + ANSWER_FOR,
        "why": WHY_INVITED,
        "sender_name": SITE_NAME,
    }
    subject = site.html("mail/invitation.subject.txt", **values).decode()
    return " ".join(subject.split()), site.html("mail/invitation.txt", **values).decode().strip()
