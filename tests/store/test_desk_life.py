"""Random work of three moderators on the lives of several people, checked after each step."""

from copy import copy
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule, run_state_machine_as_test
from sqlalchemy import select

from service.actions import cleaning, moderating, queueing, reporting, reversing, waves
from service.actions.moderating import NeedsAnother, OwnEntry
from service.actions.reversing import NotUndoable
from service.actions.waves import Agreed, Looked, OtherNumber, StillRunning
from service.core.entry import Entry, Lane
from service.core.evidence import Check, Finding, Verdict
from service.core.letter import Letter
from service.core.moderation import Decision, Outcome, Policy, Reason
from service.core.signature import Act
from service.store import decisions, letters, queue
from service.store.accounts import Account
from service.store.batches import Fate
from service.store.database import Db
from service.store.tables import batch_members
from tests.rig.databases import KINDS
from tests.store.people import moderator, stored
from tests.store.test_life import PICK, Known, Lives, running

WHO = st.integers(0, 2)
TWO = st.tuples(PICK, PICK)
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


@dataclass
class Wave:
    """A clean-up as its moderator remembers it. epochs: of each signature at the start."""

    slug: str
    account: Account
    tells: bool
    epochs: dict[int, int]
    state: str = "running"
    undone_by: Account | None = None
    fates: dict[int, Fate] = field(default_factory=dict)
    before: dict[int, Known] = field(default_factory=dict)


class Desk(Lives):
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
        self.waves: dict[int, Wave] = {}

    def teardown(self) -> None:
        """Leave no clean-up that the next run's work would go on with."""
        for batch_id, wave in self.waves.items():
            self.write(waves.stop, self.moderators[0], wave.slug, batch_id)
        while any(wave.state == "undoing" for wave in self.waves.values()):
            self.work(50)

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
            with pytest.raises(NotUndoable):
                self.write(reversing.undo, last.account, each.slug, each.id, late)

    @rule(pick=PICK, who=WHO)
    def reopen(self, pick: int, who: int) -> None:
        if each := self.pick(pick, "declined", "changes asked"):
            self.promised.pop(f"decided:{each.id}:{self.epoch(each)}", None)
            self.write(reversing.reopen, self.moderators[who], each.slug, each.id, self.now)
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
            self.write(queue.keep_findings, entry_id, found, needed, self.now)

    @rule(
        letter=st.integers(0, 1), who=WHO, picks=st.tuples(PICK, PICK), against=st.booleans(), tells=st.booleans()
    )
    @precondition(lambda self: self.asked_at)
    def start_wave(self, letter: int, who: int, picks: tuple[int, int], against: bool, tells: bool) -> None:
        slug, account, times = self.letters[letter].slug, self.moderators[who], sorted(self.asked_at.values())
        self.now += timedelta(minutes=40)
        since, last = sorted(times[pick % len(times)] for pick in picks)
        looked = Looked(since=since, until=last + timedelta(seconds=1), conflict="any" if against else "")
        wanted = {
            each.id: each
            for each in self.known.values()
            if each.slug == slug and each.state in ACTIVE and not self.is_own(account, each)
            if since <= self.asked_at[each.id] <= last and (each.newest[0] in self.against or not against)
        }
        size, sample = self.run(self.database.read(waves.look, account, slug, looked))
        assert size.total == len(wanted)
        assert {(one.signature_id, one.entry.name) for one in sample} == {
            (each.id, each.newest[0]) for each in wanted.values()
        }
        agreed = Agreed(size.total, size.mark, Reason.SUSPICIOUS, tells=tells)
        if any(wave.slug == slug and wave.state in ("running", "undoing") for wave in self.waves.values()):
            with pytest.raises(StillRunning):
                self.write(waves.start, account, slug, looked, agreed, self.now)
            return
        for wrong in (
            Agreed(size.total + 1, size.mark, agreed.reason),
            Agreed(size.total, size.mark + 1, agreed.reason),
        ):
            with pytest.raises(OtherNumber):
                self.write(waves.start, account, slug, looked, wrong, self.now)
        if wanted:
            batch_id = self.write(waves.start, account, slug, looked, agreed, self.now)
            epochs = {each.id: self.epoch(each) for each in wanted.values()}
            self.waves[batch_id] = Wave(slug, account, tells, epochs, fates=dict.fromkeys(wanted, Fate.WAITS))

    @rule(most=st.integers(1, 3))
    @precondition(lambda self: any(wave.state in ("running", "undoing") for wave in self.waves.values()))
    def work(self, most: int) -> None:
        """The worker does a part of the oldest clean-up that has not ended."""
        self.now += timedelta(minutes=40)
        batch_id, wave = next((k, w) for k, w in self.waves.items() if w.state in ("running", "undoing"))
        epochs = {key: self.epoch(self.known[key]) for key in wave.epochs}
        looked_at = self.write(cleaning.work, self.now, most)
        fates = self.run(self.database.read(_fates, batch_id))
        changed = {key: fate for key, fate in fates.items() if wave.fates[key] is not fate}
        assert looked_at == len(changed) <= most
        if not changed:
            wave.state = {"running": "done", "undoing": "undone"}[wave.state]
        for key, fate in changed.items():
            if wave.state == "running":
                self.taken_off(wave, self.known[key], fate, epochs[key])
            else:
                self.put_back(wave, self.known[key], fate, epochs[key])
        wave.fates = fates

    def taken_off(self, wave: Wave, each: Known, fate: Fate, epoch: int) -> None:
        assert fate is (Fate.DONE if epoch == wave.epochs[each.id] else Fate.LEFT)
        if fate is Fate.DONE:
            wave.before[each.id] = copy(each)
            self.last[each.id] = Last(wave.account, self.now, epoch + 1, copy(each), has_mail=wave.tells)
            if wave.tells:
                self.promised[f"decided:{each.id}:{epoch + 1}"] = each.id
            each.state, each.standing, each.place = "declined", None, None

    def put_back(self, wave: Wave, each: Known, fate: Fate, epoch: int) -> None:
        assert fate is (Fate.UNDONE if epoch == wave.epochs[each.id] + 1 else Fate.STAYED)
        if fate is Fate.UNDONE:
            self.promised.pop(f"decided:{each.id}:{epoch}", None)
            self.restore(each, wave.before[each.id])

    @rule(pick=PICK, who=WHO)
    @precondition(lambda self: self.waves)
    def stop_wave(self, pick: int, who: int) -> None:
        batch_id, wave = list(self.waves.items())[pick % len(self.waves)]
        self.write(waves.stop, self.moderators[who], wave.slug, batch_id)
        wave.state = "stopped" if wave.state == "running" else wave.state

    @rule(pick=PICK, who=WHO)
    @precondition(lambda self: self.waves)
    def undo_wave(self, pick: int, who: int) -> None:
        batch_id, wave = list(self.waves.items())[pick % len(self.waves)]
        call = (waves.undo, self.moderators[who], wave.slug, batch_id)
        others = [other for key, other in self.waves.items() if key != batch_id and other.slug == wave.slug]
        if any(other.state in ("running", "undoing") for other in others):
            with pytest.raises(StillRunning):
                self.write(*call)
            return
        self.write(*call)
        wave.state = "undoing" if wave.state in ("done", "stopped") else wave.state


def _fates(db: Db, batch_id: int) -> dict[int, Fate]:
    found = db.execute(select(batch_members).where(batch_members.c.batch_id == batch_id))
    return {row.signature_id: Fate(row.outcome) for row in found}


@pytest.mark.parametrize("kind", KINDS)
def test_random_work_at_the_desk_keeps_every_invariant(kind: str, tmp_path: Path) -> None:
    quiet = (HealthCheck.too_slow, HealthCheck.filter_too_much)
    with running(kind, tmp_path) as (runner, database):
        machine = type("DeskHere", (Desk,), {"runner": runner, "database": database})
        run_state_machine_as_test(
            machine,
            settings=settings(max_examples=12, stateful_step_count=40, deadline=None, suppress_health_check=quiet),
        )
