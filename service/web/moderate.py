"""The pages of a moderator: signing in, the queue, a decision."""

import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any

from litestar import Request, get, post

from service.actions import moderating
from service.actions.limiting import TooMany
from service.actions.moderating import AlreadyDecided, EntryChanged, OwnEntry, Queue, Waiting
from service.core.links import Purpose
from service.core.moderation import REASONS, Decision, Outcome, Reason, decision_errors
from service.core.signature import Act, State
from service.core.signing import read_address
from service.core.text import Unprintable, clean_lines
from service.render.templating import day_and_time
from service.store.accounts import Account, end_session
from service.store.decisions import LoggedAct
from service.web.answers import Answer
from service.web.dead_ends import link_spent
from service.web.guards import ForgedForm, Who, signed_in, token_hash
from service.web.site import Site, first, form_of, random_number, site_of

SESSION = "session"
Fields = Mapping[str, list[str]]

ACT_WORDS = {
    Act.CONFIRM: "Confirmed by mail",
    Act.LIST: "Approved",
    Act.ASK: "Changes asked",
    Act.DECLINE: "Not listed",
    Act.REOPEN: "Taken up again",
    Act.UNLIST: "Taken off the list",
    Act.EDIT: "Edited by the signatory",
    Act.WITHDRAW: "Withdrawn",
    Act.UNDO: "Withdrawal taken back",
    Act.ERASE: "Erased",
}
STATE_WORDS = {
    State.LISTED: "It is listed.",
    State.COUNTED: "It is counted as a supporter's.",
    State.CHANGES_ASKED: "Changes were asked for.",
    State.DECLINED: "It is not listed.",
    State.WITHDRAWN: "Its signatory has withdrawn.",
    State.ERASED: "Its signatory has erased it.",
}
DONE_WORDS = {
    Outcome.LIST: "Listed. The signatory gets a mail with the number.",
    Outcome.ASK: "Asked for changes. The signatory gets a mail with your question.",
    Outcome.DECLINE: "Not listed. The signatory gets a mail with the reason.",
}


@get("/signin", who=Who.ANYONE)
async def sign_in_page(request: Request[Any, Any, Any]) -> Answer:
    return site_of(request).page("moderate/signin.html", errors={}, email="")


@post("/signin", who=Who.ANYONE, status_code=200)
async def ask_to_sign_in(request: Request[Any, Any, Any]) -> Answer:
    site = site_of(request)
    typed = first(await form_of(request), "email")
    email, problem = read_address(typed)
    errors, status = ({"email": problem}, 422) if problem else ({}, 200)
    if not errors:
        try:
            await site.database.write(
                moderating.ask_to_sign_in, email, site.network(request), random_number(), site.now()
            )
        except TooMany as error:
            errors, status = {"email": f"This was asked too often. Try again after {error.until:%H:%M} UTC."}, 429
    if errors:
        return site.page("moderate/signin.html", status, errors=errors, email=typed)
    site.mail_promised()
    return site.page(
        "moderate/signin_sent.html", address=email, sender=site.settings.sender, subject="Sign in to Undersigned"
    )


@get("/signin/{token:str}", who=Who.ANYONE)
async def sign_in_link(request: Request[Any, Any, Any]) -> Answer:
    """The link from the mail; a scanner that opens it does not use it up."""
    site, token = site_of(request), request.path_params["token"]
    site.signer.read(Purpose.SIGN_IN, token, site.now())
    return site.page("moderate/signin_link.html", action=f"/signin/{token}")


@post("/signin/{token:str}", who=Who.ANYONE, status_code=200)
async def sign_in(request: Request[Any, Any, Any]) -> Answer:
    """Open a session with an id of its own, whatever the browser came with."""
    site = site_of(request)
    link = site.signer.read(Purpose.SIGN_IN, request.path_params["token"], site.now())
    secret = secrets.token_urlsafe(32)
    if not await site.database.write(moderating.sign_in, link.subject, link.epoch, token_hash(secret), site.now()):
        return link_spent(site)
    seconds = int(moderating.SESSION_FOR.total_seconds())
    return site.redirect("/moderate", (site.cookie(SESSION, secret, seconds),))


@post("/signout", who=Who.MODERATOR, status_code=200)
async def sign_out(request: Request[Any, Any, Any]) -> Answer:
    site = site_of(request)
    _check_token(request, await form_of(request))
    await site.database.write(end_session, token_hash(request.cookies[site.cookie_name(SESSION)]))
    return site.redirect("/", (site.cookie(SESSION, "", 0),))


@get("/moderate", who=Who.MODERATOR)
async def letters(request: Request[Any, Any, Any]) -> Answer:
    site = site_of(request)
    found = await site.database.read(moderating.my_letters, request.state.account)
    rows = [(letter, waiting, _hours(since, site.now()) if since else None) for letter, waiting, since in found]
    return site.page("moderate/letters.html", letters=rows, **signed_in(request))


@get("/moderate/{slug:str}", who=Who.MODERATOR)
async def queue(request: Request[Any, Any, Any]) -> Answer:
    site = site_of(request)
    done = request.query_params.get("done", "")
    notice = DONE_WORDS[Outcome(done)] if done in set(Outcome) else None
    found = await site.database.read(moderating.queue, request.state.account, request.path_params["slug"])
    return _queue_page(request, site, found, notice)


@post("/moderate/{slug:str}/decide", who=Who.MODERATOR, status_code=200)
async def decide(request: Request[Any, Any, Any]) -> Answer:
    site, slug = site_of(request), request.path_params["slug"]
    account: Account = request.state.account
    fields = await form_of(request)
    _check_token(request, fields)
    outcome, reason, note = (first(fields, name) for name in ("outcome", "reason", "note"))
    signature_id = _row_id(first(fields, "signature_id"))
    errors = decision_errors(outcome, reason, note.strip())
    try:
        note = clean_lines(note)
    except Unprintable as error:
        errors["note"] = f"Take out a character that cannot be printed: {error}."
    if signature_id is None:
        errors["outcome"] = "Choose an entry from the queue."
    if errors or signature_id is None:
        found = await site.database.read(moderating.queue, account, slug)
        typed = {"typed_note": note, "typed_reason": reason}
        return _queue_page(request, site, found, None, errors, signature_id, typed, status=422)
    decision = Decision(
        Outcome(outcome),
        first(fields, "entry_hash"),
        Reason(reason) if reason and outcome != "list" else None,
        note,
    )
    return await _decide(request, site, slug, signature_id, decision)


async def _decide(
    request: Request[Any, Any, Any], site: Site, slug: str, signature_id: int, decision: Decision
) -> Answer:
    account: Account = request.state.account
    try:
        await site.database.write(moderating.decide, account, slug, signature_id, decision, site.now())
    except EntryChanged:
        return _not_decided(
            request, site, slug, "This entry has changed", "Its signatory edited it while you were reading."
        )
    except AlreadyDecided as error:
        return _not_decided(request, site, slug, "This entry was decided before", _before(error))
    except OwnEntry:
        words = "Another moderator has to decide on it."
        return _not_decided(request, site, slug, "This is your own entry", words)
    site.mail_promised()
    return site.redirect(f"/moderate/{slug}?done={decision.outcome}")


def _before(error: AlreadyDecided) -> str:
    if error.at is None:
        return STATE_WORDS.get(error.state, "It is not waiting.")
    who = "A moderator decided" if error.by_moderator else "It was changed"
    return f"{who} on {day_and_time(error.at)}. {STATE_WORDS.get(error.state, 'It is not waiting.')}"


def _not_decided(request: Request[Any, Any, Any], site: Site, slug: str, heading: str, words: str) -> Answer:
    return site.message(
        heading,
        words,
        "Your decision was not kept.",
        actions=(("Back to the queue", f"/moderate/{slug}"),),
        status=409,
        **signed_in(request),
    )


def _queue_page(
    request: Request[Any, Any, Any],
    site: Site,
    found: Queue,
    notice: str | None,
    errors: dict[str, str] | None = None,
    errors_for: int | None = None,
    typed: dict[str, Any] | None = None,
    status: int = 200,
) -> Answer:
    last = found.last_decision_at
    return site.page(
        "moderate/queue.html",
        status,
        letter=found.letter,
        rows=[_row(waiting, site.now()) for waiting in found.waiting],
        waiting=found.total,
        last=f"Last decision {day_and_time(last)}." if last else None,
        notice=notice,
        reasons=[(code.value, words.label, words.sentence) for code, words in REASONS.items()],
        errors=errors or {},
        errors_for=errors_for,
        **(typed or {}),
        **signed_in(request),
    )


def _row(waiting: Waiting, now: datetime) -> SimpleNamespace:
    row = waiting.row
    return SimpleNamespace(
        signature_id=row.signature_id,
        entry=row.entry,
        entry_hash=row.entry_hash,
        lane=row.lane,
        masked=waiting.masked,
        received=row.waiting_since,
        hours=_hours(row.waiting_since, now),
        is_new=row.listed is None,
        listed_entry=row.listed,
        evidence_url=row.entry.evidence_url,
        history=[_history(act) for act in waiting.history],
    )


def _history(act: LoggedAct) -> str:
    why = f": {REASONS[Reason(act.reason)].label}" if act.reason else ""
    note = f" “{act.note}”" if act.note else ""
    return f"{day_and_time(act.at)}: {ACT_WORDS[act.act]}{why}{note}"


def _row_id(text: str) -> int | None:
    """A signature's id as a form of the queue sends it; None where it cannot be one."""
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 20 else 0
    return number if 0 < number < 2**63 else None


def _hours(since: datetime, now: datetime) -> int:
    return max(0, int((now - since) / timedelta(hours=1)))


def _check_token(request: Request[Any, Any, Any], fields: Fields) -> None:
    if not secrets.compare_digest(first(fields, "csrf").encode(), request.state.csrf.encode()):
        raise ForgedForm
