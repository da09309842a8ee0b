"""The letter as CommonMark with footnotes, every value escaped so that it reads back as it was written."""

import re

from service.core import document as doc
from service.core.document import Document
from service.core.entry import ListedEntry, Part, in_groups, printed, unconfirmed_words
from service.core.letter import Addressee
from service.render import words
from service.render.bidi import isolated_if_right_to_left
from service.render.formats import Rendered

META = re.compile(r"([\\`*_{}\[\]<>#|~$&!^=@])")
LINE_START = re.compile(r"^(\d{1,9}|[A-Za-z](?=\)))?([.)+-])")
BREAK = "\\\n"


def render(document: Document) -> Rendered:
    wording, profile = document.letter.version.wording, document.letter.profile
    parts = [
        f"**{words.standing(document)}**" if document.is_preview else "",
        escaped(profile.hashtag),
        f"# {escaped(wording.title)}",
        BREAK.join(filter(None, (escaped(words.started(document)), words.collecting(document)))),
        _addressees("To", wording.to),
        _addressees("CC", wording.cc),
        escaped(words.letter_date(document)),
        f"**{escaped(words.regarding(document))}**" if wording.re else "",
        escaped(wording.salutation),
        blocks(document.body.blocks),
        BREAK.join(map(escaped, wording.closing.splitlines())),
        f"## {words.cosigners(document)}",
        *map(_group, in_groups(document.entries)),
        escaped(unconfirmed_words(document.entries)),
        f"*{words.unnamed(document)}*" if words.unnamed(document) else "",
        _supporters(document),
        *map(note, document.body.notes),
        _organiser(document),
        "***",
        f"{words.version(document)}. {words.standing(document)}.{BREAK}"
        f"Seal of the wording (SHA-256): `{document.letter.version.seal}`",
    ]
    text = "\n\n".join(part for part in parts if part) + "\n"
    return Rendered(text.encode(), "text/markdown; charset=utf-8; variant=CommonMark")


def escaped(text: str) -> str:
    """The text as Markdown that shows exactly this text, also at the beginning of a line."""
    return LINE_START.sub(r"\1\\\2", META.sub(r"\\\1", text))


def _supporters(document: Document) -> str:
    text, url = escaped(words.supporters(document)), document.letter.profile.elsewhere_url
    return f"{text}, {escaped(url)}" if url and words.gathered_elsewhere(document) else text


def _organiser(document: Document) -> str:
    """What the organiser says of itself, its contact and its links, each as the words and the address."""
    heading, profile = words.about_organiser(document), document.letter.profile
    if not heading:
        return ""
    told = (*words.paragraphs(profile.about), *words.paragraphs(profile.contact))
    links = BREAK.join(escaped(f"{isolated_if_right_to_left(link.label)}: {link.url}") for link in profile.links)
    parts = (f"## {escaped(heading)}", *(BREAK.join(map(escaped, lines)) for lines in told), links)
    return "\n\n".join(filter(None, parts))


def _addressees(label: str, several: tuple[Addressee, ...]) -> str:
    blocks = [BREAK.join(map(escaped, one.lines())) for one in several]
    return "\n\n".join((f"**{label}**", *blocks)) if blocks else ""


def _group(group: tuple[str, list[ListedEntry]]) -> str:
    """The names under one heading, if it has one."""
    heading, entries = group
    names = "\n".join(map(_entry, entries))
    return f"### {escaped(heading)}\n\n{names}" if heading else names


def _entry(listed: ListedEntry) -> str:
    """One list item; a value from right to left stands in Unicode isolates."""
    segments = printed(listed.entry)
    text = "".join(s.text if s.part is Part.GLUE else isolated_if_right_to_left(s.text) for s in segments)
    return f"{listed.number}. {escaped(text + listed.mark)}"


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
        case doc.ItemList():
            return _list(block)
        case doc.Quote(children, source):
            said_by = (f"— {_inlines(source)}",) if source else ()
            return _prefixed("> ", "> ", "\n\n".join((*map(_block, children), *said_by)))
        case doc.Preformatted(text):
            longest = max(map(len, re.findall("`+", text)), default=0)
            fence = "`" * max(3, longest + 1)
            return f"{fence}\n{text}\n{fence}"
        case doc.Rule():
            return "***"


def _list(block: doc.ItemList) -> str:
    """A list; CommonMark knows no letters, so lettered items are paragraphs that begin with their mark."""
    marks = block.printed_marks() or ("-",) * len(block.items)
    pairs = [(f"{mark} ", item) for mark, item in zip(marks, block.items, strict=True)]
    if marks[0][0].isalpha():
        return "\n\n".join(mark + blocks(item) for mark, item in pairs)
    return "\n".join(_prefixed(mark, " " * len(mark), blocks(item)) for mark, item in pairs)


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
