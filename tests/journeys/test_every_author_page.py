"""Every page and state that an author meets, on a small phone and on a desk: accessible, and not too wide."""

import asyncio

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


async def tell(page: Page, audit: Audit, here: str) -> None:
    await page.goto(f"{here}/updates")
    await audit.press(page, "See how it looks", "an update without words")
    await page.get_by_label("Title").fill("The board has answered")
    await page.get_by_label("What is new").fill("It meets [on Monday](https://board.example/).")
    await audit.press(page, "See how it looks", "an update to look at")
    await audit.press(page, "Publish", "an update published")
