"""Markdown becomes the one document tree that every renderer walks."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from markdown_it import MarkdownIt
from markdown_it.token import Token
from mdit_py_plugins.footnote import footnote_plugin

from service.core.entry import ListedEntry
from service.core.letter import Letter


@dataclass(frozen=True, slots=True)
class Text:
    text: str


@dataclass(frozen=True, slots=True)
class Emphasis:
    children: "tuple[Inline, ...]"


@dataclass(frozen=True, slots=True)
class Strong:
    children: "tuple[Inline, ...]"


@dataclass(frozen=True, slots=True)
class Link:
    """A link to an http, https or mailto address."""

    href: str
    children: "tuple[Inline, ...]"


@dataclass(frozen=True, slots=True)
class LineBreak:
    pass


@dataclass(frozen=True, slots=True)
class NoteMark:
    """A footnote's mark. occurrence counts from 1 the marks of the same note, for links back."""

    number: int
    occurrence: int


Inline = Text | Emphasis | Strong | Link | LineBreak | NoteMark


@dataclass(frozen=True, slots=True)
class Paragraph:
    children: tuple[Inline, ...]


@dataclass(frozen=True, slots=True)
class Heading:
    """level: 1 to 6, as the author wrote it."""

    level: int
    children: tuple[Inline, ...]


@dataclass(frozen=True, slots=True)
class ItemList:
    """A bulleted list, or a numbered one that begins at start."""

    items: "tuple[tuple[Block, ...], ...]"
    start: int | None = None


@dataclass(frozen=True, slots=True)
class Quote:
    children: "tuple[Block, ...]"


@dataclass(frozen=True, slots=True)
class Preformatted:
    text: str


@dataclass(frozen=True, slots=True)
class Rule:
    pass


Block = Paragraph | Heading | ItemList | Quote | Preformatted | Rule


@dataclass(frozen=True, slots=True)
class Note:
    """A footnote: its printed number, its text, and how many marks point at it."""

    number: int
    children: tuple[Block, ...]
    marks: int


@dataclass(frozen=True, slots=True)
class Body:
    blocks: tuple[Block, ...]
    notes: tuple[Note, ...]


@dataclass(frozen=True, slots=True)
class Document:
    """A letter with its names at one moment, as every renderer receives it.

    is_preview: true unless it was made from an edition.
    """

    letter: Letter
    body: Body
    entries: tuple[ListedEntry, ...]
    as_of: datetime
    is_preview: bool = True


SAFE_SCHEMES = ("http://", "https://", "mailto:")


@lru_cache(maxsize=64)
def read_body(markdown: str) -> Body:
    """The document tree of a letter's body. Raw HTML is text; images become their description."""
    tokens = MarkdownIt("commonmark", {"html": False}).use(footnote_plugin).parse(markdown)
    marks: dict[int, int] = {}
    blocks = tuple(_blocks(iter(tokens), None, marks))
    return Body(blocks, _notes(tokens, marks))


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
    blocks: list[Block] = []
    for token in stream:
        if token.type == until:
            break
        match token.type:
            case "paragraph_open":
                blocks.append(Paragraph(_inline_until(stream, "paragraph_close", marks)))
            case "heading_open":
                blocks.append(Heading(int(token.tag[1]), _inline_until(stream, "heading_close", marks)))
            case "bullet_list_open":
                blocks.append(ItemList(_items(stream, "bullet_list_close", marks)))
            case "ordered_list_open":
                start = int(token.attrGet("start") or 1)
                blocks.append(ItemList(_items(stream, "ordered_list_close", marks), start))
            case "blockquote_open":
                blocks.append(Quote(tuple(_blocks(stream, "blockquote_close", marks))))
            case "fence" | "code_block":
                blocks.append(Preformatted(token.content.rstrip("\n")))
            case "hr":
                blocks.append(Rule())
            case "footnote_block_open":
                for skipped in stream:
                    if skipped.type == "footnote_block_close":
                        break
            case _:
                pass
    return blocks


def _items(stream: Iterator[Token], until: str, marks: dict[int, int]) -> tuple[tuple[Block, ...], ...]:
    items = []
    for token in stream:
        if token.type == until:
            break
        if token.type == "list_item_open":
            items.append(tuple(_blocks(stream, "list_item_close", marks)))
    return tuple(items)


def _inline_until(stream: Iterator[Token], until: str, marks: dict[int, int]) -> tuple[Inline, ...]:
    children: tuple[Inline, ...] = ()
    for token in stream:
        if token.type == until:
            break
        if token.type == "inline":
            children = _inlines(iter(token.children or ()), None, marks)
    return children


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
