"""Markdown becomes the table in it where that is most of the file, else its lines without marks of emphasis."""

import re
from collections.abc import Iterator, Sequence

from markdown_it import MarkdownIt
from markdown_it.token import Token

from service.core.roster.source import Format, Source, Text
from service.intake.bounds import check_lines
from service.intake.tables import table

RULE = re.compile(r"^[ \t]{0,3}\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)+\|?[ \t]*$", re.MULTILINE)
"""The line below a table's header."""

MARKS = re.compile(r"[*_`\[\\<&]")


def read_markdown(text: str, notes: list[str]) -> Source:
    """The table or the lines of a Markdown file. Raises Unreadable."""
    reader = MarkdownIt("commonmark").enable("table")
    if RULE.search(text):
        rows = list(_rows(reader.parse(text)))
        lines = sum(1 for line in text.split("\n") if line.strip() and not RULE.match(line))
        if 2 * len(rows) >= lines:
            outside = lines - len(rows)
            left = [f"Only the table was read; {outside:,} lines around it were left out."] if outside else []
            return table(rows, Format.MARKDOWN, notes + left)
    shown = "\n".join(_line(reader, line) for line in text.split("\n"))
    check_lines(shown)
    return Text(shown, Format.MARKDOWN, tuple(notes))


def _line(reader: MarkdownIt, line: str) -> str:
    if not MARKS.search(line):
        return line
    indent = line[: len(line) - len(line.lstrip())]
    return indent + _words(reader.parseInline(line.lstrip())[0].children or [])


def _rows(tokens: Sequence[Token]) -> Iterator[tuple[int, list[str]]]:
    cells: list[str] = []
    number = 0
    for index, token in enumerate(tokens):
        if token.type == "tr_open":
            cells, number = [], (token.map or [0])[0] + 1
        elif token.type in ("th_open", "td_open"):
            cells.append(_words(tokens[index + 1].children or []))
        elif token.type == "tr_close":
            yield number, cells


def _words(inline: Sequence[Token]) -> str:
    """What is read of a line: no marks of emphasis, of a link its words, of code and HTML what stands there."""
    parts = []
    for token in inline:
        if token.type in ("softbreak", "hardbreak"):
            parts.append(" ")
        elif token.type == "html_inline":
            parts.append("\n" if token.content.startswith("<br") else "")
        elif token.type in ("text", "code_inline", "text_special"):
            parts.append(token.content)
    return "".join(parts)
