"""The last day of a letter: asked in time is in time, a day to confirm, and the letter closes by itself."""

from dataclasses import replace
from datetime import date, timedelta

from sqlalchemy import update

from service.actions import composing, signing
from service.actions.progress import close_ended
from service.actions.signing import Confirmation, Confirmed, LetterNotOpen, OfferChanged
from service.core.collecting import ends_at
from service.core.entry import Lane
from service.core.letter import Letter, LetterState, Profile
from service.core.profile_record import profile_record
from service.core.signing import consent_hash, consent_wording
from service.store import milestones
from service.store.database import Database, Db
from service.store.tables import letters, signatures
from tests.store.people import NOW, asked, letter_of, open_letter

UNTIL = date(2026, 3, 20)
END = NOW.replace(day=21, hour=0)
MOMENT = timedelta(microseconds=1)


def _set_profile(db: Db, letter_id: int, profile: Profile) -> None:
    db.execute(update(letters).where(letters.c.id == letter_id).values(profile=profile_record(profile)))


async def letter_with(database: Database, **changes: object) -> Letter:
    made = await open_letter(database)
    profile = replace(made.profile, **changes)  # type: ignore[arg-type]
    await database.write(_set_profile, made.id, profile)
    return await letter_of(database, made.slug)


async def answer(database: Database, action, item) -> object:  # type: ignore[no-untyped-def]
    """What somebody is answered: a value, or the exception."""
    try:
        return await database.write_each(action, item)
    except Exception as error:
        return error


async def test_who_asks_after_the_last_day_is_refused_before_the_worker_has_come_by(database: Database) -> None:
    letter = await letter_with(database, until=UNTIL)
    assert ends_at(letter.profile) == END
    in_time = asked(letter, "ana@place.example", now=END - MOMENT)
    late = asked(letter, "bo@place.example", now=END)
    assert await answer(database, signing.ask_to_sign, in_time) is None
    assert isinstance(await answer(database, signing.ask_to_sign, late), LetterNotOpen)


async def test_the_worker_closes_it_once_and_its_author_is_told(database: Database) -> None:
    letter = await letter_with(database, until=UNTIL)
    assert await database.write(close_ended, END - MOMENT) == 0
    assert await database.write(close_ended, END + timedelta(minutes=5)) == 1
    assert await database.write(close_ended, END + timedelta(minutes=15)) == 0
    found = await letter_of(database, letter.slug)
    assert (found.state, found.revision) == (LetterState.CLOSED, letter.revision + 1)
    assert await database.read(milestones.closed_on, letter.id) == date(2026, 3, 21)


async def test_who_asked_in_time_can_confirm_for_a_day_more_and_then_no_longer(database: Database) -> None:
    letter = await letter_with(database, until=UNTIL)
    people = [asked(letter, f"{name}@place.example", now=END - MOMENT) for name in ("ana", "bo", "cem")]
    for each in people:
        await database.write_each(signing.ask_to_sign, each)

    async def confirm(number: int, now: object) -> object:
        confirmation = Confirmation(people[number].signature_id, 0, "", now)  # type: ignore[arg-type]
        return await answer(database, signing.confirm, confirmation)

    assert isinstance(await confirm(0, END), Confirmed), "the worker has not come by yet"
    await database.write(close_ended, END + timedelta(minutes=5))
    assert isinstance(await confirm(1, END + timedelta(hours=23)), Confirmed)
    late = END + timedelta(days=1)
    assert isinstance(await confirm(2, late), LetterNotOpen)
    try:
        await database.read(signing.pending, people[2].signature_id, 0, late)
    except LetterNotOpen as error:
        assert error.letter.slug == letter.slug
    else:
        raise AssertionError("the page offers what is refused")


async def test_a_letter_that_its_authors_closed_before_takes_nobody_late(database: Database) -> None:
    letter = await letter_with(database, until=UNTIL)
    person = asked(letter, "ana@place.example", now=END - timedelta(days=2))
    await database.write_each(signing.ask_to_sign, person)
    await database.write(composing.move_letter, letter.slug, LetterState.CLOSED)
    for now in (END - timedelta(days=1), END + timedelta(hours=1)):
        confirmation = Confirmation(person.signature_id, 0, "", now)
        assert isinstance(await answer(database, signing.confirm, confirmation), LetterNotOpen)


async def test_the_writer_looks_again_at_the_ways_and_the_terms(database: Database) -> None:
    letter = await letter_with(database, lanes=(Lane.SUPPORTER,), terms="You are at least 16.")
    agreed = consent_hash(consent_wording("You are at least 16."))
    person = asked(letter, "ana@place.example", lane=Lane.SUPPORTER)
    assert isinstance(await answer(database, signing.ask_to_sign, person), OfferChanged), "other terms"
    named = replace(person, request=replace(person.request, lane=Lane.COSIGNER, consent=agreed))
    assert isinstance(await answer(database, signing.ask_to_sign, named), OfferChanged), "that way is closed"
    right = replace(person, request=replace(person.request, consent=agreed))
    assert await answer(database, signing.ask_to_sign, right) is None
    kept = await database.read(lambda db: db.execute(signatures.select()).all())
    assert [row.consent_hash for row in kept if row.id == right.signature_id] == [agreed]
