"""A row of a roster as the pages show it: its line, the parts of its entry, and why it is not new."""

from collections.abc import Iterable
from types import SimpleNamespace

from service.actions.reviewing import Other, Shown
from service.core.entry import Entry, Part, printed, printed_text
from service.core.roster.values import Code, Person, Warning
from service.core.roster.verdicts import Sums, Verdict
from service.render.bidi import only_direction
from service.web.roster_words import VERDICTS

GLOSSES = {
    Part.HONORIFIC: "title",
    Part.NAME: "name",
    Part.LATIN_NAME: "in Latin letters",
    Part.POSITION: "position",
    Part.AFFILIATION: "affiliation",
    Part.PLACE: "place",
}
BEHIND_NAME = "after the name"


def filters(sums: Sums) -> list[tuple[str, str, int]]:
    """What a list of rows can be narrowed to: its value in the address, its words, how many rows there are."""
    counted = (sums.new, sums.duplicates, sums.conflicts, sums.problems, sums.skipped, sums.asides)
    kinds = [(verdict.value, VERDICTS[verdict][1], count) for verdict, count in zip(Verdict, counted, strict=True)]
    return [("", "All", sums.total), *(kind for kind in kinds if kind[2])]


def row_of(shown: Shown) -> SimpleNamespace:
    """A row as the templates show it."""
    row = shown.row
    word, _, sign = VERDICTS[row.verdict]
    about = row.person or row.aside
    return SimpleNamespace(
        ordinal=row.ordinal,
        stamp=row.stamp,
        key=f"row-{row.ordinal}",
        verdict=row.verdict.value,
        word=word,
        sign=sign,
        lines=lines_words(about.lines) if about else "",
        source="\n".join(line.strip() for line in about.source.splitlines()) if about else "",
        name=_called(shown),
        parts=parts_of(shown.entry, row.person),
        direction=only_direction(printed_text(shown.entry)) if shown.entry else "",
        email=row.person.email if row.person else "",
        why=why_words(shown),
        other=shown.other.entry if shown.other else None,
        twin=shown.other.ordinal if shown.other else None,
        warnings=[each.words for each in _doubts(shown) if each.words not in shown.problems],
        is_taken=row.is_taken,
        is_person=row.person is not None,
    )


def _doubts(shown: Shown) -> Iterable[Warning]:
    """What is doubtful of a person, but for what the page says in a place of its own."""
    person = shown.row.person
    said = {Code.EMAIL} if person and person.email and person.source.count("@") == 1 else set()
    said |= {Code.SAME_PERSON} if shown.other and shown.other.ordinal is not None else set()
    return (each for each in person.warnings if each.code not in said) if person else ()


def _called(shown: Shown) -> str:
    """What a row is called in the words of its buttons."""
    person = shown.row.person
    if person and person.name:
        return person.name
    about = person or shown.row.aside
    return (lines_words(about.lines).lower() if about else "") or "the row"


def lines_words(lines: tuple[int, ...]) -> str:
    """"Line 4", "Lines 10 and 11", "Lines 3 to 7"; "" where that is not known any more."""
    if not lines:
        return ""
    if len(lines) == 1:
        return f"Line {lines[0]:,}"
    between = "to" if len(lines) > 2 else "and"
    return f"Lines {lines[0]:,} {between} {lines[-1]:,}"


def why_words(shown: Shown) -> str:
    """Why a row is not simply new."""
    row = shown.row
    match row.verdict:
        case Verdict.DUPLICATE:
            return f"{_where(shown.other)}:" if shown.other else "This name stands on the letter already."
        case Verdict.CONFLICT:
            return f"{_where(shown.other)}, with other words:" if shown.other else "The name stands there already."
        case Verdict.PROBLEM:
            return " ".join(shown.problems)
        case Verdict.ASIDE:
            return row.aside.warning.words if row.aside else ""
        case Verdict.NEW if row.is_taken:
            return "You take this one all the same."
        case _:
            return ""


def _where(other: Other | None) -> str:
    if other is not None and other.number is not None:
        return f"The name stands on the letter already, as number {other.number:,}"
    if other is not None and other.ordinal is not None:
        return "The name is in this list already"
    return "This name has signed already"


def parts_of(entry: Entry | None, person: Person | None) -> list[tuple[str, str, str]]:
    """Each part of an entry as it will print: what it is, its text, and the punctuation behind it."""
    if entry is None:
        return _read_parts(person) if person else []
    parts: list[tuple[str, str, str]] = []
    for segment in printed(entry):
        gloss = GLOSSES.get(segment.part, "")
        if segment.part is Part.GLUE and parts:
            gloss, text, behind = parts.pop()
            parts.append((gloss, text, behind + segment.text.strip(" ()")))
        elif segment.part is Part.NAME:
            parts += _name_parts(segment.text, person.post_nominals if person else "")
        else:
            parts.append((gloss, segment.text, ""))
    return parts


def _name_parts(name: str, behind: str) -> list[tuple[str, str, str]]:
    """A printed name, with what stands behind it as a part of its own."""
    bare = name.removesuffix(behind).rstrip() if behind else name
    if not behind or bare == name:
        return [(GLOSSES[Part.NAME], name, "")]
    comma = "," if bare.endswith(",") else ""
    return [(GLOSSES[Part.NAME], bare.rstrip(","), comma), (BEHIND_NAME, behind, "")]


def _read_parts(person: Person) -> list[tuple[str, str, str]]:
    """What was understood of a person of whom no entry can be made."""
    read = (
        (GLOSSES[Part.HONORIFIC], person.honorific),
        (GLOSSES[Part.NAME], person.name),
        (BEHIND_NAME, person.post_nominals),
        ("the rest", person.rest),
    )
    return [(gloss, text, "") for gloss, text in read if text]
