"""Every page and state that an author meets, on a small phone and on a desk: accessible, and not too wide."""

import asyncio
import re

import pytest
from playwright.async_api import Browser, Page

from tests.journeys import steps
from tests.journeys.audit import PHONE, Audit
from tests.journeys.installation import Site
from tests.journeys.steps import Person
from tests.rig.browser import visitor
from tests.web.authors import author_of, opened, save, start

pytestmark = [pytest.mark.browser, pytest.mark.parametrize("site", ["sqlite"], indirect=True)]

PARTS = ("", "/text", "/addressees", "/about", "/terms", "/read-in", "/open", "/publish")
DESK = ("/versions", "/order", "/order/groups", "/order/saved", "/updates", "/progress")
ASKED = ("/versions/2", "/versions/2/round", "/versions/compare?old=1&new=2", "/versions/compare?old=2&new=2")
FOUND = ("/order?q=alma", "/order?q=nobody", "/order?n=2", "/versions/99", "/order/names/1")
ROSTER = """Keepers:
1. Dr. Dora Malm, Nurse, Bay Hospital, dora@bays.example
2. Alma Reiter, Institute for River Studies
3. Edda Stahl, Captain of the
4. Lightship and Tender, Skarholm
5. Alma Reiter, Harbour master
6. دکتر آنا برانت، استاد دانشگاه
7. Ida Byr and Oto Lind, Keepers
"""
TABLE = "Name\tRole\tPlace\nAda Byr\tPilot\tSkarholm\nOto Lind\tKeeper of the lamp on the outer mole, retired\t\n"
NAMES = ("Alma Reiter", "Boris Kuhn", "Clea Dahl")


def began(site: Site, width: int) -> tuple[Person, str, str]:
    """An author, a letter that was only begun, and one that three people have signed."""
    author = author_of(site, site.letter(state=None))
    draft, slug = start(author, f"Begun {width}"), opened(author, f"Signed {width}")
    for name in NAMES:
        site.sign(slug, name, organization="Institute for River Studies")
    moderator = site.moderator(slug)
    for name in NAMES[:2]:
        steps.decide(moderator, slug, name, "List publicly")
    save(author, slug, body="The harbour needs its light, and a keeper.")
    return author, draft, slug


async def come_in(page: Page, site: Site, author: Person) -> None:
    cookie = {"name": "session", "value": author.browser.cookies["session"], "url": site.url}
    await page.context.add_cookies([cookie])  # type: ignore[list-item]


@pytest.mark.parametrize("width", [PHONE, 1280])
async def test_what_an_author_sees(site: Site, browser: Browser, width: int) -> None:
    author, draft, slug = await asyncio.to_thread(began, site, width)
    async with visitor(browser, width=width, height=700) as someone:
        audit, page = Audit(someone), await someone.context.new_page()
        await come_in(page, site, author)
        for path in ("/compose", "/people", f"/people/{draft}", f"/people/{slug}", "/compose/none"):
            await audit.open(page, site.url + path, path)
        for path in (*PARTS, *DESK):
            await audit.open(page, f"{site.url}/compose/{draft}{path}", f"draft{path}")
            await audit.open(page, f"{site.url}/compose/{slug}{path}", f"open{path}")
        here = f"{site.url}/compose/{slug}"
        await ask_again(page, audit, here)
        for path in (*ASKED, *FOUND):
            await audit.open(page, here + path, path)
        await put_in_order(page, audit, here)
        await tell(page, audit, here)
        await bring_names(page, audit, here)
        await page.goto(f"{here}/open")
        await audit.press(page, "Close the letter", "closed")
        for path in ("", "/order", "/progress"):
            await audit.open(page, here + path, f"closed{path}")
        audit.check()


async def ask_again(page: Page, audit: Audit, here: str) -> None:
    """A material change, first with nothing filled in."""
    await page.goto(f"{here}/publish")
    await audit.press(page, "Make this the letter’s text", "publish: nothing chosen")
    await page.get_by_role("radio", name="A material change").check()
    await page.get_by_label("What changed, and why").fill("A keeper is asked for.")
    await page.get_by_label("For a material change").fill("3")
    await audit.press(page, "Make this the letter’s text", "published")


async def put_in_order(page: Page, audit: Audit, here: str) -> None:
    await page.goto(f"{here}/order/groups")
    await audit.press(page, "Add a group", "two groups")
    await audit.press(page, "See what changes", "groups without names")
    for number, name in enumerate(("First", "Others")):
        await page.get_by_label("Name", exact=True).nth(number).fill(name)
    await page.get_by_role("button", name="See what changes").last.click()
    await page.get_by_role("button", name="Use this order").wait_for()
    await audit.look(page, "a new order")
    await audit.press(page, "Use this order", "order in use")
    await page.goto(f"{here}/order/saved")
    await audit.press(page, "Save", "an order without a name")
    await page.get_by_label("Save the present order as").fill("As agreed")
    await audit.press(page, "Save", "order saved")


async def bring_names(page: Page, audit: Audit, here: str) -> None:
    """A pasted list with every kind of row, then a table; each form once with something wrong in it."""
    await page.goto(f"{here}/roster")
    await audit.press(page, "Read the list", "roster: nothing pasted")
    await page.get_by_label("Paste the list").fill(ROSTER)
    await audit.press(page, "Read the list", "roster: review")
    await page.get_by_role("link", name=re.compile("^Edit, split or join.*Dora Malm")).click()
    await audit.look(page, "roster: a row opened")
    await page.get_by_label("Name", exact=True).fill("")
    await audit.press(page, "Keep this", "roster: a row without a name")
    await audit.open(page, f"{page.url.removesuffix('/rows')}?show=aside", "roster: nobody")
    await page.get_by_role("link", name=re.compile("^Bring in")).first.click()
    await audit.look(page, "roster: bring in")
    await page.get_by_role("button", name=re.compile("^Bring in")).click()
    await audit.look(page, "roster: no consent")
    await page.get_by_label("How did these people agree").fill("They signed on paper.")
    await page.get_by_role("button", name=re.compile("^Bring in")).click()
    await page.get_by_role("heading", name="The names are in").wait_for()
    await page.get_by_text("See the mail").click()
    await page.get_by_text("Undo this import").click()
    await audit.look(page, "roster: brought in")
    await page.goto(f"{here}/roster")
    await page.get_by_label("Paste the list").fill(TABLE)
    await audit.press(page, "Read the list", "roster: columns")
    await audit.open(page, f"{here}/roster", "roster: lists so far")


async def tell(page: Page, audit: Audit, here: str) -> None:
    await page.goto(f"{here}/updates")
    await audit.press(page, "See how it looks", "an update without words")
    await page.get_by_label("Title").fill("The board has answered")
    await page.get_by_label("What is new").fill("It meets [on Monday](https://board.example/).")
    await audit.press(page, "See how it looks", "an update to look at")
    await audit.press(page, "Publish", "an update published")
