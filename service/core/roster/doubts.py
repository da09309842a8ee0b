"""What is doubtful about how an entry was read, as warnings in whole sentences."""

from collections.abc import Sequence

from service.core.roster.names import BORN, JOINERS, LONG_NAME, Scan, Stop
from service.core.roster.places import CITY, COUNTRY, place_kind
from service.core.roster.post_nominals import Letters
from service.core.roster.style import Style
from service.core.roster.tokens import Token
from service.core.roster.values import Code, Warning
from service.core.roster.word_sets import words_of
from service.core.roster.words import (
    BEFORE,
    CAPITAL,
    FAMILY_TOO,
    GIVEN,
    INITIAL,
    LETTERED,
    LINK,
    LOWER,
    OTHER,
    PARTICLE,
    POSITION,
    RANK,
    SUFFIX,
    SURNAME_TOO,
    TOPIC,
    UNIT,
)

ARTICLES = words_of("the les los las die das gli")

UNDIVIDED = "Nothing divides the name from what follows; where it ends is a guess."
STOPS = {
    Stop.POSITION: UNDIVIDED,
    Stop.UNIT: UNDIVIDED,
    Stop.LETTERS: UNDIVIDED,
    Stop.LOWER: UNDIVIDED,
    Stop.LINK: UNDIVIDED,
    Stop.OTHER: "Something that is no word stands behind the name; where it ends is a guess.",
}


def about_name(
    tokens: Sequence[Token], begin: int, found: Scan, letters: Letters, style: Style, about_order: str
) -> list[Warning]:
    """Doubts about the name in tokens[begin:found.end]."""
    words = [token for token in tokens[begin : found.end] if not token.mark]
    if not words:
        return [Warning(Code.NO_NAME, "There is no name at the beginning; the text is left whole.")]
    doubts = [about_order] if about_order else []
    if found.unit:
        doubts.append("This may be an organisation and not a person.")
    elif about := _about_end(tokens, found, letters, style):
        doubts.append(about)
    doubts += _about_words(tokens, begin, found, words, style)
    warnings = [Warning(Code.NAME, sentence) for sentence in doubts[:1]]
    if _has_footnote(tokens, found):
        warnings.append(
            Warning(Code.CHARACTERS, "A mark of a footnote stands behind the name, and is left out of it.")
        )
    return warnings


def _has_footnote(tokens: Sequence[Token], found: Scan) -> bool:
    if tokens[found.end - 1].word.marks:
        return True
    behind = tokens[found.end] if found.end < len(tokens) else None
    return behind is not None and bool(behind.flags & OTHER and behind.word.marks)


def _about_end(tokens: Sequence[Token], found: Scan, letters: Letters, style: Style) -> str:
    if found.stop is Stop.LINK and found.end < len(tokens):
        key = tokens[found.end].word.key
        if style.separator.strip() == key or (key == "on" and tokens[found.end + 1 : found.end + 2]):
            return ""
    if found.stop is Stop.POST and letters.begin == letters.end:
        return UNDIVIDED
    if found.stop is Stop.OTHER and (_has_footnote(tokens, found) or not tokens[found.end].word.key):
        return ""
    return STOPS.get(found.stop, "")


def _about_words(
    tokens: Sequence[Token], begin: int, found: Scan, words: Sequence[Token], style: Style
) -> list[str]:
    """Doubts about the words that a name is made of."""
    is_known = any(token.flags & ~GIVEN != CAPITAL for token in words)
    is_undivided = not style.separator and found.stop is Stop.END and found.words > 2
    told = (
        (found.joined, "This may be more than one person."),
        (found.words > LONG_NAME, "The name is long, and may hold more than a name."),
        (is_undivided, "Nothing divides names from the rest in this list, and this may hold more than a name."),
        (found.words == 1 and not begin and not style.one_word, "Only one word stands where a name would."),
        (is_known and _has_odd_letters(found, words), "There is something in the name that names do not have."),
        (
            is_known and not found.unit and any(_is_odd(token) for token in words),
            "A word in the name is a position or an organisation elsewhere.",
        ),
        (
            not begin and not found.unit and (words[0].word.key in ARTICLES or (is_known and _has_unit(words))),
            "This may be an organisation and not a person.",
        ),
        (is_known and not begin and _begins_small(words, style), "The name begins with a small word."),
        (is_known and not begin and _ends_with_rank(words), "The last word of the name may be what somebody is."),
        (not begin and _is_place(words), "This may be a place and not a person."),
        (found.words > 2 and _ends_with_place(words), "The last word of the name may be a place."),
        (
            is_known and not style.lower and not found.unit and any(_is_small(token) for token in words),
            "The name is written in small letters, or a part of it.",
        ),
    )
    return [sentence for is_so, sentence in told if is_so]


def _has_odd_letters(found: Scan, words: Sequence[Token]) -> bool:
    if any(token.flags & OTHER for token in words):
        return True
    return found.words > 2 and any(token.flags & LETTERED and not token.flags & PARTICLE for token in words[1:])


def _is_odd(token: Token) -> bool:
    is_told = token.flags & (POSITION | RANK | UNIT | TOPIC)
    return bool(is_told and not token.flags & (GIVEN | SURNAME_TOO | FAMILY_TOO))


def _has_unit(words: Sequence[Token]) -> bool:
    return any(token.flags & UNIT for token in words) and not words[0].flags & GIVEN


def _is_place(words: Sequence[Token]) -> bool:
    """Whether all of it is a place, or each of its words one."""
    keys = [token.word.key for token in words]
    if len(words) > 1 and place_kind(" ".join(keys)):
        return True
    return not words[0].flags & GIVEN and all(map(place_kind, keys[:3]))


def _ends_with_place(words: Sequence[Token]) -> bool:
    return not words[-1].flags & GIVEN and place_kind(words[-1].word.key) in (CITY, COUNTRY)


def _begins_small(words: Sequence[Token], style: Style) -> bool:
    """Whether a name begins as the rest of a line before may: "do Minho"."""
    if style.lower or style.family_first or style.capitals:
        return False
    is_small = bool(words[0].flags & LOWER and words[0].flags & PARTICLE)
    return is_small and not any(token.flags & GIVEN for token in words)


def _ends_with_rank(words: Sequence[Token]) -> bool:
    """Whether a rank that is a family name too stands behind a word that is no known given name."""
    last = words[-1].flags
    return bool(last & (POSITION | RANK)) and not words[0].flags & (GIVEN | INITIAL) and len(words) == 2


def _is_small(token: Token) -> bool:
    is_linking = token.flags & (PARTICLE | LINK | BEFORE | SUFFIX) or token.word.key in JOINERS | BORN
    return bool(token.flags & LOWER and not is_linking)


def about_place(country: str, is_guess: bool) -> list[Warning]:
    """A doubt about the place at the end of an entry."""
    if not is_guess:
        return []
    return [Warning(Code.PLACE, f"Nothing divides the place “{country}” from what stands before it.")]
