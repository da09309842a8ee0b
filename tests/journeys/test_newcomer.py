"""A newcomer's first hour: invited by mail, through the second step, to ten decisions, by keyboard alone."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.async_api import Browser, Page

from service.core.entry import Entry
from service.core.evidence import Check, Verdict
from service.core.signature import State
from tests.journeys import steps
from tests.journeys.audit import Audit
from tests.journeys.installation import Site, running
from tests.journeys.steps import find_link, mail_to
from tests.rig.browser import visitor
from tests.web.desk import Desk, finding, titled
from tests.web.test_access_browser import device

pytestmark = pytest.mark.browser
EMAIL = "nell.begins@desk.example"
CLEAR = [titled(name) for name in ("Aune Visk", "Boaz Tirrell", "Cato Emmerling", "Delphine Roux")]
UNCLEAR = [titled("Egon Praet", "Fellow", ""), Entry("Mickey of the Moon", "King")]
PLAIN = [titled("Farah Idris"), titled("Gwil Tanner"), titled("Hanne Oster"), titled("Ivo Marchetti")]
FOCUSED = "() => (document.activeElement.labels?.[0] ?? document.activeElement).textContent.trim()"
MOST_TABS = 60


@pytest.fixture(params=[("sqlite", 320, "app"), ("postgresql", 1280, "passkey")], ids=["app-320", "passkey-1280"])
def walk(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[Site, int, str]]:
    """A service on localhost, where browsers offer passkeys without https; a width; a second step."""
    kind, width, step = request.param
    with running(kind, tmp_path) as site:
        site.service.kill()
        site.service.url = f"http://localhost:{site.service.port}"
        site.service.environment["UNDERSIGNED_BASE_URL"] = site.service.url
        site.service.start()
        yield site, width, step


async def tab_to(page: Page, words: str, key: str = "Tab") -> None:
    """Press Tab until what begins with these words has the focus, as somebody without a mouse does."""
    for _ in range(MOST_TABS):
        await page.keyboard.press(key)
        if str(await page.evaluate(FOCUSED)).startswith(words):
            return
    raise AssertionError(f"{words!r} is not reached by {key}")


async def go(page: Page, words: str) -> None:
    """Go by keyboard to a link or a button, and press it."""
    await tab_to(page, words)
    async with page.expect_navigation():
        await page.keyboard.press("Enter")


async def said(page: Page, words: str) -> None:
    await page.locator("[data-notice]").get_by_text(words).wait_for()


def invited(site: Site) -> tuple[Desk, list[int], str]:
    """A letter with ten that wait, and the link in the mail to somebody who never saw this service."""
    desk = Desk(site, site.letter())
    conflict = finding(Check.PROFILE_LINK, Verdict.CONFLICT, "The page speaks of somebody else.")
    unknown = finding(Check.MAIL_DOMAIN, Verdict.UNKNOWN, "Nothing is known about the mail's domain.")
    ids = desk.wait(*CLEAR, hours=30)
    ids += desk.wait(UNCLEAR[0], findings=unknown, hours=20) + desk.wait(UNCLEAR[1], findings=conflict, hours=19)
    ids += desk.wait(*PLAIN, hours=10)
    done = site.cli("account", "add", EMAIL, "--letter", desk.slug, "--role", "moderator")
    assert done.exit_code == 0, done.output
    return desk, ids, find_link(mail_to(site.sink, EMAIL, "You are invited to work on "), steps.SIGN_IN)


async def come_in(page: Page, audit: Audit, step: str) -> None:
    """From the invitation to the letters: the second step is set up on the way."""
    await audit.look(page, "invitation")
    await go(page, "Sign in")
    await audit.look(page, "second step")
    if step == "app":
        key = str(await page.locator("main code").first.inner_text())
        await tab_to(page, "Code from the app")
        await page.keyboard.type(steps.Authenticator(key.replace(" ", "")).code())
        async with page.expect_navigation():
            await page.keyboard.press("Enter")
    else:
        await go(page, "Make a passkey")
    assert await page.locator("h1").inner_text() == "Your recovery codes"
    await audit.look(page, "recovery codes")
    await go(page, "I have kept them, go on")
    await audit.look(page, "letters")


async def answer(page: Page, audit: Audit, key: str, reason: str, note: str, button: str) -> None:
    """Answer the marked entry: the key on its button, a reason, a note, the mail, and off."""
    async with page.expect_navigation():
        await page.keyboard.press(key)
    await audit.look(page, f"{button}: form")
    if reason:
        await choose(page, reason)
    await tab_to(page, "Your question" if key == "c" else "A note")
    await page.keyboard.type(note)
    await go(page, "See the mail")


async def choose(page: Page, reason: str) -> None:
    """Arrows go through the reasons from the one that has the focus."""
    if str(await page.evaluate(FOCUSED)).startswith(reason):
        await page.keyboard.press("Space")
    else:
        await tab_to(page, reason, "ArrowDown")


async def test_a_newcomer_decides_ten_entries_by_keyboard(walk: tuple[Site, int, str], browser: Browser) -> None:
    site, width, step = walk
    desk, ids, link = await asyncio.to_thread(invited, site)
    async with visitor(browser, width=width, height=800) as someone:
        audit = Audit(someone)
        page = await someone.open(link)
        await device(page)
        await come_in(page, audit, step)
        await go(page, "Open letter on")
        await audit.look(page, "queue")
        for number in (1, 2, 3, 4):
            await page.keyboard.press("a")
            await said(page, f"Listed as no. {number}.")
        await audit.look(page, "listed")
        await page.keyboard.press("u")
        await said(page, "Taken back.")
        await audit.look(page, "taken back")
        await page.keyboard.press("a")
        await said(page, "Listed as no. 4.")
        await ask_and_decline(page, audit)
        await list_together(page, audit)
        await audit.look(page, "empty queue")
        await go(page, "The log of decisions")
        await audit.look(page, "log")
        audit.check()
    expected = [State.LISTED] * 4 + [State.CHANGES_ASKED, State.DECLINED] + [State.LISTED] * 4
    assert [(await asyncio.to_thread(desk.stored, each)).signature.state for each in ids] == expected


async def ask_and_decline(page: Page, audit: Audit) -> None:
    await answer(
        page, audit, "c", "Position or affiliation unclear", "A fellow of which house?", "Ask for changes"
    )
    await audit.look(page, "the question's mail")
    async with page.expect_navigation():
        await page.keyboard.press("Enter")
    await said(page, "Changes asked for.")
    await answer(page, audit, "r", "", "The moon has no king.", "Do not list")
    assert (await page.title()).startswith("Error: Do not list")
    await audit.look(page, "reason left out")
    assert "Choose a reason." in await page.locator("#reason-error").inner_text()
    await go_to_link(page, "Choose a reason")
    await choose(page, "Another reason")
    await tab_to(page, "See the mail")
    async with page.expect_navigation():
        await page.keyboard.press("Enter")
    await audit.look(page, "the refusal's mail")
    async with page.expect_navigation():
        await page.keyboard.press("Enter")
    await said(page, "Not listed.")


async def go_to_link(page: Page, words: str) -> None:
    """From the summary of problems to the field that it names."""
    await tab_to(page, words)
    await page.keyboard.press("Enter")
    await page.wait_for_timeout(100)


async def list_together(page: Page, audit: Audit) -> None:
    for _ in range(4):
        await page.keyboard.press("x")
        await page.keyboard.press("j")
    await audit.look(page, "chosen")
    await tab_to(page, "List the 4 chosen")
    await page.keyboard.press("Enter")
    await said(page, "4 entries are listed.")
