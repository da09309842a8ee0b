"""The page on which a letter is opened, closed, opened again, or put away, with what is missing named."""

from typing import Any

from litestar import Request, get, post

from service.actions import drafting, versioning
from service.actions.drafting import Moved
from service.actions.versioning import Asked, NotReady, Standing, VersionMoved
from service.core.drafting import Part
from service.core.letter import LetterState
from service.web.answers import Answer
from service.web.compose_ends import ENDS
from service.web.compose_page import page, shown_as
from service.web.guards import Who, check_token, signed_in
from service.web.site import first, form_of, site_of
from service.web.wanted import whole

LOOK_AGAIN = "The text was changed while this page was open. It stands below as it is now: look at it again."
MOVES = {"close": LetterState.CLOSED, "away": LetterState.ARCHIVED, "back": LetterState.DRAFT}
NOTICES = {"close": "closed", "away": "away", "back": "back"}


@get("/compose/{slug:str}/open", who=Who.AUTHOR, exception_handlers=ENDS)
async def open_page(request: Request[Any, Any, Any]) -> Answer:
    return await _page(request, {})


@post("/compose/{slug:str}/open", who=Who.AUTHOR, status_code=200, exception_handlers=ENDS)
async def open_or_close(request: Request[Any, Any, Any]) -> Answer:
    """Take the step that the pressed button names."""
    site, slug, account = site_of(request), request.path_params["slug"], request.state.account
    fields = await form_of(request)
    check_token(request, fields)
    step = first(fields, "step")
    if step in MOVES:
        await site.database.write(versioning.move, account, slug, MOVES[step])
        return site.redirect(f"/compose/{slug}?done={NOTICES[step]}")
    if step != "open":
        raise LookupError("the form names no step")
    asked = Asked(whole(first(fields, "version")) or 0, first(fields, "stamp"))
    is_alone = first(fields, "alone") == "yes"
    try:
        letter = await site.database.write(versioning.open_letter, account, slug, asked, is_alone, site.now())
    except NotReady as error:
        return await _page(request, {"form": " ".join(error.problems)}, 422)
    except (Moved, VersionMoved):
        return await _page(request, {"form": LOOK_AGAIN}, 409)
    return site.message(
        "The letter is open",
        f"Everybody can read it and sign it at {site.settings.base_url}/letters/{letter.slug}",
        actions=(
            ("See the letter", f"/letters/{letter.slug}"),
            ("Back to the parts of the letter", f"/compose/{letter.slug}"),
        ),
        **signed_in(request),
    )


async def _page(request: Request[Any, Any, Any], errors: dict[str, str], status: int = 200) -> Answer:
    site, slug = site_of(request), request.path_params["slug"]
    found: Standing = await site.database.read(versioning.standing, request.state.account, slug)
    draft = found.draft
    letter = draft.letter
    wording = draft.wording if letter.state is LetterState.DRAFT else letter.version.wording
    return await page(
        request,
        "compose/open.html",
        letter,
        status,
        draft=draft,
        errors=errors,
        missing=found.missing,
        lacking=found.moderators_lacking,
        has_moderator=found.moderators_lacking == 0,
        stamp=draft.stamp(Part.ALL),
        document=await shown_as(letter, wording, site.now()),
        can_change=letter.state in drafting.CHANGEABLE,
    )
