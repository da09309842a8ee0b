"""What moderators do to the lives of several people: the rules of a random test, and what it remembers."""

from copy import copy
from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import initialize, precondition, rule

from service.actions import moderating, queueing, reporting, reversing
from service.actions.moderating import NeedsAnother, OwnEntry
from service.actions.reversing import NotUndoable
from service.core.entry import Entry, Lane
from service.core.evidence import Check, Finding, Verdict
from service.core.letter import Letter
from service.core.moderation import Decision, Outcome, Policy, Reason
from service.core.signature import Act
from service.store import decisions, letters
from service.store.accounts import Account
from tests.store.people import keep_findings, moderator, stored
from tests.store.test_life import LANES, PEOPLE, PICK, Known, Lives

WHO = st.integers(0, 2)
ACTIVE = ("confirmed", "changes asked", "listed", "counted")


@dataclass
class Last:
    """The last decision on a signature: whose it was, and how the signature stood before."""

    account: Account
    at: datetime
    epoch: int
    before: Known
    is_listing: bool = False
    has_mail: bool = True


class DeskLives(Lives):
    """The third moderator signs too. The first letter asks for two moderators where somebody is a judge."""

    def __init__(self) -> None:
        super().__init__()
        emails = [f"one@{self.host}", f"two@{self.host}", f"ana@{self.host}"]
        self.moderators = [self.run(moderator(self.database, *self.places, email=email)) for email in emails]
        policy = Policy(two_for=("Judge",))
        self.run(self.database.write(letters.set_policy, self.letters[0].id, policy))
        self.asked_at: dict[int, datetime] = {}
        self.judges: set[str] = set()
        self.against: set[str] = set()
        self.approved: dict[tuple[int, str], set[int]] = {}
        self.last: dict[int, Last] = {}
        self.first: dict[int, Last] = {}

    def begin(self) -> None:
        """Who signs at first is drawn, in some_sign_and_are_listed()."""

    @initialize(lanes=st.tuples(LANES, LANES, LANES), titled=st.booleans())
    def some_sign_and_are_listed(self, lanes: tuple[Lane, ...], titled: bool) -> None:
        for letter in (0, 1):
            for person, lane in zip(PEOPLE, lanes, strict=True):
                self.ask_to_sign(letter=letter, person=person, lane=lane, titled=titled)
                self.confirm_at_once(picks=[0])
        for who in (0, 1, 0, 1):
            if any(each.state == "confirmed" for each in self.known.values()):
                self.decide(pick=0, who=who, outcome=Outcome.LIST)

    def write(self, action, *args):  # type: ignore[no-untyped-def]
        return self.run(self.database.write(action, *args))

    def entry(self, titled: bool) -> Entry:
        made = super().entry(titled)
        if titled:
            self.judges.add(made.name)
        return made

    async def ask(self, letter: Letter, email: str, entry: Entry, lane: Lane) -> None:
        known = set(self.known)
        await super().ask(letter, email, entry, lane)
        self.asked_at |= {new: self.now for new in set(self.known) - known}

    def epoch(self, each: Known) -> int:
        return int(self.run(stored(self.database, each.id)).signature.epoch)

    def is_own(self, account: Account, each: Known) -> bool:
        return account.email == each.email

    def lacking(self, account: Account, each: Known) -> int:
        """How many approvals are missing when this account has given its own."""
        name, lane = each.newest
        is_chosen = each.slug == self.letters[0].slug and name in self.judges and lane is not Lane.SUPPORTER
        given = self.approved.setdefault((each.id, name), set())
        return max(0, (2 if is_chosen else 1) - len(given | {account.id}))

    @rule(pick=PICK, who=WHO, outcome=st.sampled_from([Outcome.LIST, Outcome.LIST, *Outcome]))
    @precondition(lambda self: any(each.state == "confirmed" for each in self.known.values()))
    def decide(self, pick: int, who: int, outcome: Outcome) -> None:
        each, account = self.pick(pick, "confirmed"), self.moderators[who]
        assert each
        found = self.run(stored(self.database, each.id)).signature
        decision = Decision(outcome, found.newest.hash, None if outcome is Outcome.LIST else Reason.UNCLEAR, "?")
        call = (moderating.decide, account, each.slug, each.id, decision, self.now)
        if self.is_own(account, each):
            with pytest.raises(OwnEntry):
                self.write(*call)
            return
        if outcome is Outcome.LIST and self.approve(account, each, call):
            return
        before = copy(each)
        self.write(*call)
        self.remember(each, account, before, is_listing=outcome is Outcome.LIST)
        self.decided(each, outcome)

    def approve(self, account: Account, each: Known, call) -> bool:  # type: ignore[no-untyped-def]
        """Whether another moderator is needed still."""
        given, lacking = self.approved.setdefault((each.id, each.newest[0]), set()), self.lacking(account, each)
        if lacking and account.id in given:
            with pytest.raises(NeedsAnother):
                self.write(*call)
        elif lacking:
            assert self.write(*call).waits_for == lacking
            self.first[each.id] = Last(account, self.now, self.epoch(each), copy(each))
        given.add(account.id)
        return lacking > 0

    def remember(self, each: Known, account: Account, before: Known, is_listing: bool = False) -> None:
        epoch = self.epoch(each)
        self.last[each.id] = Last(account, self.now, epoch, before, is_listing)
        self.promised[f"decided:{each.id}:{epoch}"] = each.id

    def restore(self, each: Known, before: Known) -> None:
        each.state, each.newest, each.standing, each.place = (
            before.state,
            before.newest,
            before.standing,
            before.place,
        )

    @rule(pick=PICK, who=WHO)
    @precondition(lambda self: self.last)
    def undo_decision(self, pick: int, who: int) -> None:
        signature_id = list(self.last)[pick % len(self.last)]
        each, last, account = self.known[signature_id], self.last[signature_id], self.moderators[who]
        if self.waits_for_a_second(each):
            return
        call = (reversing.undo, account, each.slug, each.id, last.at + timedelta(minutes=1))
        if self.epoch(each) != last.epoch or account != last.account or not last.has_mail:
            with pytest.raises(NotUndoable):
                self.write(*call)
            return
        self.write(*call)
        if last.is_listing:
            self.approved[each.id, each.newest[0]].discard(account.id)
        self.restore(each, last.before)
        del self.promised[f"decided:{each.id}:{last.epoch}"], self.last[signature_id]

    @rule(pick=PICK, who=WHO)
    def undo_decision_too_late(self, pick: int, who: int) -> None:
        if self.last:
            signature_id = list(self.last)[pick % len(self.last)]
            each, last = self.known[signature_id], self.last[signature_id]
            late = last.at + timedelta(minutes=5, seconds=1)
            if self.waits_for_a_second(each):
                return
            with pytest.raises(NotUndoable):
                self.write(reversing.undo, last.account, each.slug, each.id, late)

    def waits_for_a_second(self, each: Known) -> bool:
        """Whether an approval is the last that happened to it."""
        return each.id in self.first and self.first[each.id].epoch == self.epoch(each)

    @rule(pick=PICK, who=WHO, undoer=WHO, late=st.sampled_from([False, False, True]))
    @precondition(lambda self: any(each.state == "confirmed" for each in self.known.values()))
    def approve_first_and_undo(self, pick: int, who: int, undoer: int, late: bool) -> None:
        """Where an entry needs two: one approves it, and perhaps another tries to take that back, or too late."""
        account = self.moderators[who]
        waiting = [each for each in self.known.values() if each.state == "confirmed"]
        for_two = [each for each in waiting if not self.is_own(account, each) and self.lacking(account, each)]
        if for_two:
            each = for_two[pick % len(for_two)]
            self.decide(pick=waiting.index(each), who=who, outcome=Outcome.LIST)
            self.undo_approval(each, self.moderators[undoer], late)

    def undo_approval(self, each: Known, account: Account, late: bool) -> None:
        if not self.waits_for_a_second(each):
            return
        first = self.first[each.id]
        seconds = 301 if late else 299
        call = (reversing.undo, account, each.slug, each.id, first.at + timedelta(seconds=seconds))
        if account != first.account or late:
            with pytest.raises(NotUndoable):
                self.write(*call)
            return
        self.write(*call)
        assert self.acts(each)[-1] is Act.RETRACT
        self.approved[each.id, each.newest[0]].discard(account.id)
        del self.first[each.id]
        with pytest.raises(NotUndoable):
            self.write(*call)

    @rule(pick=PICK, who=WHO)
    def reopen(self, pick: int, who: int) -> None:
        if each := self.pick(pick, "declined", "changes asked"):
            account = self.moderators[who]
            call = (reversing.reopen, account, each.slug, each.id, self.now)
            if self.is_own(account, each):
                with pytest.raises(OwnEntry):
                    self.write(*call)
                return
            self.promised.pop(f"decided:{each.id}:{self.epoch(each)}", None)
            self.write(*call)
            self.approved[each.id, each.newest[0]] = set()
            each.state = "confirmed"

    @rule(pick=PICK, who=WHO)
    def unlist(self, pick: int, who: int) -> None:
        each, account = self.pick(pick, "listed", "counted"), self.moderators[who]
        if each is None:
            return
        entry_hash = self.run(stored(self.database, each.id)).signature.newest.hash
        call = (moderating.unlist, account, each.slug, each.id, entry_hash, Reason.REPORTED, "", self.now)
        if self.is_own(account, each):
            with pytest.raises(OwnEntry):
                self.write(*call)
            return
        before = copy(each)
        self.write(*call)
        self.remember(each, account, before)
        each.state, each.standing, each.place = "declined", None, None

    @rule(pick=PICK, who=WHO)
    def report_and_keep(self, pick: int, who: int) -> None:
        """Quiet acts: the entry stays, and a decision on it can still be taken back."""
        each, account = self.pick(pick, "listed"), self.moderators[who]
        if each is None or each.place is None or self.is_own(account, each):
            return
        epoch = self.epoch(each)
        network = f"network {each.id} {self.now}"
        self.write(reporting.report, each.slug, each.id, "It is not me.", network, self.now)
        self.write(moderating.keep, account, each.slug, each.id, self.now)
        assert self.epoch(each) == epoch
        assert self.acts(each)[-2:] == [Act.REPORT, Act.KEEP]

    @rule(pick=PICK, who=WHO)
    def reveal(self, pick: int, who: int) -> None:
        if each := self.pick(pick, *ACTIVE, "declined", "withdrawn"):
            account = self.moderators[who]
            assert self.write(queueing.reveal, account, each.slug, each.id, self.now) == each.email
            assert self.acts(each)[-1] is Act.REVEAL

    def acts(self, each: Known) -> list[Act]:
        return [logged.act for logged in self.run(self.database.read(decisions.acts_of, each.id))]

    @rule(pick=PICK)
    def gather_evidence_against(self, pick: int) -> None:
        if each := self.pick(pick, *ACTIVE):
            self.against.add(each.newest[0])
            entry_id = self.run(stored(self.database, each.id)).signature.newest.id
            found = [Finding(Check.DISPOSABLE, Verdict.CONFLICT, "A throw-away address.")]
            needed = 0 if each.newest[1] is Lane.SUPPORTER else 1
            self.write(keep_findings, entry_id, found, needed, self.now)
