"""The forms of what stands around the letter: how people can sign it, and who its organiser is."""

from collections.abc import Callable, Mapping
from typing import Any

from litestar import Request, get, post

from service.actions import drafting
from service.actions.drafting import Draft, Moved, profile_stamp
from service.core.entry import Lane
from service.core.letter import Profile
from service.core.terms import LINKS_MOST, read_about, read_terms, typed_links
from service.web.answers import Answer
from service.web.compose_ends import ENDS
from service.web.compose_page import is_script, not_saved, page, saved
from service.web.guards import Who, check_token
from service.web.site import first, form_of, site_of

MOVED = (
    "Another author changed these settings meanwhile. What you typed stands below and is not saved yet. "
    "Save again to put it in place of theirs, or open the page anew to see theirs."
)
LANES = (
    (Lane.COSIGNER.value, "Named cosigners", "Listed by name on the letter, after a moderator has checked them."),
    (Lane.WITHHELD.value, "Cosigners who are not named", "Checked and counted. The name is never shown."),
    (Lane.SUPPORTER.value, "Supporters", "Confirmed and counted at once, not named."),
)
TERMS = ("until", "goal_by", "goal", "terms", "supporters_elsewhere", "elsewhere_label", "elsewhere_url")
ABOUT = ("hashtag", "published", "organiser", "about", "contact")
ROOM = 3
"""Empty rows for links that are not there yet."""

Typed = Mapping[str, Any]


@get("/compose/{slug:str}/terms", who=Who.AUTHOR, exception_handlers=ENDS)
async def terms_page(request: Request[Any, Any, Any]) -> Answer:
    draft = await _draft(request)
    return await _page(request, "terms", draft, _terms_from(draft.letter.profile), {})


@post("/compose/{slug:str}/terms", who=Who.AUTHOR, status_code=200, exception_handlers=ENDS)
async def terms(request: Request[Any, Any, Any]) -> Answer:
    """Save how people can sign."""
    fields = await form_of(request)
    check_token(request, fields)
    today = site_of(request).now().date()
    typed = {name: first(fields, name) for name in TERMS} | {"lanes": list(fields.get("lanes", ()))}
    return await _save(request, "terms", fields, typed, lambda profile: read_terms(profile, fields, today))


@get("/compose/{slug:str}/about", who=Who.AUTHOR, exception_handlers=ENDS)
async def about_page(request: Request[Any, Any, Any]) -> Answer:
    draft = await _draft(request)
    return await _page(request, "about", draft, _about_from(draft.letter.profile), {})


@post("/compose/{slug:str}/about", who=Who.AUTHOR, status_code=200, exception_handlers=ENDS)
async def about(request: Request[Any, Any, Any]) -> Answer:
    """Save who the organiser is."""
    fields = await form_of(request)
    check_token(request, fields)
    typed = {name: first(fields, name) for name in ABOUT} | {"links": _with_room(typed_links(fields))}
    return await _save(request, "about", fields, typed, lambda profile: read_about(profile, fields))


async def _draft(request: Request[Any, Any, Any]) -> Draft:
    slug = request.path_params["slug"]
    return await site_of(request).database.read(drafting.open_draft, request.state.account, slug)


async def _save(
    request: Request[Any, Any, Any],
    name: str,
    fields: Mapping[str, list[str]],
    typed: Typed,
    read: Callable[[Profile], tuple[Profile, dict[str, str]]],
) -> Answer:
    """Keep a profile as a form changes it, or show the form again with what is wrong."""
    site, draft = site_of(request), await _draft(request)
    profile, errors = read(draft.letter.profile)
    was, status = first(fields, "was"), 422
    if not errors and first(fields, "step") != "show":
        try:
            await site.database.write(drafting.save_profile, request.state.account, profile, was)
            if is_script(fields):
                return saved(request, profile_stamp(profile))
            return site.redirect(f"/compose/{draft.letter.slug}?done=saved")
        except Moved as error:
            draft, errors, status = error.draft, {"form": MOVED}, 409
            was = profile_stamp(draft.letter.profile)
    if is_script(fields):
        return not_saved(request, next(iter(errors.values())), status, errors)
    return await _page(request, name, draft, typed, errors, status if errors else 200, was)


async def _page(
    request: Request[Any, Any, Any],
    name: str,
    draft: Draft,
    typed: Typed,
    errors: dict[str, str],
    status: int = 200,
    was: str = "",
) -> Answer:
    return await page(
        request,
        f"compose/{name}.html",
        draft.letter,
        status,
        typed=typed,
        errors=errors,
        lanes=LANES,
        was=was or profile_stamp(draft.letter.profile),
        is_dirty=bool(was),
    )


def _terms_from(profile: Profile) -> Typed:
    return {
        "lanes": [lane.value for lane in profile.lanes],
        "until": profile.until.isoformat() if profile.until else "",
        "goal_by": "itself" if profile.goal is None else "set",
        "goal": "" if profile.goal is None else str(profile.goal),
        "terms": profile.terms,
        "supporters_elsewhere": str(profile.supporters_elsewhere or ""),
        "elsewhere_label": profile.elsewhere_label,
        "elsewhere_url": profile.elsewhere_url,
    }


def _about_from(profile: Profile) -> Typed:
    return {
        "hashtag": profile.hashtag,
        "published": profile.published.isoformat() if profile.published else "",
        "organiser": profile.organiser,
        "about": profile.about,
        "contact": profile.contact,
        "links": _with_room([(link.label, link.url) for link in profile.links]),
    }


def _with_room(links: list[tuple[str, str]]) -> list[tuple[int, str, str]]:
    """The links, and some empty rows below them."""
    filled = [pair for pair in links if any(pair)]
    rows = filled + [("", "")] * max(0, min(ROOM, LINKS_MOST - len(filled)))
    return [(index, label, url) for index, (label, url) in enumerate(rows)]
