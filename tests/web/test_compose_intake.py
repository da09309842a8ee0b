"""Documents that authors send: shown before they are kept, refused with the limit named, nothing stored."""

import itertools
import re
import time

import httpx
import pytest

from service.core.docx import FILE_MOST
from tests.journeys.installation import Site
from tests.journeys.pages import Page
from tests.journeys.steps import Person
from tests.render import documents
from tests.render.documents import docx
from tests.web.authors import author_of, edit, save, start

_TITLES = (f"A bell for buoy {number}" for number in itertools.count(1))


@pytest.fixture(scope="module")
def ines(site: Site) -> Person:
    return author_of(site, site.letter())


@pytest.fixture
def begun(ines: Person) -> str:
    return start(ines, next(_TITLES))


def upload(person: Person, slug: str, content: bytes, name: str = "letter.docx", token: str = "") -> Page:
    form = person.open(f"/compose/{slug}/read-in").form("Read it")
    csrf = token or form.control("csrf").value
    headers = {"origin": str(person.browser.base_url).rstrip("/")}
    files = {"file": (name, content)}
    return shown(person, person.browser.post(form.action, data={"csrf": csrf}, files=files, headers=headers))


def shown(person: Person, answer: httpx.Response) -> Page:
    person.page = Page(answer.text, answer.status_code, answer.url.path)
    return person.page


def test_a_document_is_shown_with_a_report_before_anything_is_kept(ines: Person, begun: str) -> None:
    page = upload(ines, begun, docx())
    assert page.status == 200
    for words in ("2 paragraphs", "1 footnote", "1 comment was left out", "1 tracked deletion was carried out"):
        assert words in page.words
    assert edit(ines, begun).control("body").value == "", "nothing is kept yet"
    upload(ines, begun, docx())
    page = ines.press("Put it into the draft")
    assert page.url == f"/compose/{begun}/text"
    body = page.form("Save").control("body").value
    assert body.startswith("The ferry **must run**.[^1]") and "[^1]: Harbour log, page 9." in body


def test_a_second_document_goes_after_the_text_or_in_its_place(ines: Person, begun: str) -> None:
    save(ines, begun, body="First.[^1]\n\n[^1]: Mine.")
    upload(ines, begun, docx())
    page = ines.press("Put it into the draft")
    assert (page.status, page.errors["how"]) == (422, "Say where the text goes.")
    form = ines.form("Put it into the draft")
    form.choose("Put this after it")
    body = ines.press("Put it into the draft", form).form("Save").control("body").value
    assert body.startswith("First.[^1]\n\n[^1]: Mine.\n\nThe ferry **must run**.[^2]")
    assert body.endswith("[^2]: Harbour log, page 9.")
    upload(ines, begun, docx())
    form = ines.form("Put it into the draft")
    form.choose("Put this in its place")
    body = ines.press("Put it into the draft", form).form("Save").control("body").value
    assert body.startswith("The ferry **must run**.[^1]")


def test_what_another_author_wrote_meanwhile_is_not_replaced(site: Site, ines: Person, begun: str) -> None:
    upload(ines, begun, docx())
    jonas = author_of(site, begun)
    save(jonas, begun, body="Words of Jonas.")
    page = ines.press("Put it into the draft")
    assert page.status in (409, 422)
    assert edit(jonas, begun).control("body").value == "Words of Jonas."


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "Choose a .docx file first."),
        (b"\x00" * 4000, "This is not a DOCX file"),
        (documents.OLD_WORD, "old Word file or one with a password"),
        (docx(word_vbaProject__bin=b"x"), "macros"),
        (documents.BOMB, "more than"),
        (documents.XML_BOMB, "declares XML entities"),
        (b"x" * (FILE_MOST + 10_000), "larger than 5 MB"),
        (b"x" * (4 * FILE_MOST), "larger than 5 MB"),
    ],
    ids=["none", "binary", "doc", "macros", "bomb", "xml bomb", "large", "huge"],
)
def test_a_bad_file_is_refused_with_its_reason_and_nothing_is_stored(
    ines: Person, begun: str, content: bytes, words: str
) -> None:
    start = time.monotonic()
    page = upload(ines, begun, content)
    assert time.monotonic() - start < 10
    assert page.status in (413, 422)
    assert words in page.words
    assert edit(ines, begun).control("body").value == ""


def test_an_upload_without_its_token_is_not_read(ines: Person, begun: str) -> None:
    assert upload(ines, begun, docx(), token="forged").status == 403


def test_a_form_of_another_kind_is_not_read(ines: Person, begun: str) -> None:
    assert ines.send(f"/compose/{begun}/read-in", {"csrf": "x", "file": "y"}).status == 400


def test_what_is_pasted_comes_back_as_markdown(ines: Person, begun: str) -> None:
    form = edit(ines, begun)
    csrf = form.control("csrf").value
    ines.send(f"/compose/{begun}/paste", {"csrf": csrf, "html": "<p>One <b>two</b> <img src=x></p>"})
    assert ines.answer.json() == {"markdown": "One **two**", "dropped": ["1 picture was left out"]}
    ines.send(f"/compose/{begun}/paste", {"csrf": csrf, "html": ""})
    assert ines.answer.status_code == 422
    assert re.search("no text", ines.answer.json()["words"])
