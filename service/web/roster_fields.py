"""What the forms of a row say: which row was seen, and the people that an author makes of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from service.actions.reviewing import Shown
from service.actions.rewriting import IN_ONE_MOST, Seen
from service.core.fields import Reader
from service.core.roster.mending import Mended, edited, joined, parts_to_mend, people_in
from service.core.roster.values import Person
from service.core.roster.verdicts import Verdict
from service.core.signing import LINE_LIMIT
from service.core.text import Unprintable, clean_lines
from service.web.site import first
from service.web.wanted import whole

NOBODY = "Type at least one name."
LABELS = {
    "honorific": "The title",
    "name": "The name",
    "post_nominals": "What stands after the name",
    "latin_name": "The name in Latin letters",
    "place": "The place",
    "email": "The mail address",
}


@dataclass(frozen=True, slots=True)
class View:
    """Which rows a page shows. after: the key beyond which it begins. opened: the row with its forms open.

    at: the row to go on with.
    """

    verdict: Verdict | None = None
    after: int = -1
    opened: int | None = None
    at: int | None = None

    @property
    def query(self) -> str:
        """The filter and the page as they stand in an address, with the ? where there are any."""
        parts = [f"show={self.verdict.value}"] if self.verdict else []
        parts += [f"after={self.after}"] if self.after >= 0 else []
        return "?" + "&".join(parts) if parts else ""


def view_of(query: Mapping[str, str]) -> View:
    """What an address asks for; what is not known counts for nothing."""
    show, after = query.get("show", ""), whole(query.get("after", ""))
    verdict = Verdict(show) if show in set(Verdict) else None
    return View(
        verdict, -1 if after is None else after, whole(query.get("open", "")), whole(query.get("at", ""))
    )


def seen_in(fields: Mapping[str, list[str]], name: str = "seen") -> Seen:
    """The row that a form is about, as it was shown. Raises LookupError."""
    ordinal, _, stamp = first(fields, name).partition(":")
    at, was = whole(ordinal), whole(stamp)
    if at is None or was is None:
        raise LookupError("the form names no row")
    return Seen(at, was)


@dataclass(slots=True)
class Typed:
    """What stands in the forms of an opened row. people: the lines to split it in."""

    mended: Mended
    people: str
    errors: dict[str, str] = field(default_factory=dict)


def typed_of(shown: Shown) -> Typed:
    """The forms of a row as they are opened."""
    row = shown.row
    about = row.person or row.aside
    mended = parts_to_mend(row.person, shown.entry) if row.person else Mended()
    return Typed(mended, about.source if about else "")


def typed_in(fields: Mapping[str, list[str]], shown: Shown) -> Typed:
    """The forms of a row as they were sent: the fields of the one that was used, the other as it was."""
    typed, reader = typed_of(shown), Reader(fields)
    if first(fields, "step") == "edit":
        lines = {
            name: reader.line(name, LINE_LIMIT, label, required=name == "name") for name, label in LABELS.items()
        }
        positions = reader.lines("positions", 5 * LINE_LIMIT, "Position and affiliation")
        typed.mended = Mended(positions=positions, **lines)
    elif first(fields, "step") == "split":
        typed.people = reader.raw("people")
        _check_people(typed.people, reader)
    typed.errors = reader.errors
    return typed


def _check_people(text: str, reader: Reader) -> None:
    lines = [line for line in text.splitlines() if line.strip()]
    try:
        clean_lines(text.replace("\t", " "))
    except Unprintable as error:
        reader.errors["people"] = f"Take out a character that cannot be printed: {error}."
    if not lines:
        reader.errors["people"] = NOBODY
    elif len(lines) > IN_ONE_MOST:
        reader.errors["people"] = f"One row gives up to {IN_ONE_MOST} people; these are {len(lines):,} lines."


def people_of(step: str, typed: Typed, shown: Shown, behind: Shown | None) -> tuple[Person, ...]:
    """The people that take the place of a row, and of the one behind it where they are joined."""
    person, about = shown.row.person, shown.row.person or shown.row.aside
    next_about = (behind.row.person or behind.row.aside) if behind else None
    if step == "edit" and person:
        return (edited(person, shown.entry, typed.mended),)
    if step == "join" and person and next_about:
        return (joined(person, next_about),)
    if step == "split" and (about or shown.row.is_unreadable):
        return people_in(typed.people, about.lines if about else ())
    raise LookupError("the row cannot be changed like that")
