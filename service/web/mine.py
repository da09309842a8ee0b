"""The pages of somebody who signed: see, correct, withdraw, undo, erase, by a link from a mail."""

import os
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from litestar import Request, get, post

from service.actions import managing, reading
from service.actions.agreeing import Whether, whether
from service.actions.limiting import TooMany
from service.actions.managing import Mine
from service.core.collecting import open_lanes
from service.core.entry import Entry, Lane, Position, entry_record
from service.core.letter import LetterState
from service.core.links import Link, Purpose
from service.core.moderation import REASONS, Reason
from service.core.signature import MOVES, Act, Signature, State
from service.core.signing import STATEMENT_LIMIT, SignForm, check_entry, read_address, read_fields
from service.store.decisions import LoggedAct
from service.web.answers import Answer
from service.web.dead_ends import closed, link_spent
from service.web.guards import Who
from service.web.read import not_public
from service.web.site import Site, first, form_of, random_number, site_of

ACT_WORDS = {
    Act.CONFIRM: "You confirmed your signature.",
    Act.IMPORT: "The letter’s author brought your name in from a list.",
    Act.PROPOSE: "The letter’s author brought your name in from a list.",
    Act.LIST: "Your entry was approved.",
    Act.ASK: "A moderator asked for changes.",
    Act.DECLINE: "Your entry was not listed.",
    Act.REOPEN: "Your entry was taken up again.",
    Act.UNLIST: "Your entry was taken off the list.",
    Act.AGREE: "You signed the changed text.",
    Act.EDIT: "You changed your entry.",
    Act.WITHDRAW: "You withdrew your signature.",
    Act.UNDO: "You took the withdrawal back.",
    Act.ERASE: "You erased your data.",
}


@dataclass(frozen=True, slots=True)
class View:
    """A signature as its owner's page shows it."""

    entry: Entry
    lane: Lane
    state: str
    number: int | None
    listed_entry: Entry | None
    timeline: list[tuple[datetime, str]]
    question: str
    reason: str
    can_edit: bool
    can_withdraw: bool
    can_undo: bool
    undo_until: datetime | None
    can_erase: bool
    asks: bool


@get("/letters/{slug:str}/mine", who=Who.ANYONE)
async def ask_page(request: Request[Any, Any, Any]) -> Answer:
    site = site_of(request)
    letter = await site.database.read(reading.public_letter, request.path_params["slug"])
    if letter is None:
        return await not_public(site, request.path_params["slug"])
    return site.page("sign/mine_ask.html", letter=letter, errors={}, email="")


@post("/letters/{slug:str}/mine", who=Who.ANYONE, status_code=200)
async def ask(request: Request[Any, Any, Any]) -> Answer:
    site, slug = site_of(request), request.path_params["slug"]
    typed = first(await form_of(request), "email")
    letter = await site.database.read(reading.public_letter, slug)
    if letter is None:
        return await not_public(site, slug)
    email, problem = read_address(typed)
    errors, status = ({"email": problem}, 422) if problem else ({}, 200)
    if not errors:
        try:
            await site.database.write(
                managing.ask_for_link, slug, email, site.network(request), random_number(), site.now()
            )
        except TooMany as error:
            errors, status = {"email": f"This was asked too often. Try again after {error.until:%H:%M} UTC."}, 429
    if errors:
        return site.page("sign/mine_ask.html", status, letter=letter, errors=errors, email=typed)
    site.mail_promised()
    return site.page(
        "sign/mine_asked.html",
        letter=letter,
        address=email,
        sender=site.settings.sender,
        subject=f"Your signature: {letter.title}",
    )


@get("/mine/{token:str}", who=Who.ANYONE)
async def mine(request: Request[Any, Any, Any]) -> Answer:
    site, token, found = await _look(request)
    view = _view(found, site.now())
    agree_token = _agree_token(site, token, found) if view.asks else ""
    return site.page("sign/mine.html", letter=found.letter, token=token, view=view, agree_token=agree_token)


@get("/mine/{token:str}/data", who=Who.ANYONE)
async def data(request: Request[Any, Any, Any]) -> Answer:
    """Everything that is kept about the signature, as JSON."""
    site, _, found = await _look(request)
    record = {
        "letter": found.letter.slug,
        "title": found.letter.title,
        "text_signed": found.stored.seal,
        "email": found.email,
        "state": found.signature.state.value,
        "number": found.number,
        "asked": found.stored.created_at.isoformat(),
        "confirmed": found.stored.confirmed_at.isoformat() if found.stored.confirmed_at else None,
        "entry": entry_record(found.entry) | {"lane": found.signature.newest.lane.value},
        "public_page_given": found.entry.evidence_url,
        "history": [
            {"at": act.at.isoformat(), "act": act.act.value, "reason": act.reason, "note": act.note}
            for act in found.acts
        ],
    }
    return site.json(record)


@get("/mine/{token:str}/edit", who=Who.ANYONE)
async def edit_page(request: Request[Any, Any, Any]) -> Answer:
    site, token, found = await _look(request)
    if not _view(found, site.now()).can_edit:
        return link_spent(site)
    entry = found.entry
    form = SignForm(
        name=entry.name,
        latin_name=entry.latin_name,
        honorific=entry.honorific,
        positions=entry.positions or (Position(),),
        place=entry.place,
        capacity=entry.capacity.value,
        evidence_url=entry.evidence_url,
        lane=found.signature.newest.lane.value,
        statement=entry.statement,
    )
    return _edit_page(site, token, found, form, {})


@post("/mine/{token:str}/edit", who=Who.ANYONE, status_code=200)
async def edit(request: Request[Any, Any, Any]) -> Answer:
    site, token, found = await _look(request)
    fields = await form_of(request)
    lanes = _lanes(found)
    form = read_fields(fields, lanes)
    if found.letter.state not in {LetterState.OPEN, LetterState.CLOSED}:
        return closed(site, found.letter)
    if first(fields, "step") == "add":
        return _edit_page(site, token, found, form.with_position(), {})
    entry, lane, errors = check_entry(form, lanes)
    if errors:
        return _edit_page(site, token, found, form, errors, 422)
    link = site.signer.read(Purpose.MINE, token, site.now())
    after = await site.database.write(
        managing.edit, link.subject, link.epoch, entry, lane, random_number(), os.urandom(16), site.now()
    )
    return _renewed(site, link, after)


def _edit_page(
    site: Site, token: str, found: Mine, form: SignForm, errors: dict[str, str], status: int = 200
) -> Answer:
    return site.page(
        "sign/edit.html",
        status,
        letter=found.letter,
        token=token,
        form=form,
        errors=errors,
        lanes=[lane.value for lane in _lanes(found)],
        statement_limit=STATEMENT_LIMIT,
        is_earlier=found.stored.era < found.letter.era,
    )


def _lanes(found: Mine) -> tuple[Lane, ...]:
    """The ways that the letter opens, and those that this signature was let in by."""
    held = {each.lane for each in (found.signature.newest, found.signature.standing) if each}
    return open_lanes(found.letter.profile, held)


@post("/mine/{token:str}/withdraw", who=Who.ANYONE, status_code=200)
async def withdraw(request: Request[Any, Any, Any]) -> Answer:
    site = site_of(request)
    link = site.signer.read(Purpose.MINE, request.path_params["token"], site.now())
    after = await site.database.write(managing.withdraw, link.subject, link.epoch, site.now())
    site.mail_promised()
    return _renewed(site, link, after)


@post("/mine/{token:str}/undo", who=Who.ANYONE, status_code=200)
async def undo(request: Request[Any, Any, Any]) -> Answer:
    site = site_of(request)
    link = site.signer.read(Purpose.MINE, request.path_params["token"], site.now())
    after = await site.database.write(managing.undo, link.subject, link.epoch, site.now())
    return _renewed(site, link, after)


@get("/mine/{token:str}/erase", who=Who.ANYONE)
async def erase_page(request: Request[Any, Any, Any]) -> Answer:
    site, token, found = await _look(request)
    return site.page("sign/erase.html", letter=found.letter, token=token, errors={})


@post("/mine/{token:str}/erase", who=Who.ANYONE, status_code=200)
async def erase(request: Request[Any, Any, Any]) -> Answer:
    site, token, found = await _look(request)
    if not first(await form_of(request), "sure"):
        errors = {"sure": "Tick the box if you are sure. This cannot be undone."}
        return site.page("sign/erase.html", 422, letter=found.letter, token=token, errors=errors)
    slug = await site.database.write(managing.erase, found.stored.id, found.signature.epoch, site.now())
    return site.message(
        "Your data is erased",
        "Your name, your entry and your address are deleted from this letter.",
        "Copies of the letter that were already delivered cannot be recalled.",
        actions=(("Read the letter", f"/letters/{slug}"),),
    )


@get("/undo/{token:str}", who=Who.ANYONE)
async def undo_page(request: Request[Any, Any, Any]) -> Answer:
    """The link in the mail about a withdrawal; it changes nothing by itself."""
    site, token = site_of(request), request.path_params["token"]
    link = site.signer.read(Purpose.UNDO, token, site.now())
    found = await site.database.read(managing.look, link.subject, link.epoch)
    return site.page("sign/undo.html", letter=found.letter, token=token, entry=found.entry)


@post("/undo/{token:str}", who=Who.ANYONE, status_code=200)
async def undo_by_link(request: Request[Any, Any, Any]) -> Answer:
    site = site_of(request)
    link = site.signer.read(Purpose.UNDO, request.path_params["token"], site.now())
    found = await site.database.read(managing.look, link.subject, link.epoch)
    await site.database.write(managing.undo, link.subject, link.epoch, site.now())
    changed = ("The text has changed since you signed: “My signature” asks you whether you sign the new one.",)
    return site.message(
        "Your signature stands again",
        "Everything is as it was before you withdrew.",
        *(changed if found.stored.era < found.letter.era else ()),
        actions=(
            ("Read the letter", f"/letters/{found.letter.slug}"),
            ("My signature", f"/letters/{found.letter.slug}/mine"),
        ),
    )


async def _look(request: Request[Any, Any, Any]) -> tuple[Site, str, Mine]:
    """The signature that the address's token opens. Raises Forged, Expired, LinkSpent."""
    site, token = site_of(request), request.path_params["token"]
    link = site.signer.read(Purpose.MINE, token, site.now())
    return site, token, await site.database.read(managing.look, link.subject, link.epoch)


def _agree_token(site: Site, token: str, found: Mine) -> str:
    """The way on to the question whether the present text is signed; it ends when this page's link ends."""
    expires = site.signer.read(Purpose.MINE, token, site.now()).expires
    link = Link(found.stored.id, found.signature.epoch, expires, found.letter.version.seal[:16])
    return site.signer.mint(Purpose.AGREE, link)


def _renewed(site: Site, link: Link, after: Signature) -> Answer:
    """On to the same page by a new token: the old one ended with what it spoke of."""
    token = site.signer.mint(Purpose.MINE, Link(link.subject, after.epoch, link.expires, link.seal))
    return site.redirect(f"/mine/{token}")


def _view(found: Mine, now: datetime) -> View:
    state = found.signature.state
    can_change = found.letter.state in {LetterState.OPEN, LetterState.CLOSED}
    last = found.acts[-1] if found.acts else None
    return View(
        entry=found.entry,
        lane=found.signature.newest.lane,
        state=state.value,
        number=found.number,
        listed_entry=found.standing if found.standing != found.entry else None,
        timeline=_timeline(found),
        question=last.note if last and state is State.CHANGES_ASKED else "",
        reason=_reason(last) if last and state is State.DECLINED else "",
        can_edit=can_change and state in MOVES[Act.EDIT],
        can_withdraw=state in MOVES[Act.WITHDRAW],
        can_undo=state in MOVES[Act.UNDO] and bool(found.undo_until and now <= found.undo_until),
        undo_until=found.undo_until,
        can_erase=state in MOVES[Act.ERASE],
        asks=whether(found.letter, found.stored) is Whether.ASKED,
    )


def _timeline(found: Mine) -> list[tuple[datetime, str]]:
    acts = [(act.at, ACT_WORDS[act.act]) for act in found.acts if act.act in ACT_WORDS]
    return [(found.stored.created_at, "You asked to sign."), *acts]


def _reason(act: LoggedAct) -> str:
    sentence = REASONS[Reason(act.reason)].sentence if act.reason else ""
    return f"{sentence} {act.note}".strip()
