"""Lists that are not read and forms that are not taken: each gets a clear answer, and nothing is stored."""

import time
from urllib.parse import urlencode

import pytest

from service.intake.bounds import BYTES_MOST
from service.store.database import Db
from service.store.imports import imports_of
from tests.journeys.installation import Site
from tests.journeys.pages import Page
from tests.render.documents import OLD_WORD
from tests.web.authors import start
from tests.web.rosters import LIST, Roster, roster, rows


@pytest.fixture(scope="module")
def here(site: Site) -> Roster:
    """One letter for all: what is refused leaves nothing behind."""
    return roster(site)


def kept(here: Roster) -> int:
    """How many lists the letter has."""

    def count(db: Db) -> int:
        return len(imports_of(db, here.here.letter.id))

    return here.here.read(count)


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        ("", "", "Paste the list first."),
        ("", "list.txt", "This file is empty."),
        (b"\x00\x01\x02" * 500, "list.txt", "bytes that are no text"),
        (OLD_WORD, "list.doc", "old Office file"),
        (b"MZ\x90" + b"\x00" * 400, "list.csv", "This is a program"),
        ("1, 2, 3\n4, 5, 6\n", "", "no text in the file that a name could stand in"),
        ("Signatories\n\n--- page 2 ---\n", "", "Nobody was found in this list"),
        (b"x" * (BYTES_MOST + 1), "list.txt", "larger than 10 MB"),
        (b"Ana Reiter\n" * (BYTES_MOST // 11 + 1), "", "larger than 10 MB"),
        (b"x" * (3 * BYTES_MOST), "list.txt", "larger than 10 MB"),
    ],
    ids=["no paste", "empty file", "binary", "doc", "program", "numbers", "nobody", "large", "long paste", "huge"],
)
def test_a_list_that_cannot_be_read_is_refused_in_words(
    here: Roster, content: bytes | str, name: str, words: str
) -> None:
    began, before = time.monotonic(), kept(here)
    page = here.bring(content, name)
    assert time.monotonic() - began < 20
    assert page.status in (413, 422) and page.title.startswith("Error: ")
    assert words in page.words and kept(here) == before
    if page.status == 422:
        assert list(page.errors) == ["file" if name else "list"]


def test_what_was_pasted_is_kept_beside_the_reason(here: Roster) -> None:
    page = here.bring("12\n13\n")
    assert page.status == 422
    assert page.form("Read the list").control("list").value.replace("\r\n", "\n") == "12\n13\n"


def test_a_draft_takes_no_names_before_it_is_opened(here: Roster) -> None:
    path = f"/compose/{start(here.author, 'A bell for the mole')}/roster"
    page = here.author.open(path)
    assert "This letter is a draft. Open it first" in page.words
    csrf = page.form("Sign out").control("csrf").value
    page = here.send(path, {}, {"csrf": (None, csrf), "list": (None, LIST)})
    assert page.status == 409 and "Open it first" in page.errors[""]


def test_a_form_of_another_session_or_kind_is_not_read(here: Roster) -> None:
    before = kept(here)
    assert here.bring(LIST, token="forged").status == 403
    assert here.author.send(here.path, {"csrf": "x", "list": LIST}).status == 400
    assert here.author.send(f"{here.path}/columns", {"csrf": "x"}).status == 400
    assert kept(here) == before


def test_another_letters_list_is_as_one_that_is_not_there(site: Site, here: Roster) -> None:
    here.bring(LIST)
    mine = here.author.answer.url.path
    number = mine.rsplit("/", 1)[-1]
    other = roster(site)
    nowhere = other.author.open(f"{other.path}/999999").heading
    csrf = other.author.open(other.path).form("Sign out").control("csrf").value
    fields = {"csrf": csrf, "step": "discard", "seen": "0:0", "shown": "5", "consent": "They signed on paper."}
    for path in (mine, f"{mine}/bring-in", f"{other.path}/{number}", f"{other.path}/{number}/bring-in"):
        page = other.author.open(path)
        assert (page.status, page.heading) == (404, nowhere) and "Quill" not in page.words
        assert other.author.send(path, fields).status == 404
    for path in (f"{mine}/rows", f"{other.path}/{number}/rows"):
        assert other.author.send(path, fields | {"step": "skip"}).status == 404
    assert "5 new = 5" in here.author.open(mine).words


@pytest.mark.parametrize(
    "fields",
    [
        {"step": "skip", "seen": ""},
        {"step": "skip", "seen": "12345:0"},
        {"step": "skip", "seen": "x:y"},
        {"step": "dance"},
        {"step": "join"},
        {"step": "join", "next": "999:0"},
        {},
    ],
    ids=str,
)
def test_a_form_that_names_nothing_changes_nothing(here: Roster, fields: dict[str, str]) -> None:
    here.bring(LIST)
    form = here.author.page.form("Skip: Tamar Quill")
    sent = {control.name: control.value for control in form.controls} | fields
    page = here.author.send(form.action, sent)
    assert page.status in (404, 409)
    assert "5 new = 5" in here.author.open(form.action.removesuffix("/rows")).words


def aside_of(here: Roster) -> Page:
    return here.author.open(f"{here.author.answer.url.path}?show=aside")


def test_a_line_that_is_nobody_can_be_read_as_a_person_but_not_taken_as_it_is(here: Roster) -> None:
    here.bring(LIST)
    page = aside_of(here)
    assert len(rows(page)) == 1 and "Signatories" in rows(page)[0].words
    link = next(href for words, href in page.links.items() if words.startswith("This is a person"))
    page = here.author.open(link)
    form = page.form("Read it as people")
    sent = {control.name: control.value for control in form.controls}
    for step in ("take", "skip", "reconsider"):
        page = here.author.send(form.action, sent | {"step": step})
        assert page.status == 422 and "Say first who the person is" in page.words
    for step in ("edit", "join"):
        assert here.author.send(form.action, sent | {"step": step, "name": "Oda"}).status == 404
    here.author.page = page
    page = here.press("Read it as people", form, people="Oda Signatori, Keeper")
    assert "6 new = 6" in here.author.open(here.author.answer.url.path).words


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "x" * 301}, "name"),
        ({"name": "Ana\u202eReiter"}, "name"),
        ({"positions": "Nurse\u202e"}, "positions"),
    ],
    ids=["no name", "long", "override", "override below"],
)
def test_what_is_wrong_with_an_edit_is_said_at_the_field(here: Roster, typed: dict[str, str], field: str) -> None:
    here.bring(LIST)
    here.open("Lena Voss")
    page = here.press("Keep this", **typed)
    assert page.status == 422 and list(page.errors) == [field] and page.title.startswith("Error: ")
    assert page.form("Keep this").control(field).value.strip() == typed[field]
    page = here.press("Split", people=" \n")
    assert list(page.errors) == ["people"]
    here.press("Split", people="Ana\n" * 101)
    assert "up to 100" in here.author.page.errors["people"]


def test_odd_addresses_of_a_review_show_a_page(here: Roster) -> None:
    here.bring(LIST)
    path = here.author.answer.url.path
    for query in ("show=x", "after=x", f"after={2**63}", f"after={2**63 - 1}", "open=5", "at=9", "show=problem"):
        assert here.author.open(f"{path}?{query}").status == 200, query
    for number in ("x", "0", "9" * 30, "-1"):
        assert here.author.open(f"{here.path}/{number}").status == 404
    assert here.author.browser.post(f"{path}", content=urlencode({"step": "undo"})).status_code in (400, 403)
