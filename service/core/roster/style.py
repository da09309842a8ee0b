"""How one roster writes its entries, decided by votes over the whole list and never by one line."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from service.core.roster.honorifics import honorific_at
from service.core.roster.names import Scan, Stop, scan
from service.core.roster.places import place_kind
from service.core.roster.tokens import COMMAS, Token, head_of
from service.core.roster.values import Code, Warning
from service.core.roster.vocabulary_titles import FRENCH_SIGNS
from service.core.roster.words import (
    CAPITAL,
    GIVEN,
    INITIAL,
    LOWER,
    PARTICLE,
    POSITION,
    RANK,
    SURNAME_TOO,
    TITLE,
    UNIT,
    UPPER,
)

SAMPLE = 2000
"""Items of a long list that are looked at, evenly spread."""

FAMILY_FIRST = "The names of this list are written with the family name first; they are left so."


@dataclass(frozen=True, slots=True)
class Style:
    """How this list writes its entries.

    separator: what stands between a name and the rest, white space included (", ", " – ", "\\t", " ("), or "".
    family_first: "Surname, Given". capitals: family names in capitals. letters: letters that are titles here.
    one_word: names of one word are common here. lower: so are names in small letters.
    warnings: notes about the list as a whole.
    """

    separator: str = ", "
    family_first: bool = False
    capitals: bool = False
    letters: frozenset[str] = frozenset()
    one_word: bool = False
    lower: bool = False
    warnings: tuple[Warning, ...] = ()


def style_of(items: Sequence[str]) -> Style:
    """The style of a list, from all its items or an even sample of them."""
    step = max(1, len(items) // SAMPLE)
    heads = [(item, tokens) for item in items[::step] if (tokens := head_of(item.lstrip()[:400]))]
    if not heads:
        return Style()
    letters = _letters([tokens for _, tokens in heads])
    votes = Counter[str]()
    for item, tokens in heads:
        votes.update(_votes(item.lstrip(), tokens, letters))
    family_first = (
        votes["family first"] * 10 >= len(heads) * 5 and votes["family first"] >= 2 * votes["given first"]
    )
    return Style(
        separator=_separator(votes, family_first),
        family_first=family_first,
        capitals=votes["capitals"] * 2 > len(heads),
        letters=letters,
        one_word=votes["one word"] * 5 > len(heads) * 2,
        lower=votes["lower"] * 2 > len(heads),
        warnings=(Warning(Code.NAME, FAMILY_FIRST),) if family_first else (),
    )


def _letters(heads: Sequence[Sequence[Token]]) -> frozenset[str]:
    """Letters that are titles: "M." where others are "Mme", or where it begins many entries."""
    firsts = Counter(tokens[0].word.key for tokens in heads if not tokens[0].mark)
    found = set()
    if any(firsts[sign] for sign in FRENCH_SIGNS if sign != "me") or firsts["m"] * 4 > len(heads) > 3:
        found |= {"m", "me", "mm"}
    begun = [token for tokens in heads for token in tokens[:3]]
    has_spanish = any(token.word.key in ("dna", "da") and token.flags & TITLE for token in begun)
    if has_spanish or firsts["dna"] or firsts["da"] or firsts["d"] * 4 > len(heads) > 7:
        found.add("d")
    return frozenset(found)


def _votes(item: str, tokens: Sequence[Token], letters: frozenset[str]) -> list[str]:
    """What one entry says about the list; a separator by itself, other things by their names."""
    begin, _ = honorific_at(tokens, letters)
    found = scan(tokens, begin, True)
    words = [token for token in tokens[begin : found.end] if not token.mark]
    if not words:
        return []
    votes = [_divides(item, tokens, found)] if found.words < 7 else []
    if found.stop is Stop.MARK and tokens[found.end].mark in COMMAS:
        votes += _order(tokens, begin, found)
    if len(words) == 1 and not begin:
        votes.append("one word")
    if all(token.flags & LOWER and not token.flags & PARTICLE for token in words):
        votes.append("lower")
    large = sum(bool(token.flags & UPPER and not token.flags & INITIAL) for token in words)
    if 0 < large < len(words):
        votes.append("capitals")
    return votes


def _divides(item: str, tokens: Sequence[Token], found: Scan) -> str:
    if found.end >= len(tokens):
        return "end"
    token = tokens[found.end]
    begin = tokens[found.end - 1].end
    if token.mark:
        stop = tokens[found.end + 1].start if found.end + 1 < len(tokens) else token.end
        between = item[begin:stop]
        return between if len(between) < 5 else token.mark
    if found.stop is Stop.LINK:
        return f" {token.word.key} "
    return ", " if found.stop is Stop.POST else ""


def _order(tokens: Sequence[Token], begin: int, found: Scan) -> list[str]:
    """Whether family name or given name stands first, as far as an entry tells."""
    behind = []
    for token in tokens[found.end + 1 : found.end + 6]:
        if token.mark:
            break
        behind.append(token)
    names = [token for token in behind if not token.flags & TITLE]
    first = tokens[begin].flags
    looks = names and len(names) < 5 and all(token.flags & (CAPITAL | INITIAL | PARTICLE) for token in names)
    if not looks or any(
        token.flags & (UNIT | POSITION | RANK) and not token.flags & SURNAME_TOO for token in names
    ):
        return ["given first"] if found.words > 1 else []
    if place_kind(" ".join(token.word.key for token in names)):
        return ["given first"]
    if names[0].flags & GIVEN and not first & GIVEN:
        return ["family first"]
    whole = [token for token in tokens[begin : found.end] if not token.flags & PARTICLE]
    if len(whole) < 2 and not first & GIVEN:
        return ["family first"]
    return ["given first"] if found.words > 1 else []


def _separator(votes: Counter[str], family_first: bool) -> str:
    """The mark that most entries have behind the name."""
    kinds = [
        (count, text)
        for text, count in votes.items()
        if text == "" or not text.strip().isalpha() or text[0] == " "
    ]
    known = [(count, text) for count, text in kinds if text not in ("one word", "lower", "capitals", "end")]
    known = [(count, text) for count, text in known if not text.endswith(" first")]
    return max(known, key=lambda each: (each[0], each[1] == ", "))[1] if known else ", "
