"""The physical lines of a roster: numbered, without the marks that belong to a page or to Markdown."""

import re
from dataclasses import dataclass, replace

LINE_END = re.compile(r"\r\n|\r|\n")
PAGE_END = re.compile("[\f\v\x1c-\x1e\x85\u2028\u2029]+")

EDGE = "\u200e\u200f\u061c\u200b\ufeff\u2060 \t\u00a0\u3000"
"""White space and direction marks: at the ends of a line they print nothing and are no part of a name."""

QUOTED = re.compile(r"^(?:>\s*)+")
HEAD = re.compile(r"^#{1,6}\s+(?=\D)")
LINK = re.compile(r"\[([^\[\]]{1,200})\]\((?:https?:|mailto:|/)[^()\s]{1,300}\)")
ESCAPED = re.compile(r"\\(?=[.()*_#|\-\[\]>+])")
STRONG = re.compile(r"\*\*|__(?=\S)|(?<=\S)__")
EMPHASIS = re.compile(r"(?<![\w*])([*_])(?=[^\s*_])([^*_\n]{1,200})(?<=\S)\1(?![\w*])")
TAG = re.compile(r"</?(?:br|b|i|em|strong|p|li|ul|ol|div|span|td|tr)\b[^<>]{0,80}>", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Line:
    """One line that is not blank, or the part of it that stands on one page.

    number: from 1, as an editor counts. text: without the marks. raw: as it was. indent: spaces before it.
    gap: blank lines before it. is_head: a Markdown heading. is_new_page: the first line of a page.
    """

    number: int
    text: str
    raw: str
    indent: int = 0
    gap: int = 0
    is_head: bool = False
    is_new_page: bool = False


def lines_of(text: str) -> list[Line]:
    """All lines that hold anything but white space, in order; a form feed parts a line, which keeps its number."""
    found: list[Line] = []
    gap, is_new_page = 0, False
    for number, raw in enumerate(LINE_END.split(text), 1):
        pieces = PAGE_END.split(raw)
        for at, piece in enumerate(pieces):
            is_new_page = is_new_page or at > 0
            if not piece.strip(EDGE):
                gap += len(pieces) == 1
                continue
            found.append(_line(number, piece, gap, is_new_page))
            gap, is_new_page = 0, False
    return _closed_up(found)


def _closed_up(lines: list[Line]) -> list[Line]:
    """Where a blank line follows nearly every line, one of them says nothing."""
    if sum(line.gap > 0 for line in lines) * 10 < len(lines) * 7:
        return lines
    return [replace(line, gap=max(0, line.gap - 1)) for line in lines]


def _line(number: int, raw: str, gap: int, is_new_page: bool) -> Line:
    bare = raw.lstrip(EDGE)
    indent = len(raw[: len(raw) - len(bare)].expandtabs(4).strip("\ufeff\u200e\u200f\u061c\u200b\u2060"))
    if not (is_head := HEAD.match(bare) is not None) and not any(mark in bare for mark in ">*_|\\<[`"):
        return Line(number, bare.rstrip(EDGE), raw, indent, gap, False, is_new_page)
    text = without_markup(bare).strip(EDGE)
    return Line(number, text or bare.strip(EDGE), raw, indent, gap, is_head, is_new_page)


def without_markup(text: str) -> str:
    """The text without what Markdown, a quoting mail program or pasted HTML left in it."""
    text = TAG.sub(" ", QUOTED.sub("", text)) if "<" in text or ">" in text else text
    text = HEAD.sub("", text.strip(EDGE))
    text = STRONG.sub("", ESCAPED.sub("", LINK.sub(r"\1", text)))
    text = EMPHASIS.sub(r"\2", text).replace("`", "")
    if text.startswith("|") or (text.endswith("|") and text.count("|") > 1):
        text = text.strip("| \t")
    return text
