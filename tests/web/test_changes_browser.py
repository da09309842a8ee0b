"""The pages about changes and updates in a real browser, on a small phone: accessible, nothing from elsewhere."""

import pytest
from playwright.async_api import Browser

from tests.journeys import steps
from tests.journeys.audit import PHONE, Audit
from tests.journeys.installation import Site
from tests.journeys.steps import find_link, mail_to
from tests.journeys.test_newcomer import go, tab_to
from tests.rig.browser import visitor
from tests.web.authors import author_of
from tests.web.changing import change

pytestmark = [pytest.mark.browser, pytest.mark.parametrize("site", ["sqlite"], indirect=True)]


async def test_what_a_change_and_an_update_show(site: Site, slug: str, browser: Browser) -> None:
    emails = [site.sign(slug, name, "", "Email me updates about this letter").email for name in ("Ada Marsh", "O")]
    steps.decide(site.moderator(slug), slug, "Ada Marsh", "List publicly")
    author = author_of(site, slug)
    change(site, slug, "The archive must stay open.")
    links = [find_link(mail_to(site.sink, email, "The text changed"), "/agree/") for email in emails]
    here, desk = f"{site.url}/letters/{slug}", f"{site.url}/compose/{slug}"
    async with visitor(browser, width=PHONE, height=700) as someone:
        audit, page = Audit(someone), await someone.context.new_page()
        await audit.open(page, links[0], "do you still sign?")
        await audit.press(page, "Continue", "do you still sign? nothing chosen")
        await page.get_by_label("I still sign").check()
        await audit.press(page, "Continue", "still signed")
        await page.goto(links[1])
        await page.get_by_label("Take my name off").check()
        await audit.press(page, "Continue", "taken off")
        cookies = [{"name": c.name, "value": c.value or "", "url": site.url} for c in author.browser.cookies.jar]
        await someone.context.add_cookies(cookies)  # type: ignore[arg-type]
        await audit.open(page, f"{desk}/versions/2/round", "how far it is")
        await audit.open(page, f"{desk}/updates", "no updates yet")
        await audit.press(page, "See how it looks", "an update without a title")
        await page.fill("#title", "The Board has answered")
        await page.fill("#body", "Read [its answer](https://board.example/).")
        await audit.press(page, "See how it looks", "preview of an update")
        await page.get_by_label("Mail it to the 1 who asked for updates").check()
        await audit.press(page, "Publish", "published")
        mail = mail_to(site.sink, emails[0], "The Board has answered")
        await audit.open(page, find_link(mail, "/updates/stop/"), "ending updates")
        await audit.press(page, "Send me no more updates", "no more updates")
        steps.look_again()
        for name in ("", "/versions/1", "/versions/2", "/updates"):
            await audit.open(page, here + name, name or "letter")
        audit.check()


async def test_somebody_says_that_they_still_sign_by_keyboard_alone(
    site: Site, slug: str, browser: Browser
) -> None:
    email = site.sign(slug, "Ada Marsh").email
    change(site, slug, "The archive must stay open.")
    link = find_link(mail_to(site.sink, email, "The text changed"), "/agree/")
    async with visitor(browser, width=PHONE, height=700) as someone:
        page = await someone.open(link)
        await tab_to(page, "I still sign")
        await page.keyboard.press("Space")
        await go(page, "Continue")
        assert await page.locator("h1").inner_text() == "You have signed the present text"
