"""One active signature for a mailbox on a letter, whoever asks and confirms at the same time."""

import asyncio

import pytest
from sqlalchemy import update
from sqlalchemy.exc import IntegrityError

from service.actions import signing
from service.actions.signing import AlreadySigned, Confirmation, Confirmed
from service.store.database import Database
from service.store.tables import signatures
from tests.store.ledger import acts_logged, disagreements
from tests.store.people import NOW, asked, letter_of, open_letter, sign


async def test_of_five_that_confirm_at_once_one_is_taken(database: Database) -> None:
    letter = await open_letter(database)
    asks = [asked(letter, email) for email in ("ana@mail.example", "ANA@mail.example") * 3]
    await asyncio.gather(*(database.write_each(signing.ask_to_sign, each) for each in asks))
    confirmations = [Confirmation(each.signature_id, 0, "", NOW) for each in asks]
    answers = await asyncio.gather(
        *(database.write_each(signing.confirm, each) for each in confirmations), return_exceptions=True
    )
    assert sum(isinstance(answer, Confirmed) for answer in answers) == 1
    assert sum(isinstance(answer, AlreadySigned) for answer in answers) == 5
    assert (await letter_of(database, letter.slug)).counts.waiting == 1
    assert await database.read(disagreements) == []


async def test_the_same_link_ten_times_at_once_is_one_signature_and_ten_thanks(database: Database) -> None:
    letter = await open_letter(database)
    asks = asked(letter, "ana@mail.example")
    await database.write_each(signing.ask_to_sign, asks)
    confirmation = Confirmation(asks.signature_id, 0, "", NOW)
    answers = await asyncio.gather(*(database.write_each(signing.confirm, confirmation) for _ in range(10)))
    assert all(isinstance(answer, Confirmed) for answer in answers)
    assert await database.read(acts_logged) == 1
    assert await database.read(disagreements) == []


async def test_the_database_itself_refuses_a_second_one(database: Database) -> None:
    letter = await open_letter(database)
    await sign(database, letter, "ana@mail.example")
    asks = asked(letter, "bo@mail.example")
    await database.write_each(signing.ask_to_sign, asks)
    await sign(database, letter, "cem@mail.example")
    with pytest.raises(IntegrityError):
        await database.write(
            lambda db: db.execute(update(signatures).values(state="confirmed", mailbox_index=b"one mailbox"))
        )
