"""The pages of a moderator: the queue, a decision."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any

from litestar import Request, get, post

from service.actions import moderating
from service.actions.moderating import AlreadyDecided, EntryChanged, OwnEntry, Queue, Waiting, Wanted
from service.core.moderation import REASONS, Decision, Outcome, Reason, decision_errors
from service.core.signature import Act, State
from service.core.text import Unprintable, clean_lines
from service.render.templating import day_and_time
from service.store.accounts import Account
from service.store.decisions import LoggedAct
from service.web.answers import Answer
from service.web.guards import Who, check_token, signed_in
from service.web.site import Site, first, form_of, site_of

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
    Act.APPROVE: "Approved by a first moderator",
    Act.REVERSE: "Decision taken back",
    Act.REPORT: "Reported as false",
    Act.KEEP: "Report looked into; the entry stays",
    Act.REVEAL: "Address shown to a moderator",
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


@get("/moderate", who=Who.MODERATOR)
async def letters(request: Request[Any, Any, Any]) -> Answer:
    site = site_of(request)
    found = await site.database.read(moderating.my_letters, request.state.account)
    rows = [
        (letter, letter.counts.waiting, _hours(since, site.now()) if since else None) for letter, since in found
    ]
    return site.page("moderate/letters.html", letters=rows, **signed_in(request))


@get("/moderate/{slug:str}", who=Who.MODERATOR)
async def queue(request: Request[Any, Any, Any]) -> Answer:
    site = site_of(request)
    done = request.query_params.get("done", "")
    notice = DONE_WORDS[Outcome(done)] if done in set(Outcome) else None
    slug = request.path_params["slug"]
    found = await site.database.read(moderating.show_queue, request.state.account, slug, Wanted(), site.now())
    return _queue_page(request, site, found, notice)


@post("/moderate/{slug:str}/decide", who=Who.MODERATOR, status_code=200)
async def decide(request: Request[Any, Any, Any]) -> Answer:
    site, slug = site_of(request), request.path_params["slug"]
    account: Account = request.state.account
    fields = await form_of(request)
    check_token(request, fields)
    outcome, reason, note = (first(fields, name) for name in ("outcome", "reason", "note"))
    signature_id = first(fields, "signature_id")
    errors = decision_errors(outcome, reason, note.strip())
    try:
        note = clean_lines(note)
    except Unprintable as error:
        errors["note"] = f"Take out a character that cannot be printed: {error}."
    if not signature_id.isascii() or not signature_id.isdigit() or len(signature_id) > 19:
        errors["outcome"] = "Choose an entry from the queue."
    if errors:
        found = await site.database.read(moderating.show_queue, account, slug, Wanted(), site.now())
        typed = {"typed_note": note, "typed_reason": reason}
        return _queue_page(request, site, found, None, errors, signature_id, typed, status=422)
    decision = Decision(
        Outcome(outcome),
        first(fields, "entry_hash"),
        Reason(reason) if reason and outcome != "list" else None,
        note,
    )
    return await _decide(request, site, slug, int(signature_id), decision)


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
    who = f"{error.by.email} decided" if error.by else "It was changed"
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
    errors_for: str = "",
    typed: dict[str, Any] | None = None,
    status: int = 200,
) -> Answer:
    last = found.last_decision_at
    return site.page(
        "moderate/queue.html",
        status,
        letter=found.letter,
        rows=[_row(waiting, site.now()) for waiting in found.waiting],
        waiting=found.letter.counts.waiting,
        last=f"Last decision {day_and_time(last)}." if last else None,
        notice=notice,
        reasons=[(code.value, words.label, words.sentence) for code, words in REASONS.items()],
        errors=errors or {},
        errors_for=int(errors_for) if errors_for.isdigit() else None,
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
        is_new=row.standing is None,
        listed_entry=row.standing,
        evidence_url=row.entry.evidence_url,
        history=[_history(act) for act in waiting.history],
    )


def _history(act: LoggedAct) -> str:
    why = f": {REASONS[Reason(act.reason)].label}" if act.reason else ""
    note = f" “{act.note}”" if act.note else ""
    return f"{day_and_time(act.at)}: {ACT_WORDS[act.act]}{why}{note}"


def _hours(since: datetime, now: datetime) -> int:
    return max(0, int((now - since) / timedelta(hours=1)))
