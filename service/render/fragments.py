"""Pieces of HTML from values: a letter's body, a printed entry."""

from markupsafe import Markup, escape

from service.core import document as doc
from service.core.entry import Entry, Part, printed
from service.render.bidi import only_direction


def entry_html(entry: Entry) -> Markup:
    """The entry as it prints: each value isolated in its own direction, the name marked.

    An entry that runs one way keeps the order of its values in a letter that runs the other way.
    """
    pieces, whole = [], ""
    for segment in printed(entry):
        whole += segment.text
        if segment.part is Part.GLUE:
            pieces.append(escape(segment.text))
        else:
            pieces.append(Markup('<bdi class="{}">{}</bdi>').format(segment.part.value, segment.text))
    inner = Markup("").join(pieces)
    one_way = only_direction(whole)
    return Markup('<bdi dir="{}">{}</bdi>').format(one_way, inner) if one_way else inner


def body_html(body: doc.Body) -> Markup:
    """The body with its footnotes; mark n links to note n and the note links back to each of its marks."""
    return Markup("\n").join(part for part in (blocks_html(body), notes_html(body)) if part)


def blocks_html(body: doc.Body) -> Markup:
    """The body without its footnotes, for a letter that prints its closing before them."""
    return Markup("\n").join(_block(block) for block in body.blocks)


def notes_html(body: doc.Body) -> Markup:
    """The footnotes as a section; empty where there are none."""
    if not body.notes:
        return Markup("")
    notes = Markup("\n").join(_note(note) for note in body.notes)
    return Markup('<section class="notes" aria-label="Notes"><ol>\n{}\n</ol></section>').format(notes)


def _note(note: doc.Note) -> Markup:
    backs = Markup(" ").join(
        Markup('<a class="back" href="#mark-{n}-{k}" aria-label="Back to mark {n}{again}">↩</a>').format(
            n=note.number, k=k, again=f", place {k}" if note.marks > 1 else ""
        )
        for k in range(1, note.marks + 1)
    )
    *first, last = note.children or (doc.Paragraph(()),)
    before = Markup("").join(_block(block) for block in first)
    if isinstance(last, doc.Paragraph):
        end = Markup("<p>{} {}</p>").format(_inlines(last.children), backs)
    else:
        end = Markup("{}<p>{}</p>").format(_block(last), backs)
    return Markup('<li id="note-{}" value="{}">{}{}</li>').format(note.number, note.number, before, end)


def _block(block: doc.Block) -> Markup:
    match block:
        case doc.Paragraph(children):
            return Markup('<p dir="auto">{}</p>').format(_inlines(children))
        case doc.Heading(level, children):
            below_title = min(level + 1, 6)
            return Markup('<h{0} dir="auto">{1}</h{0}>').format(below_title, _inlines(children))
        case doc.ItemList():
            return _list(block)
        case doc.Quote(children, source):
            quoted = Markup("<blockquote>{}</blockquote>").format(Markup("\n").join(_block(c) for c in children))
            if not source:
                return quoted
            said_by = Markup('<figcaption dir="auto">— <cite>{}</cite></figcaption>').format(_inlines(source))
            return Markup('<figure class="quotation">{}{}</figure>').format(quoted, said_by)
        case doc.Preformatted(text):
            return Markup("<pre>{}</pre>").format(text)
        case doc.Rule():
            return Markup("<hr>")


def _list(block: doc.ItemList) -> Markup:
    """A list; where the marks are not the usual ones, each stands on its item for the style sheet to print."""
    marks = [Markup(' data-mark="{} "').format(mark) for mark in block.marks] or [Markup("")] * len(block.items)
    items = Markup("\n").join(
        Markup('<li dir="auto"{}>{}</li>').format(mark, _item(item))
        for mark, item in zip(marks, block.items, strict=True)
    )
    if block.start is None:
        return Markup("<ul>\n{}\n</ul>").format(items)
    kind = Markup(' type="a"') if block.marks and block.marks[0][0].isalpha() else ""
    return Markup('<ol{} start="{}">\n{}\n</ol>').format(kind, block.start, items)


def _item(blocks: tuple[doc.Block, ...]) -> Markup:
    if len(blocks) == 1 and isinstance(blocks[0], doc.Paragraph):
        return _inlines(blocks[0].children)
    return Markup("\n").join(_block(block) for block in blocks)


def _inlines(children: tuple[doc.Inline, ...]) -> Markup:
    return Markup("").join(_inline(child) for child in children)


def _inline(child: doc.Inline) -> Markup:
    match child:
        case doc.Text(text):
            return escape(text)
        case doc.Emphasis(children):
            return Markup("<em>{}</em>").format(_inlines(children))
        case doc.Strong(children):
            return Markup("<strong>{}</strong>").format(_inlines(children))
        case doc.Link(href, children):
            return Markup('<a href="{}" rel="noreferrer nofollow">{}</a>').format(href, _inlines(children))
        case doc.LineBreak():
            return Markup("<br>")
        case doc.NoteMark(number, occurrence):
            return Markup(
                '<sup class="mark"><a id="mark-{n}-{k}" href="#note-{n}" aria-label="Note {n}">{n}</a></sup>'
            ).format(n=number, k=occurrence)
