"""Where the name in an entry ends, and what is doubtful about it."""

from collections.abc import Sequence
from enum import StrEnum
from typing import NamedTuple

from service.core.roster.post_nominals import is_degree_of_two
from service.core.roster.tokens import CLOSING, COMMAS, OPENING, Token
from service.core.roster.word_sets import words_of
from service.core.roster.words import (
    CAPITAL,
    DOTTED,
    EAST,
    GIVEN,
    INITIAL,
    LETTERED,
    LETTERS,
    LINK,
    LOWER,
    OTHER,
    PARTICLE,
    PEER,
    POSITION,
    POST,
    RANK,
    SUFFIX,
    SURNAME_TOO,
    TITLE,
    TOPIC,
    UNCASED,
    UNIT,
    UPPER,
)

JOINERS = words_of("and & et und y e и i і و")
"""Between two people, or inside a family name."""

WITH_ANOTHER = words_of("in am auf op im")
"""Particles only with another behind them: "in ’t Veld"."""

SONS = words_of("jr sr jnr snr")

LONG_NAME = 6
BORN = words_of("nee ne geb geboren born formerly aka a.k.a dite dit")


class Stop(StrEnum):
    """Why a name ends where it does."""

    END = "end"
    MARK = "mark"
    POST = "post"
    POSITION = "position"
    UNIT = "unit"
    LETTERS = "letters"
    LINK = "link"
    LOWER = "lower"
    OTHER = "other"


class Scan(NamedTuple):
    """A name in tokens[begin:end]. words: how many of them a name is counted by. joined: "and" stands in it."""

    end: int
    stop: Stop
    words: int
    joined: bool = False
    unit: bool = False


def scan(tokens: Sequence[Token], begin: int, capitals: bool) -> Scan:
    """The name that begins at a token. capitals: family names of this list are in capitals."""
    if begin == 0 and _is_organisation(tokens):
        return _whole(tokens)
    at, words, joined = begin, 0, False
    while at < len(tokens):
        token = tokens[at]
        if token.mark:
            inside = _aside(tokens, at) if words else 0
            if not inside:
                return Scan(at, Stop.MARK, words, joined)
            at += inside
            continue
        stop = _stops(tokens, at, begin, words, capitals)
        if stop:
            return Scan(at, stop, words, joined)
        if words and token.word.key in JOINERS and not token.flags & CAPITAL:
            joined = joined or _names_behind(tokens, at + 1) > 1 or token.word.key in ("and", "&", "und", "et")
        elif not token.flags & SUFFIX or not words:
            words += 1
        at += 1
        if token.word.marks:
            return Scan(at, Stop.MARK if at < len(tokens) else Stop.END, words, joined)
    return Scan(at, Stop.END, words, joined)


def _stops(tokens: Sequence[Token], at: int, begin: int, words: int, capitals: bool) -> Stop | None:
    """Why the name ends before this word, None if it goes on."""
    flags, key = tokens[at].flags, tokens[at].word.key
    if flags & OTHER and key not in JOINERS:
        return Stop.OTHER
    if not words:
        return Stop.LINK if flags & LINK and flags & LOWER and not flags & PARTICLE else None
    if flags & SUFFIX and _is_suffix(tokens, at):
        return None
    if _is_peers_place(tokens, at, begin):
        return None
    if key in JOINERS and not flags & CAPITAL:
        return None if _names_behind(tokens, at + 1) else Stop.LINK
    if _is_post_nominal(tokens, at, begin, words):
        return Stop.POST
    if flags & LINK and not flags & (CAPITAL | PARTICLE):
        return Stop.LINK
    if flags & LINK and flags & PARTICLE and flags & LOWER and not _names_behind(tokens, at + 1):
        return Stop.LINK
    if flags & PARTICLE and (
        key not in WITH_ANOTHER or (at + 1 < len(tokens) and tokens[at + 1].flags & PARTICLE)
    ):
        if _names_behind(tokens, at + 1, most=3):
            return None
    elif flags & PARTICLE and flags & LOWER:
        return Stop.LINK
    return _word_stops(tokens, at, begin, words, capitals)


def _word_stops(tokens: Sequence[Token], at: int, begin: int, words: int, capitals: bool) -> Stop | None:
    flags = tokens[at].flags
    is_last = at + 1 == len(tokens) or bool(tokens[at + 1].mark) or bool(tokens[at + 1].flags & POST)
    may_be_surname = flags & SURNAME_TOO and (words == 1 or is_last) and not flags & LOWER
    if flags & POSITION and not may_be_surname and not (flags & GIVEN and words < 2):
        return Stop.POSITION
    if flags & (UNIT | TOPIC) and not (flags & (CAPITAL | SURNAME_TOO) and words == 1 and is_last):
        return Stop.UNIT
    if flags & (LETTERS | LETTERED) and words > 1 and flags & UPPER and not flags & INITIAL:
        shouting = all(token.flags & (UPPER | INITIAL | PARTICLE) for token in tokens[begin : begin + 2])
        seen = any(token.flags & UPPER and not token.flags & INITIAL for token in tokens[begin:at])
        if not shouting and (seen or not capitals):
            return Stop.LETTERS
    if flags & LOWER and words == 1 and is_last and not flags & (LINK | PARTICLE):
        return None
    if flags & LOWER and not _is_lower_name(tokens, begin, at):
        return Stop.LOWER
    return None


def _is_suffix(tokens: Sequence[Token], at: int) -> bool:
    """Whether "Jr." or "III" stands here, and no "Senior Lecturer"."""
    token = tokens[at]
    if not token.flags & SUFFIX or (token.flags & LOWER and token.word.key not in SONS):
        return False
    return len(token.word.key) < 4 or at + 1 == len(tokens) or bool(tokens[at + 1].mark)


def _is_lower_name(tokens: Sequence[Token], begin: int, at: int) -> bool:
    """Whether a whole name is written in small letters, this word too."""
    is_short = at - begin < 4
    return is_short and all(token.flags & (LOWER | INITIAL) for token in tokens[begin:at] if not token.mark)


def _is_peers_place(tokens: Sequence[Token], at: int, begin: int) -> bool:
    """The place in "Baroness Vale of Nordmark" belongs to the name."""
    if not any(token.flags & PEER for token in tokens[:begin]):
        return False
    key = tokens[at].word.key
    if key == "of" or (key in ("the", "and") and tokens[at - 1].word.key == "of"):
        return at + 1 < len(tokens) and bool(tokens[at + 1].flags & CAPITAL or tokens[at + 1].word.key == "the")
    return False


def _is_post_nominal(tokens: Sequence[Token], at: int, begin: int, words: int) -> bool:
    """Letters behind a name: known ones, or dotted capitals that nothing of a name follows."""
    flags = tokens[at].flags
    follows = tokens[at + 1] if at + 1 < len(tokens) else None
    if flags & POST:
        if flags & INITIAL and words == 1 and follows is not None and follows.flags & CAPITAL:
            return False
        if words > 1 or tokens[at].word.key not in ("ma", "ba", "do", "li", "kt"):
            return not (words == 1 and flags & UPPER and len(tokens[at].word.key) < 3 and begin == 0)
        return False
    if words > 1 and is_degree_of_two(tokens, at):
        return True
    if flags & DOTTED and words > 1:
        return follows is None or bool(follows.mark) or bool(follows.flags & (POST | DOTTED))
    return False


def _names_behind(tokens: Sequence[Token], at: int, most: int = 3) -> int:
    """How many words that can be names stand here in a row."""
    count = 0
    for token in tokens[at : at + most]:
        is_name = token.flags & (CAPITAL | UNCASED | EAST | PARTICLE)
        is_position = token.flags & POSITION and not token.flags & SURNAME_TOO
        if token.mark or not is_name or token.flags & (UNIT | POST | TOPIC) or is_position:
            break
        count += not (token.flags & PARTICLE and token.flags & LOWER)
    return count


def _aside(tokens: Sequence[Token], at: int) -> int:
    """The tokens of what stands inside a name: "(Bob)" before the family name, "(née Vale)", ", Jr."."""
    mark = tokens[at].mark
    if mark in COMMAS and at + 1 < len(tokens) and _is_suffix(tokens, at + 1):
        return 2
    if mark not in OPENING:
        return 0
    for end in range(at + 1, min(at + 8, len(tokens))):
        if tokens[end].mark in CLOSING and tokens[end].mark:
            return end + 1 - at if _belongs(tokens, at, end) else 0
    return 0


def _belongs(tokens: Sequence[Token], at: int, end: int) -> bool:
    """Whether the parenthesis from at to end is a part of the name around it."""
    inner = tokens[at + 1 : end]
    if not inner or any(token.mark for token in inner):
        return False
    if inner[0].word.key in BORN:
        return True
    if any(token.flags & (POSITION | UNIT | POST | OTHER | LINK | TITLE) for token in inner) or len(inner) > 4:
        return False
    scripts = (CAPITAL | LOWER, UNCASED, EAST)
    before = next((script for script in scripts if tokens[at - 1].flags & script), 0)
    if before and not any(token.flags & before for token in inner):
        return True
    follows = tokens[end + 1] if end + 1 < len(tokens) else None
    goes_on = follows is not None and not follows.mark and follows.flags & (CAPITAL | UNCASED)
    return bool(goes_on and follows and not follows.flags & (POSITION | UNIT | POST) and len(inner) < 3)


def _is_organisation(tokens: Sequence[Token]) -> bool:
    """Whether what stands before the first mark names an organisation: a word tells, and no given name does."""
    units = 0
    for at, token in enumerate(tokens):
        if token.mark:
            break
        flags = token.flags
        if flags & UNIT:
            units += 1
        elif flags & (POSITION | RANK) and at > 1 and not units:
            return False
        if flags & GIVEN and at == 0 and not flags & UNIT:
            return False
    return units > 0


def _whole(tokens: Sequence[Token]) -> Scan:
    """All that stands before the first mark."""
    end = next((at for at, token in enumerate(tokens) if token.mark), len(tokens))
    return Scan(end, Stop.END if end == len(tokens) else Stop.MARK, end, unit=True)
