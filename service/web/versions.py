"""The versions of a letter for its authors: make the draft the text, look back, compare, restore."""

from collections.abc import Mapping
from typing import Any

from litestar import Request, get, post

from service.actions import drafting, versioning
from service.actions.drafting import Draft, Moved
from service.actions.versioning import (
    NOTE_MOST,
    Asked,
    Made,
    NeedsKind,
    NothingNew,
    NotReady,
    OtherNumber,
    VersionMoved,
)
from service.core.drafting import Part
from service.core.fields import Reader
from service.core.letter import Version, VersionKind, Wording
from service.web.answers import Answer
from service.web.compose_ends import ENDS
from service.web.compose_page import page, shown_as
from service.web.differences import difference
from service.web.guards import Who, check_token, signed_in
from service.web.site import first, form_of, site_of
from service.web.wanted import whole

KIND_WORDS = {
    VersionKind.FIRST: "Before anybody had signed",
    VersionKind.CORRECTION: "Correction",
    VersionKind.MATERIAL: "Material change",
}
KINDS = {"correction": VersionKind.CORRECTION, "material": VersionKind.MATERIAL}
NOTICES = {
    "same": "This is the letter’s text already.",
    "made": "This is the letter’s text now.",
    "asked": "This is the letter’s text now. The mails that ask everybody again are on their way.",
}
DRAFT = "draft"
CHOOSE = "Say whether this is a correction or a material change."
NOTE = "Say what changed and why. Everybody can read it."
LOOK_AGAIN = "Another author changed the draft while this page was open. It is shown below as it is now."
PEOPLE = "Type the number of people who are asked to sign again: it is {number:,} now."


@get("/compose/{slug:str}/versions", who=Who.AUTHOR, exception_handlers=ENDS)
async def versions_page(request: Request[Any, Any, Any]) -> Answer:
    """Every version, the newest first, and the ways to compare any two."""
    draft, made = await _history(request)
    return await page(
        request,
        "compose/versions.html",
        draft.letter,
        draft=draft,
        made=made,
        kinds=KIND_WORDS,
        notice=NOTICES.get(request.query_params.get("done", "")),
    )


async def _history(request: Request[Any, Any, Any]) -> tuple[Draft, list[Made]]:
    slug = request.path_params["slug"]
    return await site_of(request).database.read(versioning.history, request.state.account, slug)


def _one(made: list[Made], number: str) -> Version:
    wanted = whole(number)
    found = next((each.version for each in made if each.version.number == wanted), None)
    if found is None:
        raise LookupError(number)
    return found


@get("/compose/{slug:str}/versions/compare", who=Who.AUTHOR, exception_handlers=ENDS)
async def compare_page(request: Request[Any, Any, Any]) -> Answer:
    """Any two versions, or one and the draft, word by word; the older one first."""
    draft, made = await _history(request)
    names = [request.query_params.get("old", ""), request.query_params.get("new", "")]
    names.sort(key=lambda name: whole(name) or 10**9)
    old, new = (_wording(draft, made, name) for name in names)
    return await page(
        request,
        "compose/compare.html",
        draft.letter,
        old=_name(names[0]),
        new=_name(names[1]),
        difference=await difference(old, new),
    )


def _wording(draft: Draft, made: list[Made], name: str) -> Wording:
    return draft.wording if name == DRAFT else _one(made, name).wording


def _name(name: str) -> str:
    return "your draft" if name == DRAFT else f"version {name}"


@get("/compose/{slug:str}/versions/{number:str}", who=Who.AUTHOR, exception_handlers=ENDS)
async def version_page(request: Request[Any, Any, Any]) -> Answer:
    """One version as it printed, and the way to put it into the draft."""
    draft, made = await _history(request)
    version = _one(made, request.path_params["number"])
    by = next(each.by for each in made if each.version.id == version.id)
    return await page(
        request,
        "compose/version.html",
        draft.letter,
        draft=draft,
        version=version,
        by=by,
        kind=KIND_WORDS[version.kind],
        was=draft.stamp(Part.ALL),
        document=await shown_as(draft.letter, version.wording, site_of(request).now()),
        can_restore=draft.letter.state in drafting.CHANGEABLE and draft.wording != version.wording,
        errors={},
    )


@post("/compose/{slug:str}/versions/{number:str}", who=Who.AUTHOR, status_code=200, exception_handlers=ENDS)
async def restore(request: Request[Any, Any, Any]) -> Answer:
    """Put the words of a version into the draft."""
    site, slug, account = site_of(request), request.path_params["slug"], request.state.account
    fields = await form_of(request)
    check_token(request, fields)
    number = whole(request.path_params["number"])
    if number is None:
        raise LookupError("no such version")
    try:
        await site.database.write(versioning.restore, account, slug, number, first(fields, "was"), site.now())
    except Moved:
        return site.message(
            "The draft was changed meanwhile",
            "Another author wrote something since you opened this page. Nothing was changed.",
            "Look at the draft, then decide whether it should give way.",
            actions=(("Open the draft", f"/compose/{slug}"), ("All versions", f"/compose/{slug}/versions")),
            status=409,
            **signed_in(request),
        )
    return site.redirect(f"/compose/{slug}?done=restored")


@get("/compose/{slug:str}/publish", who=Who.AUTHOR, exception_handlers=ENDS)
async def publish_page(request: Request[Any, Any, Any]) -> Answer:
    return await _publish_page(request, {}, {})


@post("/compose/{slug:str}/publish", who=Who.AUTHOR, status_code=200, exception_handlers=ENDS)
async def publish(request: Request[Any, Any, Any]) -> Answer:
    """Make the draft the letter's text."""
    site, slug, account = site_of(request), request.path_params["slug"], request.state.account
    fields = await form_of(request)
    check_token(request, fields)
    reader = Reader(fields)
    note = reader.lines("note", NOTE_MOST, "The note")
    kind = KINDS.get(reader.raw("kind"))
    if reader.errors:
        return await _publish_page(request, reader.errors, fields, 422)
    number = whole(first(fields, "number").strip().replace(",", ""))
    asked = Asked(whole(first(fields, "version")) or 0, first(fields, "stamp"), kind, note, number)
    try:
        version = await site.database.write(versioning.publish, account, slug, asked, site.now())
    except NothingNew:
        return site.redirect(f"/compose/{slug}/versions?done=same")
    except NotReady as error:
        return await _publish_page(request, {"form": " ".join(error.problems)}, fields, 422)
    except NeedsKind:
        missing = ({} if kind else {"kind": CHOOSE}) | ({} if note else {"note": NOTE})
        return await _publish_page(request, missing, fields, 422)
    except OtherNumber as error:
        return await _publish_page(request, {"number": PEOPLE.format(number=error.number)}, fields, 422)
    except Moved:
        return await _publish_page(request, {"form": LOOK_AGAIN}, fields, 409)
    except VersionMoved as error:
        who = error.by.email if error.by else "Somebody"
        words = f"{who} made version {error.version.number} meanwhile. The draft is compared with that one below."
        return await _publish_page(request, {"form": words}, fields, 409)
    site.mail_promised()
    done = "asked" if version.kind is VersionKind.MATERIAL else "made"
    return site.redirect(f"/compose/{slug}/versions?done={done}")


async def _publish_page(
    request: Request[Any, Any, Any],
    errors: dict[str, str],
    fields: Mapping[str, list[str]],
    status: int = 200,
) -> Answer:
    site, slug = site_of(request), request.path_params["slug"]
    found = await site.database.read(versioning.standing, request.state.account, slug)
    draft = found.draft
    return await page(
        request,
        "compose/publish.html",
        draft.letter,
        status,
        draft=draft,
        errors=errors,
        missing=found.missing,
        needs_kind=found.needs_kind,
        on_letter=found.touched.on_letter,
        on_text=found.touched.on_text,
        asked=found.touched.asked,
        stamp=draft.stamp(Part.ALL),
        kind=first(fields, "kind"),
        note=first(fields, "note"),
        number=first(fields, "number"),
        can_change=draft.letter.state in drafting.CHANGEABLE,
        difference=await difference(draft.letter.version.wording, draft.wording) if draft.is_changed else None,
    )
