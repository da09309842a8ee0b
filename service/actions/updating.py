"""Updates that authors publish about a letter: on its page, in its feed, and by mail to who asked for them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from service.actions.authoring import authored
from service.actions.reading import public_letter
from service.core.letter import Letter
from service.core.markdown import read_body
from service.core.signature import State
from service.core.text import Unprintable, clean, clean_lines
from service.store import outbox, rounds, signatures, updates
from service.store.accounts import Account
from service.store.database import Db
from service.store.outbox import Kind
from service.store.rounds import Round, RoundKind, RoundState
from service.store.updates import Update

TITLE_LIMIT = 120
BODY_LIMIT = 6_000
STOP_FOR = timedelta(days=365)
"""How long the link in an update that ends them works."""


class NotPublic(Exception):
    """The letter is a draft or put away: nobody could read its updates."""


@dataclass(frozen=True, slots=True)
class Draft:
    """An update as it was typed, cleaned. The body is Markdown."""

    title: str
    body: str


@dataclass(frozen=True, slots=True)
class Told:
    """An update with the round of its mails, if it was mailed."""

    update: Update
    round: Round | None


def check(title: str, body: str) -> tuple[Draft, dict[str, str]]:
    """The update, and what is wrong with it by field."""
    errors: dict[str, str] = {}
    try:
        title = clean(title)
    except Unprintable:
        errors["title"] = "The title holds a character that cannot be shown. Type it again."
    try:
        body = clean_lines(body).strip()
    except Unprintable:
        errors["body"] = "The text holds a character that cannot be shown. Paste it again as plain text."
    draft = Draft(title, body)
    return draft, errors or _gaps(draft)


def _gaps(draft: Draft) -> dict[str, str]:
    errors: dict[str, str] = {}
    if not draft.title:
        errors["title"] = "Type a title."
    elif len(draft.title) > TITLE_LIMIT:
        errors["title"] = f"Shorten the title to {TITLE_LIMIT} characters; it has {len(draft.title):,}."
    if not draft.body:
        errors["body"] = "Type what is new."
    elif len(draft.body) > BODY_LIMIT:
        errors["body"] = f"Shorten the text to {BODY_LIMIT:,} characters; it has {len(draft.body):,}."
    elif read_body(draft.body).notes:
        errors["body"] = "An update has no footnotes. Set a link in the text instead."
    return errors


def for_author(db: Db, account: Account, slug: str) -> tuple[Letter, list[Told], int]:
    """The letter, its updates, and how many asked for them. Raises LookupError, NotYours."""
    letter = authored(db, account, slug)
    mailed = {each.subject_id: each for each in rounds.rounds_of(db, letter.id) if each.kind is RoundKind.UPDATE}
    found = [Told(each, mailed.get(each.id)) for each in updates.updates_of(db, letter.id)]
    return letter, found, updates.count_readers(db, letter.id)


def publish(
    db: Db, account: Account, slug: str, draft: Draft, update_id: int, is_mailed: bool, now: datetime
) -> Letter:
    """Put an update on the letter's page, and let the worker mail it; twice is harmless.

    update_id: drawn once for each look at the preview. Raises LookupError, NotYours, NotPublic.
    """
    letter = authored(db, account, slug)
    if not letter.is_public:
        raise NotPublic
    if updates.update_by_id(db, update_id) is None:
        updates.insert_update(db, Update(update_id, letter.id, draft.title, draft.body, now, account.id))
        if is_mailed:
            total = updates.count_readers(db, letter.id)
            rounds.start_round(db, letter.id, RoundKind.UPDATE, update_id, total, account.id, now)
    return letter


def remove(db: Db, account: Account, slug: str, update_id: int, now: datetime) -> None:
    """Take an update off, and its mails back as far as they wait; twice is harmless.

    Raises LookupError, NotYours.
    """
    letter = authored(db, account, slug)
    found = updates.update_by_id(db, update_id)
    if found is None or found.letter_id != letter.id:
        raise LookupError(update_id)
    if found.removed_at is not None:
        return
    updates.remove(db, update_id, letter.id, now)
    mailing = rounds.round_about(db, RoundKind.UPDATE, update_id, to_change=True)
    if mailing is not None:
        back = outbox.cancel_many(db, letter.id, Kind.UPDATE, f"update:{update_id}:")
        rounds.note_progress(db, mailing.id, 0, -back, RoundState.STOPPED)


def public_updates(db: Db, slug: str, most: int | None = None) -> tuple[Letter, Sequence[Update]] | None:
    """A public letter with its updates, the newest first."""
    letter = public_letter(db, slug)
    return (letter, updates.updates_of(db, letter.id, most)) if letter else None


def wants(db: Db, signature_id: int) -> str:
    """The slug of the letter that a signature belongs to. Raises LookupError where it was erased."""
    stored = signatures.load_one(db, signature_id)
    if stored is None or stored.signature.state is State.ERASED:
        raise LookupError(signature_id)
    return stored.slug


def choose(db: Db, signature_id: int, wanted: bool) -> str:
    """Let a signatory get no more updates, or get them again; the letter's slug. Raises LookupError."""
    slug = wants(db, signature_id)
    updates.want_updates(db, signature_id, wanted)
    if not wanted:
        outbox.cancel_kind(db, signature_id, Kind.UPDATE)
    return slug
