"""Who may come in: invitations, sign-in links, sessions."""

from datetime import datetime, timedelta

from service.actions.limiting import may_write_to
from service.store import accounts, letters, outbox
from service.store.accounts import Account, Role
from service.store.database import Db
from service.store.outbox import Kind, Mail

SESSION_FOR = timedelta(hours=12)


def ask_to_sign_in(db: Db, email: str, network: str, nonce: int, now: datetime) -> None:
    """Promise a sign-in link to an address that has an account; the answer is the same for every other.

    Raises TooMany.
    """
    may_write = may_write_to(db, email, network, now)
    account = accounts.account_by_email(db, email)
    if account and may_write:
        mail = Mail(f"signin:{nonce}", Kind.SIGN_IN, now, account_id=account.id, epoch=account.epoch)
        outbox.promise(db, [mail])


def sign_in(db: Db, account_id: int, epoch: int, token_hash: bytes, now: datetime) -> bool:
    """Open a session by a link that nobody used before; whether it was so."""
    if not accounts.use_epoch(db, account_id, epoch):
        return False
    accounts.sweep_sessions(db, now)
    accounts.add_session(db, token_hash, account_id, now + SESSION_FOR)
    return True


def add_moderator(db: Db, email: str, slug: str, role: Role, now: datetime) -> Account:
    """Give an address a role on a letter. Raises LookupError for no such letter."""
    letter = letters.letter_by_slug(db, slug)
    if letter is None:
        raise LookupError(slug)
    account = accounts.add_account(db, email, now)
    accounts.grant(db, account.id, letter.id, role)
    return account
