"""The beginning of an entry as words and the marks between them, each with its place in the text."""

import re
from itertools import islice
from typing import NamedTuple

from service.core.roster.words import Word, look

MOST = 48
"""Tokens at the beginning of an entry in which a name and what belongs to it must stand."""

MARK = r",;:|()\[\]{}<>،؛，、；：（）【】「」『』—\t\n…="
TOKEN = re.compile(rf"[^\s{MARK}]+|[{MARK}]")
DASHES = "-–―−·•/~|‒‐‑"
OPENING, CLOSING, COMMAS = frozenset("([{<（【「『"), frozenset(")]}>）】」』"), frozenset(",،，、")
NO_WORD = Word(0, "", 0, 0)


class Token(NamedTuple):
    """A word (mark is "") or what divides words (mark is the character); text[start:end] is its place."""

    start: int
    end: int
    mark: str
    word: Word

    @property
    def flags(self) -> int:
        return self.word.flags


def head_of(text: str) -> list[Token]:
    """The first tokens of a text."""
    found: list[Token] = []
    for match in islice(TOKEN.finditer(text), MOST):
        start, end = match.span()
        first = text[start]
        if end - start == 1 and first in MARKS_ONE:
            found.append(Token(start, end, first, NO_WORD))
        else:
            _add(found, text, start, end)
    return found


MARKS_ONE = frozenset(",;:|()[]{}<>،؛，、；：（）【】「」『』—\t\n…=" + DASHES)


def _add(found: list[Token], text: str, start: int, end: int) -> None:
    """A word, without the dashes at its edges, which divide."""
    begins, ends = start, end
    if text[start] not in DASHES and text[end - 1] not in DASHES:
        word = look(text[start:end])
        if not word.split:
            found.append(Token(start, end, "", word))
            return
    while begins < ends and text[begins] in DASHES:
        begins += 1
    while ends > begins and text[ends - 1] in DASHES:
        ends -= 1
    if begins > start:
        found.append(Token(start, begins, text[start], NO_WORD))
    if ends > begins:
        word = look(text[begins:ends])
        if word.split:
            found.append(
                Token(begins, begins + word.split, "", look(text[begins : begins + word.split].rstrip("/")))
            )
            begins += word.split
            word = look(text[begins:ends])
        found.append(Token(begins, ends, "", word))
    if end > ends > begins:
        found.append(Token(ends, end, text[ends], NO_WORD))
