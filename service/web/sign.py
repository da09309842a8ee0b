"""The pages of somebody who signs: the form, the check, the mail, the confirmation."""

import os
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from litestar import Request, get, post

from service.actions import reading, signing
from service.actions.limiting import TooMany
from service.actions.signing import (
    AlreadySigned,
    Asked,
    Confirmation,
    Confirmed,
    LetterNotOpen,
    OfferChanged,
    TextChanged,
)
from service.core.collecting import LATE_FOR, open_lanes, takes_signatures
from service.core.document import Document
from service.core.letter import Letter
from service.core.links import Purpose
from service.core.markdown import read_wording
from service.core.signature import State
from service.core.signing import (
    CONSENT_WORDING,
    STATEMENT_LIMIT,
    TERMS_WORDING,
    SignForm,
    check_form,
    consent_hash,
    consent_wording,
    masked,
    read_fields,
)
from service.store.letters import letter_by_slug
from service.web.answers import Answer
from service.web.dead_ends import already_signed, closed, text_changed
from service.web.guards import Who
from service.web.read import not_public
from service.web.site import Site, first, form_of, random_number, site_of

COOKIE = "signing"
COOKIE_FOR = 24 * 3600
Fields = Mapping[str, list[str]]


@get("/letters/{slug:str}/sign", who=Who.ANYONE)
async def sign_form(request: Request[Any, Any, Any]) -> Answer:
    site = site_of(request)
    letter = await _open_letter(site, request.path_params["slug"])
    if isinstance(letter, Answer):
        return letter
    return _form_page(site, letter, read_fields({}, open_lanes(letter.profile)), {})


@post("/letters/{slug:str}/sign", who=Who.ANYONE, status_code=200)
async def sign(request: Request[Any, Any, Any]) -> Answer:
    site = site_of(request)
    fields = await form_of(request)
    letter = await _open_letter(site, request.path_params["slug"])
    if isinstance(letter, Answer):
        return letter
    form, step = read_fields(fields, open_lanes(letter.profile)), first(fields, "step")
    if step == "add":
        return _form_page(site, letter, form.with_position(), {})
    if step == "change":
        return _form_page(site, letter, form, {})
    return await _take(site, request, letter, form, fields)


async def _take(
    site: Site, request: Request[Any, Any, Any], letter: Letter, form: SignForm, fields: Fields
) -> Answer:
    """Check what was typed; show it as it prints, or ask to sign once that was seen."""
    asked, errors = check_form(form, open_lanes(letter.profile), letter.profile.terms)
    seal = first(fields, "seal") or letter.version.seal
    if seal != letter.version.seal:
        errors["form"] = (
            "The text of the letter has changed since you opened this page. Read it again, then go on."
        )
    if errors:
        return _form_page(site, letter, form, errors, status=422)
    once = first(fields, "once")
    if first(fields, "step") != "send" or not once:
        return site.page(
            "sign/check.html",
            letter=letter,
            form=form,
            entry=asked.entry,
            once=os.urandom(16).hex(),
            late_day=letter.profile.until + LATE_FOR if letter.profile.until else None,
            **_consent(letter),
        )
    signature_id = site.number_for(once, "signature")
    if not first(fields, "website2"):
        asked_to_sign = Asked(
            letter.slug,
            asked,
            seal,
            signature_id,
            random_number(),
            os.urandom(16),
            site.network(request),
            site.now(),
        )
        try:
            await site.database.write_each(signing.ask_to_sign, asked_to_sign)
        except TooMany as error:
            words = f"Many people are signing from your network. Send this again after {error.until:%H:%M} UTC."
            return _form_page(site, letter, form, {"form": words}, status=429)
        except LetterNotOpen as error:
            return closed(site, error.letter)
        except OfferChanged:
            words = "The ways to sign, or what signing means here, have changed just now. Look again, then go on."
            return _form_page(site, letter, form, {"form": words}, status=422)
        except TextChanged:
            words = "The text of the letter has changed just now. Read it again, then go on."
            return _form_page(site, letter, form, {"form": words}, status=422)
        site.mail_promised()
    value = site.seal_cookie([signature_id, asked.email], COOKIE + letter.slug)
    return site.redirect(f"/letters/{letter.slug}/sent", (site.cookie(COOKIE, value, COOKIE_FOR),))


def _form_page(site: Site, letter: Letter, form: SignForm, errors: dict[str, str], status: int = 200) -> Answer:
    return site.page(
        "sign/form.html",
        status,
        letter=letter,
        document=_text_of(site, letter),
        form=replace(form, consent=False) if "consent" in errors else form,
        errors=errors,
        lanes=[lane.value for lane in open_lanes(letter.profile)],
        statement_limit=STATEMENT_LIMIT,
        **_consent(letter),
    )


def _consent(letter: Letter) -> dict[str, Any]:
    """What the tick means on this letter, and the hash of it that the form brings back."""
    return {
        "consent_wording": CONSENT_WORDING,
        "terms_wording": TERMS_WORDING if letter.profile.terms else "",
        "agreed": consent_hash(consent_wording(letter.profile.terms)),
    }


def _text_of(site: Site, letter: Letter) -> Document:
    return Document(letter, read_wording(letter.version.wording), (), site.now())


async def _open_letter(site: Site, slug: str) -> Letter | Answer:
    """The letter that can be signed, or the page that says why it cannot."""
    recent = site.open_letters.get(slug)
    if recent is not None and takes_signatures(recent, site.now()):
        return recent
    letter = await site.database.read(reading.public_letter, slug)
    if letter is None:
        return await not_public(site, slug)
    if not takes_signatures(letter, site.now()):
        return closed(site, letter)
    site.open_letters.keep(slug, letter)
    return letter


@get("/letters/{slug:str}/sent", who=Who.ANYONE)
async def sent(request: Request[Any, Any, Any]) -> Answer:
    site = site_of(request)
    notice = "Sent again." if request.query_params.get("again") else None
    return await _sent_page(request, site, {}, notice)


@post("/letters/{slug:str}/sent", who=Who.ANYONE, status_code=200)
async def sent_again_or_code(request: Request[Any, Any, Any]) -> Answer:
    site = site_of(request)
    fields = await form_of(request)
    known = _known(request, site)
    if known is None:
        return await _sent_page(request, site, {}, None)
    signature_id, email = known
    slug = request.path_params["slug"]
    if first(fields, "step") == "resend":
        try:
            await site.database.write(signing.ask_again, slug, signature_id, email, site.now())
        except TooMany as error:
            words = f"We have sent it three times this hour. Ask again after {error.until:%H:%M} UTC."
            return await _sent_page(request, site, {"form": words}, None, status=429)
        site.mail_promised()
        return site.redirect(f"/letters/{slug}/sent?again=1")
    return await _by_code(request, site, signature_id, first(fields, "code"))


async def _by_code(request: Request[Any, Any, Any], site: Site, signature_id: int, typed: str) -> Answer:
    if not typed.strip():
        return await _sent_page(request, site, {"code": "Type the 8 digits from the mail."}, None, status=422)
    if not await site.database.write(signing.try_code, signature_id, site.now()):
        words = "This was tried too often. Use the link in the mail instead."
        return await _sent_page(request, site, {"code": words}, None, status=429)
    if not site.signer.is_code(typed, signature_id, 0):
        words = "These are not the 8 digits in the mail. Look at them again, or use the link."
        return await _sent_page(request, site, {"code": words}, None, status=422)
    return await _confirm(site, Confirmation(signature_id, 0, "", site.now()))


async def _sent_page(
    request: Request[Any, Any, Any], site: Site, errors: dict[str, str], notice: str | None, status: int = 200
) -> Answer:
    """Where to look for the mail. It is the same whether the address has signed before or not."""
    slug = request.path_params["slug"]
    letter = await site.database.read(reading.public_letter, slug)
    if letter is None:
        return await not_public(site, slug)
    known = _known(request, site)
    if known is None:
        return site.message(
            "This page belongs to the browser that signed",
            "Open the link in the mail that we sent you. Or fill in the form here again.",
            actions=(("Sign", f"/letters/{slug}/sign"), ("Read the letter", f"/letters/{slug}")),
        )
    return site.page(
        "sign/sent.html",
        status,
        letter=letter,
        address=known[1],
        sender=site.settings.sender,
        subject=f"Confirm your signature: {letter.title}",
        errors=errors,
        notice=notice,
    )


def _known(request: Request[Any, Any, Any], site: Site) -> tuple[int, str] | None:
    """Which signature this browser asked for on this letter, and with which address."""
    found = site.open_cookie(request, COOKIE, COOKIE + request.path_params["slug"])
    return (found[0], found[1]) if found else None


@get("/confirm/{token:str}", who=Who.ANYONE)
async def confirm_page(request: Request[Any, Any, Any]) -> Answer:
    return await _confirm_page(site_of(request), request.path_params["token"], {})


async def _confirm_page(site: Site, token: str, errors: dict[str, str], status: int = 200) -> Answer:
    """What will be signed, and the choice. It changes nothing, whoever opens it and however often."""
    link = site.signer.read(Purpose.CONFIRM, token, site.now())
    pending = await site.database.read(signing.pending, link.subject, link.epoch, site.now())
    if not pending.letter.version.seal.startswith(link.seal):
        return text_changed(site, pending.letter.slug)
    return site.page(
        "sign/confirm.html",
        status,
        letter=pending.letter,
        document=_text_of(site, pending.letter),
        entry=pending.entry,
        form_lane=pending.lane,
        address_masked=masked(pending.email),
        action=f"/confirm/{token}",
        errors=errors,
    )


@post("/confirm/{token:str}", who=Who.ANYONE, status_code=200)
async def confirm(request: Request[Any, Any, Any]) -> Answer:
    site = site_of(request)
    token = request.path_params["token"]
    fields = await form_of(request)
    choice = first(fields, "choice")
    link = site.signer.read(Purpose.CONFIRM, token, site.now())
    if choice == "sign":
        return await _confirm(site, Confirmation(link.subject, link.epoch, link.seal, site.now()))
    if choice == "not_me":
        suppress = bool(first(fields, "suppress"))
        slug = await site.database.write(signing.refuse, link.subject, link.epoch, suppress, site.now())
        return _refused(site, slug, suppress)
    return await _confirm_page(site, token, {"choice": "Choose one of the two."}, status=422)


async def _confirm(site: Site, confirmation: Confirmation) -> Answer:
    try:
        confirmed = await site.database.write_each(signing.confirm, confirmation)
    except LetterNotOpen as error:
        return closed(site, error.letter)
    except TextChanged as error:
        return text_changed(site, str(error))
    except AlreadySigned as error:
        return already_signed(site, str(error))
    return await _confirmed_page(site, confirmed)


async def _confirmed_page(site: Site, confirmed: Confirmed) -> Answer:
    """Thanks, and what happens next: the same page for everybody who stands alike on a letter."""
    key = f"{confirmed.slug} {confirmed.lane} {confirmed.state}"
    page = site.thanks.get(key)
    if page is None:
        letter = await site.database.read(letter_by_slug, confirmed.slug)
        counted = confirmed.state is State.COUNTED
        page = site.page("sign/confirmed.html", letter=letter, lane=confirmed.lane, counted=counted)
        site.thanks.keep(key, page)
    return page


def _refused(site: Site, slug: str, suppress: bool) -> Answer:
    silence = "We will never write to this address again." if suppress else ""
    return site.message(
        "The entry is deleted",
        "Nothing was signed in your name, and nothing of it is kept.",
        *([silence] if silence else []),
        actions=(("Read the letter", f"/letters/{slug}"),),
    )
