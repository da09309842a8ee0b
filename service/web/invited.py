"""The page behind an invitation to confirm: sign, have the name taken off, or leave it as it is."""

from typing import Any

from litestar import Request, get, post

from service.actions import answering
from service.actions.answering import Answer as Said
from service.actions.answering import Invited
from service.actions.signing import LinkSpent, TextChanged
from service.core.links import Expired, Purpose
from service.web.answers import Answer
from service.web.changes import document_of
from service.web.dead_ends import closed
from service.web.guards import Who
from service.web.site import Site, first, form_of, site_of

AGAIN = "The text has changed since you opened this page. This is the newest one: read it, then choose."


def _expired(request: Request[Any, Any, Any], _error: Exception) -> Answer:
    return site_of(request).message(
        "This invitation has expired",
        "Nothing was changed: your name stands, or does not, as it did. To sign, open the letter and use its form "
        "with the same address.",
        "To have your name taken off, find it in the letter’s list and choose “This is not me”.",
        actions=(("All letters", "/"),),
        status=410,
    )


def _used(request: Request[Any, Any, Any], _error: Exception) -> Answer:
    return site_of(request).message(
        "This invitation has been used",
        "Either the name was taken off the letter, or somebody signed with this link.",
        "If you signed, open the letter and choose “Already signed?”. If you did not, you can sign by its form.",
        actions=(("All letters", "/"),),
        status=410,
    )


DEAD_ENDS: Any = {Expired: _expired, LinkSpent: _used}


@get("/invited/{token:str}", who=Who.ANYONE, exception_handlers=DEAD_ENDS)
async def invited_page(request: Request[Any, Any, Any]) -> Answer:
    """Changes nothing, whoever opens it and however often."""
    site, token = site_of(request), request.path_params["token"]
    link = site.signer.read(Purpose.INVITED, token, site.now())
    found = await site.database.read(answering.look, link.subject)
    return _settled(site, found) or _ask(site, token, found, {})


@post("/invited/{token:str}", who=Who.ANYONE, status_code=200, exception_handlers=DEAD_ENDS)
async def invited(request: Request[Any, Any, Any]) -> Answer:
    site, token = site_of(request), request.path_params["token"]
    fields = await form_of(request)
    choice = first(fields, "choice")
    link = site.signer.read(Purpose.INVITED, token, site.now())
    if choice == "off":
        letter = await site.database.write(
            answering.take_off, link.subject, bool(first(fields, "suppress")), site.now()
        )
        return _taken_off(site, letter.slug)
    if choice == "sign":
        return await _sign(site, token, link.subject, first(fields, "seal"))
    found = await site.database.read(answering.look, link.subject)
    errors = {"choice": "Choose one of the two, or close this page to leave everything as it is."}
    return _settled(site, found) or _ask(site, token, found, errors, 422)


async def _sign(site: Site, token: str, signature_id: int, seal: str) -> Answer:
    try:
        found = await site.database.write(answering.sign, signature_id, seal, site.now())
    except TextChanged:
        found = await site.database.read(answering.look, signature_id)
        return _ask(site, token, found, {"form": AGAIN}, 409)
    return _settled(site, found) or _signed(site, found)


def _ask(site: Site, token: str, found: Invited, errors: dict[str, str], status: int = 200) -> Answer:
    return site.page(
        "sign/invited.html",
        status,
        letter=found.letter,
        document=document_of(found.letter, found.letter.version, site),
        entry=found.entry,
        number=found.number,
        stands=found.stored.signature.standing is not None,
        is_present=found.stored.era == found.letter.era,
        token=token,
        errors=errors,
    )


def _settled(site: Site, found: Invited) -> Answer | None:
    """The page for somebody of whom nothing is asked; None where something is."""
    match found.answer:
        case Said.ASKED:
            return None
        case Said.SIGNED:
            return _signed(site, found)
        case Said.CLOSED:
            return closed(site, found.letter)
        case Said.DECLINED:
            return site.message(
                "Your entry is not listed",
                "A moderator took it off, so there is nothing to confirm. You can sign by the letter’s own form.",
                actions=(("Read the letter", f"/letters/{found.letter.slug}"),),
            )


def _signed(site: Site, found: Invited) -> Answer:
    stands = "Your name keeps its place on the letter, and is marked no more."
    waits = "A moderator still checks your entry."
    here = f"/letters/{found.letter.slug}"
    return site.message(
        "You have signed",
        stands if found.stored.signature.standing else waits,
        "You can see, correct or withdraw your signature at any time.",
        actions=(("Read the letter", here), ("My signature", f"{here}/mine")),
    )


def _taken_off(site: Site, slug: str) -> Answer:
    return site.message(
        "Your name has been taken off",
        "Your name and your address are deleted. Copies of the letter that were sent before cannot be recalled.",
        "The letter’s moderators are told that you did not agree to be named.",
        actions=(("Read the letter", f"/letters/{slug}"),),
    )
