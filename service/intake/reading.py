"""Any file becomes lines or rows, or one sentence on why not; for a process of its own, see apart."""

from collections.abc import Callable

from service.core.roster.source import Format, Source, Text
from service.intake import kinds
from service.intake.bounds import BYTES_MOST, EMPTY, TOO_LARGE, check_lines, refuse
from service.intake.delimited import delimiter_by_content, read_delimited, read_with
from service.intake.encodings import decoded
from service.intake.html import read_html
from service.intake.markdown import RULE, read_markdown
from service.intake.marked import is_json, read_json, read_yaml
from service.intake.pdf import read_pdf
from service.intake.sheets import read_sheets
from service.intake.word import read_docx

CONTAINERS: dict[Format, Callable[[bytes], Source]] = {
    Format.XLSX: lambda content: read_sheets(content, Format.XLSX),
    Format.ODS: lambda content: read_sheets(content, Format.ODS),
    Format.PDF: read_pdf,
    Format.DOCX: read_docx,
}
TEXTS: dict[str, Callable[[str, list[str]], Source]] = {
    "json": read_json,
    "jsonl": read_json,
    "ndjson": read_json,
    "yaml": read_yaml,
    "yml": read_yaml,
    "csv": read_delimited,
    "tsv": read_delimited,
    "tab": read_delimited,
    "md": read_markdown,
    "markdown": read_markdown,
}
"""By the ending of the name, for text that does not say by itself what it is."""

XML = "The file is XML of a kind that is not read. Save the list as XLSX, CSV or text."


def read_file(content: bytes, filename: str = "") -> Source:
    """What a file holds; filename may be "". Raises Unreadable, and nothing else, for any bytes."""
    if len(content) > BYTES_MOST:
        refuse(TOO_LARGE)
    if not content:
        refuse(EMPTY)
    kind = kinds.container(content, filename)
    if kind:
        return CONTAINERS[kind](content)
    text, notes = decoded(content, kinds.declared(content))
    if not text.strip():
        refuse(EMPTY)
    return _of_text(text, kinds.extension(filename), notes)


def _of_text(text: str, ending: str, notes: list[str]) -> Source:
    if kinds.is_html(text) or ending in ("html", "htm", "xhtml"):
        return read_html(text, Format.HTML, notes)
    if text.lstrip().startswith("<?xml"):
        refuse(XML)
    if ending in TEXTS:
        return TEXTS[ending](text, notes)
    if is_json(text):
        return read_json(text, notes)
    if RULE.search(text):
        return read_markdown(text, notes)
    if delimiter := delimiter_by_content(text):
        return read_with(delimiter, text, notes)
    check_lines(text)
    return Text(text, Format.TEXT, tuple(notes))
