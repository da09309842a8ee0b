"""The command line: start the service, and do by hand what has no page."""

import asyncio
import os
import signal
import sys
from pathlib import Path
from typing import Any

import click
from granian import Granian
from granian.constants import Interfaces, Loops

from service import demo as demonstration
from service import doctor as diagnosis
from service.actions import composing, policing, reading
from service.app import worker_of
from service.cli_accounts import account, first_account_link, sign_in_link
from service.cli_letters import letter_export_file, letter_update
from service.cli_policy import letter_policy
from service.cli_roster_import import roster_import
from service.cli_rosters import roster
from service.console import fail, now, run
from service.core.languages import date_in_words
from service.core.letter import Letter, LetterState
from service.core.letterfile import LetterFileError, read_letter_file
from service.core.moderation import Policy
from service.installation import Installation, keyring_of
from service.logs import configure
from service.render.formats import FORMATS
from service.settings import SettingsError, load
from service.store import letters as letter_store
from service.store.database import Database, Unavailable
from service.store.keyring import KeyProblem, add_key, read_keys
from service.store.migrations import migrate as migrate_tables
from service.store.sealed import Vaults

SQLITE_WORKERS = 1


def main() -> None:
    """Run a command; on failure one clear line and exit status 1."""
    try:
        cli(standalone_mode=False)
    except click.exceptions.Exit as done:
        sys.exit(done.exit_code)
    except click.Abort:
        fail("stopped")
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except (SettingsError, KeyProblem, LetterFileError) as error:
        fail(str(error))
    except Unavailable as error:
        fail(f"the database does not answer: {error}")
    except OSError as error:
        fail(f"{error.filename or 'network'}: {error.strerror or error}")


@click.group()
@click.version_option(package_name="undersigned")
def cli() -> None:
    """Undersigned collects, verifies and publishes the cosigners of an open letter.

    \b
    Try it:           undersigned demo
    A real start:     UNDERSIGNED_BASE_URL=https://letters.example.org
                      UNDERSIGNED_SMTP_URL=smtp+starttls://user:password@mail.example.org:587
                      undersigned serve
    A letter:         undersigned letter add my-letter.md, then undersigned letter open my-letter
    The first account: `serve` shows a link for it, once
    A moderator:      undersigned account add ana@example.org --role moderator --letter my-letter
    The final copy:   undersigned export my-letter --format pdf -o my-letter.pdf

    Every setting is an environment variable; docs/settings.md lists them.
    """


cli.add_command(account)
cli.add_command(roster)
roster.add_command(roster_import)


@cli.command()
@click.option(
    "--port", default=8000, show_default=True, help="Port on this machine; the next one takes the mails."
)
def demo(port: int) -> None:
    """Start a working service with an invented letter; its mails stay in a mailbox page.

    Everything lies in the folder undersigned-demo (or UNDERSIGNED_DATA): a second start finds it again.
    """
    os.environ.setdefault("UNDERSIGNED_DATA", "undersigned-demo")
    os.environ["UNDERSIGNED_BASE_URL"] = f"http://localhost:{port}"
    os.environ["UNDERSIGNED_SMTP_URL"] = f"smtp://127.0.0.1:{port + 1}"

    async def prepare(installation: Installation) -> str:
        account = await demonstration.prepare(installation.database, now())
        return sign_in_link(installation, account.id, account.epoch)

    link = run(prepare)
    base = f"http://localhost:{port}"
    click.echo(f"The letter:        {base}/letters/{demonstration.SLUG}")
    click.echo(f"Its mails:         {base}/demo/mailbox")
    click.echo(f"Moderate (once):   {link}")
    click.echo("Stop with Ctrl-C; start again and everything is still there.", nl=True)
    start_server("service.app:serve_demo", "127.0.0.1", port, workers=1)


@cli.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=8000, show_default=True)
@click.option("--workers", default=1, show_default=True, help="Server processes; more than one needs PostgreSQL.")
@click.option("--mail/--no-mail", default=True, help="Send mails too, or leave it to `undersigned worker`.")
def serve(host: str, port: int, workers: int, mail: bool) -> None:
    """Serve the pages, and send the mails. Migrates the database first."""
    settings = load()
    if workers > SQLITE_WORKERS and settings.database.startswith("sqlite"):
        fail("SQLite has one writer: use --workers 1, or PostgreSQL (UNDERSIGNED_DATABASE_URL)")
    first = run(first_account_link)
    if first:
        click.echo(f"Nobody has an account yet. Make yours within a day: {first}", err=True)
    click.echo(f"Serving {settings.base_url} on {host}:{port}", err=True)
    start_server("service.app:serve" if mail else "service.app:serve_without_worker", host, port, workers)


async def _ready(_: Installation) -> None:
    """Opening the installation has migrated it and made its keys."""


def start_server(target: str, host: str, port: int, workers: int) -> None:
    """Run the application until SIGTERM or Ctrl-C; requests in flight are finished."""
    server = Granian(
        target,
        address=host,
        port=port,
        interface=Interfaces.ASGI,
        workers=workers,
        factory=True,
        loop=Loops.uvloop,
        websockets=False,
        log_enabled=False,
        respawn_failed_workers=True,
        workers_kill_timeout=30,
    )
    server.serve()


@cli.command()
def worker() -> None:
    """Send the mails, in a process of its own beside `undersigned serve --no-mail`."""
    configure()

    async def drain(installation: Installation) -> None:
        sender = worker_of(installation)
        for sign in (signal.SIGINT, signal.SIGTERM):
            asyncio.get_running_loop().add_signal_handler(sign, sender.stop)
        await sender.run()

    run(drain)


@cli.command()
def migrate() -> None:
    """Bring the database's tables to the version of this code; `serve` does it too."""

    async def bring() -> None:
        settings = load()
        database = Database(settings.database, Vaults(keyring_of(settings)))
        try:
            await database.run_migrations(migrate_tables)
        finally:
            await database.stop()

    asyncio.run(bring())
    click.echo("The tables are up to date.")


@cli.group()
def letter() -> None:
    """Bring letters in, open them, close them. docs/letter-file.md explains the file."""


letter.add_command(letter_policy)
letter.add_command(letter_export_file)
letter.add_command(letter_update)


@letter.command("add")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def letter_add(file: Path) -> None:
    """Read a letter FILE (Markdown with YAML front matter) and store it as a draft."""
    profile, wording = read_letter_file(file.read_bytes())

    async def add(installation: Installation) -> None:
        try:
            await installation.database.write(composing.add_letter, profile, wording, now())
        except composing.SlugTaken:
            fail(f"there is a letter {profile.slug!r} already; choose another slug")

    run(add)
    click.echo(f"Stored as a draft. Open it for signing: undersigned letter open {profile.slug}")


@letter.command("open")
@click.argument("slug")
def letter_open(slug: str) -> None:
    """Publish a letter and take signatures."""
    move(slug, LetterState.OPEN)
    click.echo(f"Open: {load().base_url}/letters/{slug}")


@letter.command("close")
@click.argument("slug")
def letter_close(slug: str) -> None:
    """Take no more signatures; the letter stays public, and can be opened again."""
    move(slug, LetterState.CLOSED)
    click.echo("Closed. Signatures can still be corrected and withdrawn.")


def move(slug: str, wanted: LetterState) -> None:
    async def act(installation: Installation) -> None:
        try:
            await installation.database.write(composing.move_letter, slug, wanted)
        except LookupError:
            fail(f"there is no letter {slug!r}; `undersigned letter list` shows them")
        except composing.LetterMove as error:
            fail(str(error))

    run(act)


@letter.command("list")
def letter_list() -> None:
    """Every letter, with its state and counts."""

    async def find(installation: Installation) -> list[Letter]:
        return await installation.database.read(letter_store.letters_in)

    found = run(find)
    for each in found:
        counts = each.counts
        click.echo(
            f"{each.slug}\t{each.state}\t{counts.named} named\t{counts.unnamed} not named\t"
            f"{counts.supporters} supporters\t{counts.waiting} waiting\t{each.title}"
        )
    if not found:
        click.echo("No letters yet. Bring one in: undersigned letter add FILE", err=True)


@letter.command("show")
@click.argument("slug")
def letter_show(slug: str) -> None:
    """A letter's addressees, counts, policy, version and seal."""

    async def find(installation: Installation) -> tuple[Letter | None, Policy]:
        found = await installation.database.read(letter_store.letter_by_slug, slug)
        return found, await installation.database.read(policing.policy_of, slug) if found else Policy()

    found, policy = run(find)
    if found is None:
        fail(f"there is no letter {slug!r}; `undersigned letter list` shows them")
    for line in show_lines(found, policy):
        click.echo(line)


def show_lines(found: Letter, policy: Policy) -> list[str]:
    wording, counts = found.version.wording, found.counts
    return [
        found.title,
        f"State:    {found.state}",
        f"Date:     {date_in_words(wording.date) if wording.date else '-'}",
        *(f"To:       {'; '.join(addressee.lines())}" for addressee in wording.to),
        *(f"CC:       {'; '.join(addressee.lines())}" for addressee in wording.cc),
        f"Counts:   {counts.named} named, {counts.unnamed} not named, {counts.supporters} supporters, "
        f"{counts.waiting} waiting",
        *policing.policy_lines(policy),
        f"Version:  {found.version.number}, {found.version.created_at:%Y-%m-%d}",
        f"Seal:     {found.version.seal}",
    ]


@cli.command()
@click.argument("slug")
@click.option("--format", "kind", type=click.Choice(list(FORMATS)), default="pdf", show_default=True)
@click.option("-o", "--output", type=click.Path(dir_okay=False, path_type=Path), required=True)
def export(slug: str, kind: str, output: Path) -> None:
    """Write the letter with To, CC and the numbered list to a file."""

    async def find(installation: Installation) -> Any:
        try:
            return await installation.database.read(reading.whole_document, slug, now())
        except LookupError:
            fail(f"there is no letter {slug!r}; `undersigned letter list` shows them")

    rendered = FORMATS[kind](run(find))
    beside = output.with_name(f"{output.name}.part")
    beside.write_bytes(rendered.content)
    beside.replace(output)
    for warning in rendered.warnings:
        click.echo(f"warning: {warning}", err=True)
    click.echo(f"{output}: {len(rendered.content):,} bytes")


@cli.group()
def keys() -> None:
    """The master keys that wrap the data keys and sign the links."""


@keys.command("rotate")
def keys_rotate() -> None:
    """Put a new master key before the others and wrap every data key by it.

    Links that were mailed before stay good: older keys still read. Restart every server process afterwards.
    """
    settings = load()
    if settings.keys.get_secret_value():
        fail("the keys come from UNDERSIGNED_KEYS: put a new key before the others there, restart, then rewrap")
    run(_ready)
    add_key(settings.keys_file, read_keys(settings.keys_file.read_text()))
    click.echo(f"{rewrap()} data keys are wrapped by the new master key. Restart every server process now.")


@keys.command("rewrap")
def keys_rewrap() -> None:
    """Wrap every data key by the first master key, after the keys were changed by hand."""
    click.echo(f"{rewrap()} data keys are wrapped by the first master key.")


def rewrap() -> int:
    async def act(installation: Installation) -> int:
        return await installation.database.write(_rewrap, installation)

    return run(act)


def _rewrap(db: Any, installation: Installation) -> int:
    return installation.vaults.rewrap(db.connection)


@cli.command()
def doctor() -> None:
    """Check settings, disk, keys, database, mail server, waiting mails and moderators.

    Exit status 1 where something is wrong; each line says what to do.
    """
    findings = asyncio.run(diagnosis.examine(load()))
    for finding in findings:
        click.echo(f"{'ok   ' if finding.is_well else 'WRONG'}  {finding.subject}: {finding.words}")
    if not all(finding.is_well for finding in findings):
        sys.exit(1)
