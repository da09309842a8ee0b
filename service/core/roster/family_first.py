"""Names whose family name is printed first, with a comma behind it."""

from collections.abc import Sequence

from service.core.roster.names import Scan, Stop
from service.core.roster.places import place_kind
from service.core.roster.style import Style
from service.core.roster.tokens import COMMAS, Token
from service.core.roster.words import (
    CAPITAL,
    EAST,
    INITIAL,
    LOWER,
    OTHER,
    PARTICLE,
    POSITION,
    POST,
    RANK,
    SURNAME_TOO,
    TITLE,
    UNCASED,
    UNIT,
)

MOST_GIVEN = 4
NOT_GIVEN = UNIT | POST | OTHER


def given_behind(tokens: Sequence[Token], begin: int, found: Scan, style: Style) -> tuple[Scan, str]:
    """The name with the given names behind its comma, where this list writes so; and a doubt, or ""."""
    if found.stop is not Stop.MARK or not found.words or tokens[found.end].mark not in COMMAS:
        return (
            found,
            "The name does not begin with a family name as others in this list do."
            * style.family_first
            * (found.words > 1 and not found.unit),
        )
    end = given_at(tokens, found.end + 1)
    if style.family_first and not found.unit:
        if not end:
            return found, "No given name stands behind the comma, as it does elsewhere in this list." * (
                found.words > 1
            )
        about = "A title stands inside the name." if any(t.flags & TITLE for t in tokens[found.end : end]) else ""
        return _longer(tokens, found, end), about
    if found.words == 1 and end and not begin:
        divides = style.separator.strip() or style.separator[:1]
        if divides and divides not in COMMAS and (end == len(tokens) or tokens[end].mark == divides):
            return _longer(tokens, found, end), "The family name seems to stand first here."
        if not place_kind(" ".join(token.word.key for token in tokens[found.end + 1 : end])):
            return found, "The family name may stand first here, and the given name behind the comma."
    return found, ""


def _longer(tokens: Sequence[Token], found: Scan, end: int) -> Scan:
    stop = Stop.END if end == len(tokens) else Stop.MARK if tokens[end].mark else Stop.POST
    if end < len(tokens) and not tokens[end].mark and not tokens[end].flags & POST:
        stop = Stop.POSITION
    return Scan(end, stop, found.words + end - found.end - 1)


def given_at(tokens: Sequence[Token], at: int) -> int:
    """Where given names end that begin at a token, 0 if none do."""
    end = at
    while end < len(tokens) and end - at <= MOST_GIVEN and not tokens[end].mark:
        flags = tokens[end].flags
        if flags & POST and end > at:
            break
        if flags & (POSITION | RANK) and not flags & SURNAME_TOO and not flags & TITLE:
            if end > at:
                break
            return 0
        if flags & NOT_GIVEN or not flags & (CAPITAL | UNCASED | EAST | INITIAL | PARTICLE | LOWER):
            return 0
        if flags & LOWER and not flags & (PARTICLE | TITLE):
            return 0
        end += 1
    names = [token for token in tokens[at:end] if not token.flags & TITLE]
    return end if names and end - at <= MOST_GIVEN else 0
