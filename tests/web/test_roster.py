"""Names gathered elsewhere, over HTTP: a list is read, reviewed row by row, brought in, undone; what is refused."""

import time

import httpx
import pytest

from tests.journeys.installation import Site
from tests.journeys.pages import Form, Page
from tests.journeys.public import shown
from tests.journeys.steps import Person, look_again
from tests.web.studies import Study, held, study

LIST = """Signatories

1. Prof. Dr. Tamar Quill, Professor of Maritime Law, University of the Seven Bays
2. H.E. Ambassador (ret.) Ibrahim Lund, Former Permanent Representative
3. Sofie Marrow, Bay Radio
4. Lena Voss, Teacher
5. Bo Lind, Associate Professor and Director of the
6. Centre for Pilots, College of the Delta
"""


@pytest.fixture
def here(site: Site) -> Study:
    return study(site)


def path(here: Study) -> str:
    return f"/compose/{here.slug}/roster"


def bring(here: Study, content: bytes | str, name: str = "", token: str = "") -> Page:
    """Paste a list, or upload a file where it has a name."""
    person = here.author
    form = person.open(path(here)).form("Read the file" if name else "Read the list")
    csrf = token or form.control("csrf").value
    content = content.encode() if isinstance(content, str) else content
    parts = {"file": (name, content)} if name else {"list": (None, content)}
    headers = {"origin": str(person.browser.base_url).rstrip("/")}
    answer = person.browser.post(form.action, data={"csrf": csrf}, files=parts, headers=headers)
    return settled(person, answer)


def settled(person: Person, answer: httpx.Response) -> Page:
    """The page that an answer leads to, once the worker is done with what it waits for."""
    page = person._show(answer)
    deadline = time.monotonic() + 20
    while "refresh" in person.answer.headers:
        assert time.monotonic() < deadline, page.words
        time.sleep(0.1)
        page = person._show(person.browser.get(str(person.answer.url)))
    return page


def test_try(here: Study) -> None:
    page = bring(here, LIST)
    print(page.words)
    assert 0
