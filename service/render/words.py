"""What every export says around a letter: who started it, how many signed, which wording this is."""

import re

from service.core.document import Document
from service.core.languages import date_in_words
from service.core.letter import LetterState
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
    here, elsewhere = document.letter.counts.supporters, gathered_elsewhere(document)
    counted = f"{here:,} {'supporter' if here == 1 else 'supporters'}"
    if not elsewhere:
        return counted if here else ""
    return f"{counted}; {elsewhere}"


def gathered_elsewhere(document: Document) -> str:
    """ "1,533 more on another page", in the author's own words for where."""
    profile = document.letter.profile
    if not profile.supporters_elsewhere:
        return ""
    where = f"on {isolated_if_right_to_left(profile.elsewhere_label)}" if profile.elsewhere_label else ""
    return f"{profile.supporters_elsewhere:,} more {where or 'gathered elsewhere'}"


def collecting(document: Document) -> str:
    """ "Collecting until 30 September 2026", while the letter is open and the day is not over."""
    letter, until = document.letter, document.letter.profile.until
    if letter.state is not LetterState.OPEN or until is None or until < document.as_of.date():
        return ""
    return f"Collecting until {date_in_words(until)}"


def regarding(document: Document) -> str:
    """The line that says what a formal letter is about."""
    about = document.letter.version.wording.re
    return f"Re: {isolated_if_right_to_left(about)}" if about else ""


def about_organiser(document: Document) -> str:
    """The heading over what the organiser says of itself; empty where it says nothing."""
    profile = document.letter.profile
    if not (profile.about or profile.contact or profile.links):
        return ""
    return f"About {isolated_if_right_to_left(profile.organiser)}" if profile.organiser else "About the organiser"


def paragraphs(text: str) -> tuple[tuple[str, ...], ...]:
    """Plain text as paragraphs, and each as its lines."""
    return tuple(tuple(part.split("\n")) for part in re.split(r"\n{2,}", text) if part)


def standing(document: Document) -> str:
    """Whether this is a frozen edition, and of which day."""
    day = date_in_words(document.as_of.date())
    return f"Preview, as of {day}: not a frozen edition" if document.is_preview else f"As of {day}"


def version(document: Document) -> str:
    return f"Version {document.letter.version.number}"
