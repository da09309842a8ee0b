"""What an author makes of a row that was understood wrongly: it is edited, split, or joined with the next."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from service.core.entry import Entry, Position, printed_text
from service.core.roster.layout import read_roster
from service.core.roster.lines import lines_of
from service.core.roster.numbering import marked
from service.core.roster.values import Aside, Code, Person


@dataclass(frozen=True, slots=True)
class Mended:
    """The parts of an entry as an author types them. positions: as they print, a line each."""

    honorific: str = ""
    name: str = ""
    post_nominals: str = ""
    latin_name: str = ""
    positions: str = ""
    place: str = ""
    email: str = ""


def parts_to_mend(person: Person, entry: Entry | None) -> Mended:
    """What an author finds in the fields. entry: what the person would print as, if anything."""
    held = entry.positions if entry else person.positions
    lines = [_printed(position) for position in held] or ([person.rest] if person.rest and not entry else [])
    place = entry.place if entry else person.country
    names = (person.honorific, person.name, person.post_nominals, person.latin_name)
    return Mended(*names, "\n".join(lines), place, person.email)


def edited(person: Person, entry: Entry | None, typed: Mended) -> Person:
    """The person with the parts that an author typed; the doubts about the old ones go.

    A position that was not touched stays parted from its affiliation.
    """
    known = {_printed(position): position for position in (entry.positions if entry else person.positions)}
    lines = [line.strip() for line in typed.positions.splitlines() if line.strip()]
    positions = tuple(known.get(line) or Position(line) for line in lines)
    return replace(
        person,
        honorific=typed.honorific,
        name=typed.name,
        post_nominals=typed.post_nominals,
        latin_name=typed.latin_name,
        rest=printed_text(Entry("", positions=positions, place=typed.place)).removeprefix(", "),
        positions=positions,
        country=typed.place,
        email=typed.email,
        warnings=tuple(each for each in person.warnings if each.code is Code.NO_CONSENT),
    )


def people_in(text: str, lines: tuple[int, ...]) -> tuple[Person, ...]:
    """One person for each line of a text, each read by itself. lines: where the text comes from."""
    found: list[Person] = []
    for line in text.splitlines():
        if line.strip():
            text = _unmarked(line)
            read = read_roster(text).people or (Person(lines, name=text),)
            found += [replace(person, lines=lines, source=line.strip()) for person in read]
    return tuple(found)


def joined(one: Person, other: Person | Aside) -> Person:
    """A person whose entry goes on in the lines of another row.

    Read anew where that gives the same name; else what follows is added to the rest as it stands.
    """
    tail = _unmarked(other.source)
    lines, source = (*one.lines, *other.lines), f"{one.source}\n{other.source}"
    whole = f"{_unmarked(one.source)} {tail}"
    people = read_roster(whole).people
    if len(people) == 1 and (not one.rest or (people[0].honorific, people[0].name) == (one.honorific, one.name)):
        read = people[0]
    else:
        read = replace(one, rest=f"{one.rest} {tail}".strip(), positions=(), country="")
    email = one.email or getattr(other, "email", "")
    return replace(read, lines=lines, source=source, number=one.number, email=email, warnings=())


def _printed(position: Position) -> str:
    return ", ".join(filter(None, (position.position, position.affiliation)))


def _unmarked(source: str) -> str:
    """Lines as one, without the number or bullet before the first."""
    lines: Sequence[str] = [line.text for line in lines_of(source)]
    first = [marked(line).body for line in lines_of(source)[:1]]
    return " ".join((*first, *lines[1:])).strip() or " ".join(source.split())
