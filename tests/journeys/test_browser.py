"""The main job in a real browser: without JavaScript, with the keyboard alone, within few bytes, and scanned."""

import re

import pytest
from playwright.async_api import Browser, Page, expect

from tests.journeys import steps
from tests.journeys.installation import Site
from tests.journeys.public import shown
from tests.journeys.steps import Person, Typed, find_link, mail_to
from tests.rig.browser import visitor

pytestmark = [pytest.mark.browser, pytest.mark.parametrize("site", ["sqlite"], indirect=True)]

NAMES = ["O", "Sukarno", "李明", "محمد", "O'Connor", "N" * 50 + "á" * 50, "نرگس پورداد", "<b>Bo</b> & Co"]


async def press(page: Page, button: str) -> None:
    await page.get_by_role("button", name=button, exact=True).last.click()


async def fill_in(page: Page, email: str, name: str) -> None:
    await page.get_by_label("Full name, as it should appear").fill(name)
    await page.get_by_label("Email. Never published.").fill(email)
    await page.get_by_label("I am the person named here").check()


async def test_the_main_job_is_done_without_javascript(site: Site, browser: Browser) -> None:
    slug, email = site.letter(), site.address()
    async with visitor(browser, javascript=False, width=390) as someone:
        page = await someone.open(f"{site.url}/letters/{slug}")
        await page.get_by_role("link", name="Sign this letter").first.click()
        assert await someone.context.cookies() == [], "no cookie before a form was sent"
        await fill_in(page, email, "Dagny Wolfhart")
        await press(page, "Add another position")
        await page.locator("input[name=position]").last.fill("Librarian")
        await press(page, "Check your entry")
        assert await page.locator("p.entry").first.inner_text() == "Dagny Wolfhart, Librarian"
        await press(page, "Send my confirmation email")
        assert await page.locator("h1").inner_text() == "Check your email"
        link = find_link(mail_to(site.sink, email, "Confirm your signature"), steps.CONFIRM)
        await page.goto(link)
        await page.get_by_label("I sign", exact=True).check()
        await press(page, "Continue")
        assert "is confirmed" in await page.locator("h1").inner_text()
        assert someone.foreign == []
    async with visitor(browser, javascript=False) as moderator:
        page = await moderator.open(site.sign_in_link(site.address(), slug))
        await press(page, "Sign in")
        key = await page.locator("code").first.inner_text()
        await page.fill("#code", steps.Authenticator(key.replace(" ", "")).code())
        await press(page, "Confirm the code")
        await page.get_by_role("link", name="I have kept them, go on").click()
        await page.goto(f"{site.url}/moderate/{slug}")
        await press(page, "List publicly")
        assert "Listed as no. 1." in await page.locator(".notice").first.inner_text()
    steps.look_again()
    assert shown(site, slug).names == [(1, "Dagny Wolfhart, Librarian")]
    await withdraw_and_come_back(site, browser, slug, email)


async def withdraw_and_come_back(site: Site, browser: Browser, slug: str, email: str) -> None:
    async with visitor(browser, javascript=False, width=390) as owner:
        page = await owner.open(f"{site.url}/letters/{slug}/mine")
        await page.get_by_label("Email").fill(email)
        await press(page, "Send me a link")
        await page.goto(find_link(mail_to(site.sink, email, "Your signature: "), steps.MINE))
        await press(page, "Withdraw my signature")
        assert "You have withdrawn" in await page.locator(".notice").inner_text()
        await press(page, "Undo the withdrawal")
        assert "You are listed as number 1." in await page.locator(".notice").inner_text()
        assert owner.foreign == []


async def test_somebody_signs_with_the_keyboard_alone(site: Site, browser: Browser) -> None:
    slug, email = site.letter(), site.address()
    async with visitor(browser) as someone:
        page = await someone.open(f"{site.url}/letters/{slug}/sign")
        await tab_to(page, "name")
        await page.keyboard.type("Key Board")
        await tab_to(page, "email")
        await page.keyboard.type(email)
        await page.keyboard.press("Enter")
        await expect(page).to_have_title(re.compile("^Error: Sign - "))
        assert await focused(page, "className") == "problem", "the summary takes the focus"
        await page.keyboard.press("Tab")
        await page.keyboard.press("Enter")
        assert await focused(page, "id") == "consent", "its link goes to the field"
        await page.keyboard.press("Space")
        await page.keyboard.press("Enter")
        await expect(page).to_have_title(re.compile("^Check your entry"))
        await tab_to_button(page, "Send my confirmation email")
        await page.keyboard.press("Enter")
        await page.wait_for_url("**/sent")
        await page.goto(find_link(mail_to(site.sink, email, "Confirm your signature"), steps.CONFIRM))
        await tab_to(page, "choice")
        await page.keyboard.press("Space")
        await page.keyboard.press("Enter")
        await expect(page).to_have_title(re.compile("^Your signature is confirmed"))


async def focused(page: Page, what: str) -> str:
    return str(await page.evaluate(f"document.activeElement.{what}"))


async def tab_to(page: Page, wanted: str, what: str = "id") -> None:
    for _ in range(80):
        await page.keyboard.press("Tab")
        if await focused(page, what) == wanted:
            return
    raise AssertionError(f"the keyboard does not reach {wanted!r}")


async def tab_to_button(page: Page, words: str) -> None:
    await tab_to(page, words, "textContent.trim()")


async def test_a_scanner_that_opens_the_link_and_runs_scripts_does_not_sign(site: Site, browser: Browser) -> None:
    slug, email = site.letter(), site.address()
    steps.ask_to_sign(Person(site.url), slug, Typed(email, "Scanned Person"))
    link = find_link(mail_to(site.sink, email, "Confirm your signature"), steps.CONFIRM)
    async with visitor(browser) as scanner:
        page = await scanner.open(link)
        for href in await page.evaluate("[...document.links].map(link => link.href)"):
            await (await scanner.context.new_page()).goto(href)
        await page.evaluate("document.querySelector('details').open = true; window.scrollTo(0, 1e6)")
        for words in ("document.forms[0].submit()", "document.querySelector('main button').click()"):
            await page.goto(link)
            async with page.expect_navigation():
                await page.evaluate(words)
            assert (await page.title()).startswith("Error: Confirm your signature")
        assert await page.locator(".error").text_content() == "Error: Choose one of the two."
    assert steps.waiting(site.moderator(slug).open(f"/moderate/{slug}")) == []
    assert "0 waiting" in site.cli("letter", "list").stdout.split(slug)[1].splitlines()[0]
    assert steps.confirm(Person(site.url), link).heading == "Thank you. Your signature is confirmed."


async def test_names_are_shown_byte_for_byte(site: Site, browser: Browser) -> None:
    slug = site.letter()
    for name in NAMES:
        site.sign(slug, name)
    moderator = site.moderator(slug)
    for _ in NAMES:
        moderator.open(f"/moderate/{slug}")
        moderator.press("List publicly")
    steps.look_again()
    async with visitor(browser, width=320) as reader:
        for path in ("", "/signatories"):
            page = await reader.open(f"{site.url}/letters/{slug}{path}")
            found = await page.locator("ol.names bdi.name").all_text_contents()
            assert [name.encode() for name in found] == [name.encode() for name in NAMES]
            assert await page.evaluate("document.documentElement.scrollWidth") <= 320
