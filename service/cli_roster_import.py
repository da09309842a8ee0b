"""The command that brings a list of names onto a letter."""

import os
from collections import Counter
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TypeVar

import click

from service.actions import gathering, importing, reviewing
from service.actions.gathering import NotForNames
from service.actions.importing import NoConsent
from service.actions.moderating import NotYours
from service.cli_rosters import read_roster_file, shown
from service.console import fail, now, run
from service.core.roster.printing import doubts_of, faults_of
from service.core.roster.values import Reading
from service.core.roster.verdicts import Verdict, sums_in_words, sums_of
from service.installation import Installation
from service.store import accounts, letters
from service.store.accounts import Account, Role
from service.store.database import Database, Db
from service.store.imports import Import, ImportState
from service.store.roster_rows import Row

T = TypeVar("T")

UNKNOWN = "there is no letter {slug!r}; `undersigned letter list` shows them"
NOBODY = "the letter has no author to decide it: undersigned account add ADDRESS --role author --letter {slug}"
SEVERAL = "say with --as ADDRESS which of the letter's authors imports it"
LEFT_OUT = {
    Verdict.DUPLICATE: "stands already",
    Verdict.CONFLICT: "the name stands already, with other words behind it",
}


@click.command("import")
@click.argument("slug")
@click.argument("file", type=click.Path(dir_okay=False, allow_dash=True, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Say what would come of it; nothing is stored.")
@click.option("--consent", metavar="WORDS", help="How these people agreed to be named. It is kept with each name.")
@click.option("--as", "email", metavar="ADDRESS", help="The account of the author who decides it.")
def roster_import(slug: str, file: Path, dry_run: bool, consent: str | None, email: str | None) -> None:
    """Bring the names in FILE onto the letter SLUG, as a decision of its author.

    Who stands already, and who is not clear, is left out and named. FILE may be - for standard input.
    """
    if not dry_run and consent is None:
        fail("say with --consent how these people agreed to be named, or try it with --dry-run")
    source, reading = read_roster_file(file)
    rows = _asked(slug, lambda installation: installation.database.read(gathering.in_memory, slug, reading))
    _tell(rows, reading)
    if dry_run or consent is None:
        click.echo("Nothing was stored.")
        return
    name = "" if str(file) == "-" else file.name

    async def act(installation: Installation) -> Import:
        account = await installation.database.read(_author, slug, email)
        return await _bring_in(installation.database, account, slug, (name, source.kind), reading, consent)

    found = _asked(slug, act)
    words = "name was" if found.done == 1 else "names were"
    click.echo(f"{found.done:,} {words} brought in, as import {found.id}.")
    if found.waiting:
        click.echo(f"{found.waiting:,} of them wait for a moderator, as somebody else has to list them.")


def _asked(slug: str, act: Callable[[Installation], Awaitable[T]]) -> T:
    """What comes of it, or the command fails in words."""
    try:
        return run(act)
    except LookupError:
        fail(UNKNOWN.format(slug=slug))
    except NotYours:
        fail("this account is no author of the letter")
    except NotForNames as error:
        fail(f"the letter takes no names: it is {error.letter.state}")
    except NoConsent as error:
        fail(error.words)


async def _bring_in(
    database: Database, account: Account, slug: str, about: tuple[str, str], reading: Reading, consent: str
) -> Import:
    """Store, compare and bring in; a service that runs beside may do a part of it."""
    importing.checked_consent(consent)
    import_id = await gathering.gather(database, account, slug, *about, reading, now())
    page = await database.read(reviewing.look, account, slug, import_id)
    while page.imported.state is ImportState.GATHERING:
        await gathering.check_some(database, now())
        page = await database.read(reviewing.look, account, slug, import_id)
    if not page.sums.new:
        await database.write(reviewing.discard, account, slug, import_id, now())
        return page.imported
    found = await database.write(importing.start, account, slug, import_id, consent, page.sums.new, now())
    while found.state is ImportState.BRINGING_IN:
        await database.write(importing.work, os.urandom(32), now())
        found = (await database.read(reviewing.look, account, slug, import_id)).imported
    return found


def _author(db: Db, slug: str, email: str | None) -> Account:
    """Whose decision it is: the account of an address, or else the letter's only author."""
    letter = letters.letter_by_slug(db, slug)
    if letter is None:
        raise LookupError(slug)
    if email is not None:
        account = accounts.account_by_email(db, email)
        if account is None:
            fail(f"there is no account {email}")
        return account
    found = [helper.account for helper in accounts.helpers(db, letter.id) if helper.role is Role.AUTHOR]
    if len(found) != 1:
        fail(SEVERAL if found else NOBODY.format(slug=slug))
    return found[0]


def _tell(rows: list[Row], reading: Reading) -> None:
    """Each row that is not new, with why, and the sums."""
    for row in rows:
        if row.person is not None and row.verdict is not Verdict.NEW:
            why = LEFT_OUT.get(row.verdict) or " ".join((*faults_of(row.person), *doubts_of(row.person)))
            line = row.person.lines[0] if row.person.lines else 0
            click.echo(shown(f"line {line}: {row.person.name or row.person.source}: left out, {why}"))
    click.echo(f"{sums_in_words(sums_of(Counter(row.verdict for row in rows)))}.")
    if reading.asides:
        click.echo(f"Besides, {len(reading.asides):,} lines that are nobody.")
