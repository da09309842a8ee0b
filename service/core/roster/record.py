"""A person of a roster as plain JSON values, as the command line prints them."""

import re
from collections.abc import Callable
from typing import Any

from service.core.entry import Position
from service.core.roster.values import Person

ADDRESS = re.compile(r"[^\s@<>()\[\],;:]{1,100}@[^\s@<>()\[\],;:]{3,200}")
KEYS = ("lines", "number", "honorific", "name", "post_nominals", "rest", "positions", "country", "warnings")


def person_record(person: Person, with_email: bool = False) -> dict[str, Any]:
    """The keys of KEYS in that order; with_email adds "email". What was not found is "" or [], a number None.

    positions: {"position", "affiliation"}, of which one may be left out. warnings: {"code", "words"}. Without
    with_email no mail address stands in any of the values.
    """
    show = str if with_email else without_addresses
    record = {
        "lines": list(person.lines),
        "number": person.number,
        "honorific": show(person.honorific),
        "name": show(person.name),
        "post_nominals": show(person.post_nominals),
        "rest": show(person.rest),
        "positions": [_held(each, show) for each in person.positions],
        "country": show(person.country),
        "warnings": [{"code": each.code.value, "words": show(each.words)} for each in person.warnings],
    }
    return record | {"email": person.email} if with_email else record


def _held(held: Position, show: Callable[[str], str]) -> dict[str, str]:
    values = {"position": show(held.position), "affiliation": show(held.affiliation)}
    return {key: value for key, value in values.items() if value}


def without_addresses(text: str) -> str:
    """The text with … in place of every mail address."""
    return ADDRESS.sub("…", text) if "@" in text else text
