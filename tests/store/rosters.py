"""Rosters of invented people, and an import of one from its first row to its end."""

import hashlib
import itertools
from collections.abc import Sequence

from service.actions import gathering, importing, reviewing, undoing
from service.core.entry import Position
from service.core.roster.values import Aside, Code, Person, Reading, Warning
from service.core.roster.verdicts import Sums
from service.store.accounts import Account
from service.store.database import Database
from service.store.imports import Import
from tests.store.people import NOW

CONSENT = "They signed on paper at the harbour meeting."
_drawn = itertools.count()


def people(*names: str, first: int = 1) -> list[Person]:
    """People of a roster: "Name, rest <address>", all but the name as far as it is given."""
    found = []
    for line, text in enumerate(names, first):
        source, _, email = text.partition(" <")
        name, _, rest = source.partition(", ")
        held = (Position(rest),) if rest else ()
        found.append(Person((line,), line, "", name, "", rest, held, "", email.rstrip(">"), text))
    return found


def reading(*names: str, asides: Sequence[str] = ()) -> Reading:
    """A roster of these people, with lines that are nobody behind them."""
    warning = Warning(Code.HEADING, "This line is a heading.")
    return Reading(
        tuple(people(*names)), tuple(Aside((len(names) + at,), text, warning) for at, text in enumerate(asides, 1))
    )


async def gathered(database: Database, account: Account, slug: str, *names: str) -> int:
    """An import of these people that can be reviewed; its id."""
    return await gathering.gather(database, account, slug, "list.txt", "text", reading(*names), NOW)


async def sums(database: Database, account: Account, slug: str, import_id: int) -> Sums:
    return (await database.read(reviewing.look, account, slug, import_id)).sums


async def started(database: Database, account: Account, slug: str, import_id: int) -> Import:
    new = (await sums(database, account, slug, import_id)).new
    return await database.write(importing.start, account, slug, import_id, CONSENT, new, NOW)


async def brought_in(database: Database, account: Account, slug: str, *names: str) -> int:
    """An import of these people that is at its end; its id."""
    import_id = await gathered(database, account, slug, *names)
    await started(database, account, slug, import_id)
    await drain(database)
    return import_id


def secret() -> bytes:
    """32 bytes that were not drawn before."""
    return hashlib.sha256(str(next(_drawn)).encode()).digest()


async def drain(database: Database) -> None:
    """Let the worker bring in, take off and compare until it has nothing left to do."""
    while (
        await database.write(importing.work, secret(), NOW)
        or await database.write(undoing.work, NOW)
        or await gathering.check_some(database, NOW)
    ):
        pass


async def state(database: Database, account: Account, slug: str, import_id: int) -> Import:
    return (await database.read(reviewing.look, account, slug, import_id)).imported
