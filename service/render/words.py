"""What every export says around a letter: who started it, how many signed, which wording this is."""

from service.core.document import Document
from service.core.languages import date_in_words
from service.render.bidi import isolated_if_right_to_left


def started(document: Document) -> str:
    """ "Started by ..., 2 June 2022", as far as it is known."""
    profile = document.letter.profile
    if not profile.organiser:
        return ""
    day = f", {date_in_words(profile.published)}" if profile.published else ""
    return f"Started by {isolated_if_right_to_left(profile.organiser)}{day}"


def letter_date(document: Document) -> str:
    """The letter's date in the words of its own language."""
    day = document.letter.version.wording.date
    return date_in_words(day, document.letter.language) if day else ""


def cosigners(document: Document) -> str:
    """The heading over the list; the number is that of its rows."""
    count = len(document.entries)
    if not count:
        return "No names are listed yet"
    return f"Signed by {count:,} {'cosigner' if count == 1 else 'cosigners'}"


def unnamed(document: Document) -> str:
    """The line under the list for those who are verified but not named."""
    count = document.letter.counts.unnamed
    return f"and {count:,} who {'is' if count == 1 else 'are'} verified but not named" if count else ""


def supporters(document: Document) -> str:
    """The supporters counted here, and apart from them those gathered elsewhere: never one sum."""
    here, elsewhere = document.letter.counts.supporters, document.letter.profile.supporters_elsewhere
    counted = f"{here:,} {'supporter' if here == 1 else 'supporters'}"
    if not elsewhere:
        return counted if here else ""
    return f"{counted}; {elsewhere:,} more gathered elsewhere"


def standing(document: Document) -> str:
    """Whether this is a frozen edition, and of which day."""
    day = date_in_words(document.as_of.date())
    return f"Preview, as of {day}: not a frozen edition" if document.is_preview else f"As of {day}"


def version(document: Document) -> str:
    return f"Version {document.letter.version.number}"
