"""What is good once is good once, however many bring it, in however many processes."""

import asyncio
from collections.abc import Callable
from typing import Any

from service.store import factors
from service.store.database import Database
from tests.store.conftest import opened
from tests.store.people import moderator, open_letter

STEP = 1_000


async def winners(url: str, action: Callable[..., bool], *arguments: Any) -> int:
    """How many of twenty succeed who ask two writers at once."""
    async with opened(url) as one, opened(url) as other:
        asked = [(one, other)[number % 2].write(action, *arguments) for number in range(20)]
        return (await asyncio.gather(*asked)).count(True)


async def test_a_step_of_the_app_is_used_once(database: Database, database_url: str) -> None:
    account = await moderator(database, (await open_letter(database)).slug)
    await database.write(factors.set_app, account.id, "SECRET", STEP)
    assert await winners(database_url, factors.use_step, account.id, STEP) == 0
    assert await winners(database_url, factors.use_step, account.id, STEP + 1) == 1
    assert await winners(database_url, factors.use_step, account.id, STEP + 1) == 0


async def test_a_recovery_code_is_used_once_and_by_its_owner(database: Database, database_url: str) -> None:
    slug = (await open_letter(database)).slug
    account = await moderator(database, slug)
    other = await moderator(database, slug, email="other@letters.example")
    await database.write(factors.set_recovery_codes, account.id, ["0a1bc2d3e4", "5f6g7h8j9k"])
    assert await winners(database_url, factors.use_recovery_code, other.id, "0a1bc2d3e4") == 0
    assert await winners(database_url, factors.use_recovery_code, account.id, "0a1bc2d3e4") == 1
    assert (await database.read(factors.factors_of, account.id)).codes_left == 1
