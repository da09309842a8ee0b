"""Names of countries that stand alone on a line."""

from functools import cache

from babel import Locale

LANGUAGES = ("en", "fr", "de", "es", "it", "pt", "ru", "uk", "ar", "fa", "zh", "tr", "nl", "pl", "sv")


@cache
def _names() -> frozenset[str]:
    return frozenset(
        name.casefold()
        for language in LANGUAGES
        for code, name in Locale.parse(language).territories.items()
        if len(code) == 2
    )


def is_place(text: str) -> bool:
    return text.casefold() in _names()
