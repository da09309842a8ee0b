"""A draft becomes the letter's text: as a correction, or as a material change that asks everybody again."""

from dataclasses import dataclass
from datetime import datetime

from service.actions import composing, rounds
from service.actions.authoring import authored
from service.actions.composing import LetterMove
from service.actions.drafting import CHANGEABLE, Draft, Moved, NotChangeable, keep, open_draft
from service.actions.policing import moderators_lacking
from service.core.drafting import Part, missing
from service.core.letter import Letter, LetterState, Profile, Version, VersionKind, Wording
from service.store import accounts, drafts, letters
from service.store.accounts import Account
from service.store.database import Db
from service.store.rounds import RoundKind, start_round

NOTE_MOST = 1_000


class NotReady(Exception):
    """Something is missing; problems says what, a sentence each."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("; ".join(problems))
        self.problems = problems


class NeedsKind(Exception):
    """People have signed: the change has to be called a correction or a material change, with a public note."""


class NothingNew(Exception):
    """The draft is the letter's text already."""


class VersionMoved(Exception):
    """Another author made a version meanwhile."""

    def __init__(self, version: Version, by: Account | None) -> None:
        super().__init__(f"version {version.number} was made meanwhile")
        self.version, self.by = version, by


class OtherNumber(Exception):
    """Not as many people as the author was shown."""

    def __init__(self, number: int) -> None:
        super().__init__(f"{number} people")
        self.number = number


@dataclass(frozen=True, slots=True)
class Asked:
    """What an author agreed to: the version that they saw, the draft's stamp, how the change is called.

    kind: CORRECTION or MATERIAL; not looked at before anybody has signed. number: how many people they typed.
    """

    version_id: int
    stamp: str
    kind: VersionKind | None = None
    note: str = ""
    number: int | None = None


@dataclass(frozen=True, slots=True)
class Touched:
    """How many people stand on the letter, on its present text, and would be asked about another one."""

    on_letter: int
    on_text: int
    asked: int


@dataclass(frozen=True, slots=True)
class Standing:
    """A draft beside the letter's text, before it is made the text."""

    draft: Draft
    touched: Touched
    missing: list[str]
    moderators_lacking: int

    @property
    def needs_kind(self) -> bool:
        return self.touched.on_letter > 0


@dataclass(frozen=True, slots=True)
class Made:
    """A version with who made it; None for the console."""

    version: Version
    by: Account | None


def standing(db: Db, account: Account, slug: str) -> Standing:
    """What making the draft the letter's text would do. Raises LookupError, NotYours."""
    draft = open_draft(db, account, slug)
    letter = draft.letter
    return Standing(draft, _touched(db, letter), missing(draft.wording), moderators_lacking(db, letter.id))


def _touched(db: Db, letter: Letter) -> Touched:
    return Touched(
        drafts.signatories(db, letter.id),
        drafts.signatories(db, letter.id, letter.era),
        rounds.count_concerned(db, letter),
    )


def publish(db: Db, account: Account, slug: str, asked: Asked, now: datetime) -> Version:
    """Make the draft the letter's text.

    Raises LookupError, NotYours, NotChangeable, NotReady, NeedsKind, NothingNew, VersionMoved, Moved,
    OtherNumber.
    """
    drafts.hold_letter(db, slug)
    draft = open_draft(db, account, slug)
    if not draft.is_changed:
        raise NothingNew
    if draft.letter.version.id != asked.version_id:
        raise VersionMoved(draft.letter.version, _maker(db, draft.letter))
    if draft.stamp(Part.ALL) != asked.stamp:
        raise Moved(draft)
    return make_version(db, draft.letter, draft.wording, asked, account, now)


def make_version(
    db: Db, letter: Letter, wording: Wording, asked: Asked, account: Account | None, now: datetime
) -> Version:
    """Make a wording the letter's text, by the rules for those who have signed.

    Raises NotChangeable, NotReady, NeedsKind, OtherNumber.
    """
    if letter.state not in CHANGEABLE:
        raise NotChangeable(letter)
    problems = missing(wording)
    touched = _touched(db, letter)
    kind, note = VersionKind.FIRST, ""
    if touched.on_letter:
        if asked.kind not in CHANGES or not asked.note:
            raise NeedsKind
        kind, note = asked.kind, asked.note
    if problems:
        raise NotReady(problems)
    if kind is VersionKind.MATERIAL and asked.number != touched.asked:
        raise OtherNumber(touched.asked)
    by = account.id if account else None
    version_id = letters.add_version(db, letter, wording, kind, note, by, now)
    if kind is VersionKind.MATERIAL:
        start_round(db, letter.id, RoundKind.MATERIAL, version_id, touched.asked, by, now)
    made = letters.letter_by_slug(db, letter.slug)
    assert made is not None, "it was just changed"
    return made.version


CHANGES = frozenset({VersionKind.CORRECTION, VersionKind.MATERIAL})


def open_letter(
    db: Db, account: Account, slug: str, asked: Asked, is_alone: bool, now: datetime
) -> Letter:
    """Make the draft the letter's text where it differs, and take signatures.

    is_alone: the author agreed to open it with too few moderators.
    Raises LookupError, NotYours, NotReady, VersionMoved, Moved, LetterMove, OtherNumber.
    """
    drafts.hold_letter(db, slug)
    found = standing(db, account, slug)
    letter = found.draft.letter
    if letter.state is LetterState.OPEN:
        return letter
    problems = list(found.missing)
    if found.moderators_lacking and not is_alone:
        problems.append("Nobody moderates the letter yet." if found.moderators_lacking == 1 else FEW_MODERATORS)
    if problems:
        raise NotReady(problems)
    if found.draft.is_changed and letter.state is LetterState.DRAFT:
        publish(db, account, slug, asked, now)
    composing.move_letter(db, slug, LetterState.OPEN)
    return letter


FEW_MODERATORS = "The letter has too few moderators for its own rules."


def move(db: Db, account: Account, slug: str, wanted: LetterState) -> None:
    """Close a letter, put a draft away, or take it out again; twice is harmless.

    Raises LookupError, NotYours, LetterMove.
    """
    letter = authored(db, account, slug)
    if letter.state is wanted:
        return
    if (letter.state, wanted) in PUT_AWAY:
        letters.set_state(db, letter.id, wanted)
        return
    if wanted is LetterState.OPEN:
        raise LetterMove(letter, wanted)
    composing.move_letter(db, slug, wanted)


PUT_AWAY = frozenset(
    {(LetterState.DRAFT, LetterState.ARCHIVED), (LetterState.ARCHIVED, LetterState.DRAFT)}
)


def history(db: Db, account: Account, slug: str) -> tuple[Draft, list[Made]]:
    """A letter and every version of it, the newest first. Raises LookupError, NotYours."""
    draft = open_draft(db, account, slug)
    makers = letters.version_authors(db, draft.letter.id)
    known: dict[int, Account | None] = {each: accounts.account_by_id(db, each) for each in makers.values() if each}
    found = letters.versions_of(db, draft.letter.id)
    return draft, [Made(version, known.get(makers[version.number] or 0)) for version in found]


def restore(db: Db, account: Account, slug: str, number: int, was: str, now: datetime) -> Draft:
    """Put the wording of an earlier version into the draft. Raises LookupError, NotYours, NotChangeable, Moved."""
    drafts.hold_letter(db, slug)
    draft, made = history(db, account, slug)
    wording = next((each.version.wording for each in made if each.version.number == number), None)
    if wording is None:
        raise LookupError(number)
    if draft.letter.state not in CHANGEABLE:
        raise NotChangeable(draft.letter)
    if draft.wording == wording:
        return draft
    if draft.stamp(Part.ALL) != was:
        raise Moved(draft)
    return keep(db, draft, wording, account, now)


class UnpublishedDraft(Exception):
    """Authors have written something on the pages that is not the letter's text yet."""


def update_by_file(
    db: Db, profile: Profile, wording: Wording, asked: Asked, over_draft: bool, now: datetime
) -> Version | None:
    """Make what a letter file says the letter's text and profile; the new version, None for the same text.

    asked.version_id and stamp are not looked at.
    Raises LookupError, NotChangeable, NotReady, NeedsKind, OtherNumber, UnpublishedDraft.
    """
    drafts.hold_letter(db, profile.slug)
    letter = letters.letter_by_slug(db, profile.slug)
    if letter is None:
        raise LookupError(profile.slug)
    stored = drafts.draft_of(db, letter.id)
    is_written = stored is not None and stored.wording not in (letter.version.wording, wording)
    if is_written and not over_draft:
        raise UnpublishedDraft
    is_new = wording != letter.version.wording
    version = make_version(db, letter, wording, asked, None, now) if is_new else None
    if profile != letter.profile:
        letters.set_profile(db, profile)
    if stored is not None and stored.wording != wording:
        drafts.keep_draft(db, letter.id, wording, stored.revision, None, now)
    return version


def _maker(db: Db, letter: Letter) -> Account | None:
    by = letters.version_authors(db, letter.id).get(letter.version.number)
    return accounts.account_by_id(db, by) if by else None
