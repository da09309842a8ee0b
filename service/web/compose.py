"""The author's home, and the page of one letter: what is done or missing, and the letter as it will print."""

from typing import Any

from litestar import Request, get, post

from service.actions import drafting, versioning
from service.actions.composing import SlugTaken
from service.actions.drafting import NotAllowedToStart
from service.core.drafting import SLUG, SLUG_MOST, TITLE_MOST, read_language, slug_from, tasks
from service.core.fields import Reader
from service.core.letter import LetterState, Profile
from service.web.answers import Answer
from service.web.compose_ends import ENDS
from service.web.compose_page import by_words, page, shown_as
from service.web.guards import Who, check_token, signed_in
from service.web.site import form_of, site_of

NOTICES = {
    "started": "Your letter is begun. Nobody else sees it until you open it.",
    "saved": "Saved.",
    "restored": "The earlier text is your draft now. Make it the letter’s text when you are ready.",
    "closed": "Closed. Signatures can still be corrected and withdrawn.",
    "away": "Put away. Nobody but its authors sees it.",
    "back": "Taken out again. It is a draft.",
}


@get("/compose", who=Who.MEMBER)
async def home(request: Request[Any, Any, Any]) -> Answer:
    return await _home(request, {"language": "en"}, {})


@post("/compose", who=Who.MEMBER, status_code=200, exception_handlers=ENDS)
async def start(request: Request[Any, Any, Any]) -> Answer:
    """Begin a letter."""
    site, session = site_of(request), request.state.session
    fields = await form_of(request)
    check_token(request, fields)
    reader = Reader(fields)
    title = reader.line("title", TITLE_MOST, "The title", required=True)
    language, slug = read_language(reader), _slug(reader, title)
    if not reader.errors:
        try:
            starting = (request.state.account, session.roles, Profile(slug), title, language, site.now())
            await site.database.write(drafting.start_letter, *starting)
            return site.redirect(f"/compose/{slug}?done=started")
        except NotAllowedToStart:
            words = "Only authors and the people who run this site start letters. Ask one of them."
            return await _home(request, {}, {"form": words}, 403)
        except SlugTaken:
            reader.errors["slug"] = f"Another letter has the address {slug}. Choose another one."
    typed = {name: reader.raw(name) for name in ("title", "language", "slug")}
    return await _home(request, typed | {"slug": typed["slug"] or slug}, reader.errors, 422)


def _slug(reader: Reader, title: str) -> str:
    """The address that was typed, or one made of the title."""
    typed = reader.line("slug", SLUG_MOST, "The address").lower()
    slug = typed or slug_from(title)
    if title and not slug:
        reader.errors.setdefault("slug", "Choose an address in Latin letters for the letter’s page.")
    elif slug and not SLUG.fullmatch(slug):
        words = "The address takes small letters a to z, digits and single dashes."
        reader.errors.setdefault("slug", words)
    return slug


async def _home(
    request: Request[Any, Any, Any], typed: dict[str, str], errors: dict[str, str], status: int = 200
) -> Answer:
    site, session = site_of(request), request.state.session
    return site.page(
        "compose/home.html",
        status,
        letters=await site.database.read(drafting.home, request.state.account),
        may_start=drafting.may_start(request.state.account, session.roles),
        typed={"title": "", "language": "en", "slug": "", **typed},
        errors=errors,
        **signed_in(request),
    )


@get("/compose/{slug:str}", who=Who.AUTHOR, exception_handlers=ENDS)
async def overview(request: Request[Any, Any, Any]) -> Answer:
    """One letter: its parts as tasks, and beside them the letter as it will print."""
    site, slug = site_of(request), request.path_params["slug"]
    found = await site.database.read(versioning.standing, request.state.account, slug)
    draft = found.draft
    document = await shown_as(draft.letter, draft.wording, site.now())
    return await page(
        request,
        "compose/overview.html",
        draft.letter,
        draft=draft,
        document=document,
        saved=by_words(draft) if draft.saved_at else "",
        tasks=tasks(draft.wording),
        missing=found.missing,
        lacking=found.moderators_lacking,
        is_draft=draft.letter.state is LetterState.DRAFT,
        can_change=draft.letter.state in drafting.CHANGEABLE,
        notice=NOTICES.get(request.query_params.get("done", "")),
    )
