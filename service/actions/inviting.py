"""Who works on a letter: inviting people to a role, and taking it away."""

from dataclasses import dataclass
from datetime import datetime

from service.actions.authoring import authored
from service.actions.limiting import TooMany, count_one
from service.core.letter import Letter
from service.core.limits import MAILS_TO_ADDRESS
from service.core.signing import mailbox_of
from service.store import accounts, factors, letters, limits, outbox, sessions
from service.store.accounts import Account, Helper, Role
from service.store.database import Db
from service.store.outbox import Kind, Mail

OPERATOR = "operator"
"""What an invitation calls somebody who runs the installation; a role of no letter."""


class Suppressed(Exception):
    """The address asked never to be written to."""


class OwnRole(Exception):
    """Nobody takes away their own role, so that no letter is left without its last author by a slip."""


@dataclass(frozen=True, slots=True)
class Listed:
    """An account as the operator sees it: what it may do, by the letters' slugs."""

    account: Account
    roles: list[tuple[str, Role]]
    has_factor: bool


def my_letters(db: Db, account: Account) -> list[Letter]:
    """The letters whose people an account may choose: all for an operator, else those it is an author of."""
    if account.is_operator:
        return letters.letters_in(db)
    found = [letters.letter_by_id(db, each) for each in accounts.letters_of(db, account.id, Role.AUTHOR)]
    return [letter for letter in found if letter]


def people(db: Db, account: Account, slug: str) -> tuple[Letter, list[Helper]]:
    """A letter and who works on it. Raises LookupError, NotYours."""
    letter = authored(db, account, slug)
    return letter, accounts.helpers(db, letter.id)


def invite(db: Db, by: Account, email: str, slug: str, role: Role, nonce: int, now: datetime) -> None:
    """Give an address a role on a letter, and promise the mail with a link to come in.

    Raises LookupError, NotYours, TooMany, Suppressed.
    """
    letter = authored(db, by, slug)
    if limits.suppressed(db, [email]):
        raise Suppressed
    if count_one(db, MAILS_TO_ADDRESS, mailbox_of(email), now) > MAILS_TO_ADDRESS.most:
        raise TooMany(MAILS_TO_ADDRESS.window_end(now))
    account = give_role(db, email, slug, role, now)
    _promise(db, account, letter, role.value, nonce, now)


def invite_by_console(db: Db, email: str, slug: str, role: Role, nonce: int, now: datetime) -> Account:
    """As invite(), by whoever runs the machine. Raises LookupError."""
    account = give_role(db, email, slug, role, now)
    _promise(db, account, letters.letter_by_slug(db, slug), role.value, nonce, now)
    return account


def give_role(db: Db, email: str, slug: str, role: Role, now: datetime) -> Account:
    """Give an address a role on a letter, without a mail. Raises LookupError for no such letter."""
    letter = letters.letter_by_slug(db, slug)
    if letter is None:
        raise LookupError(slug)
    account = accounts.add_account(db, email, now)
    accounts.grant(db, account.id, letter.id, role)
    return account


def invite_operator(db: Db, email: str, nonce: int, now: datetime) -> Account:
    """Make an address an operator, and promise the mail with a link to come in."""
    account = accounts.add_account(db, email, now)
    accounts.make_operator(db, account.id)
    _promise(db, account, None, OPERATOR, nonce, now)
    return account


def _promise(db: Db, account: Account, letter: Letter | None, role: str, nonce: int, now: datetime) -> None:
    mail = Mail(
        dedupe=f"invited:{nonce}",
        kind=Kind.INVITED,
        created_at=now,
        letter_id=letter.id if letter else None,
        account_id=account.id,
        epoch=account.epoch,
        data={"role": role},
    )
    outbox.promise(db, [mail])


def dismiss(db: Db, by: Account, slug: str, account_id: int, role: Role) -> bool:
    """Take a role on a letter away; whether it was held. Raises LookupError, NotYours, OwnRole."""
    letter = authored(db, by, slug)
    if account_id == by.id and role is Role.AUTHOR and not by.is_operator:
        raise OwnRole
    return accounts.revoke(db, account_id, letter.id, role) == 1


def remove(db: Db, email: str, slug: str) -> int:
    """Take every role on a letter away from an address; how many. Raises LookupError for no such letter."""
    letter = letters.letter_by_slug(db, slug)
    if letter is None:
        raise LookupError(slug)
    account = accounts.account_by_email(db, email)
    if account is None:
        return 0
    taken = accounts.revoke(db, account.id, letter.id)
    if not account.is_operator and not accounts.roles_of(db, account.id):
        sessions.end_sessions_of(db, account.id)
    return taken


def everybody(db: Db) -> list[Listed]:
    """Every account with its roles."""
    slugs = {letter.id: letter.slug for letter in letters.letters_in(db)}
    return [
        Listed(
            account,
            [(slugs[letter_id], role) for letter_id, role in accounts.roles_of(db, account.id)],
            factors.factors_of(db, account.id).are_there,
        )
        for account in accounts.all_accounts(db)
    ]
