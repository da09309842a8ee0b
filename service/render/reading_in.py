"""A word processor's document becomes the Markdown of a letter, with a report of what came through."""

import json
import re
import unicodedata
from collections import Counter
from dataclasses import dataclass

from service.core.docx import Refused, check
from service.core.text import Unprintable, clean
from service.intake import pandoc
from service.intake.limited import TooMuch
from service.render.from_pandoc import Walker

TEXT_MOST = 512 * 1024
HTML_MOST = 1024 * 1024
TOO_MUCH = (
    f"The document took more than {pandoc.LIMITS.seconds} seconds or {pandoc.LIMITS.memory // 2**20} MB to read. "
    "Take a part of it, or paste its text."
)
UNREADABLE = "The document could not be read. Save it as .docx again, or paste its text."
GOOGLE_WRAPPER = re.compile(rb"<b\b[^>]*docs-internal-guid[^>]*>", re.IGNORECASE)
"""A bold that is none, around everything that Google Docs puts on the clipboard."""

KEPT = {
    "paragraphs": ("paragraph", "paragraphs"),
    "headings": ("heading", "headings"),
    "lists": ("list", "lists"),
    "quotations": ("quotation", "quotations"),
    "links": ("link", "links"),
    "footnotes": ("footnote", "footnotes"),
}
DROPPED = {
    "comments": ("comment was left out", "comments were left out"),
    "insertions": ("tracked insertion was taken over as text", "tracked insertions were taken over as text"),
    "deletions": ("tracked deletion was carried out", "tracked deletions were carried out"),
    "pictures": ("picture was left out", "pictures were left out"),
    "objects": ("embedded object was left out", "embedded objects were left out"),
    "boxes": ("text box was left out, or its words moved", "text boxes were left out, or their words moved"),
    "headers": ("set of headers and footers was left out", "sets of headers and footers were left out"),
    "tables": ("table was turned into lines of text", "tables were turned into lines of text"),
    "formulas": ("formula was turned into plain text", "formulas were turned into plain text"),
    "struck": ("struck-out passage was left out", "struck-out passages were left out"),
    "unsafe links": ("link was made plain text", "links were made plain text"),
    "characters": ("unprintable character was left out", "unprintable characters were left out"),
}


@dataclass(frozen=True, slots=True)
class ReadIn:
    """markdown: the text. kept, dropped: what came through and what did not, a phrase each."""

    markdown: str
    kept: list[str]
    dropped: list[str]


def read_docx(content: bytes) -> ReadIn:
    """The text of a DOCX file. Raises Refused, in words for its owner."""
    checked = check(content)
    return _read(checked.content, "docx", checked.found)


def read_html(content: bytes) -> ReadIn:
    """The text of what a word processor puts on the clipboard. Raises Refused."""
    if len(content) > HTML_MOST:
        raise Refused(f"What was pasted is larger than {HTML_MOST // 2**20} MB.")
    return _read(GOOGLE_WRAPPER.sub(b"<span>", content), "html", Counter())


def _read(content: bytes, source: str, found: Counter[str]) -> ReadIn:
    try:
        tree = json.loads(pandoc.convert(content, source, "json"))
    except TooMuch as error:
        raise Refused(TOO_MUCH) from error
    except (pandoc.Unreadable, ValueError, RecursionError) as error:
        raise Refused(UNREADABLE) from error
    walker = Walker()
    try:
        markdown, lost = printable(walker.text(tree["blocks"]))
    except RecursionError as error:
        raise Refused("The document is built too deep.") from error
    if len(markdown.encode()) > TEXT_MOST:
        raise Refused(f"Its text is longer than {TEXT_MOST // 1024} KiB, which is the most that a letter takes.")
    if not markdown:
        raise Refused("There is no text in it that a letter could take.")
    counts = walker.found + found
    counts["characters"] += lost
    counts["pictures"] = max(walker.found["pictures"], found["pictures"])
    return ReadIn(markdown, _phrases(counts, KEPT), _phrases(counts, DROPPED))


def _phrases(counts: Counter[str], words: dict[str, tuple[str, str]]) -> list[str]:
    return [f"{counts[key]:,} {pair[counts[key] != 1]}" for key, pair in words.items() if counts[key]]


def printable(text: str) -> tuple[str, int]:
    """The text without characters that a letter cannot print, and how many there were."""
    text = unicodedata.normalize("NFC", text)
    kept, lost = [], 0
    for line in text.split("\n"):
        try:
            clean(line)
        except Unprintable:
            good = "".join(char for index, char in enumerate(line) if _prints(line, index))
            lost += len(line) - len(good)
            line = good
        kept.append(line)
    return "\n".join(kept), lost


def _prints(line: str, index: int) -> bool:
    try:
        clean(line[max(0, index - 1)] + line[index] if index else line[index])
    except Unprintable:
        try:
            clean(line[index])
        except Unprintable:
            return False
    return True
