"""A person of a roster becomes the entry that will be printed, or it is said why none can be made of them."""

import re
from dataclasses import replace

from service.core.entry import Entry, Lane, Position, printed_text
from service.core.roster.holdings import positions_in
from service.core.roster.places import place_at_end, stands_apart
from service.core.roster.times import without_time
from service.core.roster.values import Code, Person
from service.core.signing import LINE_LIMIT, SignForm, check_entry, read_address

DOUBTS = frozenset({Code.NO_NAME, Code.TWO_PEOPLE, Code.NO_CONSENT})
"""Warnings with which nobody is brought in before an author has looked."""


def entry_of_person(person: Person) -> Entry:
    """The entry, every value as it stood in the source. Post-nominals follow the name as they were printed.

    When somebody signed elsewhere ("2 hours ago") is no part of it.
    """
    person = _without_time(person)
    entry = Entry(printed_name(person), person.honorific, person.latin_name, person.positions, person.country)
    if not person.rest or len(person.rest) > LINE_LIMIT or _printed(entry) == person.rest:
        return entry
    if _printed(without := replace(entry, place="")) == person.rest:
        return without if person.country in person.rest else entry
    # Told apart, it would print with other punctuation: "of LEARN Delta" would become "of LEARN, Delta".
    return replace(entry, positions=(Position(person.rest),), place="")


def _without_time(person: Person) -> Person:
    rest = without_time(person.rest)
    if rest == person.rest:
        return person
    country, _ = place_at_end(rest)
    before = rest[: rest.rindex(country)] if stands_apart(rest, country) else rest
    return replace(person, rest=rest, positions=positions_in(before), country=country)


def _printed(entry: Entry) -> str:
    """What prints behind the name."""
    return printed_text(Entry("", positions=entry.positions, place=entry.place)).removeprefix(", ")


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
