"""Random work of three moderators, with clean-ups of many signatures at once, checked after each step."""

from copy import copy
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule, run_state_machine_as_test
from sqlalchemy import select

from service.actions import cleaning, laying, waves
from service.actions.waves import Agreed, Looked, OtherNumber, StillRunning
from service.core.moderation import Reason
from service.store.accounts import Account
from service.store.batches import Fate
from service.store.database import Db
from service.store.tables import batch_members
from tests.rig.databases import KINDS
from tests.store.desk_lives import ACTIVE, WHO, Last
from tests.store.order_lives import OrderLives
from tests.store.test_life import PICK, Known, running

SPAN = st.one_of(st.just((0, -1)), st.tuples(PICK, PICK))
PARTS = st.sampled_from([[], [1], [2, 50], [50, 50], [50, 50]])
SELDOM = st.sampled_from([False, False, True])


@dataclass
class Wave:
    """A clean-up as its moderator remembers it. epochs: of each signature at the start."""

    slug: str
    account: Account
    tells: bool
    epochs: dict[int, int]
    state: str = "running"
    fates: dict[int, Fate] = field(default_factory=dict)
    before: dict[int, Known] = field(default_factory=dict)


class Desk(OrderLives):
    """Clean-ups run a few signatures at a time, while everything else goes on."""

    def __init__(self) -> None:
        super().__init__()
        self.waves: dict[int, Wave] = {}

    def teardown(self) -> None:
        """Leave no clean-up that the next run's work would go on with."""
        for batch_id, wave in self.waves.items():
            self.write(waves.stop, self.moderators[0], wave.slug, batch_id)
        while any(wave.state == "undoing" for wave in self.waves.values()):
            self.work(50)

    @rule(letter=st.integers(0, 1), who=WHO, picks=SPAN, against=SELDOM, tells=SELDOM, parts=PARTS)
    @precondition(lambda self: self.asked_at)
    def start_wave(
        self, letter: int, who: int, picks: tuple[int, int], against: bool, tells: bool, parts: list[int]
    ) -> None:
        """picks: the first and the last sign-up that is looked for. parts: how much is done of it at once."""
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
            self.go_on(parts)

    def go_on(self, parts: list[int]) -> None:
        for most in parts:
            if any(wave.state in ("running", "undoing") for wave in self.waves.values()):
                self.work(most)

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

    @rule()
    def work_to_the_end(self) -> None:
        while any(wave.state in ("running", "undoing") for wave in self.waves.values()):
            self.work(50)

    @rule(pick=PICK, who=WHO)
    @precondition(lambda self: self.waves)
    def stop_wave(self, pick: int, who: int) -> None:
        batch_id, wave = list(self.waves.items())[pick % len(self.waves)]
        self.write(waves.stop, self.moderators[who], wave.slug, batch_id)
        wave.state = "stopped" if wave.state == "running" else wave.state

    @rule(pick=PICK, who=WHO, parts=PARTS)
    @precondition(lambda self: self.waves)
    def undo_wave(self, pick: int, who: int, parts: list[int]) -> None:
        batch_id, wave = list(self.waves.items())[pick % len(self.waves)]
        call = (waves.undo, self.moderators[who], wave.slug, batch_id)
        others = [other for key, other in self.waves.items() if key != batch_id and other.slug == wave.slug]
        if any(other.state in ("running", "undoing") for other in others):
            with pytest.raises(StillRunning):
                self.write(*call)
            return
        self.write(*call)
        wave.state = "undoing" if wave.state in ("done", "stopped") else wave.state
        self.go_on(parts)


def _fates(db: Db, batch_id: int) -> dict[int, Fate]:
    found = db.execute(select(batch_members).where(batch_members.c.batch_id == batch_id))
    return {row.signature_id: Fate(row.outcome) for row in found}


@pytest.mark.parametrize("kind", KINDS)
def test_random_work_at_the_desk_keeps_every_invariant(
    kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(laying, "AT_ONCE", 0)
    quiet = (HealthCheck.too_slow, HealthCheck.filter_too_much)
    with running(kind, tmp_path) as (runner, database):
        machine = type("DeskHere", (Desk,), {"runner": runner, "database": database})
        run_state_machine_as_test(
            machine,
            settings=settings(max_examples=12, stateful_step_count=40, deadline=None, suppress_health_check=quiet),
        )
