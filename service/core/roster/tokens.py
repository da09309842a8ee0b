"""The beginning of an entry as words and the marks between them, each with its place in the text."""

import re
from functools import lru_cache
from itertools import islice
from typing import NamedTuple

from service.core.roster.words import LONGEST, Word, look

MOST = 48
"""Tokens at the beginning of an entry in which a name and what belongs to it must stand."""

MARK = r",;:|()\[\]{}<>،؛，、；：（）【】「」『』—\t\n…="
TOKEN = re.compile(rf"[^\s{MARK}]+|[{MARK}]")
DASHES = "-–―−·•/~|‒‐‑"
OPENING, CLOSING, COMMAS = frozenset("([{<（【「『"), frozenset(")]}>）】」』"), frozenset(",،，、")
MARKS_ONE = frozenset(",;:|()[]{}<>،؛，、；：（）【】「」『』—\t\n…=" + DASHES)
NO_WORD = Word(0, "", 0, 0)


class Token(NamedTuple):
    """A word (mark is "") or what divides words (mark is the character); text[start:end] is its place.

    flags: the word's own, here too because they are asked for everywhere.
    """

    start: int
    end: int
    mark: str
    word: Word
    flags: int


def head_of(text: str) -> list[Token]:
    """The first tokens of a text."""
    found: list[Token] = []
    for match in islice(TOKEN.finditer(text), MOST):
        start, end = match.span()
        piece = text[start:end] if end - start <= LONGEST else ""
        if piece in MARKS_ONE:
            found.append(Token(start, end, piece, NO_WORD, 0))
        elif piece and (word := _plain(piece)) is not None:
            found.append(Token(start, end, "", word, word.flags))
        else:
            _add(found, text, start, end)
    return found


@lru_cache(maxsize=1 << 16)
def _plain(piece: str) -> Word | None:
    """The word that a piece is, None for one that dashes or a title must be parted from."""
    if piece[0] in DASHES or piece[-1] in DASHES:
        return None
    word = look(piece)
    return None if word.split else word


def _add(found: list[Token], text: str, start: int, end: int) -> None:
    """A word, without the dashes at its edges, which divide."""
    begins, ends = start, end
    while begins < ends and text[begins] in DASHES:
        begins += 1
    while ends > begins and text[ends - 1] in DASHES:
        ends -= 1
    if begins > start:
        found.append(Token(start, begins, text[start], NO_WORD, 0))
    if ends > begins:
        word = look(text[begins:ends])
        if word.split:
            middle = begins + word.split
            title = look(text[begins:middle].rstrip("/"))
            found.append(Token(begins, middle, "", title, title.flags))
            begins = middle
            word = look(text[begins:ends])
        found.append(Token(begins, ends, "", word, word.flags))
    if end > ends > begins:
        found.append(Token(ends, end, text[ends], NO_WORD, 0))
