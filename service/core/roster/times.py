"""When people signed, as petition pages print it: whether the newest entry stands first."""

import re
from collections.abc import Sequence
from itertools import pairwise

from service.core.roster.aside_words import AGO
from service.core.roster.lines import Line
from service.core.roster.values import Code, Warning

UNITS = (("s", 1), ("mi", 60), ("h", 3600), ("d", 86400), ("w", 604800), ("mo", 2592000), ("y", 31536000))
AGE = re.compile(r"(\d+|an?|one)\s*(mo|mi|[smhdwy])", re.IGNORECASE)
SIGNED = re.compile(rf"\s*[,·•|–—(][\s,·•|–—(]*(?:signed\s+)?(?:{AGO.pattern})[\s).]*$", re.IGNORECASE)
LONGEST = 60
ISO = re.compile(r"\b(\d{4})-(\d{2})-(\d{2})\b")


def about_times(lines: Sequence[Line]) -> tuple[Warning, ...]:
    """A note where ages go up, or dates go down, over most of the list."""
    ages = [age for line in lines if (age := _age(line.text[:400])) is not None]
    steps = [after - before for before, after in pairwise(ages)]
    rises = sum(step > 0 for step in steps)
    if len(ages) > 2 and rises and rises >= 0.8 * sum(step != 0 for step in steps):
        words = "The newest entry seems to stand first, by the times beside the names."
        return (Warning(Code.NEWEST_FIRST, words),)
    return ()


def _age(text: str) -> int | None:
    """How long ago a line says it was, in seconds, or minus the date as a number; None where it says nothing."""
    if ("ago" in text or "AGO" in text) and (found := AGO.search(text)) and (parts := AGE.match(found[0])):
        count = int(parts[1]) if parts[1].isdecimal() else 1
        unit = parts[2].lower()
        unit = "mi" if unit == "m" else unit
        return count * dict(UNITS)[unit]
    if "-" in text and (day := ISO.search(text)):
        return -(int(day[1]) * 372 + int(day[2]) * 31 + int(day[3])) * 86400
    return None


def without_time(text: str) -> str:
    """A text without the time at its end at which a petition page says that somebody signed."""
    begin = max(0, len(text) - LONGEST)
    found = SIGNED.search(text, begin)
    return text[: found.start()] if found else text
