"""Random lives of several people on two letters, checked after each step against a history kept apart."""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from service.actions import agreeing, managing, moderating, rounds, signing
from service.actions.agreeing import Whether
from service.actions.moderating import AlreadyDecided, EntryChanged
from service.actions.signing import AlreadySigned, Confirmation, Confirmed, LinkSpent, TextChanged
from service.core.entry import Entry, Lane, Position
from service.core.letter import Counts, Letter, VersionKind
from service.core.moderation import Decision, Outcome, Reason
from service.core.signature import NotAllowed
from service.store import eras, outbox, roll, signatures
from service.store.database import Database, Db
from service.store.letters import letter_by_slug
from tests.rig.databases import KINDS, fresh_database
from tests.store.changes import change_text
from tests.store.conftest import opened
from tests.store.ledger import disagreements
from tests.store.people import NOW, asked, decide, letter_of, moderator, number, open_letter, stored

PEOPLE = ("ana", "bo", "cem")
PICK = st.integers(0, 10_000)
EDITABLE = ("confirmed", "listed", "counted", "changes asked")
DECIDABLE = ("confirmed", "listed", "counted", "declined", "withdrawn", "erased")
LANES = st.sampled_from([Lane.COSIGNER, Lane.COSIGNER, Lane.WITHHELD, Lane.SUPPORTER])


@dataclass
class Known:
    """What the service has told about one signature, kept as plainly as a signatory would keep it."""

    id: int
    slug: str
    email: str
    newest: tuple[str, Lane]
    state: str = "pending"
    standing: tuple[str, Lane] | None = None
    place: int | None = None
    last_place: int | None = None
    before: tuple[str, tuple[str, Lane] | None, int | None] = ("", None, None)
    version: int = 0
    era: int = 1

    @property
    def is_active(self) -> bool:
        return self.state not in {"pending", "withdrawn", "erased"}


def when(*states: str) -> Callable[[Any], Any]:
    """The rule applies while a signature is in one of these states."""
    return precondition(lambda self: any(each.state in states for each in self.known.values()))


class Lives(RuleBasedStateMachine):
    """The database is shared by all runs of one test; each run has letters of its own."""

    runner: asyncio.Runner
    database: Database

    def __init__(self) -> None:
        super().__init__()
        self.now = NOW
        self.known: dict[int, Known] = {}
        self.promised: dict[str, int] = {}
        self.unasked: set[str] = set()
        self.material: dict[str, int] = {}
        self.letters: list[Letter] = [self.run(open_letter(self.database)) for _ in range(2)]
        self.places = {letter.slug: 0 for letter in self.letters}
        self.host = f"{self.letters[0].slug}.example"
        self.desk = self.run(moderator(self.database, *self.places))
        self.begin()

    def begin(self) -> None:
        """Some have signed and are listed, so that every act is in reach."""
        for person in PEOPLE:
            self.ask_to_sign(0, person, Lane.COSIGNER, titled=True)
            self.confirm_at_once([0])
        self.decide(0, Outcome.LIST)
        self.decide(0, Outcome.LIST)

    def run(self, task):  # type: ignore[no-untyped-def]
        return self.runner.run(task)

    def pick(self, pick: int, *states: str) -> Known | None:
        self.now += timedelta(minutes=40)
        found = [each for each in self.known.values() if each.state in states]
        return found[pick % len(found)] if found else None

    def entry(self, titled: bool) -> Entry:
        name = f"Person {len(self.known)}.{self.now:%d%H%M}"
        statement = f"Why {name} signs." if len(self.known) % 2 else ""
        return Entry(name, positions=(Position("Judge", "Court of Tarn"),) if titled else (), statement=statement)

    async def ask(self, letter: Letter, email: str, entry: Entry, lane: Lane) -> None:
        asks = asked(letter, email, entry, lane, self.now)
        signed = [k for k in self.known.values() if k.is_active and (k.slug, k.email) == (letter.slug, email)]
        await self.database.write_each(signing.ask_to_sign, asks)
        self.promised[signing.dedupe_of(asks.signature_id)] = signed[0].id if signed else asks.signature_id
        if not signed:
            text = {"version": letter.version.id, "era": letter.era}
            self.known[asks.signature_id] = Known(
                asks.signature_id, letter.slug, email, (entry.name, lane), **text
            )

    @rule(letter=st.integers(0, 1), person=st.sampled_from(PEOPLE), lane=LANES, titled=st.booleans())
    def ask_to_sign(self, letter: int, person: str, lane: Lane, titled: bool) -> None:
        self.now += timedelta(minutes=40)
        self.run(self.ask(self.letters[letter], f"{person}@{self.host}", self.entry(titled), lane))

    @when("pending")
    @rule(picks=st.lists(PICK, min_size=1, max_size=4))
    def confirm_at_once(self, picks: list[int]) -> None:
        """Several confirm in one moment, perhaps with the same mailbox or the same link twice."""
        found = [each for each in (self.pick(pick, "pending") for pick in picks) if each]

        async def all_of_them() -> list[Confirmed | BaseException]:
            confirmations = [Confirmation(each.id, 0, "", self.now) for each in found]
            writes = [self.database.write_each(signing.confirm, each) for each in confirmations]
            return await asyncio.gather(*writes, return_exceptions=True)

        for each, answer in zip(found, self.run(all_of_them()), strict=True):
            rivals = [k for k in self.known.values() if (k.slug, k.email) == (each.slug, each.email)]
            if each.state == "pending" and any(rival.is_active for rival in rivals):
                assert isinstance(answer, AlreadySigned)
                continue
            if each.state == "pending" and each.version != self.present(each).version.id:
                assert isinstance(answer, TextChanged)
                continue
            assert isinstance(answer, Confirmed), answer
            self.submitted(each)

    def submitted(self, each: Known) -> None:
        if each.newest[1] is Lane.SUPPORTER:
            each.state, each.standing, each.place = "counted", each.newest, None
        else:
            each.state = "confirmed"

    @when("pending")
    @rule(pick=PICK)
    def refuse(self, pick: int) -> None:
        if each := self.pick(pick, "pending"):
            self.run(self.database.write(signing.refuse, each.id, 0, False, self.now))
            del self.known[each.id]
            self.forget_mails(each)

    @when("confirmed")
    @rule(pick=PICK, outcome=st.sampled_from([Outcome.LIST, *Outcome]))
    def decide(self, pick: int, outcome: Outcome) -> None:
        each = self.pick(pick, "confirmed")
        assert each
        self.run(decide(self.database, self.desk, each.id, outcome, self.now))
        self.promised[f"decided:{each.id}:{self.run(stored(self.database, each.id)).signature.epoch}"] = each.id
        self.decided(each, outcome)

    def decided(self, each: Known, outcome: Outcome) -> None:
        if outcome is Outcome.ASK:
            each.state = "changes asked"
        elif outcome is Outcome.LIST:
            each.state, each.standing = "listed", each.newest
            if each.newest[1] is not Lane.COSIGNER:
                each.place = None
            elif each.place is None and each.last_place is not None:
                each.place = each.last_place
            elif each.place is None:
                self.places[each.slug] += 1
                each.place = each.last_place = self.places[each.slug]
        elif each.standing:
            each.newest = each.standing
            each.state = "counted" if each.standing[1] is Lane.SUPPORTER else "listed"
        else:
            each.state = "declined"

    @when(*DECIDABLE)
    @rule(pick=PICK, outcome=st.sampled_from(Outcome))
    def decide_on_what_is_not_the_newest_entry(self, pick: int, outcome: Outcome) -> None:
        if each := self.pick(pick, *DECIDABLE):
            decision = Decision(outcome, "0" * 64, Reason.UNCLEAR, "?")
            with pytest.raises((EntryChanged, AlreadyDecided)):
                self.run(self.database.write(moderating.decide, self.desk, each.slug, each.id, decision, self.now))

    @when(*EDITABLE)
    @rule(pick=PICK, lane=LANES, titled=st.booleans())
    def edit(self, pick: int, lane: Lane, titled: bool) -> None:
        if each := self.pick(pick, *EDITABLE):
            epoch = self.run(stored(self.database, each.id)).signature.epoch
            entry = self.entry(titled)
            salt = number().to_bytes(16, "big")
            change = (each.id, epoch, entry, lane, number(), salt, self.now)
            self.run(self.database.write(managing.edit, *change))
            each.newest = (entry.name, lane)
            self.submitted(each)
            with pytest.raises(LinkSpent):
                self.run(self.database.write(managing.edit, *change))

    @when(*EDITABLE, "declined")
    @rule(pick=PICK)
    def withdraw(self, pick: int) -> None:
        if each := self.pick(pick, *EDITABLE, "declined"):
            epoch = self.run(stored(self.database, each.id)).signature.epoch
            self.run(self.database.write(managing.withdraw, each.id, epoch, self.now))
            each.before = (each.state, each.standing, each.place)
            each.state, each.standing, each.place = "withdrawn", None, None
            self.forget_mails(each)
            self.promised[f"withdrawn:{each.id}:{epoch + 1}"] = each.id

    @when("withdrawn")
    @rule(pick=PICK)
    def undo(self, pick: int) -> None:
        if each := self.pick(pick, "withdrawn"):
            epoch = self.run(stored(self.database, each.id)).signature.epoch
            call = self.database.write(managing.undo, each.id, epoch, self.now)
            others = [k for k in self.known.values() if (k.slug, k.email) == (each.slug, each.email)]
            if any(other.is_active for other in others):
                with pytest.raises(LinkSpent):
                    self.run(call)
                return
            self.run(call)
            each.state, each.standing, each.place = each.before

    @when("withdrawn")
    @rule(pick=PICK)
    def undo_too_late(self, pick: int) -> None:
        if each := self.pick(pick, "withdrawn"):
            found = self.run(stored(self.database, each.id))
            late = found.changed_at + timedelta(days=7, seconds=1)
            with pytest.raises(NotAllowed):
                self.run(self.database.write(managing.undo, each.id, found.signature.epoch, late))

    @when(*EDITABLE, "declined", "withdrawn")
    @rule(pick=PICK)
    def erase(self, pick: int) -> None:
        if each := self.pick(pick, *EDITABLE, "declined", "withdrawn"):
            epoch = self.run(stored(self.database, each.id)).signature.epoch
            self.run(self.database.write(managing.erase, each.id, epoch, self.now))
            each.state, each.standing, each.place = "erased", None, None
            self.forget_mails(each)

    def present(self, each: Known) -> Letter:
        return next(letter for letter in self.letters if letter.slug == each.slug)

    @rule(letter=st.integers(0, 1), kind=st.sampled_from([VersionKind.CORRECTION, VersionKind.MATERIAL]))
    def change_the_text(self, letter: int, kind: VersionKind) -> None:
        """Everybody stays where they stand: with a correction on the letter, else on the earlier text."""
        self.now += timedelta(minutes=40)
        slug, body = self.letters[letter].slug, f"The ferry must run, said at {self.now}."
        self.run(self.database.write(change_text, slug, body, kind, self.now))
        self.letters[letter] = self.run(letter_of(self.database, slug))
        if kind is VersionKind.MATERIAL:
            self.unasked.add(slug)
            self.material[slug] = self.letters[letter].version.id

    @precondition(lambda self: self.unasked)
    @rule(most=st.sampled_from([7, 300]))
    def ask_everybody_again(self, most: int) -> None:
        """The worker writes to those who agreed to an earlier text only, and takes older questions back."""
        while self.run(self.database.write(rounds.work, self.now, most)):
            self.now += timedelta(seconds=1)
        old = [each for each in self.known.values() if each.slug in self.unasked]
        self.promised = {name: who for name, who in self.promised.items() if not self.is_question(name, old)}
        for each in old:
            present = self.present(each)
            if each.state in EDITABLE and each.era < present.era:
                self.promised[f"changed:{self.material[each.slug]}:{each.id}"] = each.id
        self.unasked.clear()

    def is_question(self, name: str, asked: list[Known]) -> bool:
        return name.startswith("changed:") and any(name.endswith(f":{each.id}") for each in asked)

    @when(*EDITABLE, "declined", "withdrawn")
    @rule(pick=PICK)
    def agree(self, pick: int) -> None:
        """Who agrees to the present text moves there with everything; twice changes nothing."""
        if each := self.pick(pick, *EDITABLE, "declined", "withdrawn"):
            present = self.present(each)
            epoch = self.run(stored(self.database, each.id)).signature.epoch
            call = (each.id, epoch)
            is_asked = each.state in EDITABLE and each.era < present.era
            if is_asked:
                with pytest.raises(TextChanged):
                    self.run(self.database.write(agreeing.agree, *call, "0" * 64, self.now))
            found = self.run(self.database.write(agreeing.agree, *call, present.version.seal, self.now))
            assert (found.whether is Whether.ASKED) == is_asked
            if is_asked:
                each.era = present.era
                self.promised = {n: who for n, who in self.promised.items() if not self.is_question(n, [each])}
                again = self.run(self.database.write(agreeing.agree, *call, present.version.seal, self.now))
                assert again.whether is Whether.AGREED

    def forget_mails(self, each: Known) -> None:
        """What was promised to a signature and not sent is taken back with it."""
        self.promised = {dedupe: owner for dedupe, owner in self.promised.items() if owner != each.id}

    @invariant()
    def what_was_answered_is_what_the_tables_say(self) -> None:
        self.run(self.database.read(self.check))

    def check(self, db: Db) -> None:
        assert disagreements(db, *self.places) == []
        states = {each.id: each.signature.state for each in signatures.load(db, self.known).values()}
        assert {key: state.value.replace("_", " ") for key, state in states.items()} == {
            each.id: each.state for each in self.known.values()
        }
        assert outbox.promised(db, list(self.promised)) == set(self.promised)
        for slug in self.places:
            self.check_letter(db, slug)

    def check_letter(self, db: Db, slug: str) -> None:
        """It prints who was listed, in that order, and counts everybody else; so does each earlier text."""
        letter = letter_by_slug(db, slug)
        assert letter is not None
        waiting = sum(each.slug == slug and each.state == "confirmed" for each in self.known.values())
        self.check_text(db, slug, letter.era, letter.roll_id, letter.counts, waiting)
        for era in eras.eras_of(db, letter.id):
            self.check_text(db, slug, era.number, era.roll_id, era.counts, 0)

    def check_text(self, db: Db, slug: str, era: int, roll_id: int, counts: Counts, waiting: int) -> None:
        mine = [each for each in self.known.values() if (each.slug, each.era) == (slug, era)]
        named = sorted((each.place, each.standing[0]) for each in mine if each.place and each.standing)
        entries = roll.listed(db, roll_id, 1, 1000)
        self.check_order([(e.number, e.entry.name) for e in entries], [name for _, name in named])
        lanes = [each.standing[1] for each in mine if each.standing]
        assert len(named) == lanes.count(Lane.COSIGNER)
        assert counts == Counts(*(lanes.count(lane) for lane in Lane), waiting)


    def check_order(self, printed: list[tuple[int, str]], listed: list[str]) -> None:
        """listed: names in the turn in which they were listed."""
        assert printed == list(enumerate(listed, 1))


@contextmanager
def running(kind: str, folder: Path) -> Iterator[tuple[asyncio.Runner, Database]]:
    with fresh_database(kind, folder) as url, asyncio.Runner() as runner:
        opening = opened(url)
        database = runner.run(opening.__aenter__())
        yield runner, database
        runner.run(opening.__aexit__(None, None, None))


@pytest.mark.parametrize("kind", KINDS)
def test_random_lives_keep_every_invariant(kind: str, tmp_path: Path) -> None:
    quiet = (HealthCheck.too_slow, HealthCheck.filter_too_much)
    with running(kind, tmp_path) as (runner, database):
        machine = type("LivesHere", (Lives,), {"runner": runner, "database": database})
        run_state_machine_as_test(
            machine,
            settings=settings(max_examples=8, stateful_step_count=25, deadline=None, suppress_health_check=quiet),
        )
