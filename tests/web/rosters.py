"""An author who brings lists of names, without a browser."""

import time
from dataclasses import dataclass

import httpx

from tests.journeys.installation import Site
from tests.journeys.pages import Form, Node, Page
from tests.journeys.steps import Person
from tests.web.studies import Study, study

LIST = """Signatories

1. Prof. Dr. Tamar Quill, Professor of Maritime Law, University of the Seven Bays
2. H.E. Ambassador (ret.) Ibrahim Lund, Former Permanent Representative
3. Sofie Marrow, Bay Radio
4. Lena Voss, Teacher
5. Bo Lind, Associate Professor and Director of the
6. Centre for Pilots, College of the Delta
"""
CONSENT = "They signed on paper at the meeting of 3 May."
WAIT_MOST = 30


@dataclass(frozen=True)
class Roster:
    """A letter, its author, and the lists that they bring."""

    here: Study

    @property
    def author(self) -> Person:
        return self.here.author

    @property
    def path(self) -> str:
        return f"/compose/{self.here.slug}/roster"

    def bring(self, content: bytes | str, name: str = "", token: str = "") -> Page:
        """Paste a list, or upload a file where it has a name."""
        form = self.author.open(self.path).form("Read the file" if name else "Read the list")
        csrf = token or form.control("csrf").value
        content = content.encode() if isinstance(content, str) else content
        files = {"file": (name, content)} if name else {"list": (None, content)}
        return self.send(form.action, {"csrf": csrf}, files)  # type: ignore[arg-type]

    def send(self, action: str, data: dict[str, str], files: dict[str, tuple[str | None, bytes | str]]) -> Page:
        browser = self.author.browser
        headers = {"origin": str(browser.base_url).rstrip("/")}
        return self.settled(browser.post(action, data=data, files=files, headers=headers))

    def settled(self, answer: httpx.Response) -> Page:
        """The page to which an answer leads, once the worker has done what it waits for."""
        page, deadline = self.author._show(answer), time.monotonic() + WAIT_MOST
        while "refresh" in self.author.answer.headers:
            assert time.monotonic() < deadline, page.words
            time.sleep(0.1)
            page = self.author._show(self.author.browser.get(str(self.author.answer.url)))
        return page

    def press(self, button: str, form: Form | None = None, **typed: str) -> Page:
        """Press a button by its words, those for screen readers included, and wait for the worker."""
        form = form or self.author.page.form(button)
        form.fill(typed)
        self.author.press(button, form)
        return self.settled(self.author.answer)

    def open(self, name: str) -> Page:
        """Open the forms of a row."""
        return self.author.open(self.author.page.links[f"Edit, split or join: {name}"])

    def bring_in(self, consent: str = CONSENT, **more: str) -> Page:
        """From the review on: say how consent was given, and bring the names in."""
        link = next(href for words, href in self.author.page.links.items() if words.startswith("Bring in "))
        self.author.open(link)
        return self.press(self.author.page.heading, consent=consent, **more)


def roster(site: Site, slug: str = "") -> Roster:
    return Roster(study(site, slug))


def rows(page: Page) -> list[Node]:
    """The rows of a review."""
    return [node for node in page.main.all("li") if node.has_class("row")]


def understood(row: Node) -> dict[str, str]:
    """The parts of a row by what they are called, without the punctuation behind them."""
    parts = next(row.all("dl"))
    return {
        next(part.all("dt")).words: next(part.all("bdi")).words for part in parts.all("div")
    }


def verdicts(page: Page) -> list[tuple[str, str]]:
    """Each row's name and what it is said to be."""
    found = []
    for row in rows(page):
        word = next(node for node in row.all("span") if node.has_class("verdict")).words.split(" ", 1)[1]
        found.append((understood(row).get("name", "") if next(row.all("dl"), None) else "", word))
    return found
