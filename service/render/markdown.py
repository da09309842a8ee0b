"""The letter as CommonMark with footnotes, every value escaped so that it reads back as it was written."""

import re

from service.core import document as doc
from service.core.document import Document
from service.core.entry import ListedEntry, Part, printed
from service.core.letter import Addressee
from service.render import words
from service.render.bidi import isolated_if_right_to_left
from service.render.formats import Rendered

META = re.compile(r"([\\`*_{}\[\]<>#|~$&!^=@])")
LINE_START = re.compile(r"^(\d{1,9})?([.)+-])")
BREAK = "\\\n"


def render(document: Document) -> Rendered:
    wording, profile = document.letter.version.wording, document.letter.profile
    parts = [
        f"**{words.standing(document)}**" if document.is_preview else "",
        escaped(profile.hashtag),
        f"# {escaped(wording.title)}",
        escaped(words.started(document)),
        _addressees("To", wording.to),
        _addressees("CC", wording.cc),
        escaped(words.letter_date(document)),
        escaped(wording.salutation),
        blocks(document.body.blocks),
        BREAK.join(map(escaped, wording.closing.splitlines())),
        f"## {words.cosigners(document)}",
        "\n".join(map(_entry, document.entries)),
        f"*{words.unnamed(document)}*" if words.unnamed(document) else "",
        words.supporters(document),
        *map(note, document.body.notes),
        "***",
        f"{words.version(document)}. {words.standing(document)}.{BREAK}"
        f"Seal of the wording (SHA-256): `{document.letter.version.seal}`",
    ]
    text = "\n\n".join(part for part in parts if part) + "\n"
    return Rendered(text.encode(), "text/markdown; charset=utf-8; variant=CommonMark")


def escaped(text: str) -> str:
    """The text as Markdown that shows exactly this text, also at the beginning of a line."""
    return LINE_START.sub(r"\1\\\2", META.sub(r"\\\1", text))


def _addressees(label: str, several: tuple[Addressee, ...]) -> str:
    blocks = [BREAK.join(map(escaped, one.lines())) for one in several]
    return "\n\n".join((f"**{label}**", *blocks)) if blocks else ""


def _entry(listed: ListedEntry) -> str:
    """One list item; a value from right to left stands in Unicode isolates."""
    segments = printed(listed.entry)
    text = "".join(s.text if s.part is Part.GLUE else isolated_if_right_to_left(s.text) for s in segments)
    return f"{listed.number}. {escaped(text)}"


def note(one: doc.Note) -> str:
    """A footnote's definition."""
    return _prefixed(f"[^{one.number}]: ", "    ", blocks(one.children))


def blocks(several: tuple[doc.Block, ...]) -> str:
    """The blocks as Markdown that reads back as the same tree."""
    return "\n\n".join(map(_block, several))


def _block(block: doc.Block) -> str:
    match block:
        case doc.Paragraph(children):
            return _inlines(children)
        case doc.Heading(level, children):
            below_title = min(level + 1, 6)
            return f"{'#' * below_title} {_inlines(children)}"
        case doc.ItemList(items, start):
            marks = [f"{start + i}. " if start is not None else "- " for i in range(len(items))]
            pairs = zip(marks, items, strict=True)
            return "\n".join(_prefixed(mark, " " * len(mark), blocks(item)) for mark, item in pairs)
        case doc.Quote(children):
            return _prefixed("> ", "> ", blocks(children))
        case doc.Preformatted(text):
            longest = max(map(len, re.findall("`+", text)), default=0)
            fence = "`" * max(3, longest + 1)
            return f"{fence}\n{text}\n{fence}"
        case doc.Rule():
            return "***"


def _prefixed(first: str, rest: str, text: str) -> str:
    return first + text.replace("\n", "\n" + rest)


def _inlines(children: tuple[doc.Inline, ...]) -> str:
    text = "".join(map(_inline, children))
    return "\n".join(LINE_START.sub(r"\1\\\2", line) for line in text.split("\n"))


def _inline(child: doc.Inline) -> str:
    match child:
        case doc.Text(text):
            return META.sub(r"\\\1", text)
        case doc.Emphasis(children):
            return f"*{_inlines(children)}*"
        case doc.Strong(children):
            return f"**{_inlines(children)}**"
        case doc.Link(href, children):
            return f"[{_inlines(children)}](<{href}>)"
        case doc.LineBreak():
            return BREAK
        case doc.NoteMark(number):
            return f"[^{number}]"
