"""Countries, their regions and big cities, as they are printed at the end of an entry."""

import re
from functools import cache, lru_cache

from babel import Locale

from service.core.roster.vocabulary_places import CITIES, REGIONS, SHORT_FORMS
from service.core.text import fold

LANGUAGES = (
    *("en", "fr", "de", "es", "it", "pt", "ru", "uk", "ar", "fa", "zh", "tr", "pl", "cs", "nl", "sv", "el", "he"),
    *("hi", "ur", "ja", "ko", "vi"),
)
COUNTRY, REGION, CITY = 3, 2, 1
EDGES = " .,;:()[]\t\n"
LONGEST = 60
DIVIDERS = (*",;،؛，；、|·(（\n", " –", " —", " -")


@cache
def _known() -> dict[str, int]:
    """Folded names of places, and what kind of place each is."""
    known = {_key(name): CITY for name in CITIES}
    known.update((_key(name), REGION) for name in REGIONS)
    for language in LANGUAGES:
        for code, name in Locale.parse(language).territories.items():
            if len(code) == 2 and code.isalpha():
                known[_key(name)] = COUNTRY
    known.update((_key(name), COUNTRY) for name in SHORT_FORMS)
    return known


def _key(text: str) -> str:
    key = fold(text.replace("’", "'").replace(".", ""))
    return key.removeprefix("the ")


@lru_cache(maxsize=1 << 14)
def place_kind(text: str) -> int:
    """COUNTRY, REGION, CITY, or 0 for what is no known place. text: the whole name of it."""
    text = text.strip(EDGES)
    if text.isascii() and text.isalpha():
        return _known().get(text.lower(), 0)
    return _known().get(_key(text), 0) if 0 < len(text) <= LONGEST else 0


def place_at_end(text: str) -> tuple[str, bool]:
    """The country or place that a text ends with, or "", and whether that is a guess."""
    if len(text) > 4 * LONGEST:
        text = text[-4 * LONGEST :]
    last = re.split(r"[,;،؛，；、\t\n|()（）·]", text.rstrip(EDGES))[-1].strip(EDGES)
    if not last:
        return "", False
    if place_kind(last):
        return last, False
    words = [match.span() for match in re.finditer(r"[^\s–/-]+", last)][-6:]
    for begin, _ in words[1:]:
        if place_kind(last[begin:]) == COUNTRY:
            return _with_city(last, begin)
    return "", False


def stands_apart(rest: str, place: str) -> bool:
    """Whether the place that a text ends with is divided from what is before it by more than a space or a dash."""
    at = rest.rfind(place)
    before = rest[: max(0, at)].rstrip()
    return bool(place) and at >= 0 and (not before or before.endswith(DIVIDERS))


def _with_city(text: str, begin: int) -> tuple[str, bool]:
    """Two places that nothing but a space or a dash divides stay together; after other words it is a guess."""
    before = text[:begin].rstrip(" -–/")
    for joint in (" and", " &", " und", " et", " y", " e"):
        if before.endswith(joint) and place_kind(before.removesuffix(joint)):
            return text, False
    if place_kind(before):
        return text, True
    last_word = before.rsplit(None, 1)[-1].lower() if before else ""
    return (
        ("", False)
        if last_word in {"of", "de", "von", "du", "des", "for", "to", "the", "d'"}
        else (text[begin:], True)
    )
