"""Every export shows the whole letter: its head, its footnotes, its counts, its seal."""

import datetime as dt
import hashlib
import io
import json
import re
import subprocess
import sys
from dataclasses import fields, replace
from html.parser import HTMLParser

import pytest
import rfc8785
import yaml
from pypdf import PdfReader

from service.core.document import Document
from service.core.letter import (
    Addressee,
    Counts,
    DemandMarks,
    LetterState,
    Link,
    Profile,
    Wording,
    wording_from_record,
)
from service.core.markdown import read_body, read_wording
from service.core.seal import seal_of
from service.render import markdown
from service.render import words as said
from service.render.formats import FORMATS
from service.render.fragments import body_html
from tests.render.samples import BODY, document, plain_entries, wording
from tests.render.test_names import ISOLATES
from tests.rig.process import ROOT
from tests.rig.shared import shared

READABLE = ("html", "md", "txt", "pdf")


class Words(HTMLParser):
    """The text of a page outside its style sheet, and the attributes of its elements."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.words: list[str] = []
        self.attributes: list[tuple[str, str, str]] = []
        self.in_style = False
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.in_style = tag == "style"
        self.attributes += [(tag, key, value or "") for key, value in attrs]

    def handle_endtag(self, tag: str) -> None:
        self.in_style = False

    def handle_data(self, data: str) -> None:
        if not self.in_style:
            self.words.append(data)


def words_of(kind: str, made: Document) -> str:
    """The text that a reader of the export meets, without white space, marks of direction and backslashes."""
    content = FORMATS[kind](made).content
    if kind == "pdf":
        text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)
    elif kind == "html":
        text = "".join(Words(content.decode()).words)
    else:
        text = content.decode()
    return "".join(text.translate(ISOLATES).replace("\\", "").split())


@pytest.mark.parametrize("kind", READABLE)
def test_it_shows_head_list_counts_and_seal_in_order(kind: str) -> None:
    made = document(plain_entries(3))
    text = words_of(kind, made)
    expected = (
        "#WaterForAll", "Water for the Lower Valley", "Started by Valley Council, 1 March 2031",
        "To", "Dr. Marta Keller, CBE", "Minister for Waters", "Ministry of Waters", "c/o The Registry",
        "1 Quay Street", "CC", "Ambassador Ioan Pop", "Head of Mission", "The Dam Board", "4 March 2031",
        "Dear Minister,", "open the sluices on market days;", "Yours faithfully,", "Signed by 3 cosigners",
        "Nour Haddad", "Leila Mohammadi", "formerly", "and 3 who are verified but not named",
        "120 supporters; 1,533 more gathered elsewhere", "Version 2. As of 5 April 2031.",
    )
    at = 0
    for words in (*expected, made.letter.version.seal):
        found = text.find("".join(words.split()), at)
        assert found >= 0, words
        at = found
    assert "1,653" not in text


def whole_document() -> Document:
    """A letter with everything that a letter may have."""
    made = document(plain_entries(3))
    written = replace(
        made.letter.version.wording,
        body="Wells.[^1]\n\n> No rain.\n> — Ioan Pop, *Log*\n\na) the *first*;\nb) the second.\n\n[^1]: Survey.",
        re="Sluices of the Lower Valley",
        demands=("open **all** sluices;[^1]", "publish the figures."),
        demand_marks=DemandMarks.LETTERS,
        cc=(Addressee("Ioan Pop", office="Head of Mission\nDean of the Corps"),),
    )
    profile = replace(
        made.letter.profile,
        about="We keep the wells.\n\nSince 1911.",
        contact="Well House\n+00 1234",
        links=(Link("Donate", "https://wells.example.org/give"), Link("کمک", "mailto:desk@wells.example.org")),
        until=dt.date(2031, 4, 5),
        elsewhere_label="the Wells petition",
        elsewhere_url="https://petition.example.org/wells",
    )
    version = replace(made.letter.version, wording=written, seal=seal_of(written))
    return replace(made, letter=replace(made.letter, profile=profile, version=version), body=read_wording(written))


@pytest.mark.parametrize("kind", READABLE)
def test_everything_that_a_letter_may_have_is_shown_in_order(kind: str) -> None:
    text = words_of(kind, whole_document()).replace("*", "")
    marks = ("a)", "b)") if kind != "html" else ("", "")
    expected = (
        "Collecting until 5 April 2031", "CC", "Head of Mission", "Dean of the Corps", "4 March 2031",
        "Re: Sluices of the Lower Valley", "Dear Minister,", "No rain.", "— Ioan Pop, Log",
        f"{marks[0]} the first;", f"{marks[1]} the second.",
        f"{marks[0]} open all sluices;", f"{marks[1]} publish the",
        "Yours faithfully,", "120 supporters; 1,533 more on the Wells petition",
        "https://petition.example.org/wells",
        "About Valley Council", "We keep the wells.", "Since 1911.", "Well House", "+00 1234",
        "Donate: https://wells.example.org/give",
    )  # fmt: skip
    at = 0
    for words in expected:
        found = text.find("".join(words.split()), at)
        assert found >= 0, (words, text)
        at = found
    assert FORMATS[kind](whole_document()).warnings == ()


def test_a_lettered_list_is_a_list_with_its_marks_on_the_page() -> None:
    page = FORMATS["html"](whole_document()).content.decode()
    assert page.count('<ol type="a" start="1">') == 2
    assert page.count('data-mark="b) "') == 2
    assert "<cite>Ioan Pop, <em>Log</em></cite>" in page
    assert "wells.example.org" not in "".join(value for _, key, value in Words(page).attributes if key == "href")


def test_the_last_day_of_collecting_is_told_until_it_is_over() -> None:
    made = whole_document()
    later = replace(made, as_of=made.as_of + dt.timedelta(days=1))
    closed = replace(made, letter=replace(made.letter, state=LetterState.CLOSED))
    assert said.collecting(made) and not said.collecting(later) and not said.collecting(closed)


def test_the_json_holds_the_whole_profile_and_the_demands() -> None:
    made = whole_document()
    record = json.loads(FORMATS["json"](made).content)
    assert hashlib.sha256(rfc8785.dumps(record["wording"])).hexdigest() == record["seal"]
    assert record["wording"]["demands"] == list(made.letter.version.wording.demands)
    assert set(record["letter"]) == {field.name for field in fields(Profile)}
    assert record["letter"]["links"][0] == {"label": "Donate", "url": "https://wells.example.org/give"}


@pytest.mark.parametrize("kind", READABLE)
def test_a_preview_says_so_and_an_edition_does_not(kind: str) -> None:
    mark = "preview,asof5april2031:notafrozenedition"
    assert mark in words_of(kind, document(is_preview=True)).lower()
    assert mark not in words_of(kind, document()).lower()


@pytest.mark.parametrize("kind", READABLE)
def test_counts_of_none_and_one_read_well(kind: str) -> None:
    none = words_of(kind, document(counts=Counts()))
    one = words_of(kind, document(plain_entries(1), counts=Counts(named=1, unnamed=1, supporters=1)))
    assert "Nonamesarelistedyet" in none
    assert "verifiedbutnotnamed" not in none
    assert "Signedby1cosigner" in one and "Signedby1cosigners" not in one
    assert "and1whoisverifiedbutnotnamed" in one
    assert "1supporter;1,533moregatheredelsewhere" in one


def test_the_seal_is_computed_again_from_the_json_alone() -> None:
    made = document(plain_entries(4))
    record = json.loads(FORMATS["json"](made).content)
    assert record["format"] == "undersigned-letter-1"
    assert hashlib.sha256(rfc8785.dumps(record["wording"])).hexdigest() == record["seal"]
    assert seal_of(wording_from_record(record["wording"])) == record["seal"]
    assert record["counts"] == {"named": 4, "unnamed": 3, "supporters": 120}
    assert record["as_of"] == "2031-04-05"
    assert "evidence_url" not in json.dumps(record)


def test_footnotes_of_the_page_lead_both_ways() -> None:
    attributes = Words(FORMATS["html"](document()).content.decode()).attributes
    ids = [value for _, key, value in attributes if key == "id"]
    leads = {value[1:] for _, key, value in attributes if key == "href" and value.startswith("#")}
    assert len(ids) == len(set(ids))
    assert leads == {"note-1", "note-2", "mark-1-1", "mark-1-2", "mark-2-1"}
    assert leads <= set(ids)


def test_footnotes_of_the_pdf_are_tagged_notes_with_links() -> None:
    reader = PdfReader(io.BytesIO(FORMATS["pdf"](document()).content))
    links = [a.get_object() for page in reader.pages for a in page.get("/Annots", [])]
    assert sum("/Dest" in link or link.get("/A", {}).get("/S") == "/GoTo" for link in links) >= 5
    assert any(link.get("/A", {}).get("/URI") == "https://example.org/surveyor" for link in links)


def test_the_page_asks_nothing_of_any_host_and_runs_nothing() -> None:
    page = FORMATS["html"](document(plain_entries(2))).content.decode()
    attributes = Words(page).attributes
    assert not re.search(r"@import|url\(|<script|<link|<img", page)
    assert not [one for one in attributes if one[1] in {"src", "srcset", "style"} or one[1].startswith("on")]
    assert [one[2] for one in attributes if one[1] == "href" and not one[2].startswith("#")] == [
        "https://example.org/surveyor"
    ]


def test_serving_pages_does_not_load_the_typesetter() -> None:
    code = "import sys, service.render.formats, service.render.templating; sys.exit('typst' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT).returncode == 0


MARKDOWN_BODIES = (
    BODY,
    "1\\. not a list\n\n\\# not a heading\n\n> quoted\n>\n> - a\n>   - b\n>\n> again\n\n7. x\n8. y\n",
    "a *b* **c *d*** `e`\\\nf\n\n    let x = `1`\n\n***\n\n[t\\]](<https://example.org/a(b)>)\n",
    "x[^1]\n\n[^1]: p\n\n    q\n\n    - r\n",
    "a) x\n\nb) *y*\nC) z\n\na\\) text\nb\\) text\n\n1) one\n2) two\n\n> said\n> — *who*, where\n",
)


@pytest.mark.parametrize("body", MARKDOWN_BODIES)
def test_the_body_reads_back_from_markdown_as_the_same_letter(body: str) -> None:
    tree = read_body(body)
    notes = "\n\n".join(map(markdown.note, tree.notes))
    assert body_html(read_body(f"{markdown.blocks(tree.blocks)}\n\n{notes}")) == body_html(tree)


def test_plain_text_keeps_to_76_columns() -> None:
    text = FORMATS["txt"](document(plain_entries(120), wording(BODY + "\n> " + "word " * 60))).content.decode()
    assert max(len(line.translate(ISOLATES)) for line in text.splitlines()) <= 76


@pytest.fixture(scope="module")
def real_letter() -> Document:
    _, head, body = shared("letters/open-letter-un.md").read_text("utf-8").split("---\n", 2)
    values = yaml.safe_load(head)
    to, cc = (tuple(Addressee(**one) for one in values[key]) for key in ("to", "cc"))
    date, salutation = values["date"], values["salutation"]
    written = Wording(values["title"], values["language"], to, body, cc, date, salutation)
    return document(plain_entries(60), written)


@pytest.mark.parametrize("kind", READABLE)
def test_a_real_letter_comes_out_whole(kind: str, real_letter: Document) -> None:
    text = words_of(kind, real_letter)
    wording = real_letter.letter.version.wording
    for addressee in (*wording.to, *wording.cc):
        for line in addressee.lines():
            assert "".join(line.split()) in text
    paragraphs = [re.sub(r"\[\^\d+\]|^- ", "", line) for line in wording.body.split("\n") if line.strip()]
    assert len(paragraphs) > 15
    for paragraph in paragraphs:
        if not paragraph.startswith(":"):
            assert "".join(paragraph[-60:].split()).removesuffix(".") in text
    assert len(real_letter.body.notes) == 6
    assert FORMATS[kind](real_letter).warnings == ()
