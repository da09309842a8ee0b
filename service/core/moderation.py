"""What a moderator can decide, and the reasons that go with it."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from service.core.entry import Entry, Lane
from service.core.signature import Act
from service.core.text import fold, holds_words


class Outcome(StrEnum):
    LIST = "list"
    ASK = "ask"
    DECLINE = "decline"

    @property
    def act(self) -> Act:
        return Act(self.value)


class Reason(StrEnum):
    """Why an entry is not listed as it stands."""

    NEEDS_PROOF = "needs_proof"
    UNCLEAR = "unclear"
    NAME_INCOMPLETE = "name_incomplete"
    NOT_A_PERSON = "not_a_person"
    DUPLICATE = "duplicate"
    OFFENSIVE = "offensive"
    SUSPICIOUS = "suspicious"
    REPORTED = "reported"
    NOT_THE_PERSON = "not_the_person"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class ReasonWords:
    """label: for the moderator's choice. sentence: what the signatory reads."""

    label: str
    sentence: str


REASONS: dict[Reason, ReasonWords] = {
    Reason.NEEDS_PROOF: ReasonWords(
        "Position not shown by any public page", "We could not find a public page that shows this position."
    ),
    Reason.UNCLEAR: ReasonWords(
        "Position or affiliation unclear", "We could not tell which position or affiliation is meant."
    ),
    Reason.NAME_INCOMPLETE: ReasonWords(
        "Name incomplete", "The name looks incomplete for a letter that prints full names."
    ),
    Reason.NOT_A_PERSON: ReasonWords(
        "An organisation, not a person", "The entry names an organisation, and this letter is signed by people."
    ),
    Reason.DUPLICATE: ReasonWords("Already on the list", "The same person seems to be on the list already."),
    Reason.OFFENSIVE: ReasonWords(
        "Not fit to print", "The entry has words that the letter's authors do not print."
    ),
    Reason.SUSPICIOUS: ReasonWords(
        "Part of a wave of false sign-ups", "It came with many others that were not made by the people they name."
    ),
    Reason.REPORTED: ReasonWords(
        "The person named says it is not them", "The person it names told us that they did not sign."
    ),
    Reason.NOT_THE_PERSON: ReasonWords(
        "Seems not to be this person", "We could not confirm that the entry was made by the person it names."
    ),
    Reason.OTHER: ReasonWords("Another reason (write it below)", "A moderator left a note for you."),
}

NOTE_LIMIT = 1_000
UNDO_FOR = timedelta(minutes=5)
"""How long a decision can be taken back; its mail waits so long."""

ANSWER_WITHIN = timedelta(days=14)
"""How long a signatory has to answer a question, as the mail says."""

CLAIM_FOR = timedelta(minutes=10)
"""How long an entry is marked as being read by one moderator."""


@dataclass(frozen=True, slots=True)
class Policy:
    """How one letter is moderated.

    target_hours: within how many hours an entry should be decided. two_for: words of a title or position, in
    any case, that ask for two moderators. two_on_conflict: whether evidence against an entry asks for two.
    """

    target_hours: int = 48
    two_for: tuple[str, ...] = ()
    two_on_conflict: bool = False


def approvals_needed(entry: Entry, lane: Lane, policy: Policy, has_conflict: bool) -> int:
    """How many different moderators must approve an entry before it stands on the letter."""
    if lane is Lane.SUPPORTER:
        return 0
    claimed = fold(" ".join([entry.honorific, *(position.position for position in entry.positions)])).split()
    is_chosen = any(holds_words(claimed, fold(words).split()) for words in policy.two_for)
    return 2 if is_chosen or (policy.two_on_conflict and has_conflict) else 1


@dataclass(frozen=True, slots=True)
class Decision:
    """What a moderator decided on one exact entry."""

    outcome: Outcome
    entry_hash: str
    reason: Reason | None = None
    note: str = ""


def decision_errors(outcome: str, reason: str, note: str) -> dict[str, str]:
    """What is missing before a decision can stand, by field; empty when it can."""
    errors: dict[str, str] = {}
    if outcome not in set(Outcome):
        return {"outcome": "Choose what to do with this entry."}
    if outcome == Outcome.LIST:
        return errors
    if reason not in set(Reason):
        errors["reason"] = "Choose a reason. The signatory reads it in the mail."
    if outcome == Outcome.ASK and not note:
        errors["note"] = "Write the question that the signatory should answer."
    if reason == Reason.OTHER and not note:
        errors["note"] = "Write the reason. The signatory reads it in the mail."
    if len(note) > NOTE_LIMIT:
        errors["note"] = f"Shorten the note to {NOTE_LIMIT:,} characters; it has {len(note):,}."
    return errors
