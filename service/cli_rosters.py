"""The commands for lists of names that were gathered elsewhere."""

import json
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import click

from service.console import fail
from service.core.roster.record import person_record, without_addresses
from service.core.roster.source import Source
from service.core.roster.values import Aside, Person, Reading
from service.intake.apart import read_apart, understand_apart
from service.intake.bounds import BYTES_MOST, Unreadable

NOBODY = "No name was found in the list. See that it is a list of people, one to a line or to a row."

ASIDE_MOST = 200
"""Characters shown of a text that is nobody: of a letter around its list, enough to know it by."""


@click.group()
def roster() -> None:
    """Read lists of names that were gathered elsewhere. docs/rosters.md explains what is understood."""


@roster.command("parse")
@click.argument("file", type=click.Path(dir_okay=False, allow_dash=True, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="One JSON object for each person, one to a line.")
@click.option("--emails", is_flag=True, help="Print mail addresses too.")
def roster_parse(file: Path, as_json: bool, emails: bool) -> None:
    """Show how the list in FILE is understood; nothing is stored. FILE may be - for standard input."""
    source, reading = read_roster_file(file)
    if as_json:
        for person in reading.people:
            click.echo(json.dumps(person_record(person, emails), ensure_ascii=False))
    else:
        for person in reading.people:
            click.echo("\n".join(_lines(person, emails)))
    for words in _about(source, reading):
        click.echo(words if emails else without_addresses(words), err=as_json)


def read_roster_file(file: Path) -> tuple[Source, Reading]:
    """What a file holds and how it is understood; where it is no list of people, the command fails in words."""
    name = "" if str(file) == "-" else file.name
    try:
        source = read_apart(_content(file), name)
        reading = understand_apart(source)
    except Unreadable as error:
        fail(f"{name or 'standard input'}: {error}")
    if not reading.people:
        fail(f"{name or 'standard input'}: {NOBODY}")
    return source, reading


def _content(file: Path) -> bytes:
    """No more of it than is needed to see that it is too large."""
    if str(file) == "-":
        return sys.stdin.buffer.read(BYTES_MOST + 1)
    with file.open("rb") as opened:
        return opened.read(BYTES_MOST + 1)


def _lines(person: Person, emails: bool) -> Iterator[str]:
    number = "" if person.number is None else f"{person.number}."
    name = " ".join(filter(None, (person.honorific, person.name)))
    email = f"<{person.email}>" if emails and person.email else ""
    parts = filter(None, (name, person.post_nominals, person.rest, email))
    for line in (f"{number:>6} {' | '.join(parts)}", *(f"       ! {each.words}" for each in person.warnings)):
        yield shown(line if emails else without_addresses(line))


def _about(source: Source, reading: Reading) -> Iterator[str]:
    """What was read, what is doubtful about the whole list, and the sums."""
    doubtful = sum(bool(person.warnings) for person in reading.people)
    yield f"Read as {source.kind}."
    yield from map(shown, source.notes)
    yield from (shown(warning.words) for warning in reading.warnings)
    for aside in reading.asides:
        cut = " …" if len(aside.source) > ASIDE_MOST else ""
        yield shown(f"Nobody ({_kind(aside)}): {aside.source[:ASIDE_MOST]}{cut}")
    clear = len(reading.people) - doubtful
    yield f"{clear:,} clear, {doubtful:,} to look at = {len(reading.people):,} people."
    if reading.asides:
        kinds = Counter(_kind(aside) for aside in reading.asides)
        told = " + ".join(f"{count:,} {kind}" for kind, count in kinds.items())
        yield f"Besides, lines that are nobody: {told} = {len(reading.asides):,}."


def _kind(aside: Aside) -> str:
    return aside.warning.code.replace("_", " ")


def shown(text: str) -> str:
    """Text that cannot steer a terminal: what does not print is shown as a replacement mark."""
    line = text.replace("\n", " / ")
    return "".join(char if char.isprintable() or char == "\u200c" else "\ufffd" for char in line)
