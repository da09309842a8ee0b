"""The pages on which a moderator decides: list at once, or answer with a mail that is shown first."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import SimpleNamespace
from typing import Any

from litestar import Request, get, post

from service.actions import moderating, queueing
from service.actions.moderating import AlreadyDecided, Decided, EntryChanged, NeedsAnother, OwnEntry
from service.actions.queueing import Wanted
from service.core.letter import Letter
from service.core.moderation import ANSWER_WITHIN, REASONS, Decision, Outcome, Reason, decision_errors
from service.core.signature import State
from service.core.text import Unprintable, clean_lines
from service.web import desk_ends
from service.web.answers import Answer
from service.web.desk_ends import MISSING
from service.web.desk_words import batch_words
from service.web.guards import Who, check_token, signed_in
from service.web.queue import back_of, entry_id, queue_page, seen
from service.web.site import Site, first, form_of, site_of
from service.web.wanted import query_of, wanted_from, whole

Fields = Mapping[str, list[str]]


class Way(StrEnum):
    """What a moderator answers a signatory with."""

    ASK = "ask"
    DECLINE = "decline"
    UNLIST = "unlist"


TITLES = {Way.ASK: "Ask for changes", Way.DECLINE: "Do not list", Way.UNLIST: "Take off the list"}


@dataclass(frozen=True, slots=True)
class Typed:
    """A moderator's answer as it was typed."""

    way: Way
    reason: str = ""
    note: str = ""


@get("/moderate/{slug:str}/entries/{id:str}/{way:str}", who=Who.MODERATOR, exception_handlers=MISSING)
async def answer_page(request: Request[Any, Any, Any]) -> Answer:
    """The form of an answer: its reason, and what the signatory will read."""
    way = request.path_params["way"]
    if way not in set(Way):
        raise LookupError(way)
    return await _form_page(request, site_of(request), entry_id(request), Typed(Way(way)), {}, back_of(request))


@post("/moderate/{slug:str}/decide", who=Who.MODERATOR, status_code=200, exception_handlers=MISSING)
async def decide(request: Request[Any, Any, Any]) -> Answer:
    """List an entry; or go on with an answer: show its mail, change it, send it."""
    site = site_of(request)
    fields = await form_of(request)
    check_token(request, fields)
    signature_id = whole(first(fields, "signature_id"))
    outcome = first(fields, "outcome")
    if signature_id is None or outcome not in {Outcome.LIST.value, *Way}:
        return desk_ends.nothing_chosen(request)
    if outcome == Outcome.LIST:
        return await _send(request, site, signature_id, fields, None)
    typed = Typed(Way(outcome), first(fields, "reason"), first(fields, "note"))
    return await _answer(request, site, signature_id, fields, typed)


async def _answer(
    request: Request[Any, Any, Any], site: Site, signature_id: int, fields: Fields, typed: Typed
) -> Answer:
    wanted = wanted_from(first(fields, "back"))
    back = query_of(wanted, wanted.after)
    step = first(fields, "step")
    if step == "change":
        return await _form_page(request, site, signature_id, typed, {}, back)
    errors, note = _problems(typed)
    if errors:
        return await _form_page(request, site, signature_id, typed, errors, back)
    typed = Typed(typed.way, typed.reason, note)
    if step == "send":
        return await _send(request, site, signature_id, fields, typed)
    return await _preview_page(request, site, signature_id, first(fields, "entry_hash"), typed, back)


def _problems(typed: Typed) -> tuple[dict[str, str], str]:
    """What is missing before an answer can go, by field; and the note as it will be kept."""
    outcome = Outcome.DECLINE if typed.way is Way.UNLIST else Outcome(typed.way.value)
    errors = decision_errors(outcome, typed.reason, typed.note.strip())
    try:
        return errors, clean_lines(typed.note)
    except Unprintable as error:
        return {**errors, "note": f"Take out a character that cannot be printed: {error}."}, typed.note


async def _form_page(
    request: Request[Any, Any, Any], site: Site, signature_id: int, typed: Typed, errors: dict[str, str], back: str
) -> Answer:
    letter, row = await seen(request, site, signature_id)
    refused = await _refused(request, site, letter, row, typed.way, back)
    if refused:
        return refused
    return site.page(
        "moderate/answer.html",
        422 if errors else 200,
        letter=letter,
        row=row,
        way=typed.way,
        title=TITLES[typed.way],
        typed=typed,
        reasons=[(code.value, words.label, words.sentence) for code, words in REASONS.items()],
        errors=errors,
        back=back,
        **signed_in(request),
    )


async def _preview_page(
    request: Request[Any, Any, Any], site: Site, signature_id: int, entry_hash: str, typed: Typed, back: str
) -> Answer:
    letter, row = await seen(request, site, signature_id)
    refused = await _refused(request, site, letter, row, typed.way, back)
    if refused:
        return refused
    if row.hash != entry_hash:
        return desk_ends.entry_changed(request, signature_id, back)
    subject, text = mail_text(site, letter, typed)
    return site.page(
        "moderate/preview.html",
        letter=letter,
        row=row,
        way=typed.way,
        title=TITLES[typed.way],
        typed=typed,
        subject=subject,
        text=text,
        back=back,
        **signed_in(request),
    )


async def _refused(
    request: Request[Any, Any, Any], site: Site, letter: Letter, row: SimpleNamespace, way: Way, back: str
) -> Answer | None:
    """Why nothing can be answered on an entry; None where it can."""
    if row.is_mine:
        return desk_ends.own_entry(request, back)
    if row.stands if way is Way.UNLIST else row.state is State.CONFIRMED:
        return None
    error = await site.database.read(moderating.how_it_stands, request.state.account, letter.slug, row.id)
    return desk_ends.already(request, row.id, error, back)


def mail_text(site: Site, letter: Letter, typed: Typed) -> tuple[str, str]:
    """Subject and words of the mail that tells of an answer, as its signatory will read them."""
    kind = "changes_asked" if typed.way is Way.ASK else "declined"
    values: dict[str, Any] = {
        "letter": letter,
        "mine_url": f"{site.settings.base_url}/letters/{letter.slug}/mine",
        "question": typed.note,
        "deadline": (site.now() + ANSWER_WITHIN).date(),
        "reason": REASONS[Reason(typed.reason)].sentence,
        "note": typed.note,
        "why": "You get this mail because you signed this letter.",
        "sender_name": "Undersigned",
    }
    subject = site.html(f"mail/{kind}.subject.txt", **values).decode()
    return " ".join(subject.split()), site.html(f"mail/{kind}.txt", **values).decode()


async def _send(
    request: Request[Any, Any, Any], site: Site, signature_id: int, fields: Fields, typed: Typed | None
) -> Answer:
    """Keep the decision, and go on with the next entry."""
    slug, entry_hash = request.path_params["slug"], first(fields, "entry_hash")
    wanted = wanted_from(first(fields, "back"))
    back = query_of(wanted, wanted.after)
    try:
        decided = await _keep(request, site, slug, signature_id, entry_hash, typed)
    except EntryChanged:
        return desk_ends.entry_changed(request, signature_id, back)
    except AlreadyDecided as error:
        return desk_ends.already(request, signature_id, error, back)
    except NeedsAnother:
        return desk_ends.needs_another(request, back)
    except OwnEntry:
        return desk_ends.own_entry(request, back)
    site.mail_promised()
    return await onward(site, slug, wanted, decided)


async def _keep(
    request: Request[Any, Any, Any],
    site: Site,
    slug: str,
    signature_id: int,
    entry_hash: str,
    typed: Typed | None,
) -> Decided:
    account, write = request.state.account, site.database.write
    if typed is None:
        decision = Decision(Outcome.LIST, entry_hash)
    elif typed.way is Way.UNLIST:
        answer = (Reason(typed.reason), typed.note)
        return await write(moderating.unlist, account, slug, signature_id, entry_hash, *answer, site.now())
    else:
        decision = Decision(Outcome(typed.way.value), entry_hash, Reason(typed.reason), typed.note)
    return await write(moderating.decide, account, slug, signature_id, decision, site.now())


async def onward(site: Site, slug: str, wanted: Wanted, decided: Decided) -> Answer:
    """Back to the queue, at the entry after the one that was decided."""
    following = await site.database.read(queueing.next_after, slug, wanted, decided)
    back = query_of(wanted, wanted.after)
    address = f"/moderate/{slug}?{back}{'&' if back else ''}done={decided.signature_id}"
    return site.redirect(address if following is None else f"{address}&at={following}#row-{following}")


@post("/moderate/{slug:str}/list-chosen", who=Who.MODERATOR, status_code=200)
async def list_chosen(request: Request[Any, Any, Any]) -> Answer:
    """List every entry that was chosen, as far as its evidence still passes."""
    site, slug = site_of(request), request.path_params["slug"]
    fields = await form_of(request)
    check_token(request, fields)
    wanted = wanted_from(first(fields, "back"))
    chosen = [(found, entry_hash) for found, entry_hash in map(_chosen, fields.get("chosen", ())) if found]
    if not chosen:
        words = "Nothing was chosen. Tick the entries that you want to list, then press the button again."
        notice = SimpleNamespace(words=words, name="", ids=[], mails=[])
        return await queue_page(request, site, slug, wanted, notice, 422)
    batch = await site.database.write(moderating.list_all, request.state.account, slug, chosen, site.now())
    site.mail_promised()
    ids = [decided.signature_id for decided in batch.done]
    notice = SimpleNamespace(words=batch_words(len(ids), sorted(batch.left.items())), name="", ids=ids, mails=ids)
    return await queue_page(request, site, slug, wanted, notice)


def _chosen(value: str) -> tuple[int | None, str]:
    signature_id, _, entry_hash = value.partition(".")
    return whole(signature_id), entry_hash
