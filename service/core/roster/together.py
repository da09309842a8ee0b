"""Entries that hold two people: parted where it is sure, and left whole with a doubt where it is not."""

import re
from dataclasses import replace

from service.core.roster.beginnings import begins
from service.core.roster.places import place_kind
from service.core.roster.style import Style
from service.core.roster.understanding import Understood, understand
from service.core.roster.values import Code, Warning
from service.core.roster.words import CAPITAL, GIVEN, POSITION, RANK, TITLE, TOPIC, UNIT, look

AND = re.compile(
    r"\s+(?:and|et|und|y|e|и|та|en|og|och|ve|&|\+)\s+|\s+و\s?(?=\S)|"
    r"\s*[和与與]\s*(?=[\u4e00-\u9fff]{2,4}(?:[，,（(]|$))"
)
AND_WORDS = frozenset(("and", "et", "und", "y", "e", "и", "та", "en", "og", "och", "ve", "&", "+"))
AND_JOINED = re.compile("[و和与與]")
END = re.compile(r"[,;:(|،؛，、（\t\n]| [–—-] ")
SURE = 0.8


def parted(item: str, style: Style, whole: Understood) -> list[Understood]:
    """The item as it was understood, or as two people; a doubt is among the warnings either way."""
    if not _may_join(item) or not AND.search(item[:2000]):
        return [_with_doubt_of_rest(whole)]
    return _of_one_rest(item, style, whole) or _each_with_own(item, style, whole) or [
        _with_doubt_of_rest(whole)
    ]


def _may_join(item: str) -> bool:
    """Whether AND may be found at all, asked at a fraction of the cost."""
    return not AND_WORDS.isdisjoint(item.split()) or (not item.isascii() and bool(AND_JOINED.search(item)))


def _of_one_rest(item: str, style: Style, whole: Understood) -> list[Understood] | None:
    """Two names before the first separator: "Ana Brandt and Bo Lind, Professors, X"."""
    end = END.search(item)
    names, rest = (item[: end.start()], item[end.start() :]) if end else (item, "")
    both = AND.split(names)
    if len(both) != 2 or not all(both):
        return None
    one, other = (understand(part, replace(style, separator=", ")) for part in both)
    if not (_is_name(other, both[1]) and begins(both[0]) >= 0.5):
        return None
    if not _is_name(one, both[0]) or " " not in one.name or " " not in other.name:
        words = f"“{names.strip()}” may be two people; the entry is left whole."
        return [_doubted(whole, words)]
    second = understand(f"{both[1]}{rest}", style)
    shared = f"“{names.strip()}” is read as two people, of whom both are what follows."
    first = replace(second, honorific=one.honorific, name=one.name, post_nominals=one.post_nominals)
    return [_doubted(first, shared), _doubted(second, shared)]


def _with_doubt_of_rest(whole: Understood) -> Understood:
    """Whether what follows a name is a name again: "Ana Brandt, Bo Lind (Nordmark University)"."""
    if not look(whole.rest[:60].partition(" ")[0]).flags & GIVEN:
        return whole
    first = END.split(whole.rest[:60], maxsplit=1)[0].strip()
    words = [look(word).flags for word in first.split()]
    is_name = 2 <= len(words) <= 3 and bool(words[0] & GIVEN) and all(word & CAPITAL for word in words)
    if not is_name or any(word & (POSITION | UNIT | TOPIC | TITLE) for word in words) or place_kind(first):
        return whole
    return _doubted(whole, f"“{first}” may be a second person; the entry is left whole.")


def _each_with_own(item: str, style: Style, whole: Understood) -> list[Understood] | None:
    """A whole second entry behind the first: "Bo Lind, Teacher and Cem Aksoy, Nurse"."""
    for found in AND.finditer(item[:2000]):
        before, after = item[: found.start()], item[found.end() :]
        end = END.search(after)
        name, rest = (after[: end.start()], after[end.end() :]) if end else (after, "")
        if not END.search(before) or len(name) > 60 or begins(after) < SURE:
            continue
        one, other = understand(before, style), understand(after, style)
        is_told = other.honorific or _says(name, GIVEN) or _begins_role(rest)
        if not _is_name(other, name) or not (is_told or (rest and _is_of_bare_words(name))):
            continue
        if one.rest and _begins_role(rest) and " " in other.name and (other.honorific or _says(name, GIVEN)):
            words = f"The line is read as two people, {one.name} and {other.name}."
            return [_doubted(one, words), _doubted(other, words)]
        return [_doubted(whole, f"“{name.strip()}” may be a second person; the entry is left whole.")]
    return None


def _is_of_bare_words(name: str) -> bool:
    """Whether a name has two or three words of which nothing but their capitals is known, and none is a place."""
    words = name.split()
    return 2 <= len(words) <= 3 and all(look(word).flags == CAPITAL and not place_kind(word) for word in words)


def _says(text: str, flags: int) -> bool:
    return any(look(word).flags & flags for word in re.split(r"[\s-]+", text) if word)


def _begins_role(rest: str) -> bool:
    """Whether what follows a name begins with a role, as it does behind a person and not behind a firm."""
    return _says(" ".join(rest.split()[:3]), POSITION | TITLE | RANK)


def _is_name(read: Understood, text: str) -> bool:
    """Whether the text is a name and nothing else, with what belongs to a name."""
    length = sum(len(part) for part in (read.honorific, read.name, read.post_nominals))
    is_doubtful = any(warning.code is Code.NAME for warning in read.warnings)
    if _says(read.name, POSITION | UNIT | TOPIC):
        return False
    return bool(read.name) and not is_doubtful and length + 4 >= len(text.strip()) and begins(text) >= SURE


def _doubted(read: Understood, words: str) -> Understood:
    return replace(read, warnings=(*read.warnings, Warning(Code.TWO_PEOPLE, words)))
