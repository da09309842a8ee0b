"""One entry of a roster understood: honorific, name, post-nominals, the rest, and what is doubtful."""

import re
from dataclasses import dataclass
from functools import lru_cache

from service.core.entry import Position
from service.core.roster.doubts import about_name, about_place
from service.core.roster.east_asian import name_at
from service.core.roster.family_first import given_behind
from service.core.roster.holdings import positions_in
from service.core.roster.honorifics import honorific_at
from service.core.roster.names import Scan, Stop, scan
from service.core.roster.places import place_at_end, place_kind, stands_apart
from service.core.roster.post_nominals import Letters, post_nominals_at
from service.core.roster.style import Style, style_of
from service.core.roster.tokens import Token, head_of
from service.core.roster.values import Code, Warning
from service.core.roster.words import (
    CAPITAL,
    EAST,
    GIVEN,
    INITIAL,
    LOWER,
    MARKS,
    OTHER,
    PARTICLE,
    POSITION,
    RANK,
    SURNAME_TOO,
    TITLE,
    TOPIC,
    UNCASED,
    UNIT,
)

__all__ = ["Style", "Understood", "begins_person", "style_of", "understand"]

REPEATED_MOST = 120
"""Characters of a rest that is likely to stand behind several names."""

BEFORE_REST = re.compile(rf"[\s,;:|،؛，；、：/•·–—−~=…<>{re.escape(MARKS)}.-]*")
BEFORE_NAME = re.compile(r"[\s,;:|،؛，；、•·–—*>_-]*")
BEHIND_REST = " \t\n\r\u00a0,;:،؛，；、|·•–—-"
ABBREVIATED = re.compile(
    r"(?:\b\w\.\w|\b(?:Inc|Ltd|Co|Corp|Jr|Sr|etc|Bros|Univ|Dept|approx|St|Hons))\.$|\b[^\W\d_]\.$"
)


@dataclass(frozen=True, slots=True)
class Understood:
    """What an item says; honorific, name, post_nominals and rest stand in it exactly so, in this order."""

    honorific: str = ""
    name: str = ""
    post_nominals: str = ""
    rest: str = ""
    positions: tuple[Position, ...] = ()
    country: str = ""
    warnings: tuple[Warning, ...] = ()


def understand(item: str, style: Style) -> Understood:
    """An entry's parts. item: its lines joined by a space, or by a line end where each line is a part."""
    found = BEFORE_NAME.match(item)
    start = found.end() if found else 0
    text = item[start:].rstrip()
    tokens = head_of(text)
    if not tokens:
        return Understood(rest=text, warnings=(Warning(Code.NO_NAME, "There is no name here."),))
    begin, about_title = honorific_at(tokens, style.letters)
    honorific = text[tokens[0].start : tokens[begin - 1].end] if begin else ""
    warnings = [Warning(Code.HONORIFIC, about_title)] if about_title else []
    if begin < len(tokens) and tokens[begin].flags & EAST:
        return _east(text, tokens[begin].start, honorific, warnings)
    return _parts(text, tokens, begin, honorific, style, warnings)


def _parts(
    text: str, tokens: list[Token], begin: int, honorific: str, style: Style, warnings: list[Warning]
) -> Understood:
    found = scan(tokens, begin, style.capitals)
    found, about_order = given_behind(tokens, begin, found, style)
    name_end = _end_of(text, tokens, begin, found)
    name = text[tokens[begin].start : name_end] if found.end > begin else ""
    letters = (
        post_nominals_at(tokens, _behind_marks(tokens, found)) if found.words and not found.unit else Letters(0, 0)
    )
    post, rest_at = "", tokens[found.end - 1].end if name else 0
    if letters.end > letters.begin:
        post = _closed(text[tokens[letters.begin].start : tokens[letters.end - 1].end])
        rest_at = tokens[letters.end - 1].end
    warnings += about_name(tokens, begin, found, letters, style, about_order)
    if letters.doubt:
        warnings.append(Warning(Code.POST_NOMINALS, letters.doubt))
    return _with_rest(text, rest_at, honorific, name, post, warnings)


def _with_rest(text: str, at: int, honorific: str, name: str, post: str, warnings: list[Warning]) -> Understood:
    rest = _rest(text, at)
    country, is_guess, positions = _said_in(rest) if len(rest) <= REPEATED_MOST else _read(rest)
    warnings += about_place(country, is_guess)
    return Understood(honorific, name, post, rest, positions, country, tuple(warnings))


def _read(rest: str) -> tuple[str, bool, tuple[Position, ...]]:
    """The place at the end of a rest, whether that is a guess, and the positions before it."""
    country, is_guess = place_at_end(rest)
    before = rest[: rest.rindex(country)].rstrip(" (（") if stands_apart(rest, country) else rest
    return country, is_guess, positions_in(before)


_said_in = lru_cache(maxsize=1 << 12)(_read)
"""Long lists say the same of many people: their town, or their school."""


def _east(text: str, start: int, honorific: str, warnings: list[Warning]) -> Understood:
    end, doubt = name_at(text, start)
    if doubt:
        warnings.append(Warning(Code.NAME, doubt))
    return _with_rest(text, end, honorific, text[start:end], "", warnings)


def _end_of(text: str, tokens: list[Token], begin: int, found: Scan) -> int:
    """Where the name's last character stands, marks of footnotes and closing full stops left out."""
    if found.end <= begin:
        return 0
    last = tokens[found.end - 1]
    end = last.end - last.word.marks
    if (
        not last.mark
        and text[end - 1] == "."
        and not last.flags & INITIAL
        and last.word.key not in ("jr", "sr", "jnr", "snr")
    ):
        end -= 1
    return end


def _behind_marks(tokens: list[Token], found: Scan) -> int:
    """The token behind the name, footnote marks that stand alone left out."""
    at = found.end
    while at < len(tokens) and tokens[at].flags & OTHER and not tokens[at].word.key:
        at += 1
    return at


def _closed(text: str) -> str:
    return text.rstrip(" ,;")


def _rest(text: str, at: int) -> str:
    """What is printed from a place on, without the separator before it and the full stop behind."""
    found = BEFORE_REST.match(text, at)
    rest = text[found.end() if found else at :].rstrip(BEHIND_REST)
    if rest.endswith(".") and not rest.endswith("...") and not ABBREVIATED.search(rest[-12:]):
        rest = rest[:-1].rstrip(BEHIND_REST)
    return _unwrapped(rest)


PAIRS = {"(": ")", "（": "）", "[": "]"}


def _unwrapped(rest: str) -> str:
    """The rest without parentheses that stand around the whole of it."""
    closing = PAIRS.get(rest[:1])
    if closing is None:
        return rest
    inside = rest[1:]
    if rest.endswith(closing) and rest[0] not in inside and inside.count(closing) == 1:
        return rest[1:-1].strip()
    return inside.strip() if closing not in inside else rest


def begins_person(text: str) -> float:
    """From 0 to 1: how much a text looks like the beginning of an entry."""
    tokens = head_of(text[:400].lstrip(" \t\n,;*•·-–"))
    if not tokens or tokens[0].mark:
        return 0.0
    begin, doubt = honorific_at(tokens, frozenset())
    if begin < len(tokens) and tokens[begin].flags & EAST:
        return 0.8 if tokens[begin].end - tokens[begin].start <= 5 else 0.5
    found = scan(tokens, begin, False)
    return max(0.0, min(1.0, _score(text, tokens, begin, found) - (0.1 if doubt else 0)))


def _score(text: str, tokens: list[Token], begin: int, found: Scan) -> float:
    words = [token for token in tokens[begin : found.end] if not token.mark]
    if not words or found.unit:
        return 0.3 if found.unit else 0.0
    first = words[0].flags
    if not begin and first & LOWER and not first & PARTICLE:
        return (
            0.2
            if len(words) > 1 and not first & (POSITION | UNIT | RANK | TITLE) and found.stop is Stop.MARK
            else 0.05
        )
    if not begin and first & (POSITION | RANK | UNIT) and not first & (GIVEN | SURNAME_TOO):
        return 0.1
    score = 0.55 if begin else 0.4
    score += {1: -0.15, 2: 0.35, 3: 0.35, 4: 0.25}.get(found.words, 0.1)
    if begin and found.words == 1:
        score += 0.35
    score += 0.15 if first & GIVEN else 0.0
    score -= 0.4 * sum(bool(token.flags & TOPIC and not token.flags & SURNAME_TOO) for token in words)
    if found.stop in (Stop.UNIT, Stop.LOWER, Stop.OTHER, Stop.LETTERS, Stop.LINK):
        score -= 0.15 if begin else 0.3
    if not begin and place_kind(text[words[0].start : words[-1].end]):
        score -= 0.5
    if all(token.flags & UNCASED for token in words) or all(token.flags & CAPITAL for token in words):
        score += 0.05
    return score
