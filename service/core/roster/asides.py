"""Lines that are nobody, each known by its own words: headings, disclaimers, counts, comments, pages."""

import re
from dataclasses import dataclass

from service.core.roster import aside_words as words
from service.core.roster.places import COUNTRY, place_kind
from service.core.roster.values import Code, Warning

WORD = re.compile(r"[^\W\d_][\w’'\-\u200c]*|&")
CELL_END = re.compile(r"[,;:|\t/]| {2,}")
PLAIN = re.compile(r"[^\W\d_]+")
LONGEST = 400
"""Letters of a line of which it is asked whether it is nobody; longer ones are entries, or run on."""
TIME_MOST = 60
"""Letters of the longest line that says when somebody signed."""


@dataclass(frozen=True, slots=True)
class Nobody:
    """Why a line is nobody. others: how many it counts. goes_on: the entry around it may go on."""

    warning: Warning
    others: int = 0
    goes_on: bool = False


def nobody(text: str, is_head: bool = False, is_marked: bool = False) -> Nobody | None:
    """What a line is whose own words tell that it is no entry. is_marked: behind a number or a bullet."""
    if not any(map(str.isalpha, text[:LONGEST])) and not any(map(str.isalpha, text[LONGEST:])):
        return _bare(text, is_marked)
    if len(text) > LONGEST:
        return None
    return _counted(text) or _said(text) or (_heading(text, is_head, is_marked))


def _bare(text: str, is_marked: bool) -> Nobody | None:
    if words.PAGE.match(text) and not is_marked:
        return Nobody(Warning(Code.LINE, f"“{text}” is read as the number of a page."), 0, True)
    if counted := _counted(text):
        return counted
    shown = text if len(text) <= 30 else f"{text[:30]}…"
    return Nobody(Warning(Code.NO_NAME, f"“{shown}” holds no name."), 0, not any(map(str.isdigit, text)))


def _counted(text: str) -> Nobody | None:
    found = words.OTHERS.match(text) or words.OTHERS_BEFORE.match(text) or words.OTHERS_EAST.match(text)
    if found:
        count = int("".join(filter(str.isdigit, found[1])) or 0)
        return Nobody(Warning(Code.OTHERS, f"“{text}” counts {count} people and names nobody."), count)
    if words.UNCOUNTED.match(text):
        return Nobody(Warning(Code.OTHERS, f"“{text}” speaks of others and names nobody."))
    return None


def _said(text: str) -> Nobody | None:
    """Comments, buttons, dates and addresses of pages."""
    is_closed = text.rstrip(".!? ")[-1:] in words.CLOSING
    if text[0] in words.OPENING and (is_closed or len(WORD.findall(text)) > 3):
        return Nobody(Warning(Code.COMMENT, "This is read as a quoted comment."))
    if words.MAIL_HEAD.match(text):
        return Nobody(Warning(Code.LINE, "This is read as the head of a mail, not as a name."), 0, True)
    if words.GREETING.match(text):
        return Nobody(Warning(Code.LINE, "This is read as a greeting, not as a name."))
    if words.SAYS.match(text):
        return Nobody(Warning(Code.COMMENT, "This is read as a comment."))
    if words.PAGE.match(text):
        return Nobody(Warning(Code.LINE, f"“{text}” is read as the number of a page."), 0, True)
    if words.ALONE.match(text) or words.DATE.match(text) or words.WEB.match(text) or is_time(text):
        return Nobody(Warning(Code.LINE, f"“{text}” is read as part of the page, not as a name."), 0, True)
    return None


def is_time(text: str) -> bool:
    """Whether a line says when somebody signed, and nothing else."""
    found = words.AGO.search(text) if len(text) <= TIME_MOST else None
    return bool(found) and len(WORD.findall(text.replace(found[0], " "))) <= 1 if found else False


def _heading(text: str, is_head: bool, is_marked: bool) -> Nobody | None:
    if words.DISCLAIMER.match(text) or (not is_marked and words.FOOTNOTE.match(text)):
        return Nobody(Warning(Code.DISCLAIMER, "This is read as a remark about the list, not as a name."))
    if _heads_columns(text):
        return Nobody(Warning(Code.HEADING, f"“{text}” is read as the heads of columns."))
    if is_head or is_heading(text, is_marked):
        return Nobody(heading_of(text))
    return None


def _heads_columns(text: str) -> bool:
    text = text.rstrip(": ")
    first, *more = CELL_END.split(text, maxsplit=1)
    if not more or (first and not words.COLUMN.match(first.strip(" .:"))):
        return False
    cells = [cell.strip(" .:") for cell in CELL_END.split(text)]
    return all(words.COLUMN.match(cell) for cell in cells if cell)


def is_prose(text: str) -> bool:
    """Whether a line is a part of a letter and not of its list: many words, most of them small, or "We ..."."""
    found = PLAIN.findall(text[:1000])
    small = sum(word[0].islower() for word in found)
    if words.SPEAKS.match(text):
        return len(found) >= 5 and small * 2 >= len(found)
    return len(found) >= 8 and small >= 0.6 * len(found) and not text[:1].islower()


def heading_of(text: str) -> Warning:
    return Warning(Code.HEADING, f"“{text}” is read as a heading, not as a name.")


def is_heading(text: str, is_marked: bool = False) -> bool:
    """Whether a line is a heading by its own words: what such lists are called, groups of people, a country."""
    bare = text.strip(" *_=#-–—·.[]()")
    if len(bare) > 120 or not bare:
        return False
    if bare.endswith((":", "：")) and not is_marked:
        return len(WORD.findall(bare)) <= 12
    first = WORD.search(bare)
    if "," in bare and (first is None or first[0].lower() not in words.WEAK_HEAD):
        return False
    found = [word.lower() for word in WORD.findall(re.sub(r"\(\d+\)|\d+", "", bare.strip(":")))]
    if not found or len(found) > 14 or ("," in bare and not all(word in words.WEAK_HEAD for word in found)):
        return False
    if words.EAST_HEAD.match(text):
        return not is_marked
    if words.STRONG_HEAD.search(bare) and len(found) <= 8:
        return not is_marked or len(found) <= 3
    if all(word in words.WEAK_HEAD for word in found) and any(word not in words.ONLY_SMALL for word in found):
        return True
    return not is_marked and place_kind(bare) == COUNTRY
