"""What an author writes before it becomes the letter's text; no author's words are written over another's."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from service.actions.authoring import authored
from service.actions.composing import SlugTaken
from service.actions.policing import moderators_lacking
from service.core.addressing import Addressed
from service.core.canonical import canonical
from service.core.drafting import Part, missing, stamp_of
from service.core.letter import Addressee, Letter, LetterState, Profile, Wording
from service.core.profile_record import profile_record
from service.store import accounts, contacts, drafts, letters
from service.store.accounts import Account, Role
from service.store.database import Db

CHANGEABLE = frozenset({LetterState.DRAFT, LetterState.OPEN, LetterState.CLOSED})
"""The states in which a letter's text can still change."""


class NotChangeable(Exception):
    """The letter is frozen or put away."""

    def __init__(self, letter: Letter) -> None:
        super().__init__(letter.state)
        self.letter = letter


class NotAllowedToStart(Exception):
    """Only operators, and authors of another letter, start letters."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A letter with what is being written. by: who saved last; None where nobody did, or by the console."""

    letter: Letter
    wording: Wording
    contacts: dict[Addressee, str]
    revision: int = 0
    saved_at: datetime | None = None
    by: Account | None = None

    @property
    def is_changed(self) -> bool:
        """Whether the draft says something else than the letter's text."""
        return self.wording != self.letter.version.wording

    def stamp(self, part: Part) -> str:
        """What a page carries to tell whether somebody changed this part meanwhile."""
        own = self.contact_lines() if part is Part.ADDRESSEES else ()
        return stamp_of(self.wording, part, own)

    def contact_lines(self) -> tuple[str, ...]:
        return tuple(self.contacts.get(each, "") for each in (*self.wording.to, *self.wording.cc))


class Moved(Exception):
    """Somebody else changed this part since the page was made; draft is what stands there now."""

    def __init__(self, draft: Draft) -> None:
        super().__init__("changed meanwhile")
        self.draft = draft


@dataclass(frozen=True, slots=True)
class Home:
    """A letter of an author, and what it lacks."""

    letter: Letter
    missing: list[str]
    moderators_lacking: int
    has_changes: bool


def may_start(account: Account, roles: frozenset[Role]) -> bool:
    return account.is_operator or Role.AUTHOR in roles


def home(db: Db, account: Account) -> list[Home]:
    """The letters that one is an author of, the newest first."""
    ids = accounts.letters_of(db, account.id, Role.AUTHOR)
    found = [letters.letter_by_id(db, each) for each in sorted(ids, reverse=True)]
    return [_home(db, letter) for letter in found if letter]


def _home(db: Db, letter: Letter) -> Home:
    stored = drafts.draft_of(db, letter.id)
    wording = stored.wording if stored else letter.version.wording
    return Home(letter, missing(wording), moderators_lacking(db, letter.id), wording != letter.version.wording)


def start_letter(
    db: Db, account: Account, roles: frozenset[Role], profile: Profile, title: str, language: str, now: datetime
) -> None:
    """Begin a letter as a bare title, with its starter as its author; twice is harmless.

    Raises NotAllowedToStart, SlugTaken.
    """
    if not may_start(account, roles):
        raise NotAllowedToStart
    there = letters.letter_by_slug(db, profile.slug)
    if there and there.title == title and accounts.is_granted(db, account.id, there.id, Role.AUTHOR):
        return
    if there:
        raise SlugTaken(profile.slug)
    letter_id = letters.add_letter(db, profile, Wording(title, language, (), ""), now, number=0)
    accounts.grant(db, account.id, letter_id, Role.AUTHOR)


def open_draft(db: Db, account: Account, slug: str) -> Draft:
    """What is being written of a letter. Raises LookupError, NotYours."""
    return _draft(db, authored(db, account, slug))


def _draft(db: Db, letter: Letter) -> Draft:
    stored = drafts.draft_of(db, letter.id)
    wording = stored.wording if stored else letter.version.wording
    sealed = contacts.contacts_of(db, letter.id, {*wording.to, *wording.cc})
    if stored is None:
        return Draft(letter, wording, sealed)
    by = accounts.account_by_id(db, stored.account_id) if stored.account_id else None
    return Draft(letter, wording, sealed, stored.revision, stored.saved_at, by)


def _to_change(db: Db, account: Account, slug: str) -> Draft:
    drafts.hold_letter(db, slug)
    draft = open_draft(db, account, slug)
    if draft.letter.state not in CHANGEABLE:
        raise NotChangeable(draft.letter)
    return draft


def save_text(
    db: Db, account: Account, slug: str, values: Mapping[str, Any], was: str, now: datetime
) -> Draft:
    """Keep the text. was: the stamp of the text that its author changed.

    Raises LookupError, NotYours, NotChangeable, Moved.
    """
    draft = _to_change(db, account, slug)
    wording = replace(draft.wording, **values)
    if wording == draft.wording:
        return draft
    if was != draft.stamp(Part.TEXT):
        raise Moved(draft)
    return keep(db, draft, wording, account, now)


def save_addressees(
    db: Db, account: Account, slug: str, addressed: Addressed, was: str, now: datetime
) -> Draft:
    """Keep To and CC and the private contacts. Raises LookupError, NotYours, NotChangeable, Moved."""
    draft = _to_change(db, account, slug)
    wording = replace(draft.wording, to=addressed.to, cc=addressed.cc)
    private = dict(addressed.contacts)
    if wording == draft.wording and private == draft.contacts:
        return draft
    if was != draft.stamp(Part.ADDRESSEES):
        raise Moved(draft)
    printed = draft.letter.version.wording
    others = {*printed.to, *printed.cc} - {*wording.to, *wording.cc}
    contacts.keep_contacts(db, draft.letter.id, private, others)
    return keep(db, draft, wording, account, now)


def keep(db: Db, draft: Draft, wording: Wording, account: Account | None, now: datetime) -> Draft:
    """Keep a wording as the draft that follows this one. Raises Moved."""
    by = account.id if account else None
    if not drafts.keep_draft(db, draft.letter.id, wording, draft.revision, by, now):
        raise Moved(_draft(db, draft.letter))
    return _draft(db, draft.letter)


def profile_stamp(profile: Profile) -> str:
    """What a profile's page carries to tell whether somebody changed it meanwhile."""
    return hashlib.sha256(canonical(profile_record(profile))).hexdigest()[:24]


def save_profile(db: Db, account: Account, profile: Profile, was: str) -> Letter:
    """Keep what stands around the text; it shows at once. Raises LookupError, NotYours, NotChangeable, Moved."""
    draft = _to_change(db, account, profile.slug)
    if draft.letter.profile != profile:
        if was != profile_stamp(draft.letter.profile):
            raise Moved(draft)
        letters.set_profile(db, profile)
    return draft.letter
