"""Who may come in: sign-in links, the second step, sessions."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from service.actions.limiting import TooMany, count_one, may_write_to
from service.core.limits import SECOND_STEP_TRIES
from service.core.second_step import Change, as_stored, is_app_code, matching_step, recovery_codes
from service.store import accounts, factors, outbox, sessions
from service.store.accounts import Account
from service.store.database import Db
from service.store.factors import Passkey
from service.store.outbox import Kind, Mail
from service.store.sessions import Opening, Session

SIGN_IN_FOR = timedelta(hours=1)
INVITED_FOR = timedelta(days=7)
SET_UP_FOR = timedelta(days=1)
SESSION_FOR = timedelta(hours=12)
HALF_FOR = timedelta(hours=1)
"""How long the second step may take."""


class StepOpen(Exception):
    """A second step is set up already, and has to be taken before it is changed."""


class SessionOver(Exception):
    """The session ended while its owner was typing."""


class Taken(StrEnum):
    """What became of a try to set up or take away a factor."""

    DONE = "done"
    WRONG = "wrong"
    LAST = "last"


@dataclass(frozen=True, slots=True)
class SetUp:
    """What became of setting up a factor. codes: the account's first recovery codes, to show once."""

    taken: Taken
    codes: tuple[str, ...] = ()


def ask_to_sign_in(db: Db, email: str, network: str, nonce: int, now: datetime) -> None:
    """Promise a sign-in link to an address that has an account; the answer is the same for every other.

    Raises TooMany.
    """
    may_write = may_write_to(db, email, network, now)
    account = accounts.account_by_email(db, email)
    if account and may_write:
        mail = Mail(f"signin:{nonce}", Kind.SIGN_IN, now, account_id=account.id, epoch=account.epoch)
        outbox.promise(db, [mail])


def sign_in(
    db: Db, account_id: int, epoch: int, left: bytes | None, opening: Opening, is_full: bool, now: datetime
) -> bool:
    """Open a session by a link that nobody used before; whether it was so. left: the session to leave."""
    if not accounts.use_epoch(db, account_id, epoch):
        return False
    if left:
        sessions.end_session(db, left)
    sessions.add_session(db, opening, account_id, is_full, now, now + (SESSION_FOR if is_full else HALF_FOR))
    return True


def make_first_operator(db: Db, email: str, opening: Opening, now: datetime) -> bool:
    """Make the first account and open its session; false where there is an account."""
    accounts.lock_accounts(db)
    if accounts.has_accounts(db):
        return False
    account = accounts.add_account(db, email, now)
    accounts.make_operator(db, account.id)
    sessions.add_session(db, opening, account.id, False, now, now + HALF_FOR)
    return True


def take_step(db: Db, session: Session, typed: str, opening: Opening, now: datetime) -> bool:
    """Take the second step by an app's code or a recovery code; false where it is wrong or was used.

    Raises TooMany, SessionOver.
    """
    account_id = session.account.id
    if count_one(db, SECOND_STEP_TRIES, str(account_id), now) > SECOND_STEP_TRIES.most:
        raise TooMany(SECOND_STEP_TRIES.window_end(now))
    if is_app_code(typed):
        app = factors.app_of(db, account_id)
        step = matching_step(app[0], typed, now, after=app[1]) if app else None
        is_right = step is not None and factors.use_step(db, account_id, step)
    else:
        is_right = factors.use_recovery_code(db, account_id, as_stored(typed))
    if is_right:
        _fill(db, session, opening, now)
    return is_right


def take_step_by_passkey(
    db: Db, session: Session, passkey_id: bytes, sign_count: int, opening: Opening, now: datetime
) -> bool:
    """Take the second step by a passkey's signature, which was verified. Raises SessionOver."""
    if not factors.use_passkey(db, session.account.id, passkey_id, sign_count):
        return False
    _fill(db, session, opening, now)
    return True


def _fill(db: Db, session: Session, opening: Opening, now: datetime) -> None:
    """A full session under a new token, in place of the one that was open. Raises SessionOver."""
    if not sessions.end_session_of(db, session.account.id, session.id):
        raise SessionOver
    sessions.add_session(db, opening, session.account.id, True, now, now + SESSION_FOR)


def set_up_app(
    db: Db, session: Session, secret: str, typed: str, random: bytes, opening: Opening, now: datetime
) -> SetUp:
    """Keep an app's secret once its owner shows a code of it. Raises StepOpen, SessionOver."""
    codes = _first_codes(db, session, random)
    step = matching_step(secret, typed, now)
    if step is None:
        return SetUp(Taken.WRONG)
    factors.set_app(db, session.account.id, secret, step)
    return _set_up(db, session, codes, Change.APP_SET, opening, now)


def set_up_passkey(
    db: Db, session: Session, passkey: Passkey, random: bytes, opening: Opening, now: datetime
) -> SetUp:
    """Keep a passkey whose signature was verified. Raises StepOpen, SessionOver."""
    codes = _first_codes(db, session, random)
    if not factors.add_passkey(db, session.account.id, passkey):
        return SetUp(Taken.WRONG)
    return _set_up(db, session, codes, Change.PASSKEY_ADDED, opening, now)


def _first_codes(db: Db, session: Session, random: bytes) -> list[str]:
    """The recovery codes to make with a first factor; none with a later one."""
    found = factors.factors_of(db, session.account.id)
    if found.are_there and not session.is_full:
        raise StepOpen
    return [] if found.are_there else recovery_codes(random)


def _set_up(db: Db, session: Session, codes: list[str], change: Change, opening: Opening, now: datetime) -> SetUp:
    if codes:
        factors.set_recovery_codes(db, session.account.id, codes)
    _fill(db, session, opening, now)
    _tell(db, session.account.id, change, opening.id, now)
    return SetUp(Taken.DONE, tuple(codes))


def remove_factor(db: Db, account_id: int, passkey_id: bytes | None, nonce: int, now: datetime) -> Taken:
    """Take away a passkey, or the app where none is named; never the last factor."""
    found = factors.factors_of(db, account_id)
    if found.is_last:
        return Taken.LAST
    if passkey_id is None:
        if not found.has_app:
            return Taken.WRONG
        factors.remove_app(db, account_id)
    elif not factors.remove_passkey(db, account_id, passkey_id):
        return Taken.WRONG
    _tell(db, account_id, Change.PASSKEY_REMOVED if passkey_id else Change.APP_REMOVED, nonce, now)
    return Taken.DONE


def new_codes(db: Db, account_id: int, random: bytes, nonce: int, now: datetime) -> list[str]:
    """Recovery codes that replace all earlier ones."""
    codes = recovery_codes(random)
    factors.set_recovery_codes(db, account_id, codes)
    _tell(db, account_id, Change.CODES_RENEWED, nonce, now)
    return codes


def reset(db: Db, email: str, nonce: int, now: datetime) -> Account:
    """Take away an account's factors, sessions and links, for somebody who lost them. Raises LookupError."""
    account = accounts.account_by_email(db, email)
    if account is None:
        raise LookupError(email)
    factors.remove_factors(db, account.id)
    sessions.end_sessions_of(db, account.id)
    accounts.use_epoch(db, account.id, account.epoch)
    _tell(db, account.id, Change.RESET, nonce, now)
    again = accounts.account_by_id(db, account.id)
    assert again is not None, "it was just there"
    return again


def _tell(db: Db, account_id: int, change: Change, nonce: int, now: datetime) -> None:
    """Promise the mail by which an account's owner learns of a change that somebody else may have made."""
    data = {"change": change.value}
    mail = Mail(f"second step:{nonce}", Kind.SECOND_STEP, now, account_id=account_id, data=data)
    outbox.promise(db, [mail])
