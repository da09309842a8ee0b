"""The pages on which a moderator takes a wave of false sign-ups off a letter, and watches it go."""

from collections.abc import Mapping
from typing import Any

from litestar import Request, get, post

from service.actions import waves
from service.actions.waves import Agreed, Looked, NoSuchEntry, OtherNumber, StillRunning
from service.core.moderation import NOTE_LIMIT, REASONS, Outcome, Reason, decision_errors
from service.core.text import Unprintable, clean_lines
from service.store.batches import BatchState
from service.store.waves import Found, Size
from service.web.answers import HTML, Answer
from service.web.desk_ends import MISSING
from service.web.desk_words import STATE_WORDS
from service.web.guards import Who, check_token, signed_in
from service.web.site import Site, first, form_of, site_of
from service.web.wanted import whole
from service.web.wave_words import CONFLICTS, Typed, looked_of, past_of, size_words, typed_of

NOT_CHOSEN = "Say what to look for: at least one of these."
CHANGED = "What was found has changed. Look at the sample again, then type the number that stands there now."


@get("/moderate/{slug:str}/clean", who=Who.MODERATOR)
async def clean_page(request: Request[Any, Any, Any]) -> Answer:
    """The search, and what it finds; nothing changes."""
    typed = typed_of(request.query_params)
    looked, errors = looked_of(typed)
    if "find" in request.query_params and not errors and looked.is_empty:
        errors = {"domain": NOT_CHOSEN}
    return await _search_page(request, site_of(request), typed, looked, errors, {})


@post("/moderate/{slug:str}/clean", who=Who.MODERATOR, status_code=200)
async def start(request: Request[Any, Any, Any]) -> Answer:
    """Start a clean-up of exactly what was shown."""
    site, slug = site_of(request), request.path_params["slug"]
    fields = await form_of(request)
    check_token(request, fields)
    typed = typed_of({name: first(fields, name) for name in fields})
    looked, problems = looked_of(typed)
    if problems or looked.is_empty:
        return await _search_page(request, site, typed, looked, problems or {"domain": NOT_CHOSEN}, fields)
    agreed, errors = _agreed(fields)
    if agreed is None:
        return await _search_page(request, site, typed, looked, errors, fields)
    try:
        account = request.state.account
        batch_id = await site.database.write(waves.start, account, slug, looked, agreed, site.now())
    except OtherNumber:
        return await _search_page(request, site, typed, looked, {"number": CHANGED}, fields)
    except NoSuchEntry:
        return await _search_page(request, site, typed, looked, {}, fields)
    except StillRunning as error:
        return _still_running(request, site, slug, error.batch_id)
    return site.redirect(f"/moderate/{slug}/clean/{batch_id}?watch=yes")


def _agreed(fields: Mapping[str, list[str]]) -> tuple[Agreed | None, dict[str, str]]:
    """What a moderator agreed to, or what is missing, by field."""
    number, mark = whole(first(fields, "number").strip().replace(",", "")), whole(first(fields, "mark"))
    reason, note = first(fields, "reason"), first(fields, "note").strip()
    errors = {} if number is not None else {"number": "Type the number of signatures found."}
    errors |= decision_errors(Outcome.DECLINE, reason, note)
    try:
        note = clean_lines(note)
    except Unprintable as error:
        errors["note"] = f"Take out a character that cannot be printed: {error}."
    if errors or number is None:
        return None, errors
    tells = first(fields, "tells") == "yes"
    return Agreed(number, -1 if mark is None else mark, Reason(reason), note, tells), {}


async def _search_page(
    request: Request[Any, Any, Any],
    site: Site,
    typed: Typed,
    looked: Looked,
    errors: dict[str, str],
    fields: Mapping[str, list[str]],
) -> Answer:
    account, slug = request.state.account, request.path_params["slug"]
    letter, past = await site.database.read(waves.show_all, account, slug)
    size: Size | None = None
    sample: list[Found] = []
    if not looked.is_empty and not set(errors) & set(typed.fields()):
        try:
            async with site.searching:
                size, sample = await site.database.read(waves.look, account, slug, looked)
        except NoSuchEntry:
            errors = {"like": "No entry of this letter has this number, or its network is not known any more."}
    return site.page(
        "moderate/wave.html",
        422 if errors else 200,
        letter=letter,
        typed=typed,
        conflicts=CONFLICTS,
        errors=errors,
        size=size,
        split=size_words(size) if size else "",
        sample=[(found.entry, STATE_WORDS[found.state]) for found in sample],
        past=[past_of(each) for each in past],
        reasons=[(code.value, words.label, words.sentence) for code, words in REASONS.items()],
        note_limit=NOTE_LIMIT,
        number=first(fields, "number"),
        reason=first(fields, "reason"),
        note=first(fields, "note"),
        tells=first(fields, "tells") == "yes",
        **signed_in(request),
    )


@get("/moderate/{slug:str}/clean/{id:str}", who=Who.MODERATOR, exception_handlers=MISSING)
async def wave(request: Request[Any, Any, Any]) -> Answer:
    """How far a clean-up is, and the ways to stop it or to put everything back."""
    site = site_of(request)
    account, slug = request.state.account, request.path_params["slug"]
    letter, found = await site.database.read(waves.show, account, slug, _batch_id(request))
    is_busy = found.batch.state in {BatchState.RUNNING, BatchState.UNDOING}
    is_watched = is_busy and request.query_params.get("watch") == "yes"
    values: dict[str, Any] = {
        "letter": letter,
        "past": past_of(found),
        "is_busy": is_busy,
        "is_watched": is_watched,
    }
    again = [(b"refresh", b"3")] if is_watched else []
    headers = [*site.headers, (b"content-type", HTML), (b"cache-control", b"no-store"), *again]
    return Answer(200, headers, site.html("moderate/wave_progress.html", **values, **signed_in(request)))


@post("/moderate/{slug:str}/clean/{id:str}", who=Who.MODERATOR, status_code=200, exception_handlers=MISSING)
async def change(request: Request[Any, Any, Any]) -> Answer:
    """Stop a clean-up where it is, or put everything back."""
    site, slug = site_of(request), request.path_params["slug"]
    fields = await form_of(request)
    check_token(request, fields)
    batch_id, step = _batch_id(request), first(fields, "step")
    account, acts = request.state.account, {"stop": waves.stop, "undo": waves.undo}
    if step not in acts:
        raise LookupError("the form says neither")
    try:
        await site.database.write(acts[step], account, slug, batch_id)
    except StillRunning as error:
        return _still_running(request, site, slug, error.batch_id)
    return site.redirect(f"/moderate/{slug}/clean/{batch_id}?watch=yes")


def _batch_id(request: Request[Any, Any, Any]) -> int:
    found = whole(request.path_params["id"])
    if found is None:
        raise LookupError("no such clean-up")
    return found


def _still_running(request: Request[Any, Any, Any], site: Site, slug: str, batch_id: int | None) -> Answer:
    return site.message(
        "Another clean-up is running",
        "Wait until it has ended, or stop it. Nothing was changed.",
        actions=(("See how far it is", f"/moderate/{slug}/clean/{batch_id or ''}".rstrip("/")),),
        status=409,
        **signed_in(request),
    )
