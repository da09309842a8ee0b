"""The PDF: tagged, the same each time, and never stopped by a character."""

import io
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from service.core.entry import Entry
from service.core.text import describe
from service.render import coverage, pdf
from tests.render.samples import document, hard_entries, plain_entries, wording
from tests.render.test_names import pdf_text, printable, squeezed

EVERY_BLOCK = """### A deep heading first

# Then a high one

> Quoted words[^q]
>
> - in a list
>   - in a list
>     - in a list

7. seven
8. eight

    four spaces #let x = {1}

***

A line\\
break, `code`, **_both_**, <https://example.org>, [write](mailto:a@example.org), [^q] and [^r].

[^q]: One note

    with two paragraphs, *and a mark*[^r].
[^r]: ## Heading in a note
"""


def opened(content: bytes) -> PdfReader:
    return PdfReader(io.BytesIO(content))


def catalog(content: bytes) -> Any:
    return opened(content).trailer["/Root"].get_object()


def test_the_same_document_gives_the_same_bytes() -> None:
    made = document(hard_entries() + plain_entries(60))
    assert pdf.render(made).content == pdf.render(made).content


def test_it_is_tagged_and_says_title_author_and_language() -> None:
    content = pdf.render(document(plain_entries(3))).content
    root = catalog(content)
    assert root["/MarkInfo"]["/Marked"].value is True
    assert root["/StructTreeRoot"].get_object()["/K"]
    assert root["/Lang"] == "en"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"].value is True
    metadata = opened(content).metadata
    assert metadata is not None
    assert (metadata.title, metadata.author) == ("Water for the Lower Valley", "Valley Council")
    xmp = root["/Metadata"].get_object().get_data().decode()
    assert "<pdfaid:part>2<" in xmp
    assert "<pdfuaid:part>1<" in xmp


def test_it_is_a4_and_every_page_says_which_of_how_many() -> None:
    pages = opened(pdf.render(document(plain_entries(120))).content).pages
    assert [round(float(side)) for side in pages[0].mediabox[2:]] == [595, 842]
    for number, page in enumerate(pages, 1):
        assert f"Page{number}of{len(pages)}" in squeezed(page.extract_text())


def test_a_letter_in_dari_says_so() -> None:
    content = pdf.render(document(plain_entries(2), wording("متن نامه", "prs", "آب"))).content
    root = catalog(content)
    assert root["/Lang"] == "fa-AF"
    assert root["/ViewerPreferences"]["/Direction"] == "/R2L"


def test_every_kind_of_block_meets_the_standards() -> None:
    assert pdf.render(document((), wording(EVERY_BLOCK))).warnings == ()


def test_numbers_run_from_1_to_n_and_no_entry_is_cut() -> None:
    text = squeezed(pdf_text(pdf.render(document(plain_entries(200))).content))
    at = [text.index(f"{n}.{'Prof.' if n % 4 == 1 else ''}", text.index("Signedby")) for n in range(1, 201, 4)]
    assert at == sorted(at)
    assert "Signedby200cosigners" in text


def test_a_character_that_no_font_has_is_named_and_the_letter_still_made() -> None:
    name = "Zoë 𓀀"
    rendered = pdf.render(document((Entry("Ana"), Entry(name))))
    assert rendered.warnings == (
        f"Entry 2 ({name}): no font of the PDF has U+13000 EGYPTIAN HIEROGLYPH A001; printed as □.",
    )
    assert "2.Zoë□" in squeezed(pdf_text(rendered.content))


def test_a_draft_without_a_title_still_prints_and_says_what_it_lacks() -> None:
    rendered = pdf.render(document((Entry("Ana"),), wording(title="")))
    assert "1.Ana" in squeezed(pdf_text(rendered.content))
    assert "does not meet PDF/A-2a and PDF/UA-1" in rendered.warnings[0]
    assert "title" in rendered.warnings[0]


def test_a_preview_is_marked_and_an_edition_is_not() -> None:
    mark = "Preview,asof5April2031:notafrozenedition"
    preview, edition = (
        squeezed(pdf_text(pdf.render(document(plain_entries(60), is_preview=marked)).content))
        for marked in (True, False)
    )
    assert preview.count(mark) > 2
    assert mark not in edition


def test_the_coverage_file_promises_no_glyph_that_the_fonts_lack() -> None:
    chars = sorted(c for c in coverage.covered() if printable(c))
    names = tuple(Entry("".join(chars[at : at + 50])) for at in range(0, len(chars), 50))
    assert len(chars) > 10_000
    assert pdf.render(document(names)).warnings == ()


@settings(max_examples=40)
@given(st.text(min_size=1, max_size=60).filter(printable))
def test_no_name_stops_the_pdf(name: str) -> None:
    rendered = pdf.render(document((Entry(name),)))
    assert rendered.content.startswith(b"%PDF")
    for char in coverage.missing(name):
        assert describe(char) in rendered.warnings[0]


@pytest.mark.parametrize("language", ["en", "fa-AF", "prs", "pt-BR", "zh-Hant", "ckb", "x-klingon"])
def test_any_language_tag_can_be_set(language: str) -> None:
    written = replace(wording(language=language), date=None)
    assert pdf.render(document((Entry("Ana"),), written)).warnings == ()
