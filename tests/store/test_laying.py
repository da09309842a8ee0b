"""New orders: laid at once or in steps, while names come, change and go; looked at, used, undone, restored."""

import asyncio
from typing import Any

import pytest

from service.actions import laying, managing, moving
from service.actions.laying import ChangedSince, TooManySaved
from service.actions.moderating import NotYours
from service.actions.moving import BeingLaid, Move, Way
from service.core.entry import Entry, Lane, Position
from service.core.letter import Letter, VersionKind
from service.core.ordering import Group, Ordering, Rule
from service.store import letters, roll, rolls, wishes
from service.store.accounts import Account
from service.store.database import Database
from service.store.rolls import RollState
from tests.store.conftest import opened
from tests.store.ledger import disagreements
from tests.store.named import author, bring_in
from tests.store.people import NOW, decide, letter_of, moderator, number, open_letter, sign, stored, withdraw

GROUPS = (Group("Founders", Rule.HAND, ("founder",), -1), Group("Others", Rule.ALPHABETICAL, (), -1))
FOUNDER = (Position("Founder"),)


async def written(database: Database, letter: Letter, names: list[str]) -> list[int]:
    """Names that were signed for and listed by a moderator, so that the log knows them too."""
    desk = await moderator(database, letter.slug, email=f"desk@{letter.slug}.example")
    ids = []
    for at, name in enumerate(names):
        entry = Entry(name, positions=FOUNDER if at % 3 == 0 else ())
        ids.append(await sign(database, letter, f"p{at}@{letter.slug}.example", entry))
        await decide(database, desk, ids[-1])
    return ids


async def at_work(database: Database) -> tuple[Letter, Account]:
    letter = await open_letter(database)
    return letter, await author(database, letter.slug)


async def propose(database: Database, letter: Letter, account: Account, *groups: Group) -> int:
    return await database.write(laying.propose, account, letter.slug, Ordering(groups), NOW)


async def use(database: Database, letter: Letter, account: Account, *groups: Group) -> int:
    roll_id = await propose(database, letter, account, *groups)
    await database.write(laying.use, account, letter.slug, roll_id)
    return roll_id


async def names(database: Database, letter: Letter) -> list[str]:
    present = await letter_of(database, letter.slug)
    return [each.entry.name for each in await database.read(roll.listed, present.roll_id, 1, 1000)]


async def agree(database: Database, letter: Letter) -> None:
    assert await database.read(disagreements, letter.slug) == []


async def edit(database: Database, signature_id: int, entry: Entry) -> None:
    epoch = (await stored(database, signature_id)).signature.epoch
    salt = number().to_bytes(16, "big")
    await database.write(managing.edit, signature_id, epoch, entry, Lane.COSIGNER, number(), salt, NOW)


async def test_an_order_is_shown_only_when_it_is_used_and_the_former_is_kept(database: Database) -> None:
    letter, account = await at_work(database)
    await written(database, letter, ["Zoe Ahl", "Ada Zell", "Bo Byr", "Cy Cole"])
    revision = (await letter_of(database, letter.slug)).revision
    roll_id = await propose(database, letter, account, *GROUPS)
    found = await database.read(rolls.roll_by_id, roll_id)
    assert found and (found.state, found.done) == (RollState.READY, 4)
    assert await names(database, letter) == ["Zoe Ahl", "Ada Zell", "Bo Byr", "Cy Cole"]
    assert (await letter_of(database, letter.slug)).revision == revision
    await database.write(laying.use, account, letter.slug, roll_id)
    assert await names(database, letter) == ["Zoe Ahl", "Cy Cole", "Bo Byr", "Ada Zell"]
    assert (await letter_of(database, letter.slug)).revision > revision
    await agree(database, letter)
    await database.write(laying.undo, account, letter.slug, letter.roll_id)
    assert await names(database, letter) == ["Zoe Ahl", "Ada Zell", "Bo Byr", "Cy Cole"]
    with pytest.raises(ChangedSince):
        await database.write(laying.use, account, letter.slug, roll_id)
    await agree(database, letter)


async def test_a_preview_says_what_changes(database: Database) -> None:
    letter, account = await at_work(database)
    await written(database, letter, ["Zoe Ahl", "Ada Zell", "Bo Byr", "Cy Cole"])
    first = await use(database, letter, account, *GROUPS)
    groups = (await database.read(rolls.ordering_of, first)).groups
    turned = (groups[1], groups[0], Group("Guests", Rule.LISTED, ("guest",), -1))
    roll_id = await propose(database, letter, account, *turned)
    new = await database.read(rolls.roll_by_id, roll_id)
    assert new
    found = await database.read(laying.preview, await letter_of(database, letter.slug), new)
    assert [(seen.group.name, seen.named) for seen in found.before] == [("Founders", 2), ("Others", 2)]
    after = [(seen.group.name, seen.named) for seen in found.after]
    assert after == [("Others", 0), ("Founders", 2), ("Guests", 2)]
    assert [(one.name, other.name, count) for one, other, count in found.changed] == [("Others", "Guests", 2)]
    assert found.moved == 2
    assert [each.entry.name for each in found.after[1].first] == ["Zoe Ahl", "Cy Cole"]


async def test_names_that_come_change_and_go_while_an_order_is_laid_stand_right(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(laying, "AT_ONCE", 0)
    letter, account = await at_work(database)
    ids = await written(database, letter, [f"Person {n:02}" for n in range(20)])
    desk = await moderator(database, letter.slug, email="second@desk.example")
    roll_id = await propose(database, letter, account, *GROUPS)
    laid, at = sorted(ids), 0
    while (found := await database.read(rolls.roll_by_id, roll_id)) and found.state is RollState.LAYING:
        if at in (1, 3):
            new = await sign(database, letter, f"new{at}@{letter.slug}.example", Entry(f"New {at}"))
            await decide(database, desk, new)
            for signature_id in (laid[at], laid[-at]):
                await edit(database, signature_id, Entry(f"Edited {signature_id}", positions=FOUNDER))
                await decide(database, desk, signature_id)
            await withdraw(database, laid[at + 1])
            await withdraw(database, laid[-at - 1])
        with pytest.raises(BeingLaid):
            await database.write(moving.move, account, letter.slug, laid[8], Move(Way.PIN))
        with pytest.raises(BeingLaid):
            await database.write(laying.use, account, letter.slug, roll_id)
        await agree(database, letter)
        assert await database.write(laying.work, 4)
        at += 1
    await database.write(laying.use, account, letter.slug, roll_id)
    await agree(database, letter)
    assert len(await names(database, letter)) == 20 + 2 - 4


async def test_what_is_replaced_is_swept_away_in_small_steps(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(laying, "SWEEP", 3)
    letter, account = await at_work(database)
    await written(database, letter, [f"Person {n:02}" for n in range(8)])
    first = await use(database, letter, account, *GROUPS)
    await database.write(moving.move, account, letter.slug, (await ids_of(database, letter))[0], Move(Way.PIN))
    second = await use(database, letter, account, *GROUPS)
    third = await use(database, letter, account, *GROUPS)
    states = {each.id: each.state for each in await database.read(rolls.rolls_of, letter.id, 1)}
    assert states == {second: RollState.KEPT, third: RollState.SHOWN}
    steps = 0
    while await database.write(laying.work):
        steps += 1
    assert steps >= 6 and await database.read(rolls.roll_by_id, first) is None
    assert await database.read(rolls.roll_by_id, letter.roll_id) is None
    assert await database.write(laying.work) == 0
    await agree(database, letter)


async def ids_of(database: Database, letter: Letter) -> list[int]:
    present = await letter_of(database, letter.slug)
    return [int(each.ref, 16) for each in await database.read(roll.listed, present.roll_id, 1, 1000)]


async def test_a_saved_order_brings_back_places_and_pins_but_nobody_who_was_erased(database: Database) -> None:
    letter, account = await at_work(database)
    ids = await written(database, letter, ["Ada", "Bo", "Cy", "Dee"])
    await use(database, letter, account, Group("All", Rule.HAND, (), -1))
    for signature_id in (ids[3], ids[1]):
        await database.write(moving.move, account, letter.slug, signature_id, Move(Way.TOP))
    await database.write(moving.move, account, letter.slug, ids[2], Move(Way.PIN))
    await database.write(moving.set_sort_name, account, letter.slug, ids[0], "Kept, Ada")
    assert await names(database, letter) == ["Cy", "Bo", "Dee", "Ada"]
    saved = await database.write(laying.save, account, letter.slug, "As agreed", NOW)
    await use(database, letter, account, Group("All", Rule.LISTED, (), -1))
    await database.write(moving.move, account, letter.slug, ids[2], Move(Way.UNPIN))
    assert await names(database, letter) == ["Ada", "Bo", "Cy", "Dee"]
    epoch = (await stored(database, ids[1])).signature.epoch
    await database.write(managing.erase, ids[1], epoch, NOW)
    assert await database.read(wishes.wishes_for, ids[1]) == {}
    roll_id = await database.write(laying.propose_saved, account, letter.slug, saved, NOW)
    await database.write(laying.use, account, letter.slug, roll_id)
    assert await names(database, letter) == ["Cy", "Dee", "Ada"]
    assert (await database.read(wishes.wish_in, roll_id, ids[0])).sort_name == "Kept, Ada"
    await agree(database, letter)
    with pytest.raises(LookupError):
        await database.write(laying.propose_saved, account, letter.slug, 99, NOW)


async def test_so_many_orders_are_saved_and_no_more(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(laying, "SAVED_MOST", 1)
    letter, account = await at_work(database)
    number = await database.write(laying.save, account, letter.slug, "One", NOW)
    with pytest.raises(TooManySaved):
        await database.write(laying.save, account, letter.slug, "Two", NOW)
    await database.write(laying.remove_saved, account, letter.slug, number)
    assert await database.write(laying.save, account, letter.slug, "Two", NOW)


async def test_a_group_that_went_is_never_mistaken_for_a_new_one(database: Database) -> None:
    letter, account = await at_work(database)
    ids = await database.write(bring_in, letter, [Entry("Ada"), Entry("Bo")])
    first = await use(database, letter, account, *GROUPS)
    founders = (await database.read(rolls.ordering_of, first)).groups[0]
    await database.write(moving.move, account, letter.slug, ids[1], Move(Way.GROUP, founders.id))
    assert await names(database, letter) == ["Bo", "Ada"]
    second = await use(database, letter, account, Group("Friends", Rule.LISTED, (), -1), Group("Rest", id=-1))
    fresh = (await database.read(rolls.ordering_of, second)).groups
    assert founders.id not in {group.id for group in fresh}
    assert await names(database, letter) == ["Ada", "Bo"]


async def test_a_new_era_begins_with_the_same_order_and_wishes(database: Database) -> None:
    letter, account = await at_work(database)
    ids = await database.write(bring_in, letter, [Entry("Ada"), Entry("Bo")])
    await use(database, letter, account, *GROUPS)
    await database.write(moving.move, account, letter.slug, ids[1], Move(Way.PIN))
    proposed = await propose(database, letter, account, Group("All", id=-1))
    present = await letter_of(database, letter.slug)
    wording = present.version.wording
    await database.write(letters.add_version, present, wording, VersionKind.MATERIAL, "", None, NOW)
    after = await letter_of(database, letter.slug)
    assert await database.read(rolls.ordering_of, after.roll_id) == await database.read(
        rolls.ordering_of, present.roll_id
    )
    assert (await database.read(wishes.wish_in, after.roll_id, ids[1])).pin
    with pytest.raises(ChangedSince):
        await database.write(laying.use, account, letter.slug, proposed)


async def test_nobody_else_orders_a_letter(database: Database) -> None:
    letter, account = await at_work(database)
    other = await open_letter(database)
    stranger = await author(database, other.slug, email="stranger@letters.example")
    roll_id = await propose(database, letter, account, *GROUPS)
    calls: list[tuple[Any, ...]] = [
        (laying.propose, stranger, letter.slug, Ordering(), NOW),
        (laying.propose_saved, stranger, letter.slug, 1, NOW),
        (laying.use, stranger, letter.slug, roll_id),
        (laying.undo, stranger, letter.slug, roll_id),
        (laying.discard, stranger, letter.slug, roll_id),
        (laying.save, stranger, letter.slug, "Mine", NOW),
        (laying.remove_saved, stranger, letter.slug, 1),
        (moving.move, stranger, letter.slug, 1, Move(Way.UP)),
        (moving.set_sort_name, stranger, letter.slug, 1, "A"),
    ]
    for action, *args in calls:
        with pytest.raises(NotYours):
            await database.write(action, *args)
    for act in (laying.use, laying.undo, laying.discard):
        with pytest.raises(ChangedSince):
            await database.write(act, stranger, other.slug, roll_id)


async def test_two_processes_that_lay_list_move_and_withdraw_at_once_agree(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each with a writer of its own, as several servers of one installation have."""
    monkeypatch.setattr(laying, "AT_ONCE", 0)
    letter, account = await at_work(database)
    ids = await written(database, letter, [f"Person {n:02}" for n in range(24)])
    desk = await moderator(database, letter.slug, email="second@desk.example")
    roll_id = await propose(database, letter, account, *GROUPS)
    async with opened(database.url.render_as_string(hide_password=False)) as other:

        async def lay() -> None:
            while (found := await other.read(rolls.roll_by_id, roll_id)) and found.state is RollState.LAYING:
                await other.write(laying.work, 3)

        async def come_and_go() -> None:
            for at, signature_id in enumerate(ids[::2]):
                await withdraw(database, signature_id)
                new = await sign(database, letter, f"late{at}@{letter.slug}.example", Entry(f"Late {at}"))
                await decide(database, desk, new)

        async def move_about() -> None:
            for signature_id in ids[1::2]:
                try:
                    await other.write(moving.move, account, letter.slug, signature_id, Move(Way.PIN))
                except (BeingLaid, LookupError):
                    await asyncio.sleep(0.01)

        await asyncio.gather(lay(), come_and_go(), move_about())
        await agree(database, letter)
        again = await propose(database, letter, account, *GROUPS)
        while await other.write(laying.work):
            pass
        await database.write(laying.use, account, letter.slug, again)
        await asyncio.gather(
            *(other.write(moving.move, account, letter.slug, each, Move(Way.PIN)) for each in ids[1::2]),
            *(database.write(moving.move, account, letter.slug, each, Move(Way.UNPIN)) for each in ids[1::2]),
        )
    await agree(database, letter)
