"""Direction of writing, and dates in words, by language."""

from datetime import date

from babel import Locale, UnknownLocaleError
from babel.dates import format_date

RIGHT_TO_LEFT = frozenset({"ar", "arc", "ckb", "dv", "fa", "he", "ps", "prs", "sd", "syr", "ug", "ur", "yi"})
LOCALES = {"en": "en_GB", "prs": "fa_AF"}
"""Where the plain language tag is not the locale wanted: day before month, and Dari as CLDR names it."""


DIGITS = {
    "arab": str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩"),
    "arabext": str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹"),
    "deva": str.maketrans("0123456789", "०१२३४५६७८९"),
}
"""Digits by the numbering system that CLDR calls a language's own."""


def direction(language: str) -> str:
    """ "rtl" or "ltr" for a language tag such as "en" or "fa-AF"."""
    return "rtl" if language.split("-")[0].lower() in RIGHT_TO_LEFT else "ltr"


def locale_for(language: str) -> Locale:
    """The locale for a language tag. Raises ValueError where no such language is known."""
    tag = LOCALES.get(language, language)
    try:
        return Locale.parse(tag, sep="_" if "_" in tag else "-")
    except (UnknownLocaleError, ValueError) as error:
        raise ValueError(f"unknown language {language!r}") from error


def date_in_words(day: date, language: str = "en") -> str:
    """A date as a letter prints it, as in "6 June 2022"."""
    locale = locale_for(language)
    return format_date(day, "d MMMM y", locale=locale).translate(DIGITS.get(locale.default_numbering_system, {}))
