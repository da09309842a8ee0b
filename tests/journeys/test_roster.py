"""Names gathered elsewhere in a real browser: a list is pasted, reviewed, brought in, printed and undone."""

import asyncio
import re

import pytest
from playwright.async_api import Browser, Page, expect

from tests.journeys.audit import PHONE
from tests.journeys.installation import Site
from tests.journeys.public import shown
from tests.journeys.steps import LOOK_AGAIN, Person
from tests.journeys.test_author import at_desk, off_loop, reach
from tests.rig.shared import shared
from tests.web.authors import author_of, opened
from tests.web.rosters import CONSENT, LIST

pytestmark = [pytest.mark.browser, pytest.mark.parametrize("site", ["sqlite"], indirect=True)]

ROSTER = "letters/open-letter-un.roster.txt"
PEOPLE = 59
UNCONFIRMED = "not confirmed by mail"
LONG = 20_000
"""Milliseconds until the worker has brought some dozens of names in."""


@pytest.fixture
def author(site: Site) -> Person:
    return author_of(site, site.letter())


@pytest.mark.parametrize(
    ("javascript", "width"), [(True, 1280), (False, PHONE)], ids=["with scripts", "without scripts, on a phone"]
)
async def test_a_new_author_brings_in_the_list_of_a_real_letter(
    browser: Browser, site: Site, author: Person, javascript: bool, width: int
) -> None:
    text = shared(ROSTER).read_text(encoding="utf-8")
    slug = await off_loop(opened, author, f"The list of a letter {width}")
    async with at_desk(browser, site, author, javascript=javascript, width=width) as someone:
        page = await someone.open(f"{site.url}/compose/{slug}")
        await page.get_by_role("link", name="Names gathered elsewhere").click()
        await page.get_by_label("Paste the list").fill(text)
        await page.get_by_role("button", name="Read the list").click()
        await expect(page.locator("#sum")).to_contain_text(f"= {PEOPLE}")
        await take_all(page)
        await expect(page.locator("#sum")).to_have_text(f"{PEOPLE} new = {PEOPLE}")
        await page.get_by_role("link", name=f"Bring in {PEOPLE} names").first.click()
        await page.get_by_label("How did these people agree").fill(CONSENT)
        await page.get_by_label("How many names come in?").fill(str(PEOPLE))
        await page.get_by_role("button", name=f"Bring in {PEOPLE} names").click()
        await expect(page.get_by_role("heading", level=1)).to_have_text("The names are in", timeout=LONG)
        await page.get_by_role("link", name="See the letter").click()
        await expect(page.locator("ol.names li")).to_have_count(PEOPLE)
        await expect(page.locator("ol.names .unconfirmed")).to_have_count(PEOPLE)
        await expect(page.get_by_text(UNCONFIRMED).first).to_be_visible()
        printed = await off_loop(shown, site, slug)
        assert len(printed.names) == PEOPLE
        await page.goto(f"{site.url}/compose/{slug}/roster")
        await page.get_by_role("link", name="Pasted list").click()
        await page.get_by_text("Undo this import").click()
        await page.get_by_role("button", name=f"Take all {PEOPLE} off again").click()
        heading = page.get_by_role("heading", level=1)
        await expect(heading).to_have_text("The names were taken off again", timeout=LONG)
        await asyncio.sleep(LOOK_AGAIN)
        assert (await off_loop(shown, site, slug)).names == []


async def take_all(page: Page) -> None:
    """Look at each row that is not new, and take it as it stands."""
    for _ in range(10):
        others = page.get_by_role("button", name=re.compile("^Take it all the same"))
        if not await others.count():
            return
        await others.first.click()
        await page.wait_for_load_state()
    raise AssertionError("more rows wait than this list has doubts")


async def test_a_list_is_brought_in_by_keys_alone(browser: Browser, site: Site, author: Person) -> None:
    slug = await off_loop(opened, author, "Keys to a list")
    async with at_desk(browser, site, author) as someone:
        page = await someone.open(f"{site.url}/compose/{slug}/roster")
        await reach(page, "Paste the list")
        await page.keyboard.insert_text(LIST)
        await reach(page, "Read the list", "button")
        await page.keyboard.press("Enter")
        await expect(page.locator("#sum")).to_have_text("5 new = 5")
        await page.wait_for_load_state()
        await page.keyboard.press("j")
        await expect(page.locator(".row").nth(0)).to_be_focused()
        await page.keyboard.press("j")
        await page.keyboard.press("j")
        await page.keyboard.press("k")
        await expect(page.locator(".row").nth(1)).to_be_focused()
        await reach(page, "Skip: Ibrahim Lund", "button")
        await page.keyboard.press("Enter")
        await expect(page.locator("#sum")).to_have_text("4 new, 1 skipped = 5")
        await expect(page.locator(".row").nth(1)).to_be_focused()
        await reach(page, "Edit, split or join: Sofie Marrow", "a")
        await page.keyboard.press("Enter")
        await expect(page.get_by_label("Title", exact=False).first).to_be_focused()
        await page.keyboard.type("Dr.")
        await page.keyboard.press("Enter")
        await expect(page.locator(".row").nth(2)).to_contain_text("Dr.")
        await reach(page, "Bring in 4 names", "a")
        await page.keyboard.press("Enter")
        await page.wait_for_url("**/bring-in")
        await reach(page, "How did these people agree")
        await page.keyboard.type(CONSENT)
        await reach(page, "Bring in 4 names", "button")
        await page.keyboard.press("Enter")
        await expect(page.get_by_role("heading", level=1)).to_have_text("The names are in", timeout=LONG)
