"""A person of a roster becomes the entry that will be printed, or it is said why none can be made of them."""

import re

from service.core.entry import Entry, Lane, Position
from service.core.roster.places import stands_apart
from service.core.roster.values import Code, Person
from service.core.signing import SignForm, check_entry, read_address

DOUBTS = frozenset({Code.NO_NAME, Code.TWO_PEOPLE, Code.NO_CONSENT})
"""Warnings with which nobody is brought in before an author has looked."""


def entry_of_person(person: Person) -> Entry:
    """The entry, every value as it stood in the source. Post-nominals follow the name as they were printed.

    A place that nothing divides from the words before it stays with them: "founder of Lantern Norway".
    """
    positions = person.positions
    if not positions and person.rest and person.rest != person.country:
        positions = (Position(person.rest),)
    is_part = person.country in person.rest and not stands_apart(person.rest, person.country)
    place = "" if is_part else person.country
    if positions and not person.positions:
        place = ""
    return Entry(printed_name(person), person.honorific, person.latin_name, positions, place)


def printed_name(person: Person) -> str:
    """The name with its post-nominals, and between them what the source has there: a comma, or a space."""
    if not person.post_nominals:
        return person.name
    between = re.search(
        rf"{re.escape(person.name)}(,?)\s+{re.escape(person.post_nominals)}", " ".join(person.source.split())
    )
    return f"{person.name}{',' if between is None else between[1]} {person.post_nominals}"


def address_of(person: Person) -> str:
    """The person's address as it is compared with others; "" where there is none that mail can be sent to."""
    return read_address(person.email)[0] if person.email else ""


def faults_of(person: Person) -> list[str]:
    """Why no entry can be made of a person, a sentence each; empty where one can."""
    entry = entry_of_person(person)
    form = SignForm(entry.name, entry.latin_name, entry.honorific, entry.positions, entry.place)
    _, _, errors = check_entry(form, [Lane.COSIGNER])
    if "name" in errors and not entry.name:
        errors["name"] = "No name was recognised here."
    if person.email:
        _, problem = read_address(person.email)
        if problem:
            errors["email"] = "The email address is not one that mail can be sent to."
    return list(errors.values())


def doubts_of(person: Person) -> list[str]:
    """Warnings that hold a person back until an author says otherwise, a sentence each."""
    return [warning.words for warning in person.warnings if warning.code in DOUBTS]
