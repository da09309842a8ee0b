"""Random imports beside people who sign, confirm, leave and are decided on, checked after each step."""

from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import select

from service.actions import answering, gathering, importing, managing, moderating, signing, undoing
from service.actions.answering import Answer
from service.actions.signing import AlreadySigned, Confirmation
from service.core.entry import Entry
from service.core.letter import VersionKind
from service.core.moderation import Decision, Outcome, Policy, Reason
from service.core.signature import ACTIVE, State
from service.store import letters, signatures
from service.store.database import Db
from service.store.imports import ImportState
from service.store.signatures import Stored
from service.store.tables import signatures as rows
from tests.rig.databases import KINDS
from tests.store import rosters
from tests.store.changes import change_text
from tests.store.ledger import disagreements
from tests.store.named import author
from tests.store.people import NOW, asked, letter_of, moderator, open_letter
from tests.store.test_life import PICK, running

WHO = st.integers(0, 4)
PEOPLE = st.lists(st.tuples(WHO, st.booleans(), st.booleans()), min_size=1, max_size=5)
FIRST = ("Ida Sol", "Ben Ott", "Lena Haas", "Tomas Brandt", "Noor Vale")


class Imports(RuleBasedStateMachine):
    """mine: who said "I sign", and has not been erased since: no undo of an import may touch them."""

    def __init__(self) -> None:
        super().__init__()
        self.now = NOW
        self.letter = self.run(open_letter(self.database))
        self.slug = self.letter.slug
        self.author = self.run(author(self.database, self.slug, email=f"author@{self.slug}.example"))
        self.desk = self.run(moderator(self.database, self.slug))
        self.write(letters.set_policy, self.letter.id, Policy(two_for=("Judge",)))
        self.imports: list[int] = []
        self.mine: set[int] = set()

    def run(self, task):  # type: ignore[no-untyped-def]
        return self.runner.run(task)

    def write(self, action, *args):  # type: ignore[no-untyped-def]
        self.now += timedelta(minutes=1)
        return self.run(self.database.write(action, *args))

    def teardown(self) -> None:
        self.work_to_the_end()

    def work_to_the_end(self) -> None:
        self.run(rosters.drain(self.database))

    def email(self, who: int) -> str:
        return f"p{who}@{self.slug}.example"

    def known(self, *states: State) -> list[Stored]:
        found = self.run(self.database.read(all_of, self.letter.id))
        return [each for each in found if each.signature.state in (states or ACTIVE)]

    @initialize(people=PEOPLE, ends=st.sampled_from(["stop", "undo", "go on", "go on"]))
    def one_is_brought_in(self, people: list[tuple[int, bool, bool]], ends: str) -> None:
        """So that answers, decisions and an undo are in reach from the first step."""
        self.gather(people=people)
        self.bring_in(pick=0, steps=1, ends=ends)

    @rule(people=PEOPLE)
    def gather(self, people: list[tuple[int, bool, bool]]) -> None:
        """Each has an address or none, and is a judge, who needs two approvals, or nothing."""
        lines = [
            f"{FIRST[who]}{', Judge' if judge else ''}{f' <{self.email(who)}>' if mail else ''}"
            for who, mail, judge in people
        ]
        roster = rosters.reading(*lines)
        gather = gathering.gather(self.database, self.author, self.slug, "", "text", roster, self.now)
        self.imports.append(self.run(gather))

    def state(self, import_id: int) -> ImportState:
        return self.run(rosters.state(self.database, self.author, self.slug, import_id)).state

    def some(self, pick: int, *states: ImportState) -> int | None:
        found = [each for each in self.imports if self.state(each) in states]
        return found[pick % len(found)] if found else None

    @rule(pick=PICK, steps=st.integers(0, 2), ends=st.sampled_from(["stop", "undo", "go on", "go on"]))
    @precondition(lambda self: self.imports)
    def bring_in(self, pick: int, steps: int, ends: str) -> None:
        """A part of it, or all; then it is perhaps stopped, and perhaps undone as far as it came."""
        import_id = self.some(pick, ImportState.REVIEW)
        if import_id is None:
            return
        sums = self.run(rosters.sums(self.database, self.author, self.slug, import_id))
        if not sums.new:
            return
        self.write(importing.start, self.author, self.slug, import_id, rosters.CONSENT, sums.new, self.now)
        for _ in range(steps):
            self.write(importing.work, rosters.secret(), self.now, 1)
        if ends != "go on" and self.state(import_id) is ImportState.BRINGING_IN:
            self.write(importing.stop, self.author, self.slug, import_id)
            if ends == "undo":
                self.write(undoing.start, self.author, self.slug, import_id, self.now)
        self.work_to_the_end()

    @rule(pick=PICK, undone=st.booleans())
    @precondition(lambda self: self.imports)
    def undo_or_go_on(self, pick: int, undone: bool) -> None:
        if undone and (import_id := self.some(pick, ImportState.DONE, ImportState.STOPPED)) is not None:
            self.write(undoing.start, self.author, self.slug, import_id, self.now)
            self.write(undoing.work, self.now, 1)
        elif (import_id := self.some(pick, ImportState.STOPPED)) is not None:
            self.write(importing.go_on, self.author, self.slug, import_id)
        self.work_to_the_end()

    @rule(who=WHO)
    def sign_by_the_form(self, who: int) -> None:
        """An imported name with the same mailbox gives way; somebody who signed before does not."""
        held = self.holder(who)
        self.letter = self.run(letter_of(self.database, self.slug))
        asks = asked(self.letter, self.email(who), Entry(FIRST[who]), now=self.now)
        self.run(self.database.write_each(signing.ask_to_sign, asks))
        confirm = self.database.write_each(signing.confirm, Confirmation(asks.signature_id, 0, "", self.now))
        if held is not None and not held.signature.is_imported:
            with pytest.raises((signing.LinkSpent, AlreadySigned)):
                self.run(confirm)
            return
        self.run(confirm)
        self.mine.add(asks.signature_id)

    def holder(self, who: int) -> Stored | None:
        return self.run(self.database.read(holder_of, self.letter.id, self.email(who)))

    @rule(pick=PICK, choice=st.sampled_from(["sign", "sign", "off", "erase"]))
    def answer(self, pick: int, choice: str) -> None:
        """Somebody who was imported signs, or has the name taken off; or their owner erases it."""
        found = [each for each in self.known() if each.signature.is_imported and each.mailbox]
        if not found:
            return
        each = found[pick % len(found)]
        if choice == "sign":
            seal = self.run(letter_of(self.database, self.slug)).version.seal
            asked_before = self.run(self.database.read(answering.look, each.id)).answer
            answered = self.write(answering.sign, each.id, seal, self.now)
            if asked_before is Answer.ASKED:
                assert answered.answer is Answer.SIGNED
                self.mine.add(each.id)
        elif choice == "off":
            self.write(answering.take_off, each.id, False, self.now)
        else:
            self.write(managing.erase, each.id, each.signature.epoch, self.now)

    @rule(pick=PICK, outcome=st.sampled_from(Outcome))
    def decide(self, pick: int, outcome: Outcome) -> None:
        if found := self.known(State.CONFIRMED):
            each = found[pick % len(found)]
            decision = Decision(outcome, each.signature.newest.hash, Reason.UNCLEAR, "Which court?")
            self.write(moderating.decide, self.desk, self.slug, each.id, decision, self.now)

    @rule(pick=PICK)
    def unlist(self, pick: int) -> None:
        if found := self.known(State.LISTED):
            each = found[pick % len(found)]
            newest = each.signature.newest.hash
            call = (self.desk, self.slug, each.id, newest, Reason.REPORTED, "", self.now)
            self.write(moderating.unlist, *call)

    @rule(kind=st.sampled_from([VersionKind.CORRECTION, VersionKind.MATERIAL]))
    def change_the_text(self, kind: VersionKind) -> None:
        body = f"The ferry must run, said at {self.now}."
        self.run(self.database.write(change_text, self.slug, body, kind, self.now))

    @invariant()
    def everything_agrees(self) -> None:
        assert self.run(self.database.read(disagreements, self.slug)) == []
        stood = {each.id for each in self.known()}
        assert self.mine <= stood, "whoever said that they sign is touched by no import and no undo"


def all_of(db: Db, letter_id: int) -> list[Stored]:
    ids = db.execute(select(rows.c.id).where(rows.c.letter_id == letter_id)).scalars().all()
    return list(signatures.load(db, ids).values()) if ids else []


def holder_of(db: Db, letter_id: int, email: str) -> Stored | None:
    index = db.vault(f"letter {letter_id}").index(email)
    found = signatures.active_mailboxes(db, letter_id, [index])
    return signatures.load_one(db, found[index]) if found else None


@pytest.mark.parametrize("kind", KINDS)
def test_random_imports_keep_every_invariant(kind: str, tmp_path: Path) -> None:
    quiet = (HealthCheck.too_slow, HealthCheck.filter_too_much)
    with running(kind, tmp_path) as (runner, database):
        machine = type("ImportsHere", (Imports,), {"runner": runner, "database": database})
        run_state_machine_as_test(
            machine,
            settings=settings(max_examples=8, stateful_step_count=20, deadline=None, suppress_health_check=quiet),
        )
