"""The commands by which a letter leaves as a file, is edited by hand, and comes back."""

from dataclasses import replace
from pathlib import Path

import click

from service.actions import versioning
from service.actions.drafting import NotChangeable
from service.actions.versioning import NOTE_MOST, Asked, NeedsKind, NotReady, OtherNumber, UnpublishedDraft
from service.console import fail, now, run
from service.core.letter import Letter, Profile, Version, VersionKind, Wording
from service.core.letterfile import read_letter_file
from service.core.letterfile_out import write_letter_file
from service.core.text import Unprintable, clean_lines
from service.installation import Installation
from service.store.letters import letter_by_slug

UNKNOWN = "there is no letter {slug!r}; `undersigned letter list` shows them"
DRAFT = (
    "its authors have written something on its page that is not the letter's text yet. "
    "Ask them, or say --over-draft to put the file in its place"
)
KIND = "people have signed: say --correction NOTE, or --material NOTE to ask each of them to sign again"


@click.command("export-file")
@click.argument("slug")
@click.option("-o", "--output", type=click.Path(dir_okay=False, path_type=Path), help="Without it: to the screen.")
def letter_export_file(slug: str, output: Path | None) -> None:
    """Write the letter SLUG as the file from which `letter add` and `letter update` read it."""

    async def find(installation: Installation) -> Letter | None:
        return await installation.database.read(letter_by_slug, slug)

    found = run(find)
    if found is None:
        fail(UNKNOWN.format(slug=slug))
    text = write_letter_file(found.profile, found.version.wording)
    if output is None:
        click.echo(text, nl=False)
        return
    output.write_bytes(text.encode())
    click.echo(f"{output}: version {found.version.number}, {len(text.encode()):,} bytes")


@click.command("update")
@click.argument("slug")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--correction", metavar="NOTE", help="The meaning stays: everybody who signed stays too.")
@click.option("--material", metavar="NOTE", help="It says something else: each is asked by mail to sign again.")
@click.option("--people", type=int, help="How many are asked again; without it the command asks you.")
@click.option("--over-draft", is_flag=True, help="Put the file in place of what authors have written meanwhile.")
def letter_update(
    slug: str, file: Path, correction: str | None, material: str | None, people: int | None, over_draft: bool
) -> None:
    """Make what FILE says the text and the profile of the letter SLUG.

    Once somebody has signed, a changed text is a correction or a material change, with a note for everybody.
    """
    profile, wording = read_letter_file(file.read_bytes())
    if profile.slug != slug:
        fail(f"the file is of the letter {profile.slug!r}, not of {slug!r}; a letter's address cannot change")
    if correction and material:
        fail("choose one of --correction and --material")
    kind = VersionKind.MATERIAL if material else VersionKind.CORRECTION if correction else None
    asked = Asked(0, "", kind, _note(material or correction or ""), people)
    while True:
        try:
            before, version = _update(profile, wording, asked, over_draft)
            break
        except OtherNumber as error:
            if asked.number is not None:
                fail(f"{error.number:,} people are asked to sign again, not {asked.number:,}. Nothing was changed")
            words = f"{error.number:,} people will be asked by mail to sign again. Type the number"
            asked = replace(asked, number=click.prompt(words, type=int))
    _tell(before, profile, version)


def _note(typed: str) -> str:
    try:
        note = clean_lines(typed)
    except Unprintable as error:
        fail(f"the note holds a character that cannot be printed: {error}")
    if len(note) > NOTE_MOST:
        fail(f"the note takes up to {NOTE_MOST:,} characters")
    return note


def _update(profile: Profile, wording: Wording, asked: Asked, over_draft: bool) -> tuple[Letter, Version | None]:
    """The letter as it was, and its new version; None where the text stays."""

    async def act(installation: Installation) -> tuple[Letter, Version | None]:
        database = installation.database
        before = await database.read(letter_by_slug, profile.slug)
        if before is None:
            fail(UNKNOWN.format(slug=profile.slug))
        made = await database.write(versioning.update_by_file, profile, wording, asked, over_draft, now())
        return before, made

    try:
        return run(act)
    except NotChangeable as error:
        fail(f"the letter is {error.letter.state}: its text can no longer change")
    except NotReady as error:
        fail(" ".join(error.problems))
    except NeedsKind:
        fail(KIND)
    except UnpublishedDraft:
        fail(DRAFT)


def _tell(before: Letter, profile: Profile, version: Version | None) -> None:
    if version:
        click.echo(f"The letter's text is version {version.number} now. Seal: {version.seal}")
    if version and version.kind is VersionKind.MATERIAL:
        click.echo("The mails that ask everybody to sign again go out while the service or its worker runs.")
    if before.profile != profile:
        click.echo("What stands around the text was changed.")
    if not version and before.profile == profile:
        click.echo("The letter says this already. Nothing was changed.")
