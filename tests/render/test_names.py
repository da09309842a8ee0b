"""Hostile and hard names come out of every export letter by letter."""

import io
import json
import re
import unicodedata
from collections.abc import Callable
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from pypdf import PdfReader

from service.core.entry import Entry, printed_text
from service.core.text import Unprintable, clean
from service.render.bidi import is_right_to_left
from service.render.formats import FORMATS
from tests.render.samples import HARD_NAMES, document, hard_entries, plain_entries

ISOLATES = str.maketrans("", "", "\u2066\u2067\u2068\u2069")


def exported(kind: str, entries: tuple[Entry, ...]) -> str:
    return FORMATS[kind](document(entries)).content.decode()


def names_in_text(text: str) -> list[str]:
    """The entries of a text export: a numbered line and the lines under its text belong together."""
    _, listed = re.split(r"\nSigned by [\d,]+ cosigners?\n-+\n\n", text.translate(ISOLATES))
    lines = listed.split("\n\n", 1)[0].split("\n")
    width = lines[0].index(". ") + 2
    found: list[str] = []
    for line in lines:
        if line[:width].strip():
            assert line[:width] == f"{len(found) + 1}. ".rjust(width)
            found.append(line[width:])
        else:
            found[-1] += " " + line[width:]
    return found


def names_in_markdown(text: str) -> list[str]:
    """The items of the list under the last heading, as a CommonMark reader with tables shows them."""
    tokens = MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(text.split("\n## Signed by", 1)[1])
    inside, found = 0, []
    for token in tokens:
        inside += {"list_item_open": 1, "list_item_close": -1}.get(token.type, 0)
        assert not inside or token.type in {"list_item_open", "paragraph_open", "inline", "paragraph_close"}
        if inside and token.type == "inline":
            children = token.children or []
            assert {child.type for child in children} <= {"text", "text_special"}
            found.append("".join(child.content for child in children).translate(ISOLATES))
    return found


class Items(HTMLParser):
    """The text of each numbered entry of an HTML export."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.open = False
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "li" and (dict(attrs).get("id") or "").startswith("entry-"):
            self.open = True
            self.found.append("")

    def handle_endtag(self, tag: str) -> None:
        self.open = self.open and tag != "li"

    def handle_data(self, data: str) -> None:
        if self.open:
            self.found[-1] += data


def names_in_html(text: str) -> list[str]:
    items = Items(text).found
    assert [item.split(". ", 1)[0] for item in items] == [str(n) for n in range(1, len(items) + 1)]
    return [item.split(". ", 1)[1] for item in items]


def names_in_json(text: str) -> list[str]:
    entries = json.loads(text)["entries"]
    assert [one["number"] for one in entries] == list(range(1, len(entries) + 1))
    return [one["entry"]["name"] for one in entries]


READERS: dict[str, Callable[[str], list[str]]] = {
    "html": names_in_html,
    "md": names_in_markdown,
    "txt": names_in_text,
    "json": names_in_json,
}


@pytest.mark.parametrize("kind", READERS)
def test_every_hard_name_reads_back(kind: str) -> None:
    assert READERS[kind](exported(kind, hard_entries())) == list(HARD_NAMES)


@pytest.mark.parametrize("kind", ["html", "md", "txt"])
def test_titled_entries_read_back_in_order(kind: str) -> None:
    entries = plain_entries(120)
    assert READERS[kind](exported(kind, entries)) == [printed_text(entry) for entry in entries]


def printable(text: str) -> bool:
    try:
        return bool(text) and clean(text) == text
    except Unprintable:
        return False


@given(st.lists(st.text(min_size=1, max_size=120).filter(printable), min_size=1, max_size=5))
def test_any_name_that_may_be_signed_reads_back(names: list[str]) -> None:
    entries = tuple(Entry(name=name) for name in names)
    for kind, read in READERS.items():
        assert read(exported(kind, (*entries, Entry("Z")))) == [*names, "Z"]


def pdf_text(content: bytes) -> str:
    """The text of all pages without marks of direction and zero-width spaces."""
    text = "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)
    return re.sub("[\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069]", "", text)


def squeezed(text: str) -> str:
    return "".join(text.split())


def is_plain(name: str) -> bool:
    """Whether extraction gives its letters in order: no shaping, no stacked marks, left to right."""
    return not is_right_to_left(name) and not any(unicodedata.category(c).startswith("M") for c in name)


def test_every_hard_name_is_printed_as_typed_in_the_pdf() -> None:
    rendered = FORMATS["pdf"](document(hard_entries()))
    text = squeezed(pdf_text(rendered.content))
    assert rendered.warnings == ()
    for number, name in enumerate(HARD_NAMES, 1):
        assert not is_plain(name) or f"{number}.{squeezed(name)}" in text


def test_names_that_need_shaping_are_in_the_pdf_with_all_their_letters() -> None:
    text = pdf_text(FORMATS["pdf"](document(hard_entries())).content)
    for name in HARD_NAMES:
        assert set(name) - {"\u200c"} <= set(text)
        if is_right_to_left(name):
            for word in name.replace("\u200c", " ").split():
                assert word in text or word[::-1] in text
