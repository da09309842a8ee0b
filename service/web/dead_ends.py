"""Pages for those who cannot go on as they meant to: each says what happened and what to do next."""

from service.core.collecting import LATE_FOR, has_ended
from service.core.languages import date_in_words
from service.core.letter import Letter
from service.web.answers import Answer
from service.web.site import Site


def closed(site: Site, letter: Letter) -> Answer:
    return site.message(
        "This letter takes no more signatures",
        f"{_why_closed(site, letter)} Nothing that you typed was kept.",
        "If you signed it before, you can still see, correct or withdraw your signature.",
        actions=(
            ("Read the letter", f"/letters/{letter.slug}"),
            ("My signature", f"/letters/{letter.slug}/mine"),
        ),
        status=409,
    )


def _why_closed(site: Site, letter: Letter) -> str:
    until = letter.profile.until
    if until is None or not has_ended(letter.profile, site.now()):
        return "Its authors have closed it."
    day, late = date_in_words(until), date_in_words(until + LATE_FOR)
    return (
        f"It collected signatures until the end of {day} (UTC). "
        f"Whoever asked to sign before that could confirm until the end of {late}, "
        "unless its authors closed it before."
    )


def already_signed(site: Site, slug: str) -> Answer:
    return site.message(
        "You have already signed this letter",
        "One signature counts for each address. This one changes nothing.",
        actions=(("See or change my signature", f"/letters/{slug}/mine"), ("Read the letter", f"/letters/{slug}")),
    )


def text_changed(site: Site, slug: str) -> Answer:
    return site.message(
        "The text of the letter has changed",
        "This link speaks of an earlier text. Read the new one and sign that, if you agree with it.",
        actions=(("Read the letter", f"/letters/{slug}"), ("Sign", f"/letters/{slug}/sign")),
        status=409,
    )


def link_spent(site: Site) -> Answer:
    return site.message(
        "This link has been used or replaced",
        "What it speaks of has changed since it was sent. If you confirmed with it, your signature is safe.",
        "To see where your signature stands, open the letter and choose “Already signed?”.",
        actions=(("All letters", "/"),),
        status=410,
    )


def link_expired(site: Site) -> Answer:
    return site.message(
        "This link has expired",
        "Links work for a limited time, so that an old mail cannot be misused. Nothing was changed.",
        "Open the letter and sign again, or ask there for a new link to your signature.",
        actions=(("All letters", "/"),),
        status=410,
    )


def link_forged(site: Site) -> Answer:
    return site.message(
        "This link does not work",
        "A part of it may be missing. Copy the whole link from the mail, up to its last letter.",
        "Or open the letter and start from there.",
        actions=(("All letters", "/"),),
        status=404,
    )
