"""The document tree as plain JSON values for letter.typ, each string data and never markup."""

import unicodedata
from typing import Any

from service.core import document as doc
from service.core.entry import Entry, Part, printed
from service.render.bidi import FIRST_STRONG_ISOLATE, POP_ISOLATE, isolated, only_direction
from service.render.coverage import with_stand_ins

LONG_WORD = 40
"""Characters after which a word may break: no line of the list holds twice as many."""


def line_value(text: str) -> str:
    """A text that some font can print in full, and whose longest words can break."""
    printable = with_stand_ins(text)
    if len(text) <= LONG_WORD:
        return printable
    return " ".join(_breakable(word) for word in printable.split(" "))


def _breakable(word: str) -> str:
    """The word with zero-width spaces in it if it is too long for a line, never before a combining mark."""
    if len(word) <= LONG_WORD:
        return word
    pieces = [
        f"\u200b{char}" if at and at % 20 == 0 and not unicodedata.combining(char) else char
        for at, char in enumerate(word)
    ]
    return "".join(pieces)


def entry_value(entry: Entry, base: str) -> list[str]:
    """The printed entry in three pieces: before the name, the name, after it.

    base: "ltr" or "rtl", the letter's direction. An entry that runs wholly in the other direction is turned as
    one; in a mixed entry each value keeps its own direction, and the values follow one another in the letter's.
    """
    segments = printed(entry)
    one_way = only_direction("".join(segment.text for segment in segments))
    pieces = ["", "", ""]
    at = 0
    for segment in segments:
        at = 1 if segment.part is Part.NAME else 2 if at else 0
        keep = one_way or segment.part is Part.GLUE
        pieces[at] += line_value(segment.text if keep else isolated(segment.text))
    if one_way and one_way != base:
        return [FIRST_STRONG_ISOLATE + pieces[0], pieces[1], pieces[2] + POP_ISOLATE]
    return pieces


def body_values(body: doc.Body) -> dict[str, Any]:
    """The blocks, and the notes by their number."""
    levels = _Levels()
    notes = {str(note.number): _blocks(note.children, _Levels(), in_note=True) for note in body.notes}
    return {"body": _blocks(body.blocks, levels), "notes": notes}


class _Levels:
    """Heading levels without gaps, beginning at 1: PDF/UA asks for it, authors do not."""

    def __init__(self) -> None:
        self._open: list[int] = []

    def of(self, level: int) -> int:
        while self._open and self._open[-1] >= level:
            self._open.pop()
        self._open.append(level)
        return len(self._open)


def _blocks(blocks: tuple[doc.Block, ...], levels: _Levels, in_note: bool = False) -> list[dict[str, Any]]:
    return [_block(block, levels, in_note) for block in blocks]


def _block(block: doc.Block, levels: _Levels, in_note: bool) -> dict[str, Any]:
    match block:
        case doc.Paragraph(children):
            return {"is": "paragraph", "of": _inlines(children, in_note)}
        case doc.Heading(level, children) if in_note:
            return {"is": "paragraph", "of": [{"is": "strong", "of": _inlines(children, in_note)}]}
        case doc.Heading(level, children):
            return {"is": "heading", "level": levels.of(level), "of": _inlines(children, in_note)}
        case doc.ItemList(items, start, marks):
            return {
                "is": "list",
                "start": start,
                "marks": list(marks),
                "of": [_blocks(item, levels, in_note) for item in items],
            }
        case doc.Quote(children, source):
            return {"is": "quote", "of": _blocks(children, levels, in_note), "source": _inlines(source, in_note)}
        case doc.Preformatted(text):
            return {"is": "preformatted", "of": line_value(text)}
        case doc.Rule():
            return {"is": "rule"}


def _inlines(children: tuple[doc.Inline, ...], in_note: bool) -> list[Any]:
    return [_inline(child, in_note) for child in children]


def _inline(child: doc.Inline, in_note: bool) -> Any:
    match child:
        case doc.Text(text):
            return line_value(text)
        case doc.Emphasis(children):
            return {"is": "emphasis", "of": _inlines(children, in_note)}
        case doc.Strong(children):
            return {"is": "strong", "of": _inlines(children, in_note)}
        case doc.Link(href, children):
            return {"is": "link", "to": href, "of": _inlines(children, in_note)}
        case doc.LineBreak():
            return {"is": "break"}
        case doc.NoteMark(number) if in_note:
            return {"is": "raised", "of": str(number)}
        case doc.NoteMark(number, occurrence):
            return {"is": "note", "number": str(number), "first": occurrence == 1}
