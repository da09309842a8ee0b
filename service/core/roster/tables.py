"""A roster read from the rows of a table whose columns are known."""

from collections.abc import Sequence

from service.core.entry import Position
from service.core.roster.columns import MAIL, NAMING, Columns, Kind
from service.core.roster.counting import check_numbers
from service.core.roster.holdings import positions_in
from service.core.roster.places import place_at_end
from service.core.roster.repeats import mark_repeated
from service.core.roster.understanding import Style, Understood, style_of, understand
from service.core.roster.values import Aside, Code, Person, Reading, Warning
from service.core.roster.word_sets import words_of
from service.core.text import fold

NOTHING = words_of("- – — n/a na none null nil ? . other keine aucun нет")
NO = words_of("""
    no n non nein false 0 nei nej nao ne нет ні hayir hayır لا خیر نه 否 いいえ 아니오 לא όχι nie disagree
    anonymous anonym anonymous private
""")
NO_BEGINS = ("no,", "no ", "non,", "nein,", "i do not", "do not", "don't", "not ", "anonym", "keep my name")

Row = Sequence[str]
Where = dict[Kind, list[int]]
"""Where the columns of each kind stand."""


def read_table(rows: Sequence[Row], columns: Columns, line_numbers: Sequence[int]) -> Reading:
    """Everybody whom a table names. rows: those under the header. line_numbers: where each stands in its file."""
    where: Where = {kind: columns.at(kind) for kind in Kind}
    titles = [column.title.strip() for column in columns.columns]
    cells = [text for row in rows if (text := _cell(row, where[Kind.NAME]))]
    style = style_of(cells)
    people: list[Person] = []
    asides: list[Aside] = []
    for row, line in zip(rows, line_numbers, strict=True):
        if not any(cell.strip() for cell in row):
            continue
        if aside := _nobody(row, where, titles, line):
            asides.append(aside)
        else:
            people.append(_person(row, where, style, line))
    checked, about_numbers = check_numbers(people)
    warnings = (*style.warnings, *about_numbers)
    if not people:
        warnings = (*warnings, Warning(Code.NO_NAME, "There is no name in this table."))
    return Reading(mark_repeated(checked), tuple(asides), warnings)


def _cell(row: Row, places: Sequence[int]) -> str:
    """The first value in the columns of a kind, "" where nothing is said."""
    for at in places:
        if at < len(row) and (text := row[at].strip()) and text.casefold() not in NOTHING:
            return text
    return ""


def _source(row: Row) -> str:
    return "\t".join(row).rstrip()


def _nobody(row: Row, where: Where, titles: Sequence[str], line: int) -> Aside | None:
    """A row that repeats the header, or names nobody."""
    if any(titles) and [cell.strip() for cell in row[: len(titles)]] == titles[: len(row)]:
        return Aside((line,), _source(row), Warning(Code.HEADING, "This row repeats the header."))
    if any(_cell(row, where[kind]) for kind in NAMING):
        return None
    return Aside((line,), _source(row), Warning(Code.NO_NAME, "There is no name in this row."))


def _person(row: Row, where: Where, style: Style, line: int) -> Person:
    warnings: list[Warning] = []
    read = _named(row, where, style)
    warnings += read.warnings
    honorific = " ".join(part for part in (_cell(row, where[Kind.HONORIFIC]), read.honorific) if part)
    post_nominals = ", ".join(part for part in (read.post_nominals, _cell(row, where[Kind.POST_NOMINALS])) if part)
    rest, positions, country = _rest(row, where, read)
    warnings += _about_cells(row, where)
    email = MAIL.search(_cell(row, where[Kind.EMAIL])[:400])
    return Person(
        lines=(line,),
        number=_number(_cell(row, where[Kind.NUMBER])),
        honorific=honorific,
        name=read.name,
        post_nominals=post_nominals,
        rest=rest,
        positions=positions,
        country=country,
        email=email[0] if email else "",
        source=_source(row),
        warnings=tuple(warnings),
        latin_name=_cell(row, where[Kind.LATIN]),
    )


def _named(row: Row, where: Where, style: Style) -> Understood:
    """The name, from one cell that may hold more, or from two."""
    given, family = _cell(row, where[Kind.GIVEN]), _cell(row, where[Kind.FAMILY])
    if whole := _cell(row, where[Kind.NAME]):
        read = understand(whole, style)
        return read if read.name else Understood(name=whole, warnings=read.warnings)
    read = understand(f"{given} {family}".strip(), Style(one_word=True, lower=style.lower))
    if read.rest or read.post_nominals or not read.name:
        words = "The cells of the name hold more than a name seems to."
        return Understood(name=f"{given} {family}".strip(), warnings=(Warning(Code.NAME, words),))
    if not given or not family:
        words = "Only one part of the name is filled in."
        return Understood(read.honorific, read.name, warnings=(*read.warnings, Warning(Code.NAME, words)))
    return read


def _rest(row: Row, where: Where, read: Understood) -> tuple[str, tuple[Position, ...], str]:
    """What stands behind the name, positions, country: what the name's cell held, then the other cells."""
    position = ", ".join(_cells(row, where[Kind.POSITION]))
    affiliation = ", ".join(_cells(row, where[Kind.AFFILIATION]))
    places = [*_cells(row, where[Kind.PLACE]), *_cells(row, where[Kind.COUNTRY])]
    rest = ", ".join(part for part in (read.rest, position, affiliation, *places) if part)
    positions = read.positions
    if affiliation:
        positions = (*positions, Position(position, affiliation))
    elif position:
        read_here = positions_in(position)
        is_both = len(read_here) == 1 and read_here[0].position
        positions = (*positions, *(read_here if is_both else (Position(position),)))
    return rest, positions, places[-1] if places else place_at_end(rest)[0]


def _cells(row: Row, places: Sequence[int]) -> list[str]:
    return [text for at in places if (text := _cell(row, (at,)))]


def _number(text: str) -> int | None:
    digits = text.strip("#(). ").removesuffix(".0")
    return int(digits) if digits.isdecimal() and len(digits) < 8 else None


def _about_cells(row: Row, where: Where) -> list[Warning]:
    """Doubts about consent, and about formulas, which are text here."""
    found = []
    if consents := where[Kind.CONSENT]:
        said = fold(row[consents[0]]).strip(" .") if consents[0] < len(row) else ""
        if not said:
            found.append(Warning(Code.NO_CONSENT, "The row does not say whether they consent."))
        elif said in NO or said.startswith(NO_BEGINS):
            found.append(Warning(Code.NO_CONSENT, f"They said “{said[:60]}” where consent is asked for."))
    ignored = where[Kind.IGNORED]
    if any(cell.startswith("=") and at not in ignored for at, cell in enumerate(row)):
        found.append(Warning(Code.CHARACTERS, "A cell holds a formula; it is taken as text."))
    return found
