"""Who works on a letter: for its authors, and for operators."""

from typing import Any

from litestar import Request, get, post

from service.actions import authoring, inviting, policing
from service.actions.inviting import OwnRole, Suppressed
from service.actions.limiting import TooMany
from service.core.letter import Letter
from service.core.signing import read_address
from service.store import accounts
from service.store.accounts import Account, Role
from service.store.database import Db
from service.web.answers import Answer
from service.web.guards import Who, check_token, signed_in
from service.web.site import first, form_of, random_number, site_of

NOTICES = {
    "invited": "Invited. The mail with the link is on its way; the link works for 7 days.",
    "removed": "Removed. The letter is closed to them from this moment.",
}


@get("/people", who=Who.MEMBER)
async def letters(request: Request[Any, Any, Any]) -> Answer:
    site = site_of(request)
    found = await site.database.read(_with_lacking, request.state.account)
    rows = [(letter, lacking_words(*lacks)) for letter, lacks in found]
    return site.page("account/people_letters.html", letters=rows, **signed_in(request))


def _with_lacking(db: Db, account: Account) -> list[tuple[Letter, tuple[int, int]]]:
    """The letters of which an account chooses the people, each with its moderators and how many more it needs."""
    return [(letter, _lacks(db, letter.id)) for letter in inviting.my_letters(db, account)]


def _lacks(db: Db, letter_id: int) -> tuple[int, int]:
    return accounts.moderators(db, letter_id), policing.moderators_lacking(db, letter_id)


def lacking_words(moderators: int, lacking: int) -> str:
    """What a letter without enough moderators has its authors know; empty where there are enough."""
    if not moderators:
        return "Nobody moderates this letter yet: entries wait until somebody does. Invite at least one moderator."
    if lacking:
        return "Some entries need two moderators, and there is one: those wait until you invite another."
    return ""


@get("/people/{slug:str}", who=Who.MEMBER)
async def people(request: Request[Any, Any, Any]) -> Answer:
    return await _people(request, NOTICES.get(request.query_params.get("done", "")), {})


@post("/people/{slug:str}", who=Who.MEMBER, status_code=200)
async def invite(request: Request[Any, Any, Any]) -> Answer:
    """Invite an address to a role on the letter."""
    site, slug = site_of(request), request.path_params["slug"]
    account = request.state.account
    fields = await form_of(request)
    check_token(request, fields)
    await site.database.read(authoring.authored, account, slug)
    typed, role = first(fields, "email"), first(fields, "role")
    email, problem = read_address(typed)
    errors = {"email": problem} if problem else {}
    if role not in set(Role):
        errors["role"] = "Choose what they may do."
    status = 422
    if not errors:
        try:
            await site.database.write(
                inviting.invite, account, email, slug, Role(role), random_number(), site.now()
            )
            site.mail_promised()
            return site.redirect(f"/people/{slug}?done=invited")
        except Suppressed:
            errors["email"] = "The owner of this address asked never to be written to. Talk to them first."
        except TooMany as error:
            errors["email"] = f"This address had many mails lately. Try again after {error.until:%H:%M} UTC."
            status = 429
    return await _people(request, None, errors, status, typed, role)


@post("/people/{slug:str}/remove", who=Who.MEMBER, status_code=200)
async def remove(request: Request[Any, Any, Any]) -> Answer:
    """Take a role on the letter away."""
    site, slug = site_of(request), request.path_params["slug"]
    account = request.state.account
    fields = await form_of(request)
    check_token(request, fields)
    number, role = first(fields, "account"), first(fields, "role")
    await site.database.read(authoring.authored, account, slug)
    if not number.isascii() or not number.isdigit() or len(number) > 18 or role not in set(Role):
        raise LookupError("nobody is named")
    try:
        await site.database.write(inviting.dismiss, account, slug, int(number), Role(role))
    except OwnRole:
        words = "You cannot remove yourself as an author. Ask another author or the operator to do it."
        return await _people(request, None, {"form": words}, 409)
    return site.redirect(f"/people/{slug}?done=removed")


async def _people(
    request: Request[Any, Any, Any],
    notice: str | None,
    errors: dict[str, str],
    status: int = 200,
    email: str = "",
    role: str = "",
) -> Answer:
    site = site_of(request)
    letter, helpers = await site.database.read(inviting.people, request.state.account, request.path_params["slug"])
    return site.page(
        "account/people.html",
        status,
        letter=letter,
        helpers=helpers,
        lacking=lacking_words(*await site.database.read(_lacks, letter.id)),
        notice=notice,
        errors=errors,
        email=email,
        chosen=role,
        **signed_in(request),
    )
