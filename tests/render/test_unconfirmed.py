"""A name from a roster that nobody confirmed by mail says so in every export, and only then."""

import io
from dataclasses import replace

import pytest
from pypdf import PdfReader

from service.core.document import Document
from service.core.entry import UNCONFIRMED_WORDS, Entry, ListedEntry
from service.render.formats import FORMATS
from tests.render.samples import document

ENTRIES = (Entry("Ida Sol"), Entry("Ben Ott"))


def exported(kind: str, whole: Document) -> str:
    content = FORMATS[kind](whole).content
    if kind == "pdf":
        return " ".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)
    return content.decode()


def with_imported() -> Document:
    whole = document(ENTRIES)
    first, second = whole.entries
    return replace(whole, entries=(first, replace(second, is_confirmed=False)))


@pytest.mark.parametrize("kind", sorted(set(FORMATS) - {"json"}))
def test_an_export_marks_who_is_not_confirmed_and_says_what_the_mark_means(kind: str) -> None:
    marked = " ".join(exported(kind, with_imported()).replace("\\*", "*").split())
    plain = " ".join(exported(kind, document(ENTRIES)).replace("\\*", "*").split())
    assert "Ben Ott*" in marked.replace("</bdi>", "").replace("</strong>", "")
    assert "not confirmed by mail" in marked
    assert "Ida Sol*" not in marked.replace("</bdi>", "")
    assert "not confirmed by mail" not in plain


def test_the_json_says_it_of_each_entry() -> None:
    assert exported("json", with_imported()).count('"confirmed_by_mail": false') == 1
    assert "confirmed_by_mail" not in exported("json", document(ENTRIES))


def test_the_mark_explains_itself() -> None:
    assert UNCONFIRMED_WORDS.startswith(ListedEntry(1, "1", ENTRIES[0], is_confirmed=False).mark)
