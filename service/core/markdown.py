"""Markdown becomes the document tree."""

from collections.abc import Iterator
from functools import cache, lru_cache

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token
from mdit_py_plugins.footnote import footnote_plugin

from service.core.document import (
    Block,
    Body,
    Emphasis,
    Heading,
    Inline,
    ItemList,
    LineBreak,
    Link,
    Note,
    NoteMark,
    Paragraph,
    Preformatted,
    Quote,
    Rule,
    Strong,
    Text,
)
from service.core.letter import DemandMarks, Wording
from service.core.points import Piece, Point, gathered, mark_lines, split_at_marks, take_source

SAFE_SCHEMES = ("http://", "https://", "mailto:")


def read_wording(wording: Wording) -> Body:
    """The document tree of a letter's text and demands."""
    return read_body(wording.body, wording.demands, wording.demand_marks)


@lru_cache(maxsize=64)
def read_body(
    markdown: str, demands: tuple[str, ...] = (), demand_marks: DemandMarks = DemandMarks.BULLETS
) -> Body:
    """The document tree of a letter's text, with its demands as a last list.

    Raw HTML is text; images become their description. Footnotes are counted through text and demands.
    """
    tokens = _parser().parse(markdown, {"demands": demands})
    marks: dict[int, int] = {}
    blocks = _blocks(iter(tokens), None, marks)
    if demands:
        blocks[-1] = _marked(blocks[-1], demand_marks)
    return Body(tuple(blocks), _notes(tokens, marks))


def letter_mark(index: int) -> str:
    """The mark of a lettered item, counted from 0: a) to z), then aa)."""
    before = letter_mark(index // 26 - 1)[:-1] if index >= 26 else ""
    return f"{before}{chr(ord('a') + index % 26)})"


def marked_demands(wording: Wording) -> Iterator[str]:
    """The demands as texts, each after its mark."""
    for index, demand in enumerate(wording.demands):
        match wording.demand_marks:
            case DemandMarks.BULLETS:
                mark = "•"
            case DemandMarks.NUMBERS:
                mark = f"{index + 1}."
            case DemandMarks.LETTERS:
                mark = letter_mark(index)
        yield f"{mark} {demand}"


@cache
def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False}).use(footnote_plugin)
    parser.core.ruler.after("block", "demands", _append_demands)
    parser.core.ruler.before("text_join", "line_marks", mark_lines)
    return parser


def _append_demands(state: StateCore) -> None:
    """Each demand is read by itself, so that nothing in one reaches into the next; footnotes are shared."""
    demands = state.env["demands"]
    if not demands:
        return
    state.tokens.append(Token("bullet_list_open", "ul", 1))
    for demand in demands:
        state.tokens.append(Token("list_item_open", "li", 1))
        state.md.block.parse(demand, state.md, state.env, state.tokens)
        state.tokens.append(Token("list_item_close", "li", -1))
    state.tokens.append(Token("bullet_list_close", "ul", -1))


def _marked(demands: Block, marks: DemandMarks) -> Block:
    if not isinstance(demands, ItemList) or marks is DemandMarks.BULLETS:
        return demands
    if marks is DemandMarks.NUMBERS:
        return ItemList(demands.items, 1)
    return ItemList(demands.items, 1, tuple(map(letter_mark, range(len(demands.items)))))


def _notes(tokens: list[Token], marks: dict[int, int]) -> tuple[Note, ...]:
    notes = []
    stream = iter(tokens)
    for token in stream:
        if token.type == "footnote_open":
            children = _blocks(stream, "footnote_close", {})
            number = token.meta["id"] + 1
            notes.append(Note(number, tuple(children), marks.get(number, 0)))
    return tuple(notes)


def _blocks(stream: Iterator[Token], until: str | None, marks: dict[int, int]) -> list[Block]:
    return gathered(_pieces(stream, until, marks))


def _pieces(stream: Iterator[Token], until: str | None, marks: dict[int, int]) -> list[Piece]:
    pieces: list[Piece] = []
    for token in stream:
        if token.type == until:
            break
        match token.type:
            case "paragraph_open":
                pieces.extend(_paragraph(stream, marks))
            case "heading_open":
                pieces.append(Heading(int(token.tag[1]), _heading(stream, marks)))
            case "bullet_list_open":
                pieces.append(ItemList(_items(stream, "bullet_list_close", marks)))
            case "ordered_list_open":
                pieces.append(_numbered(token, _items(stream, "ordered_list_close", marks)))
            case "blockquote_open":
                pieces.append(_quote(stream, marks))
            case "fence" | "code_block":
                pieces.append(Preformatted(token.content.rstrip("\n")))
            case "hr":
                pieces.append(Rule())
            case "footnote_block_open":
                for skipped in stream:
                    if skipped.type == "footnote_block_close":
                        break
            case _:
                pass
    return pieces


def _paragraph(stream: Iterator[Token], marks: dict[int, int]) -> list[Piece]:
    """A paragraph; or what stands above its first marked line, and each marked line with those below it."""
    above, *lines = split_at_marks(_children(stream, "paragraph_close"))
    inlines = _inlines(iter(above[1]), None, marks)
    if not lines:
        return [Paragraph(inlines)]
    pieces: list[Piece] = []
    joined: Inline | None = None
    if inlines:
        pieces.append(Paragraph(inlines[:-1]))
        joined = inlines[-1]
    for written, tokens in lines[:-1]:
        inlines = _inlines(iter(tokens), None, marks)
        pieces.append(Point(written, inlines[:-1], joined))
        joined = inlines[-1]
    written, tokens = lines[-1]
    return [*pieces, Point(written, _inlines(iter(tokens), None, marks), joined)]


def _heading(stream: Iterator[Token], marks: dict[int, int]) -> tuple[Inline, ...]:
    return _inlines(iter(_children(stream, "heading_close")), None, marks)


def _quote(stream: Iterator[Token], marks: dict[int, int]) -> Quote:
    pieces = _pieces(stream, "blockquote_close", marks)
    source = take_source(pieces)
    return Quote(tuple(gathered(pieces)), source)


def _children(stream: Iterator[Token], until: str) -> list[Token]:
    """The inline tokens of a paragraph or heading."""
    children: list[Token] = []
    for token in stream:
        if token.type == until:
            break
        children += token.children or ()
    return children


def _numbered(token: Token, items: tuple[tuple[Block, ...], ...]) -> ItemList:
    """A numbered list; its marks are kept where they are not the usual "1."."""
    written = token.attrGet("start")
    start = 1 if written is None else int(written)
    marks = tuple(f"{start + index})" for index in range(len(items))) if token.markup == ")" else ()
    return ItemList(items, start, marks)


def _items(stream: Iterator[Token], until: str, marks: dict[int, int]) -> tuple[tuple[Block, ...], ...]:
    items = []
    for token in stream:
        if token.type == until:
            break
        if token.type == "list_item_open":
            items.append(tuple(_blocks(stream, "list_item_close", marks)))
    return tuple(items)


def _inlines(stream: Iterator[Token], until: str | None, marks: dict[int, int]) -> tuple[Inline, ...]:
    found: list[Inline] = []
    for token in stream:
        if token.type == until:
            break
        match token.type:
            case "text" | "code_inline" | "html_inline" | "image":
                if token.content:
                    found.append(Text(token.content))
            case "softbreak":
                found.append(Text(" "))
            case "hardbreak":
                found.append(LineBreak())
            case "em_open":
                found.append(Emphasis(_inlines(stream, "em_close", marks)))
            case "strong_open":
                found.append(Strong(_inlines(stream, "strong_close", marks)))
            case "link_open":
                href = str(token.attrGet("href") or "")
                children = _inlines(stream, "link_close", marks)
                if href.lower().startswith(SAFE_SCHEMES):
                    found.append(Link(href, children))
                else:
                    found.extend(children)
            case "footnote_ref":
                number = token.meta["id"] + 1
                marks[number] = marks.get(number, 0) + 1
                found.append(NoteMark(number, marks[number]))
            case _:
                pass
    return tuple(found)
