"""Addresses at rest: nobody reads, moves or joins them without the keys, and the keys rotate."""

from pathlib import Path

import pytest
from sqlalchemy import select, update

from service.store import migrations
from service.store.database import Database, Db
from service.store.keyring import KeyProblem, Keyring, add_key, load_or_make, read_keys
from service.store.sealed import Vaults, letter_vault
from service.store.tables import signatures, vaults
from tests.store.conftest import opened
from tests.store.people import open_letter, sign, stored

OLD, NEW = b"o" * 32, b"n" * 32
EMAIL = "ana@mail.example"


async def test_a_sealed_address_opens_in_its_own_row_alone(database: Database) -> None:
    letter = await open_letter(database)
    ana, bo = await sign(database, letter, EMAIL), await sign(database, letter, "bo@mail.example")
    sealed = (await stored(database, ana)).mailbox
    assert sealed is not None and EMAIL.encode() not in sealed

    def check(db: Db) -> None:
        vault = db.vault(letter_vault(letter.id))
        assert vault.open(sealed, ana) == EMAIL
        with pytest.raises(KeyProblem):
            vault.open(sealed, bo)
        with pytest.raises(KeyProblem):
            vault.open(sealed[:-1] + bytes([sealed[-1] ^ 1]), ana)
        with pytest.raises(KeyProblem):
            vault.open(b"", ana)

    await database.read(check)


async def test_another_letters_keys_open_nothing_and_find_nothing(database: Database) -> None:
    one, two = await open_letter(database), await open_letter(database)
    first, second = await sign(database, one, EMAIL), await sign(database, two, EMAIL)
    indexes = [(await stored(database, each)).mailbox_index for each in (first, second)]
    assert indexes[0] and indexes[1] and indexes[0] != indexes[1], "one mailbox could be joined over letters"
    sealed = (await stored(database, first)).mailbox

    def check(db: Db) -> None:
        with pytest.raises(KeyProblem):
            db.vault(letter_vault(two.id)).open(sealed or b"", first)

    await database.read(check)


async def test_the_same_address_never_looks_the_same(database: Database) -> None:
    letter = await open_letter(database)

    def check(db: Db) -> None:
        vault = db.vault(letter_vault(letter.id))
        assert len({vault.seal(EMAIL, 1) for _ in range(20)}) == 20
        assert vault.index(EMAIL) == vault.index("Ana@Mail.Example") != vault.index("a.na@mail.example")

    await database.read(check)


async def test_keys_rotate_and_the_old_one_can_go(database_url: str) -> None:
    async with opened(database_url, OLD) as first:
        letter = await open_letter(first)
        ana = await sign(first, letter, EMAIL)
    async with opened(database_url, NEW, OLD) as both:
        assert await address(both, letter.id, ana) == EMAIL
        keyring = Vaults(Keyring([NEW, OLD]))
        assert await both.write(lambda db: keyring.rewrap(db.connection)) >= 4
    async with opened(database_url, NEW) as after:
        assert await address(after, letter.id, ana) == EMAIL
    with pytest.raises(KeyProblem, match="do not belong to this database"):
        async with opened(database_url, OLD):
            pass


async def address(database: Database, letter_id: int, signature_id: int) -> str:
    sealed = (await stored(database, signature_id)).mailbox
    return await database.read(lambda db: db.vault(letter_vault(letter_id)).open(sealed or b"", signature_id))


async def test_the_keys_of_another_installation_are_refused_and_change_nothing(database_url: str) -> None:
    async with opened(database_url, OLD) as database:
        before = await database.read(lambda db: db.execute(select(vaults)).all())
    stranger = Database(database_url, Vaults(Keyring([NEW])))
    with pytest.raises(KeyProblem):
        await stranger.run_migrations(migrations.make_vaults, Vaults(Keyring([NEW])))
    await stranger.stop()
    async with opened(database_url, OLD) as database:
        assert await database.read(lambda db: db.execute(select(vaults)).all()) == before


async def test_a_data_key_that_was_swapped_for_anothers_is_noticed(database_url: str) -> None:
    async with opened(database_url) as database:
        one, two = await open_letter(database), await open_letter(database)

        def swap(db: Db) -> None:
            name = vaults.c.name
            other = db.execute(select(vaults.c.wrapped).where(name == letter_vault(two.id))).scalar_one()
            db.execute(update(vaults).where(name == letter_vault(one.id)).values(wrapped=other))

        await database.write(swap)
    async with opened(database_url) as database:
        with pytest.raises(KeyProblem, match="damaged"):
            await database.read(lambda db: db.vault(letter_vault(one.id)))


async def test_no_address_lies_open_in_any_row(database: Database) -> None:
    letter = await open_letter(database)
    await sign(database, letter, "canary-7f3@mail.example")
    rows = await database.read(lambda db: db.execute(select(signatures)).mappings().all())
    assert rows and "canary" not in repr([dict(row) for row in rows])


def test_a_key_file_is_made_once_for_its_owner_alone(tmp_path: Path) -> None:
    file = tmp_path / "keys"
    load_or_make(file)
    text = file.read_text()
    load_or_make(file)
    assert file.read_text() == text
    assert file.stat().st_mode & 0o777 == 0o600
    add_key(file, read_keys(text))
    assert file.read_text().endswith(text) and len(read_keys(file.read_text())) == 2


@pytest.mark.parametrize(
    ("text", "words"), [("not base64!", "is not base64"), ("c2hvcnQ=", "has 5 bytes"), ("", "no master key")]
)
def test_keys_that_cannot_be_used_are_named(text: str, words: str) -> None:
    with pytest.raises(KeyProblem, match=words):
        Keyring(read_keys(text))
