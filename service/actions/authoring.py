"""Which letter an author may work on."""

from service.actions.moderating import NotYours
from service.core.letter import Letter
from service.store import accounts, letters
from service.store.accounts import Account, Role
from service.store.database import Db


def authored(db: Db, account: Account, slug: str) -> Letter:
    """The letter, for its author or an operator. Raises LookupError, NotYours."""
    letter = letters.letter_by_slug(db, slug)
    if letter is None:
        raise LookupError(slug)
    if not account.is_operator and not accounts.is_granted(db, account.id, letter.id, Role.AUTHOR):
        raise NotYours
    return letter
