"""Evidence as it is gathered and kept, on real tables; it informs moderators and decides nothing."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import func, select, update

from service.actions import (
    examining,
    managing,
    policing,
    reversing,
    signing,
)
from service.actions.policing import PolicyProblem
from service.actions.signing import Confirmation
from service.core.entry import Entry, Lane, Position
from service.core.evidence import Check, Finding, Verdict
from service.core.moderation import Outcome, Policy
from service.store import decisions, queue
from service.store import examinations as examinations_asked
from service.store.database import Database, Db
from service.store.tables import evidence, examinations, name_keys, signatures
from tests.store.ledger import disagreements
from tests.store.people import NOW, asked, decide, moderator, number, open_letter, sign, stored, withdraw

PROFESSOR = Entry("Mira Tarn", "Prof.", positions=(Position("Professor", "London School of Economics"),))


async def examine_all(database: Database) -> None:
    while await examining.examine_some(database, NOW):
        pass


async def findings(database: Database, signature_id: int) -> dict[Check, Finding]:
    newest = (await stored(database, signature_id)).signature.newest.id
    found = await database.read(queue.findings_of, [newest])
    return {finding.check: finding for finding in found.get(newest, ())}


async def verdicts(database: Database, signature_id: int) -> dict[Check, Verdict]:
    return {check: finding.verdict for check, finding in (await findings(database, signature_id)).items()}


async def edit(database: Database, signature_id: int, entry: Entry, lane: Lane = Lane.COSIGNER) -> None:
    epoch = (await stored(database, signature_id)).signature.epoch
    salt = number().to_bytes(16, "big")
    await database.write(managing.edit, signature_id, epoch, entry, lane, number(), salt, NOW)


async def needed(database: Database, signature_id: int) -> int:
    row = await database.read(queue.one_waiting, signature_id)
    assert row
    return row.approvals_needed


async def test_each_confirmed_entry_is_examined_once_and_nothing_is_decided(database: Database) -> None:
    letter = await open_letter(database)
    mira = await sign(database, letter, "mira@lse.ac.uk", PROFESSOR)
    supporter = await sign(database, letter, "sam@mail.example", lane=Lane.SUPPORTER)
    before = await stored(database, mira)
    logged = await database.read(decisions.acts_of, mira)
    await examine_all(database)
    found = await verdicts(database, mira)
    assert list(found) == list(Check)
    assert found[Check.MAIL_DOMAIN] is Verdict.PASS
    assert await findings(database, supporter) == {}
    assert await stored(database, mira) == before and await database.read(decisions.acts_of, mira) == logged
    assert await database.read(queue.to_examine, 10) == []
    assert await database.read(disagreements, letter.slug) == []


async def test_a_free_mail_is_unknown_and_an_edit_is_examined_anew(database: Database) -> None:
    letter = await open_letter(database)
    mira = await sign(database, letter, "mira.tarn@gmail.com", PROFESSOR)
    await examine_all(database)
    assert (await verdicts(database, mira))[Check.MAIL_DOMAIN] is Verdict.UNKNOWN
    await edit(database, mira, replace(PROFESSOR, name="Mirа Tarn", positions=(), honorific=""))
    assert await findings(database, mira) == {}, "the new entry has no evidence before it was looked at"
    await examine_all(database)
    found = await verdicts(database, mira)
    assert found[Check.LOOK_ALIKE] is Verdict.CONFLICT and found[Check.MAIL_DOMAIN] is Verdict.PASS


async def test_duplicates_are_found_among_all_who_stand_and_wait_across_scripts(database: Database) -> None:
    letter, other = await open_letter(database), await open_letter(database)
    desk = await moderator(database, letter.slug, other.slug)
    listed = await sign(database, letter, "ivan@mail.example", Entry("Ivan Petrov"))
    declined = await sign(database, letter, "capa@mail.example", Entry("Capa Poc"))
    await sign(database, other, "elsewhere@mail.example", Entry("Olga Meer"))
    gone = await sign(database, letter, "gone@mail.example", Entry("Lena Quist"))
    await examine_all(database)
    await decide(database, desk, listed)
    await decide(database, desk, declined, Outcome.DECLINE)
    await withdraw(database, gone)
    people = {
        "across": Entry("Иван Петров", latin_name="Ivan Petrov"),
        "similar": Entry("Ivan Petrow"),
        "disguised": Entry("Сара Рос"),
        "elsewhere": Entry("Olga Meer"),
        "withdrawn": Entry("Lena Quist"),
    }
    ids = {key: await sign(database, letter, f"{key}@mail.example", entry) for key, entry in people.items()}
    await examine_all(database)
    found = {key: await findings(database, signature_id) for key, signature_id in ids.items()}
    assert found["across"][Check.NEAR_DUPLICATE].verdict is Verdict.CONFLICT
    assert "no. 1." in found["across"][Check.NEAR_DUPLICATE].why
    assert found["similar"][Check.NEAR_DUPLICATE].verdict is not Verdict.PASS
    assert found["disguised"][Check.LOOK_ALIKE].verdict is Verdict.CONFLICT
    assert "not listed" in found["disguised"][Check.LOOK_ALIKE].why
    assert found["elsewhere"][Check.NEAR_DUPLICATE].verdict is Verdict.PASS
    assert found["withdrawn"][Check.NEAR_DUPLICATE].verdict is Verdict.PASS


async def test_two_that_are_confirmed_at_once_see_each_other(database: Database) -> None:
    letter = await open_letter(database)
    ids = [await sign(database, letter, f"twin{n}@mail.example", Entry("Nora Vale")) for n in range(2)]
    await examine_all(database)
    for signature_id in ids:
        assert (await verdicts(database, signature_id))[Check.NEAR_DUPLICATE] is Verdict.CONFLICT


async def test_the_earlier_of_two_shows_the_later_one_as_long_as_that_is_there(database: Database) -> None:
    letter = await open_letter(database)
    earlier = await sign(database, letter, "earlier@mail.example", Entry("Nora Vale"))

    async def found() -> Verdict:
        await examine_all(database)
        return (await verdicts(database, earlier))[Check.NEAR_DUPLICATE]

    assert await found() is Verdict.PASS
    later = await sign(database, letter, "later@mail.example", Entry("Nora Vale"))
    assert await found() is Verdict.CONFLICT
    await withdraw(database, later)
    assert await found() is Verdict.PASS
    epoch = (await stored(database, later)).signature.epoch
    await database.write(managing.undo, later, epoch, NOW)
    assert await found() is Verdict.CONFLICT
    await edit(database, later, Entry("Olga Meer"))
    assert await found() is Verdict.PASS
    await edit(database, later, Entry("Nora Vales"))
    assert await found() is Verdict.UNKNOWN
    await edit(database, later, Entry("Nora Vale"))
    assert await found() is Verdict.CONFLICT
    await database.write(managing.erase, later, (await stored(database, later)).signature.epoch, NOW)
    assert await found() is Verdict.PASS


async def test_what_a_declined_edit_was_like_is_free_of_it_and_an_undo_brings_it_back(database: Database) -> None:
    letter = await open_letter(database)
    desk = await moderator(database, letter.slug)
    other = await sign(database, letter, "other@mail.example", Entry("Olga Meer"))
    nora = await sign(database, letter, "nora@mail.example", Entry("Nora Vale"))
    await decide(database, desk, nora)
    await edit(database, nora, Entry("Olga Meer"))
    for act, verdict in (
        (None, Verdict.CONFLICT),
        (decide(database, desk, nora, Outcome.DECLINE), Verdict.PASS),
        (database.write(reversing.undo, desk, letter.slug, nora, NOW), Verdict.CONFLICT),
        (decide(database, desk, nora), Verdict.CONFLICT),
    ):
        if act:
            await act
        await examine_all(database)
        assert (await verdicts(database, other))[Check.NEAR_DUPLICATE] is verdict


async def test_a_wave_of_one_name_is_examined_at_most_twice_each(database: Database) -> None:
    letter = await open_letter(database)
    examined = 0
    for wave in range(6):
        for at in range(5):
            name = ("Nora Vale", "Nora Vales", "Nоra Vale")[at % 3]
            await sign(database, letter, f"p{wave}.{at}@mail.example", Entry(name))
        while done := await examining.examine_some(database, NOW):
            examined += done
    assert 30 <= examined <= 60


async def test_an_entry_that_is_asked_for_while_it_is_examined_is_examined_again(database: Database) -> None:
    letter = await open_letter(database)
    earlier = await sign(database, letter, "earlier@mail.example", Entry("Nora Vale"))
    entry_id = (await stored(database, earlier)).signature.newest.id
    await database.write(examining.remember_names, [entry_id])
    found = await database.read(examining.gather, [entry_id])
    await database.write(examinations_asked.ask, [entry_id], NOW + timedelta(seconds=1))
    await database.write(examining.keep, found, NOW)
    assert len(await findings(database, earlier)) == len(Check)
    assert [each for each, _, _ in await database.read(queue.to_examine, 10)] == [entry_id]
    await examine_all(database)
    assert await database.read(queue.to_examine, 10) == []


async def test_a_network_that_floods_and_a_mailbox_that_was_declined_before(database: Database) -> None:
    letter = await open_letter(database)
    desk = await moderator(database, letter.slug)
    crowd = []
    for n in range(22):
        asks = replace(asked(letter, f"crowd{n}@mail.example"), network="one hall")
        await database.write_each(signing.ask_to_sign, asks)
        crowd.append(asks.signature_id)
    await database.write_each(signing.confirm, Confirmation(crowd[0], 0, "", NOW))
    first = await sign(database, letter, "again@mail.example", Entry("Ada Lind"))
    await decide(database, desk, first, Outcome.DECLINE)
    await withdraw(database, first)
    second = await sign(database, letter, "again@mail.example", Entry("Ada Lind"))
    await examine_all(database)
    assert (await verdicts(database, crowd[0]))[Check.NETWORK] is Verdict.CONFLICT
    found = await verdicts(database, second)
    assert found[Check.HISTORY] is Verdict.CONFLICT and found[Check.NETWORK] is Verdict.PASS


async def test_a_policy_asks_for_two_also_of_those_who_wait_already(database: Database) -> None:
    letter = await open_letter(database)
    envoy = await sign(database, letter, "envoy@mail.example", Entry("Pia Rook", "Ambassador (ret.)"))
    forged = await sign(database, letter, "forged@mail.example", Entry("Pаul Stone"))
    plain = await sign(database, letter, "plain@mail.example", Entry("Otto Reed"))
    await examine_all(database)
    assert [await needed(database, each) for each in (envoy, forged, plain)] == [1, 1, 1]
    await database.write(policing.set_policy, letter.slug, Policy(24, ("ambassador",), True), NOW)
    await examine_all(database)
    assert [await needed(database, each) for each in (envoy, forged, plain)] == [2, 2, 1]
    await database.write(policing.set_policy, letter.slug, Policy(24), NOW)
    await examine_all(database)
    assert [await needed(database, each) for each in (envoy, forged, plain)] == [1, 1, 1]
    for wrong in (Policy(0), Policy(24, ("",)), Policy(10**6)):
        with pytest.raises(PolicyProblem):
            await database.write(policing.set_policy, letter.slug, wrong, NOW)


async def test_a_letter_that_asks_for_two_says_that_it_lacks_one(database: Database) -> None:
    letter = await open_letter(database)
    assert await database.read(policing.moderators_lacking, letter.id) == 1
    await moderator(database, letter.slug)
    assert await database.read(policing.moderators_lacking, letter.id) == 0
    await database.write(policing.set_policy, letter.slug, Policy(two_on_conflict=True), NOW)
    assert await database.read(policing.moderators_lacking, letter.id) == 1
    await moderator(database, letter.slug, email="second@letters.example")
    assert await database.read(policing.moderators_lacking, letter.id) == 0


async def test_an_entry_that_breaks_its_examination_says_so_and_stops_no_other(database: Database) -> None:
    letter = await open_letter(database)
    broken = await sign(database, letter, "broken@mail.example", Entry("Ana Holm"))
    fine = await sign(database, letter, "fine@mail.example", Entry("Bo Wick"))

    def cut(db: Db) -> None:
        db.execute(update(signatures).where(signatures.c.id == broken).values(mailbox=b"cut short"))

    await database.write(cut)
    await examine_all(database)
    assert set((await verdicts(database, broken)).values()) == {Verdict.UNKNOWN}
    assert (await verdicts(database, fine))[Check.DISPOSABLE] is Verdict.PASS


async def test_what_was_erased_or_examined_meanwhile_is_left_alone(database: Database) -> None:
    letter = await open_letter(database)
    mira = await sign(database, letter, "mira@mail.example")
    entry_id = (await stored(database, mira)).signature.newest.id
    await database.write(examining.remember_names, [entry_id])
    found = await database.read(examining.gather, [entry_id])
    await database.write(managing.erase, mira, 1, NOW)
    await database.write(examining.keep, found, NOW)

    def left(db: Db) -> list[int]:
        return [
            db.execute(select(func.count()).select_from(table)).scalar_one()
            for table in (evidence, examinations, name_keys)
        ]

    assert await database.read(left) == [0, 0, 0]
