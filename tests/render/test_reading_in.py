"""Documents from elsewhere: what comes through, what is said to be left out, what is refused at once."""

import os
import resource
import time
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from service.core.document import Paragraph, Text
from service.core.docx import FILE_MOST, Refused
from service.core.markdown import read_body
from service.intake import pandoc
from service.render.from_pandoc import Walker
from service.render.reading_in import read_docx, read_html
from tests.render import documents
from tests.render.documents import document, docx, lying


def word_item(mark: str, words: str) -> str:
    """An item as Word puts it on the clipboard: a paragraph with a mark drawn before it."""
    drawn = f"<span style='mso-list:Ignore'>{mark}<span>&nbsp; </span></span>"
    return f"<p class=MsoListParagraph style='mso-list:l0 level1 lfo1'>{drawn}{words}</p>"


WORD = f"""<html xmlns:o="urn:schemas-microsoft-com:office"><head><style>p.MsoNormal {{margin:0}}</style></head>
<body><h2>Why<o:p></o:p></h2>
<p class=MsoNormal>The pier <b style='mso-bidi-font-weight:normal'>stands</b> empty<a style='mso-footnote-id:ftn1'
href="#_ftn1" name="_ftnref1"><span class=MsoFootnoteReference>[1]</span></a>.<o:p></o:p></p>
<p class=MsoNormal><o:p>&nbsp;</o:p></p>
{word_item("·", "one")}{word_item("·", "two")}{word_item("a)", "first")}{word_item("b)", "second")}
<div style='mso-element:footnote-list'><br><hr><div style='mso-element:footnote' id=ftn1><p class=MsoFootnoteText>
<a href="#_ftnref1" name="_ftn1"><span>[1]</span></a> Count of last winter.</p></div></div></body></html>"""
GOOGLE = """<b style="font-weight:normal;" id="docs-internal-guid-7"><p><span style="font-weight:700">Now</span>
<span style="font-style:italic">or never</span></p><ul><li><p><span>one</span></p></li></ul></b>"""
LIBRE = """<p>Text<a class="sdfootnoteanc" name="sdfootnote1anc" href="#sdfootnote1sym"><sup>1</sup></a></p>
<div id="sdfootnote1"><p><a class="sdfootnotesym" href="#sdfootnote1anc">1</a>The note.</p></div>"""


def test_a_document_comes_through_with_its_footnotes_and_says_what_did_not() -> None:
    found = read_docx(docx(word_media_a__png=b"not a picture", word_header1__xml="<x/>"))
    assert found.markdown == (
        "The ferry **must run**.[^1]\n\nEvery night.\n\nPort | Hour\n\n[^1]: Harbour log, page 9."
    )
    assert found.kept == ["2 paragraphs", "1 footnote"]
    assert found.dropped == [
        "1 comment was left out",
        "1 tracked insertion was taken over as text",
        "1 tracked deletion was carried out",
        "1 set of headers and footers was left out",
        "1 table was turned into lines of text",
    ]


@pytest.mark.parametrize(
    ("html", "markdown"),
    [
        (
            WORD,
            "## Why\n\nThe pier **stands** empty[^1].\n\n- one\n- two\n\na) first\nb) second\n\n"
            "[^1]: Count of last winter.",
        ),
        (GOOGLE, "**Now** *or never*\n\n- one"),
        (LIBRE, "Text[^1]\n\n[^1]: The note."),
        ('<p><a href="javascript:x()">press</a> <img src="a.png"> 5 * 3 &lt;b></p>', "press  5 \\* 3 \\<b>"),
    ],
    ids=["Word", "Google Docs", "LibreOffice", "unsafe"],
)
def test_what_is_pasted_becomes_clean_markdown(html: str, markdown: str) -> None:
    assert read_html(html.encode()).markdown == markdown


@settings(max_examples=150)
@given(st.text(st.characters(categories=("L", "N", "P", "S", "Z"), exclude_characters="\u2028\u2029"), min_size=1))
def test_plain_words_read_back_as_they_were(words: str) -> None:
    words = " ".join(words.replace("\u00a0", " ").split())
    inlines = [node for word in words.split(" ") for node in ({"t": "Space"}, {"t": "Str", "c": word})][1:]
    markdown = Walker().text([{"t": "Para", "c": inlines}]) if words else ""
    blocks = read_body(markdown).blocks
    shown = "".join(c.text for b in blocks if isinstance(b, Paragraph) for c in b.children if isinstance(c, Text))
    assert shown == words


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"x" * (FILE_MOST + 1), "larger than 5 MB"),
        (os.urandom(2000), "not a DOCX file"),
        (b"%PDF-1.7 and so on", "not a DOCX file"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 old", "old Word file or one with a password"),
        (docx(word_vbaProject__bin=b"x"), "holds macros"),
        (docx()[:-200], "not a DOCX file"),
        (docx(document("<w:p>")), "damaged"),
        (docx("<html></html>"), "holds no Word document"),
        (docx(document("<w:p>" * 300 + "</w:p>" * 300)), "built too deep"),
        (documents.BOMB, "more than"),
        (lying(documents.BOMB, 5_000), "not a DOCX file|more than"),
        (documents.XML_BOMB, "declares XML entities"),
    ],
    ids=[
        "too large", "noise", "pdf", "doc", "macros", "cut off", "broken xml", "other xml", "deep", "bomb",
        "bomb that lies", "xml bomb",
    ],
)  # fmt: skip
def test_a_bad_file_is_refused_at_once_with_its_reason(content: bytes, words: str) -> None:
    assert len(content) <= FILE_MOST + 1, "it would be stopped at the door"
    before, start = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.monotonic()
    with pytest.raises(Refused, match=words):
        read_docx(content)
    assert time.monotonic() - start < 5
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 200_000, "kilobytes"


def test_pandoc_is_stopped_at_its_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    heavy = b"<div>" * 60_000 + b"x" + b"</div>" * 60_000
    monkeypatch.setattr(pandoc, "LIMITS", replace(pandoc.LIMITS, memory=300 * 2**20))
    start = time.monotonic()
    with pytest.raises(Refused):
        read_html(heavy)
    assert time.monotonic() - start < 2 * pandoc.LIMITS.seconds + 5


def test_pandoc_reads_no_file_of_this_machine() -> None:
    found = read_html(b'<p>before <iframe src="file:///etc/passwd"></iframe> after</p>')
    assert "root:" not in found.markdown
