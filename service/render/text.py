"""The letter as plain text of 76 columns."""

import textwrap

from service.core import document as doc
from service.core.document import Document
from service.core.entry import ListedEntry, Part, in_groups, printed, unconfirmed_words
from service.core.letter import Addressee
from service.render import words
from service.render.bidi import isolated_if_right_to_left
from service.render.formats import Rendered

WIDTH = 76


def render(document: Document) -> Rendered:
    """UTF-8, lines ended by LF. A value that runs from right to left stands in Unicode isolates."""
    wording, profile = document.letter.version.wording, document.letter.profile
    parts = [
        words.standing(document).upper() if document.is_preview else "",
        profile.hashtag,
        _title(wording.title),
        "\n".join(filter(None, (_wrap(words.started(document)), words.collecting(document)))),
        _addressees("To", wording.to),
        _addressees("CC", wording.cc),
        words.letter_date(document),
        _wrap(words.regarding(document)),
        _wrap(wording.salutation),
        _blocks(document.body.blocks, WIDTH),
        "\n".join(map(_wrap, wording.closing.splitlines())),
        _underlined(words.cosigners(document)),
        _entries(document.entries),
        _wrap(unconfirmed_words(document.entries), rest="  "),
        _wrap(words.unnamed(document)),
        _wrap(_supporters(document)),
        _notes(document.body.notes),
        _organiser(document),
        _end(document),
    ]
    text = "\n\n".join(part for part in parts if part) + "\n"
    return Rendered(text.encode(), "text/plain; charset=utf-8")


def body_text(body: doc.Body) -> str:
    """A text that stands alone, without footnotes."""
    return _blocks(body.blocks, WIDTH)


def _wrap(text: str, first: str = "", rest: str | None = None, width: int = WIDTH) -> str:
    """Wrapped at spaces alone: a word is never cut, and lines after the first are indented by `rest`."""
    lines = textwrap.wrap(
        text,
        width,
        initial_indent=first,
        subsequent_indent=first if rest is None else rest,
        break_long_words=False,
        break_on_hyphens=False,
    )
    return "\n".join(lines)


def _underlined(text: str, mark: str = "-") -> str:
    return f"{text}\n{mark * len(text)}"


def _title(title: str) -> str:
    wrapped = _wrap(title)
    return f"{wrapped}\n{'=' * max(map(len, wrapped.splitlines()), default=0)}"


def _addressees(label: str, several: tuple[Addressee, ...]) -> str:
    blocks = ["\n".join(_wrap(line, "  ", "    ") for line in one.lines()) for one in several]
    return f"{label}:\n" + "\n\n".join(blocks) if blocks else ""


def _entries(entries: tuple[ListedEntry, ...]) -> str:
    """One numbered entry after another; what does not fit on a line goes on under the name, never the number."""
    width = len(str(len(entries)))
    rest = " " * (width + 2)
    parts = []
    for heading, group in in_groups(entries):
        parts += [_wrap(isolated_if_right_to_left(heading))] if heading else []
        parts.append("\n".join(_wrap(_entry(one), f"{one.number:>{width}}. ", rest) for one in group))
    return "\n\n".join(parts)


def _entry(listed: ListedEntry) -> str:
    return "".join(
        s.text if s.part is Part.GLUE else isolated_if_right_to_left(s.text) for s in printed(listed.entry)
    ) + listed.mark


def _notes(notes: tuple[doc.Note, ...]) -> str:
    if not notes:
        return ""
    lines = []
    for note in notes:
        label = f"[{note.number}] "
        lines.append(_indented(note.children, label, " " * len(label), WIDTH))
    return _underlined("Notes") + "\n" + "\n".join(lines)


def _supporters(document: Document) -> str:
    text, url = words.supporters(document), document.letter.profile.elsewhere_url
    return f"{text} <{url}>" if url and words.gathered_elsewhere(document) else text


def _organiser(document: Document) -> str:
    """What the organiser says of itself, its contact and its links, each as the words and the address."""
    heading, profile = words.about_organiser(document), document.letter.profile
    if not heading:
        return ""
    told = (*words.paragraphs(profile.about), *words.paragraphs(profile.contact))
    links = "\n".join(f"{isolated_if_right_to_left(link.label)}: {link.url}" for link in profile.links)
    return "\n\n".join(
        filter(None, (_underlined(heading), *("\n".join(map(_wrap, lines)) for lines in told), links))
    )


def _end(document: Document) -> str:
    seal = f"Seal of the wording (SHA-256):\n{document.letter.version.seal}"
    return f"{'-' * 8}\n{words.version(document)}. {words.standing(document)}.\n{seal}"


def _blocks(blocks: tuple[doc.Block, ...], width: int) -> str:
    return "\n\n".join(_block(block, width) for block in blocks)


def _block(block: doc.Block, width: int) -> str:
    match block:
        case doc.Paragraph(children):
            return "\n".join(_wrap(line, width=width) for line in _inlines(children).split("\n"))
        case doc.Heading(_, children):
            return _underlined(_inlines(children).replace("\n", " "))
        case doc.ItemList(items):
            marks = [f"{mark} " for mark in block.printed_marks() or ["-"] * len(items)]
            pairs = zip(marks, items, strict=True)
            return "\n".join(_indented(item, mark, " " * len(mark), width) for mark, item in pairs)
        case doc.Quote(children, source):
            said_by = (doc.Paragraph((doc.Text("— "), *source)),) if source else ()
            return _indented((*children, *said_by), "> ", "> ", width)
        case doc.Preformatted(text):
            return textwrap.indent(text, "    ")
        case doc.Rule():
            return "* * *"


def _indented(blocks: tuple[doc.Block, ...], first: str, rest: str, width: int) -> str:
    """The blocks with `first` before their first line and `rest` before the others, within the width."""
    text = _blocks(blocks, width - len(rest))
    return first + text.replace("\n", "\n" + rest).replace(f"\n{rest}\n", f"\n{rest.rstrip()}\n")


def _inlines(children: tuple[doc.Inline, ...]) -> str:
    return "".join(map(_inline, children))


def _inline(child: doc.Inline) -> str:
    match child:
        case doc.Text(text):
            return text
        case doc.Emphasis(children) | doc.Strong(children):
            return _inlines(children)
        case doc.Link(href, children):
            label = _inlines(children)
            return label if label == href.removeprefix("mailto:") else f"{label} <{href}>"
        case doc.LineBreak():
            return "\n"
        case doc.NoteMark(number):
            return f"[{number}]"
