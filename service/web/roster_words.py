"""What the pages of a roster say: verdicts, sums, states, and each row as the templates show it."""

from types import SimpleNamespace
from typing import Any

from litestar import Request

from service.actions.calling import Callees
from service.actions.gathering import NotForNames
from service.actions.reviewing import Other, Shown
from service.core.entry import Entry, Part, printed, printed_text
from service.core.letter import Letter, LetterState
from service.core.roster.source import Format
from service.core.roster.values import Person, Warning
from service.core.roster.verdicts import Sums, Verdict, sums_in_words
from service.render.bidi import only_direction
from service.store.imports import Import, ImportState
from service.store.rounds import RoundState
from service.web.answers import Answer
from service.web.compose_ends import ENDS as AUTHORS_ENDS
from service.web.guards import signed_in
from service.web.site import site_of

VERDICTS = {
    Verdict.NEW: ("New", "New", "+"),
    Verdict.DUPLICATE: ("Duplicate", "Duplicates", "="),
    Verdict.CONFLICT: ("Conflict", "Conflicts", "≠"),
    Verdict.PROBLEM: ("Problem", "Problems", "!"),
    Verdict.SKIPPED: ("Skipped", "Skipped", "–"),
    Verdict.ASIDE: ("Nobody", "Nobody", "·"),
}
"""One, many, and a sign beside them, so that colour is never the only one."""

STATES = {
    ImportState.GATHERING: "Being compared with the letter",
    ImportState.REVIEW: "To be reviewed",
    ImportState.BRINGING_IN: "Being brought in",
    ImportState.STOPPED: "Stopped",
    ImportState.DONE: "Brought in",
    ImportState.UNDOING: "Being undone",
    ImportState.UNDONE: "Undone",
    ImportState.DISCARDED: "Discarded",
}
UNDER_WAY = frozenset(
    {ImportState.GATHERING, ImportState.REVIEW, ImportState.BRINGING_IN, ImportState.STOPPED, ImportState.UNDOING}
)
BUSY = frozenset({ImportState.GATHERING, ImportState.BRINGING_IN, ImportState.UNDOING})
"""The worker is at it: the page may look again by itself."""

GLOSSES = {
    Part.HONORIFIC: "title",
    Part.NAME: "name",
    Part.LATIN_NAME: "in Latin letters",
    Part.POSITION: "position",
    Part.AFFILIATION: "affiliation",
    Part.PLACE: "place",
}
BEHIND_NAME = "after the name"

MOVED = "Another author changed this row meanwhile. It is shown as it is now; what you did was not kept."
GONE = "Another author changed these rows meanwhile: the row that you changed is not there any more."
NOT_IN_REVIEW = "This list is not being reviewed any more: it was brought in, discarded, or is being compared."
DRAFT_FIRST = "This letter is a draft. Open it first: names that were gathered elsewhere come onto an open letter."
FROZEN = "This letter takes no more names: it is frozen or put away."


HEADINGS = {
    ImportState.GATHERING: "The list is being compared",
    ImportState.REVIEW: "Review the list",
    ImportState.BRINGING_IN: "The names are being brought in",
    ImportState.STOPPED: "Stopped",
    ImportState.DONE: "The names are in",
    ImportState.UNDOING: "The names are being taken off",
    ImportState.UNDONE: "The names were taken off again",
    ImportState.DISCARDED: "This list was discarded",
}
PROGRESS = {
    ImportState.BRINGING_IN: " names brought in",
    ImportState.UNDOING: " names taken off",
}


def no_names_words(letter: Letter) -> str:
    return DRAFT_FIRST if letter.state is LetterState.DRAFT else FROZEN


def not_for_names(request: Request[Any, Any, Any], error: NotForNames) -> Answer:
    slug = request.path_params["slug"]
    return site_of(request).message(
        "No names can be brought in now",
        no_names_words(error.letter),
        "Nothing was changed.",
        actions=(("Names gathered elsewhere", f"/compose/{slug}/roster"),),
        status=409,
        **signed_in(request),
    )


def not_in_review(request: Request[Any, Any, Any], _error: Exception) -> Answer:
    """The import moved on while a page of it was open."""
    slug = request.path_params["slug"]
    return site_of(request).message(
        "This list has moved on",
        NOT_IN_REVIEW,
        "Nothing was changed.",
        actions=(("See how it stands", f"/compose/{slug}/roster"),),
        status=409,
        **signed_in(request),
    )


ENDS = AUTHORS_ENDS


def sum_words(sums: Sums) -> str:
    """The sum that adds up, which breaks between its parts only."""
    return ", ".join(part.replace(" ", "\u00a0") for part in sums_in_words(sums).split(", "))


def names(count: int) -> str:
    return f"{count:,} {'name' if count == 1 else 'names'}"


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
        warnings=[each.words for each in _doubts(row.person) if each.words not in shown.problems],
        is_taken=row.is_taken,
        is_person=row.person is not None,
    )


def _doubts(person: Person | None) -> tuple[Warning, ...]:
    return person.warnings if person else ()


def _called(shown: Shown) -> str:
    """What a row is called in the words of its buttons."""
    person = shown.row.person
    if person and person.name:
        return person.name
    about = person or shown.row.aside
    return lines_words(about.lines).lower() if about else "the row"


def lines_words(lines: tuple[int, ...]) -> str:
    """"Line 4", "Lines 10 and 11", "Lines 3 to 7"."""
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


def is_busy(imported: Import) -> bool:
    return imported.state in BUSY


def called(imported: Import) -> str:
    """What a list is called: its file's name, or that it was pasted."""
    kind = "" if imported.kind == Format.TEXT else f" ({imported.kind})"
    return f"{imported.source or 'Pasted list'}{kind}"


def progress_of(imported: Import) -> tuple[int, int]:
    """How far the worker has come with bringing in or taking off, and of how many."""
    match imported.state:
        case ImportState.UNDOING:
            return imported.undone + imported.stayed, imported.done
        case _:
            return imported.done + imported.left_out, imported.wanted


def staying_words(sums: Sums) -> str:
    """What of a list is not brought in: "2 duplicates and 1 problem stay out."."""
    counted = (
        (sums.duplicates, Verdict.DUPLICATE),
        (sums.conflicts, Verdict.CONFLICT),
        (sums.problems, Verdict.PROBLEM),
        (sums.skipped, Verdict.SKIPPED),
    )
    parts = [f"{count:,} {VERDICTS[verdict][count != 1].lower()}" for count, verdict in counted if count]
    whole = sum(count for count, _ in counted)
    both = " and ".join(filter(None, (", ".join(parts[:-1]), parts[-1]))) if parts else ""
    return f"{both} {'stays' if whole == 1 else 'stay'} out." if both else ""


def result_words(imported: Import) -> list[str]:
    """What came of an import, a sentence each."""
    standing = imported.done - imported.waiting
    match imported.state:
        case ImportState.GATHERING:
            return []
        case ImportState.DONE | ImportState.STOPPED | ImportState.BRINGING_IN:
            stand = "stands" if standing == 1 else "stand"
            stopped = f"Stopped after {imported.done:,} of {imported.wanted:,}: what is in stays."
            said = [
                stopped if imported.state is ImportState.STOPPED else "",
                f"{names(standing)} {stand} on the letter, marked as not confirmed by mail.",
                _waiting_words(imported.waiting),
                f"{imported.left_out:,} left out: they had signed meanwhile." if imported.left_out else "",
            ]
            return [words for words in said if words]
        case ImportState.UNDONE | ImportState.UNDOING:
            taken = f"{names(imported.undone)} {'was' if imported.undone == 1 else 'were'} taken off."
            stay = f"{imported.stayed:,} stay on the letter: they have confirmed by mail."
            return [taken, stay] if imported.stayed else [taken]
        case _:
            return ["Nothing of it is on the letter, and what was read of it is deleted."]


def _waiting_words(waiting: int) -> str:
    if not waiting:
        return ""
    verb = "waits" if waiting == 1 else "wait"
    return (
        f"{waiting:,} {verb} for a second moderator, as this letter asks for such entries: "
        "your import counts as the first approval, and nobody sees them before the second."
    )


def undo_words(imported: Import) -> str:
    """What undoing an import does."""
    return (
        "The name that came in with this list leaves the letter."
        if imported.done == 1
        else f"All {imported.done:,} names that came in with this list leave the letter, and the numbers close up."
    )


def called_words(callees: Callees) -> str:
    """How far the invitations are."""
    if callees.round is None:
        return ""
    sent = f"{callees.round.done:,} of {callees.round.total:,} invitations are handed to the mail queue."
    verb = "was" if callees.round.done == 1 else "were"
    return sent if callees.round.state is RoundState.RUNNING else f"{callees.round.done:,} {verb} invited by mail."
