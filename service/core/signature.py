"""A signature's life: one table of moves, one step function, and what it adds to the counts."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import timedelta
from enum import StrEnum

from service.core.entry import Lane
from service.core.letter import Counts

PENDING_FOR = timedelta(days=7)
UNDO_FOR = timedelta(days=7)


class State(StrEnum):
    PENDING = "pending"
    CONFIRMED = "confirmed"
    CHANGES_ASKED = "changes_asked"
    DECLINED = "declined"
    LISTED = "listed"
    COUNTED = "counted"
    WITHDRAWN = "withdrawn"
    ERASED = "erased"


class Act(StrEnum):
    """What can happen to a signature after somebody asked to sign, or was named in a roster.

    IMPORT: an author lists a name that was gathered elsewhere. PROPOSE: the same, where another one has to.
    """

    CONFIRM = "confirm"
    IMPORT = "import"
    PROPOSE = "propose"
    APPROVE = "approve"
    RETRACT = "retract"
    LIST = "list"
    ASK = "ask"
    DECLINE = "decline"
    REOPEN = "reopen"
    UNLIST = "unlist"
    REVERSE = "reverse"
    REPORT = "report"
    KEEP = "keep"
    AGREE = "agree"
    EDIT = "edit"
    WITHDRAW = "withdraw"
    UNDO = "undo"
    ERASE = "erase"
    REVEAL = "reveal"


MOVES: dict[Act, frozenset[State]] = {
    Act.CONFIRM: frozenset({State.PENDING, State.CONFIRMED, State.CHANGES_ASKED, State.LISTED}),
    Act.IMPORT: frozenset({State.PENDING}),
    Act.PROPOSE: frozenset({State.PENDING}),
    Act.APPROVE: frozenset({State.CONFIRMED}),
    Act.RETRACT: frozenset({State.CONFIRMED}),
    Act.LIST: frozenset({State.CONFIRMED}),
    Act.ASK: frozenset({State.CONFIRMED}),
    Act.DECLINE: frozenset({State.CONFIRMED}),
    Act.REOPEN: frozenset({State.DECLINED, State.CHANGES_ASKED}),
    Act.UNLIST: frozenset({State.CONFIRMED, State.CHANGES_ASKED, State.LISTED, State.COUNTED}),
    Act.REVERSE: frozenset({State.CHANGES_ASKED, State.DECLINED, State.LISTED, State.COUNTED}),
    Act.REPORT: frozenset({State.CONFIRMED, State.CHANGES_ASKED, State.LISTED}),
    Act.KEEP: frozenset({State.CONFIRMED, State.CHANGES_ASKED, State.LISTED}),
    Act.REVEAL: frozenset(State) - {State.PENDING, State.ERASED},
    Act.AGREE: frozenset({State.CONFIRMED, State.CHANGES_ASKED, State.LISTED, State.COUNTED}),
    Act.EDIT: frozenset({State.CONFIRMED, State.CHANGES_ASKED, State.LISTED, State.COUNTED}),
    Act.WITHDRAW: frozenset({State.CONFIRMED, State.CHANGES_ASKED, State.DECLINED, State.LISTED, State.COUNTED}),
    Act.UNDO: frozenset({State.WITHDRAWN}),
    Act.ERASE: frozenset(State) - {State.PENDING, State.ERASED},
}
"""From which states each act may start. A pending signature that nobody confirms leaves no trace.

Confirming starts from another state than pending only for somebody who was imported.
"""

ASKED_AGAIN = MOVES[Act.AGREE]
"""States in which somebody is asked again after a material change; of a declined entry nothing would move."""

ENDS_ASKING = frozenset({Act.AGREE, Act.WITHDRAW, Act.UNDO, Act.ERASE})
"""Acts of a signatory that end a link which asked whether they sign the new text; other acts leave it."""

DECISIONS = frozenset({Act.LIST, Act.ASK, Act.DECLINE, Act.UNLIST})
"""Acts of a moderator that can be reversed as long as nothing followed them."""

BESIDE = frozenset({Act.REPORT, Act.KEEP, Act.REVEAL})
"""Acts that leave what moderators think of an entry as it is: what was decided before can still be undone."""

QUIET = BESIDE | {Act.APPROVE, Act.RETRACT}
"""Acts that are logged and move nothing: links and the undo of a decision go on as if they had not happened."""

ACTIVE = frozenset({State.CONFIRMED, State.CHANGES_ASKED, State.DECLINED, State.LISTED, State.COUNTED})
"""States of which a mailbox may hold one on a letter."""


@dataclass(frozen=True, slots=True)
class Revision:
    """Points at one immutable entry: its id, its hash, and the lane it asks for."""

    id: int
    hash: str
    lane: Lane


@dataclass(frozen=True, slots=True)
class Signature:
    """Where a signature stands.

    newest: the last entry its owner gave. standing: the entry that the letter shows or counts now.
    epoch: grows with every act that is not quiet; links name it, so that they end when what they speak of
    has changed. is_imported: it came from a roster, and nobody has confirmed it by mail.
    """

    state: State
    newest: Revision
    standing: Revision | None = None
    resume_state: State | None = None
    resume_standing: Revision | None = None
    epoch: int = 0
    is_imported: bool = False

    @property
    def is_named(self) -> bool:
        """Whether a name of it is on the letter now."""
        return self.standing is not None and self.standing.lane is Lane.COSIGNER

    @property
    def seen(self) -> set[int]:
        """The entries of it that stand on the letter or may come to, by their ids."""
        if self.state not in ACTIVE:
            return set()
        return {self.newest.id} | ({self.standing.id} if self.standing else set())


class NotAllowed(Exception):
    """The act does not fit the signature's state."""

    def __init__(self, act: Act, state: State) -> None:
        super().__init__(f"{act} is not possible while {state}")
        self.act = act
        self.state = state


def step(
    signature: Signature, act: Act, revision: Revision | None = None, earlier: Signature | None = None
) -> Signature:
    """The signature after the act. revision: the new entry, for an edit. earlier: what a reversal restores.

    A declined edit leaves the earlier entry where it stands. Raises NotAllowed.
    """
    is_spoken_for = act is Act.CONFIRM and signature.state is not State.PENDING and not signature.is_imported
    if signature.state not in MOVES[act] or is_spoken_for or (act is Act.REVERSE and earlier is None):
        raise NotAllowed(act, signature.state)
    if act in QUIET:
        return signature
    after = earlier if act is Act.REVERSE and earlier else _after(signature, act, revision)
    return replace(after, epoch=signature.epoch + 1)


def _after(signature: Signature, act: Act, revision: Revision | None) -> Signature:
    match act:
        case Act.CONFIRM if signature.is_imported:
            return replace(signature, is_imported=False)
        case Act.CONFIRM:
            return _submitted(signature)
        case Act.IMPORT:
            return replace(signature, state=State.LISTED, standing=signature.newest, is_imported=True)
        case Act.PROPOSE:
            return replace(signature, state=State.CONFIRMED, is_imported=True)
        case Act.EDIT:
            assert revision is not None, "an edit brings a new entry"
            return _submitted(replace(signature, newest=revision))
        case Act.LIST:
            return replace(signature, state=State.LISTED, standing=signature.newest)
        case Act.APPROVE | Act.RETRACT | Act.REPORT | Act.KEEP | Act.REVEAL | Act.REVERSE:
            raise AssertionError("step() answers these itself")
        case Act.AGREE:
            return replace(signature, is_imported=False)
        case Act.ASK:
            return replace(signature, state=State.CHANGES_ASKED)
        case Act.DECLINE if signature.standing is not None:
            return replace(signature, state=_standing_state(signature.standing), newest=signature.standing)
        case Act.DECLINE:
            return replace(signature, state=State.DECLINED)
        case Act.REOPEN:
            return replace(signature, state=State.CONFIRMED)
        case Act.UNLIST:
            return replace(signature, state=State.DECLINED, standing=None)
        case Act.WITHDRAW:
            return replace(
                signature,
                state=State.WITHDRAWN,
                standing=None,
                resume_state=signature.state,
                resume_standing=signature.standing,
            )
        case Act.UNDO:
            assert signature.resume_state is not None, "a withdrawal keeps what it came from"
            return replace(
                signature,
                state=signature.resume_state,
                standing=signature.resume_standing,
                resume_state=None,
                resume_standing=None,
            )
        case Act.ERASE:
            return replace(signature, state=State.ERASED, standing=None, resume_state=None, resume_standing=None)


def _submitted(signature: Signature) -> Signature:
    """A supporter counts at once; everybody else waits for a decision, an earlier entry standing meanwhile."""
    if signature.newest.lane is Lane.SUPPORTER:
        return replace(signature, state=State.COUNTED, standing=signature.newest)
    return replace(signature, state=State.CONFIRMED)


def _standing_state(standing: Revision) -> State:
    return State.COUNTED if standing.lane is Lane.SUPPORTER else State.LISTED


def tally(signature: Signature) -> Counts:
    """What one signature adds to its letter's counts."""
    waiting = int(signature.state is State.CONFIRMED)
    if signature.standing is None:
        return Counts(waiting=waiting)
    lane = signature.standing.lane
    return Counts(
        waiting=waiting,
        named=int(lane is Lane.COSIGNER),
        unnamed=int(lane is Lane.WITHHELD),
        supporters=int(lane is Lane.SUPPORTER),
    )


def replay(first: Revision, acts: Iterable[tuple[Act, Revision | None]]) -> Signature:
    """The signature that a log of acts leads to, from the entry it was pending with."""
    return history(first, acts)[-1]


def history(first: Revision, acts: Iterable[tuple[Act, Revision | None]]) -> list[Signature]:
    """The signature before the first act, and after each.

    A reversal restores what was before the decision above it, whatever quiet acts lie between.
    """
    found = [Signature(State.PENDING, first)]
    earlier: Signature | None = None
    for act, revision in acts:
        before = found[-1]
        found.append(step(before, act, revision if act is Act.EDIT else None, earlier))
        if act not in QUIET:
            earlier = before if act in DECISIONS else None
    return found
