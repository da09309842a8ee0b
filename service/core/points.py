"""Lines that begin with "a)" become a lettered list, and a quotation's last line with a dash its source."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from markdown_it.rules_core import StateCore
from markdown_it.token import Token

from service.core.document import Block, Inline, ItemList, Paragraph, Text

LINE_MARK = re.compile(r"([A-Za-z]\)|[—–―])[ \u00a0]+")
DASHES = frozenset("—–―")


@dataclass(frozen=True, slots=True)
class Point:
    """A paragraph, or part of one, that begins with a mark.

    written: the mark and the space after it. joined: what parts it from the line above, within one paragraph.
    """

    written: str
    children: tuple[Inline, ...]
    joined: Inline | None

    @property
    def mark(self) -> str:
        return self.written.strip()

    def follows(self, other: "Point") -> bool:
        """Whether its letter is the next one; small and capital letters count alike."""
        return ord(self.mark[0].lower()) == ord(other.mark[0].lower()) + 1

    def as_text(self) -> tuple[Inline, ...]:
        """The point as the text that it was, without what stands before it."""
        match self.children:
            case (Text(text), *rest):
                return (Text(self.written + text), *rest)
            case _:
                return (Text(self.written), *self.children)


Piece = Block | Point


def mark_lines(state: StateCore) -> None:
    """Set apart the mark at the beginning of a paragraph's line.

    Runs while escaped characters are still apart from text, so that "a\\)" is never taken for a mark.
    """
    opened = False
    for token in state.tokens:
        if opened and token.type == "inline":
            token.children = list(_with_marks(token.children or []))
        opened = token.type == "paragraph_open"


def _with_marks(children: Iterable[Token]) -> Iterator[Token]:
    begins = True
    for child in children:
        found = LINE_MARK.match(child.content) if begins and child.type == "text" else None
        if found:
            yield Token("line_mark", "", 0, content=found.group())
            child.content = child.content[found.end() :]
        yield child
        begins = child.type in {"softbreak", "hardbreak"} and not child.level


def split_at_marks(children: list[Token]) -> list[tuple[str, list[Token]]]:
    """The lines of a paragraph that begin with a mark, each with its tokens; first what stands above them."""
    pieces: list[tuple[str, list[Token]]] = [("", [])]
    for child in children:
        if child.type == "line_mark":
            pieces.append((child.content, []))
        else:
            pieces[-1][1].append(child)
    return pieces


def take_source(pieces: list[Piece]) -> tuple[Inline, ...]:
    """Takes the source from the end of a quotation that has one."""
    match pieces:
        case [_, *_, Point() as last] if last.mark in DASHES:
            pieces.pop()
            return last.children
        case _:
            return ()


def gathered(pieces: list[Piece]) -> list[Block]:
    """Two points or more in the order of the alphabet become a list; every other one is text again."""
    blocks: list[Block] = []
    at = 0
    while at < len(pieces):
        piece = pieces[at]
        if not isinstance(piece, Point):
            blocks.append(piece)
            at += 1
            continue
        run = _run(pieces, at)
        if len(run) > 1:
            blocks.append(_lettered(run))
        else:
            _add_text(blocks, piece)
        at += len(run)
    return blocks


def _run(pieces: list[Piece], at: int) -> list[Point]:
    run: list[Point] = []
    for piece in pieces[at:]:
        if not isinstance(piece, Point) or (run and (piece.mark in DASHES or not piece.follows(run[-1]))):
            break
        run.append(piece)
        if piece.mark in DASHES:
            break
    return run


def _lettered(run: list[Point]) -> ItemList:
    start = ord(run[0].mark[0].lower()) - ord("a") + 1
    items = tuple((Paragraph(point.children),) for point in run)
    return ItemList(items, start, tuple(point.mark for point in run))


def _add_text(blocks: list[Block], point: Point) -> None:
    """The point as text; a line of a paragraph goes back to the lines above it."""
    if point.joined is None:
        blocks.append(Paragraph(point.as_text()))
        return
    match blocks.pop():
        case Paragraph(children):
            blocks.append(Paragraph((*children, point.joined, *point.as_text())))
        case ItemList((*items, (Paragraph(children),)), start, marks):
            longer = Paragraph((*children, point.joined, *point.as_text()))
            blocks.append(ItemList((*items, (longer,)), start, marks))
