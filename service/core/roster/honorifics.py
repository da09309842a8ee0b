"""The honorific at the beginning of an entry: only what is printed before the name."""

from collections.abc import Sequence

from service.core.roster.tokens import OPENING, Token
from service.core.roster.vocabulary_titles import PHRASES, SHOUTED, TWO_WORDS
from service.core.roster.word_sets import words_of
from service.core.roster.words import (
    AFTER,
    BEFORE,
    CAPITAL,
    DOTTED,
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
    TOPIC,
    UNCASED,
    UNIT,
    key_of,
)

JOINERS = words_of("and & et und y e")
PAIRS = frozenset(tuple(key_of(word) for word in pair.split()) for pair in TWO_WORDS)
FIRST_OF_PAIRS = frozenset(first for first, _ in PAIRS)

MOST = 16
"""Tokens that the longest honorific may have."""


def honorific_at(tokens: Sequence[Token], letters: frozenset[str]) -> tuple[int, str]:
    """How many tokens at the beginning are an honorific, and what is doubtful about it, or "".

    letters: single letters that are titles in this list ("m" in a French one).
    """
    if _begins_plainly(tokens, letters):
        return 0, ""
    ends, doubt = _walk(tokens, letters)
    while ends and not _name_follows(tokens, ends[-1]):
        ends.pop()
    if not ends:
        return 0, _initials(tokens)
    return _weighed(tokens, ends[-1], doubt)


def _begins_plainly(tokens: Sequence[Token], letters: frozenset[str]) -> bool:
    """Whether the words before the first mark are capitalised and nothing else is known of any: most names."""
    for token in tokens[:4]:
        if token.mark:
            break
        if token.flags & ~GIVEN != CAPITAL:
            return False
    return len(tokens) > 1 and not tokens[0].mark and tokens[0].word.key not in FIRST_OF_PAIRS | letters


def _initials(tokens: Sequence[Token]) -> str:
    """A doubt about "H. E." at the beginning."""
    keys = [token.word.key for token in tokens[:2]]
    return "It does not say whether “H. E.” is a title." if keys == ["h", "e"] else ""


def _walk(tokens: Sequence[Token], letters: frozenset[str]) -> tuple[list[int], str]:
    """Every place where the honorific may end, in order."""
    ends: list[int] = []
    at, doubt = 0, ""
    while at < min(len(tokens), MOST):
        last = ends[-1] if ends else 0
        step = _step(tokens, at, at == last > 0, letters)
        guessed, about = _guess(tokens, at) if not step and at == last else (0, "")
        if step or guessed:
            at += step or guessed
            ends.append(at)
            doubt = about or doubt
        elif tokens[at].flags & BEFORE or _is_small_short(tokens[at]) or _is_short_of_title(tokens, at):
            at += 1
            if at - 1 == last > 0 and _is_small_short(tokens[last]):
                ends.append(at)
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
    keys = tuple(one.word.key for one in tokens[at : at + 2])
    if keys in PAIRS or (keys == ("h", "e") and _is_title(tokens, at + 2)):
        return 2
    if token.flags & (TITLE | RANK) or token.word.key in letters:
        is_shouted = token.flags & FAMILY_TOO and token.word.key.upper() in SHOUTED and not token.flags & RANK
        return 0 if is_shouted and not _is_title(tokens, at + 1) and not is_behind and at else 1
    if token.flags & DOTTED and token.flags & POST and token.flags & LOWER:
        return 1
    return _behind(tokens, at) if is_behind else 0


def _behind(tokens: Sequence[Token], at: int) -> int:
    """How many tokens belong to the title before them: "emeritus", "a. D.", "of Appeal"."""
    token = tokens[at]
    if token.flags & AFTER:
        return 1
    if token.flags & INITIAL and token.flags & LOWER and at + 1 < len(tokens) and tokens[at + 1].flags & INITIAL:
        return 2
    return _phrase(tokens, at)


def _guess(tokens: Sequence[Token], at: int) -> tuple[int, str]:
    """How many tokens here look like a title that is not known, and the doubt about that."""
    if step := _out_of_office(tokens, at):
        return step, "What stands before the name was taken for a title."
    if _is_position(tokens, at):
        return 1, "The position before the name was taken for a title."
    if _is_unknown_title(tokens, at):
        return 1, "The short word before the name was taken for a title."
    return 0, ""


def _is_small_short(token: Token) -> bool:
    """Whether it is a short word in small letters with a full stop, as in "rer. nat."."""
    return bool(token.flags & LOWER and token.flags & (SHORT | DOTTED | INITIAL) and not token.flags & LINK)


def _is_short_of_title(tokens: Sequence[Token], at: int) -> bool:
    """Whether it is a shortened word before a title: "Uzm. Dr."."""
    follows = tokens[at + 1].flags if at + 1 < len(tokens) else 0
    return bool(tokens[at].flags & SHORT and follows & TITLE and not follows & (GIVEN | FAMILY_TOO))


def _out_of_office(tokens: Sequence[Token], at: int) -> int:
    """The tokens of a German office with "a. D.", "i. R." behind it."""
    keys = [token.word.key for token in tokens[at : at + 5]]
    for end in range(1, min(4, len(keys))):
        if tokens[at + end].mark or not tokens[at].flags & CAPITAL:
            return 0
        if keys[end] in ("a.d", "i.r", "i.k"):
            return end + 1
        if tuple(keys[end : end + 2]) in (("a", "d"), ("i", "r"), ("i", "k")) and tokens[at + end].flags & LOWER:
            return end + 2
    return 0


def _is_title(tokens: Sequence[Token], at: int) -> bool:
    return at < len(tokens) and bool(tokens[at].flags & (TITLE | RANK | BEFORE))


def _in_parentheses(tokens: Sequence[Token], at: int) -> int:
    """The tokens of "(ret.)" behind a title."""
    for end in range(at + 1, min(at + 4, len(tokens))):
        if tokens[end].mark in (")", "]", "）"):
            return end + 1 - at if end > at + 1 else 0
        if not tokens[end].flags & (RETIRED | TITLE | AFTER) and not _is_small_short(tokens[end]):
            return 0
    return 0


def _phrase(tokens: Sequence[Token], at: int) -> int:
    """The tokens of "of Appeal" behind a title; the longest that is known."""
    words: list[str] = []
    found = 0
    if tokens[at - 1].word.key in ("доктор", "кандидат"):
        sciences = [one.word.key for one in tokens[at : at + 4]]
        return sciences.index("наук") + 1 if "наук" in sciences else 0
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
    """A short word with a full stop before words that a name may be: "Ven. Ana Brandt", "s. Ana Brandt"."""
    first = tokens[at].flags
    is_small = _is_small_short(tokens[at])
    most = 1 if is_small else 2
    wanted = [token for token in tokens[at + 1 : at + 1 + most] if not token.mark]
    if len(wanted) < most or first & (POST | GIVEN | UNIT):
        return False
    if not is_small and not (first & SHORT and first & CAPITAL):
        return False
    known = CAPITAL if is_small else CAPITAL | UNCASED | PARTICLE
    return all(token.flags & known and not token.flags & (UNIT | LINK | TITLE | RANK) for token in wanted)


def _is_position(tokens: Sequence[Token], at: int) -> bool:
    """A position before two words that a name may be: "Journalist Ana Brandt"."""
    flags = tokens[at].flags
    if (
        at + 2 >= len(tokens)
        or not flags & POSITION
        or not flags & CAPITAL
        or flags & (SURNAME_TOO | GIVEN | UNIT | BEFORE)
    ):
        return False
    return all(
        token.flags & CAPITAL and not token.flags & (POSITION | UNIT | TOPIC | POST | LINK)
        for token in tokens[at + 1 : at + 3]
    )


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
    is_peer = first & PEER and "of" in [token.word.key for token in tokens[end + 1 : end + 4]]
    if end == 1 and first & GIVEN_TOO and not is_peer:
        if follows == 1:
            return 0, "The first word may be a title or a name; it was left in the name."
        return 1, "The first word may be a title or a name; it was taken for a title."
    if end == 1 and first & FAMILY_TOO and follows == 1:
        return 1, doubt or "The first word may be a title or a name; it was taken for a title."
    if tokens[end].word.key == "d" and _words_behind(tokens, end) > 2:
        return end, doubt or "It does not say whether “D.” is a title."
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
