"""The honorific at the beginning of an entry: only what is printed before the name."""

from collections.abc import Sequence

from service.core.roster.tokens import OPENING, Token
from service.core.roster.vocabulary_titles import PHRASES, SHOUTED
from service.core.roster.word_sets import words_of
from service.core.roster.words import (
    AFTER,
    BEFORE,
    CAPITAL,
    EAST,
    FAMILY_TOO,
    GIVEN,
    GIVEN_TOO,
    INITIAL,
    LINK,
    LOWER,
    OTHER,
    PARTICLE,
    PEER,
    POSITION,
    POST,
    RANK,
    RETIRED,
    SHORT,
    SURNAME_TOO,
    TITLE,
    UNCASED,
    UNIT,
)

JOINERS = words_of("and & et und y e")
PAIRS = frozenset((("tan", "sri"), ("dato", "sri"), ("datuk", "seri"), ("toh", "puan"), ("nai", "phra")))

MOST = 16
"""Tokens that the longest honorific may have."""


def honorific_at(tokens: Sequence[Token], letters: frozenset[str]) -> tuple[int, str]:
    """How many tokens at the beginning are an honorific, and what is doubtful about it, or "".

    letters: single letters that are titles in this list ("m" in a French one).
    """
    ends, doubt = _walk(tokens, letters)
    while ends and not _name_follows(tokens, ends[-1]):
        ends.pop()
    if not ends:
        return 0, ""
    return _weighed(tokens, ends[-1], doubt)


def _walk(tokens: Sequence[Token], letters: frozenset[str]) -> tuple[list[int], str]:
    """Every place where the honorific may end, in order."""
    ends: list[int] = []
    at, doubt = 0, ""
    while at < min(len(tokens), MOST):
        last = ends[-1] if ends else 0
        step = _step(tokens, at, at == last > 0, letters)
        if step:
            at += step
            ends.append(at)
        elif tokens[at].flags & BEFORE or (
            tokens[at].flags & SHORT and tokens[at].flags & LOWER and _is_title(tokens, at + 1)
        ):
            at += 1
        elif at == last and _is_unknown_title(tokens, at):
            at += 1
            ends.append(at)
            doubt = "The short word before the name was taken for a title."
        elif at == last > 0 and _joins_titles(tokens, at):
            at += 1
            if tokens[at - 1].mark == "/":
                ends.append(at)
        else:
            break
    return ends, doubt


def _step(tokens: Sequence[Token], at: int, is_behind: bool, letters: frozenset[str]) -> int:
    """How many tokens here are a whole title or what belongs behind one, 0 if none."""
    token = tokens[at]
    if token.mark:
        return _in_parentheses(tokens, at) if is_behind and token.mark in OPENING else 0
    if at + 1 < len(tokens) and (token.word.key, tokens[at + 1].word.key) in PAIRS:
        return 2
    if token.flags & (TITLE | RANK) or token.word.key in letters:
        is_shouted = token.flags & FAMILY_TOO and tokens[at].word.key.upper() in SHOUTED and not token.flags & RANK
        return 0 if is_shouted and not _is_title(tokens, at + 1) and not is_behind and at else 1
    if not is_behind:
        return 0
    if token.flags & AFTER:
        return 1
    if token.flags & INITIAL and token.flags & LOWER and at + 1 < len(tokens) and tokens[at + 1].flags & INITIAL:
        return 2
    return _phrase(tokens, at)


def _is_title(tokens: Sequence[Token], at: int) -> bool:
    return at < len(tokens) and bool(tokens[at].flags & (TITLE | RANK | BEFORE))


def _in_parentheses(tokens: Sequence[Token], at: int) -> int:
    """The tokens of "(ret.)" behind a title."""
    for end in range(at + 1, min(at + 4, len(tokens))):
        if tokens[end].mark in (")", "]", "）"):
            return end + 1 - at if end > at + 1 else 0
        if not tokens[end].flags & (RETIRED | TITLE | AFTER):
            return 0
    return 0


def _phrase(tokens: Sequence[Token], at: int) -> int:
    """The tokens of "of Appeal" behind a title; the longest that is known."""
    words: list[str] = []
    found = 0
    for token in tokens[at : at + 5]:
        if token.mark:
            break
        words.append(token.word.key)
        if " ".join(words) in PHRASES:
            found = len(words)
    if not found and words[:1] == ["of"] and tokens[at - 1].flags & PEER:
        return 1
    return found


def _joins_titles(tokens: Sequence[Token], at: int) -> bool:
    """Whether a mark behind a title does not end it: "Prof., Dr. Vale", "د/ أحمد"."""
    mark, before = tokens[at].mark, tokens[at - 1]
    if mark == "/":
        return True
    if tokens[at].word.key in JOINERS and before.flags & TITLE and at + 2 < len(tokens):
        return bool(tokens[at + 1].flags & TITLE)
    if mark == "," and at + 2 < len(tokens):
        return bool(tokens[at + 1].flags & TITLE and before.flags & TITLE and not tokens[at + 2].mark)
    return False


def _is_unknown_title(tokens: Sequence[Token], at: int) -> bool:
    """A short word with a full stop before two words that a name may be: "Ven. Ana Brandt"."""
    wanted = tokens[at : at + 3]
    if len(wanted) < 3 or any(token.mark for token in wanted):
        return False
    first, *rest = (token.flags for token in wanted)
    if not first & SHORT or not first & CAPITAL or first & (POST | GIVEN | UNIT):
        return False
    return all(flags & (CAPITAL | UNCASED | PARTICLE) and not flags & (UNIT | LINK) for flags in rest)


def _name_follows(tokens: Sequence[Token], at: int) -> bool:
    if at >= len(tokens) or tokens[at].mark:
        return False
    flags = tokens[at].flags
    if flags & OTHER or (flags & LINK and flags & (LOWER | UNCASED) and not flags & PARTICLE):
        return False
    if flags & (CAPITAL | UNCASED | EAST | INITIAL | PARTICLE):
        is_position = flags & POSITION and not flags & (SURNAME_TOO | GIVEN | FAMILY_TOO | TITLE)
        return not is_position and not flags & UNIT
    return bool(flags & LOWER and not flags & (POSITION | UNIT) and tokens[at - 1].flags & (LOWER | INITIAL))


def _weighed(tokens: Sequence[Token], end: int, doubt: str) -> tuple[int, str]:
    """A title that may be a name: which of both, and the doubt."""
    first = tokens[0].flags
    follows = _words_behind(tokens, end)
    if end == 1 and first & GIVEN_TOO:
        if follows == 1:
            return 0, "The first word may be a title or a name; it was left in the name."
        return 1, "The first word may be a title or a name; it was taken for a title."
    if end == 1 and first & FAMILY_TOO and follows == 1 and first & CAPITAL:
        return 1, doubt or "The first word may be a title or a name; it was taken for a title."
    if tokens[end - 1].word.key == "of":
        return end, "It does not say where the title ends and the name begins."
    return end, doubt


def _words_behind(tokens: Sequence[Token], at: int) -> int:
    """How many words stand before the next mark, what cannot be a name apart."""
    count = 0
    for token in tokens[at:]:
        if token.mark or token.flags & (POST | OTHER):
            break
        if count and token.flags & (LINK | POSITION | UNIT) and not token.flags & SURNAME_TOO:
            break
        count += 1
    return count
