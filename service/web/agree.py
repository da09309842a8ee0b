"""The page behind the mail about a changed text: still sign, take the name off, or leave it as it is."""

import asyncio
from typing import Any

from litestar import Request, get, post

from service.actions import agreeing, changes
from service.actions.agreeing import Asking, Whether
from service.actions.signing import TextChanged
from service.core.links import Link, Purpose
from service.store.letters import versions_of
from service.web.answers import Answer
from service.web.changes import document_of
from service.web.dead_ends import closed
from service.web.guards import Who
from service.web.read import KIND_WORDS
from service.web.site import Site, first, form_of, site_of

AGAIN = "The text has changed again since then. This is the newest text: read it, then choose."


@get("/agree/{token:str}", who=Who.ANYONE)
async def agree_page(request: Request[Any, Any, Any]) -> Answer:
    """Changes nothing, whoever opens it and however often."""
    site, token = site_of(request), request.path_params["token"]
    link = site.signer.read(Purpose.AGREE, token, site.now())
    asking = await site.database.read(agreeing.look, link.subject, link.epoch)
    notice = "" if asking.present.seal.startswith(link.seal) else AGAIN
    return _settled(site, asking) or await _ask(site, token, asking, {}, notice)


@post("/agree/{token:str}", who=Who.ANYONE, status_code=200)
async def agree(request: Request[Any, Any, Any]) -> Answer:
    site, token = site_of(request), request.path_params["token"]
    fields = await form_of(request)
    choice = first(fields, "choice")
    link = site.signer.read(Purpose.AGREE, token, site.now())
    if choice == "off":
        return await _take_off(site, link)
    if choice == "sign":
        return await _agree(site, token, link, first(fields, "seal"))
    asking = await site.database.read(agreeing.look, link.subject, link.epoch)
    errors = {"choice": "Choose one of the two, or close this page to leave everything as it is."}
    return _settled(site, asking) or await _ask(site, token, asking, errors, "", 422)


async def _agree(site: Site, token: str, link: Link, seal: str) -> Answer:
    try:
        asking = await site.database.write(agreeing.agree, link.subject, link.epoch, seal, site.now())
    except TextChanged:
        asking = await site.database.read(agreeing.look, link.subject, link.epoch)
        return await _ask(site, token, asking, {"form": AGAIN}, "", 409)
    return _settled(site, asking) or _agreed(site, asking)


async def _take_off(site: Site, link: Link) -> Answer:
    asking = await site.database.write(agreeing.take_off, link.subject, link.epoch, site.now())
    if asking.whether not in {Whether.ASKED, Whether.CLOSED, Whether.WITHDRAWN}:
        return _settled(site, asking) or _agreed(site, asking)
    site.mail_promised()
    return _taken_off(site, asking)


async def _ask(
    site: Site, token: str, asking: Asking, errors: dict[str, str], notice: str, status: int = 200
) -> Answer:
    versions = await site.database.read(versions_of, asking.letter.id)
    difference = await asyncio.to_thread(changes.difference, asking.signed, asking.present)
    return site.page(
        "sign/agree.html",
        status,
        letter=asking.letter,
        document=document_of(asking.letter, asking.present, site),
        difference=difference,
        changes=[each for each in reversed(versions) if each.number > asking.signed.number],
        kinds=KIND_WORDS,
        signed=asking.signed,
        entry=asking.entry,
        token=token,
        errors=errors,
        notice=notice,
    )


def _settled(site: Site, asking: Asking) -> Answer | None:
    """The page for somebody of whom nothing is asked; None where something is."""
    match asking.whether:
        case Whether.ASKED:
            return None
        case Whether.AGREED:
            return _agreed(site, asking)
        case Whether.WITHDRAWN:
            return _taken_off(site, asking)
        case Whether.CLOSED:
            return closed(site, asking.letter)
        case Whether.DECLINED:
            return site.message(
                "Your entry is not listed",
                "So there is nothing to bring to the new text. “My signature” says why, and what you can do.",
                actions=_ways(asking),
            )


def _agreed(site: Site, asking: Asking) -> Answer:
    stands = "Your signature stands on the present text, as it stood on the one before."
    waits = "Your signature is for the present text. A moderator still checks your entry."
    return site.message(
        "You have signed the present text",
        stands if asking.signature.standing else waits,
        "You can see, correct or withdraw it at any time.",
        actions=_ways(asking),
    )


def _taken_off(site: Site, asking: Asking) -> Answer:
    return site.message(
        "Your name has been taken off",
        "You do not stand on any text of this letter, and you are not counted.",
        "We have written to you with a link that undoes this, for 7 days from when you withdrew.",
        actions=_ways(asking),
    )


def _ways(asking: Asking) -> tuple[tuple[str, str], ...]:
    here = f"/letters/{asking.letter.slug}"
    return (("Read the letter", here), ("My signature", f"{here}/mine"))
