"""What the pages of a roster say: verdicts, sums, states, and what came of it."""

from typing import Any

from litestar import Request

from service.actions.calling import Callees
from service.actions.gathering import NotForNames
from service.core.letter import Letter, LetterState
from service.core.roster.source import Format
from service.core.roster.verdicts import Sums, Verdict, sums_in_words
from service.store.imports import Import, ImportState
from service.store.rounds import RoundState
from service.web.answers import Answer
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

MOVED = "Another author changed this row meanwhile. It is shown as it is now; what you did was not kept."
MOVED_TYPED = (
    "Another author changed this row meanwhile. It is shown as it is now, and what you typed stands below: "
    "keep it, or leave the row as it is."
)
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


def sum_words(sums: Sums) -> str:
    """The sum that adds up, which breaks between its parts only."""
    return ", ".join(part.replace(" ", "\u00a0") for part in sums_in_words(sums).split(", "))


def names(count: int) -> str:
    return f"{count:,} {'name' if count == 1 else 'names'}"


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
                f"{names(standing)} {stand} on the letter, marked as not confirmed by mail." if standing else "",
                _waiting_words(imported.waiting),
                f"{imported.left_out:,} left out: they had signed meanwhile." if imported.left_out else "",
            ]
            return [words for words in said if words]
        case ImportState.UNDONE | ImportState.UNDOING:
            taken = f"{names(imported.undone)} {'was' if imported.undone == 1 else 'were'} taken off."
            stay = (
                "1 stays on the letter: they have confirmed by mail."
                if imported.stayed == 1
                else f"{imported.stayed:,} stay on the letter: they have confirmed by mail."
            )
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
    if not imported.done:
        return "Nothing has come in yet, and nothing will."
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
