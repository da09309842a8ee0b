"""What somebody is and where, read from what is printed behind a name."""

import re

from service.core.entry import Position
from service.core.roster.east_asian import ROLES
from service.core.roster.words import EAST, POSITION, RANK, look

LONGEST = 1000
"""Characters of a rest that is looked into; a longer one is left whole."""

PARTS = re.compile(r"[;；؛\n]")
COMMA = re.compile(r"[,،，]")
EDGES = " \t\n,;،؛，；.–—|·-"
ROLE_BIT = POSITION | RANK


def positions_in(rest: str) -> tuple[Position, ...]:
    """Positions with the affiliation behind each. rest: without the country at its end."""
    if not rest.strip(EDGES):
        return ()
    if len(rest) > LONGEST:
        return (Position(affiliation=rest.strip(EDGES)),)
    found: list[Position] = []
    for part in PARTS.split(rest):
        found += _in_part(part)
    return tuple(found)


def _in_part(part: str) -> list[Position]:
    """Positions of a part; one begins where a role follows an affiliation."""
    spans = _segments(part)
    found: list[Position] = []
    roles: list[tuple[int, int]] = []
    places: list[tuple[int, int]] = []
    for span in spans:
        if is_role(part[span[0] : span[1]]):
            if places:
                found.append(_position(part, roles, places))
                roles, places = [], []
            roles.append(span)
        else:
            places.append(span)
    if roles or places:
        found.append(_position(part, roles, places))
    return found


def _segments(part: str) -> list[tuple[int, int]]:
    """Where the pieces between commas stand, without the space around them; empty ones are left out."""
    found, begin = [], 0
    for end in [*(match.start() for match in COMMA.finditer(part)), len(part)]:
        piece = part[begin:end]
        stripped = piece.strip(EDGES)
        if stripped:
            at = begin + piece.index(stripped)
            found.append((at, at + len(stripped)))
        begin = end + 1
    return found


def _position(part: str, roles: list[tuple[int, int]], places: list[tuple[int, int]]) -> Position:
    return Position(
        part[roles[0][0] : roles[-1][1]] if roles else "", part[places[0][0] : places[-1][1]] if places else ""
    )


def is_role(text: str) -> bool:
    """Whether one of its first words says what somebody is."""
    for word in text.split(None, 6)[:6]:
        flags = look(word).flags
        if flags & ROLE_BIT or (flags & EAST and ROLES.search(word)):
            return True
    return False
