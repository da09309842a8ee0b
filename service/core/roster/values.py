"""What a roster holds, as it was read: people, lines that are nobody, and what is doubtful about either."""

from dataclasses import dataclass
from enum import StrEnum

from service.core.entry import Position


class Code(StrEnum):
    """What a warning is about."""

    WRAPPED = "wrapped"
    NUMBER_MISSING = "number_missing"
    NUMBER_REPEATED = "number_repeated"
    NUMBER_ORDER = "number_order"
    NEWEST_FIRST = "newest_first"
    SAME_PERSON = "same_person"
    TWO_PEOPLE = "two_people"
    HEADING = "heading"
    DISCLAIMER = "disclaimer"
    OTHERS = "others"
    COMMENT = "comment"
    EMAIL = "email"
    NO_NAME = "no_name"
    HONORIFIC = "honorific"
    NAME = "name"
    POST_NOMINALS = "post_nominals"
    POSITION = "position"
    PLACE = "place"
    SEPARATOR = "separator"
    CHARACTERS = "characters"
    LENGTH = "length"
    NO_CONSENT = "no_consent"
    LINE = "line"


@dataclass(frozen=True, slots=True)
class Warning:
    """One thing that a person should look at. words: a whole sentence."""

    code: Code
    words: str


@dataclass(frozen=True, slots=True)
class Person:
    """One signatory as their lines say it; every value stands in the source exactly so.

    lines: numbers of the source lines, from 1 (of the rows, for a table). number: as printed. rest: all that is
    printed after the name and post-nominals, wrapped lines joined by one space. country: a country or place, as
    printed, "" where none was recognised. email: taken out of the text. source: the lines as
    they were, joined by line ends. latin_name: where a table holds one beside the name.
    """

    lines: tuple[int, ...]
    number: int | None = None
    honorific: str = ""
    name: str = ""
    post_nominals: str = ""
    rest: str = ""
    positions: tuple[Position, ...] = ()
    country: str = ""
    email: str = ""
    source: str = ""
    warnings: tuple[Warning, ...] = ()
    latin_name: str = ""


@dataclass(frozen=True, slots=True)
class Aside:
    """Lines that are nobody: a heading, a disclaimer, "and 120 others", a comment. others: how many it counts."""

    lines: tuple[int, ...]
    source: str
    warning: Warning
    others: int = 0


@dataclass(frozen=True, slots=True)
class Reading:
    """A whole roster. Every line that is not blank is in a person or in an aside.

    warnings: about the list as a whole. separator: what this list puts between a name and the rest, or "".
    """

    people: tuple[Person, ...]
    asides: tuple[Aside, ...] = ()
    warnings: tuple[Warning, ...] = ()
    separator: str = ""
