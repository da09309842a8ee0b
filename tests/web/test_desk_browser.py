"""The desk in a real browser: by keyboard alone, without scripts, on a narrow window, and for everybody."""

import asyncio
import statistics
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from playwright.async_api import Browser, Page

from service.core.entry import Entry, Position
from service.core.evidence import Check, Verdict
from service.core.moderation import Policy
from service.core.signature import State
from tests.journeys.installation import Site
from tests.journeys.steps import Person
from tests.rig.browser import axe, overflow, visitor
from tests.web.desk import Desk, finding, titled
from tests.web.test_desk import ASK, decide

pytestmark = pytest.mark.browser
HERE = "document.querySelector('[data-row].current')?.querySelector('h2').textContent.trim()"
EXPECTED = ("status of 4", "ERR_INTERNET_DISCONNECTED")
"""What a browser writes of a refusal, and of a connection that a test has cut."""
AIM = 100
"""Milliseconds from a key to the next entry; a busy machine may take a few times as long."""


@pytest.fixture
def desk(site: Site) -> Desk:
    return Desk(site, site.letter())


@asynccontextmanager
async def at_desk(
    browser: Browser, moderator: Person, desk: Desk, path: str = "", **options: object
) -> AsyncIterator[Page]:
    """The browser of a moderator who has signed in, at the queue or a page beneath it."""
    async with visitor(browser, **options) as someone:  # type: ignore[arg-type]
        cookie = {"name": "session", "value": moderator.browser.cookies["session"], "url": desk.site.url}
        await someone.context.add_cookies([cookie])  # type: ignore[list-item]
        page = await someone.open(f"{desk.site.url}{desk.path}{path}")
        yield page
        unexpected = [line for line in someone.failed if not any(words in line for words in EXPECTED)]
        assert (someone.foreign, unexpected) == ([], [])


async def off_loop(act, *args):  # type: ignore[no-untyped-def]
    """What opens an installation of its own does so outside of the browser's loop."""
    return await asyncio.to_thread(act, *args)


def people(count: int) -> list[Entry]:
    return [titled(f"Person {number:02}") for number in range(count)]


async def names(page: Page) -> list[str]:
    found = await page.locator("[data-row] h2").all_inner_texts()
    return [words.split(",")[0] for words in found]


async def test_one_key_lists_a_clear_case_and_the_next_is_shown_at_once(
    browser: Browser, site: Site, desk: Desk
) -> None:
    ids = await off_loop(desk.wait, *people(40))
    moderator = await off_loop(site.moderator, desk.slug)
    async with at_desk(browser, moderator, desk) as page:
        assert await page.evaluate(HERE) == "Person 00, Dean, College of the Delta"
        took = []
        for number in range(1, 26):
            took.append(
                await page.evaluate(
                    """next => new Promise(done => {
                        const start = performance.now();
                        const here = () => document.querySelector('[data-row].current h2')?.textContent ?? '';
                        const shown = () => here().includes(next);
                        const look = () => shown() ? requestAnimationFrame(() => done(performance.now() - start))
                                                   : requestAnimationFrame(look);
                        document.body.dispatchEvent(new KeyboardEvent('keydown', {key: 'a', bubbles: true}));
                        look();
                    })""",
                    f"Person {number:02}",
                )
            )
        print(f"key to next entry: median {statistics.median(took):.0f} ms, worst {max(took):.0f} ms, aim {AIM}")
        await page.keyboard.press("a")
        await page.locator("main").get_by_text("Listed as no. 26.").wait_for()
        assert await page.locator("[data-notice]").count() == 1
        await page.keyboard.press("u")
        await page.locator("main").get_by_text("Taken back.").wait_for()
        assert await page.evaluate(HERE) == "Person 25, Dean, College of the Delta"
    listed = [each for each in ids if (await off_loop(desk.stored, each)).signature.state is State.LISTED]
    assert listed == ids[:25], "a key lists the entry that was marked, and no other"
    assert statistics.median(took) < 5 * AIM


async def test_every_key_does_what_its_button_does(browser: Browser, site: Site, desk: Desk) -> None:
    await off_loop(desk.wait, *people(4))
    moderator = await off_loop(site.moderator, desk.slug)
    async with at_desk(browser, moderator, desk) as page:
        for key, here in (("j", "00"), ("j", "01"), ("j", "02"), ("k", "01")):
            await page.keyboard.press(key)
            assert f"Person {here}" in await page.evaluate(HERE)
        await page.keyboard.press("x")
        assert await page.get_by_role("button", name="List the 1 chosen").is_visible()
        await page.keyboard.press("o")
        await page.locator(".current").get_by_text("Show the address").wait_for()
        await page.keyboard.press("?")
        assert await page.get_by_text("Choose for listing together").is_visible()
        await page.keyboard.press("/")
        assert await page.evaluate("document.activeElement.id") == "q"
        await page.keyboard.type("a person, r c")
        assert await page.locator("#q").input_value() == "a person, r c", "keys are letters in a field"
        assert len(await names(page)) == 4
        await page.locator("[data-row]").nth(2).focus()
        await page.keyboard.press("c")
        await page.wait_for_url("**/ask")
        assert "Person 02" in await page.locator(".entry").inner_text()
        await page.go_back()
        await page.locator("[data-row]").nth(3).focus()
        await page.keyboard.press("r")
        await page.wait_for_url("**/decline")


async def test_keys_can_be_switched_off_and_stay_off(browser: Browser, site: Site, desk: Desk) -> None:
    [signature_id] = await off_loop(desk.wait, *people(1))
    moderator = await off_loop(site.moderator, desk.slug)
    async with at_desk(browser, moderator, desk) as page:
        await page.keyboard.press("?")
        await page.get_by_role("button", name="Keys are on").click()
        for _ in range(2):
            await page.keyboard.press("a")
            await page.wait_for_timeout(150)
            assert await names(page) == ["Person 00"]
            assert not await page.locator(".outcomes kbd").first.is_visible()
            await page.reload()
    assert (await off_loop(desk.stored, signature_id)).signature.state is State.CONFIRMED


async def test_a_question_is_asked_by_keyboard_alone(browser: Browser, site: Site, desk: Desk) -> None:
    await off_loop(desk.wait, *people(2))
    moderator = await off_loop(site.moderator, desk.slug)
    async with at_desk(browser, moderator, desk) as page:
        await page.keyboard.press("c")
        await page.wait_for_url("**/ask")
        await page.keyboard.press("ArrowDown")
        await page.keyboard.press("Tab")
        await page.keyboard.type("Of which faculty?")
        await page.keyboard.press("Tab")
        await page.keyboard.press("Enter")
        await page.get_by_text("The signatory gets this mail.").wait_for()
        assert "Of which faculty?" in await page.locator(".mail .words").inner_text()
        await page.keyboard.press("Enter")
        await page.get_by_text("Changes asked for. The mail goes in 5 minutes.").wait_for()
        assert await names(page) == ["Person 01"]


async def test_everything_is_done_without_scripts(browser: Browser, site: Site, desk: Desk) -> None:
    await off_loop(desk.wait, *people(4))
    moderator = await off_loop(site.moderator, desk.slug)
    async with at_desk(browser, moderator, desk, javascript=False, width=320) as page:
        assert not await page.get_by_text("Keys", exact=True).is_visible()
        await page.get_by_role("button", name="List publicly").first.click()
        assert "#row-" in page.url, "the next entry is where the page begins"
        assert await page.get_by_text("Listed as no. 1. The mail goes in 5 minutes.").is_visible()
        await page.get_by_role("button", name="Undo").click()
        assert await names(page) == [f"Person {number:02}" for number in range(4)]
        await page.get_by_role("link", name="Do not list").first.click()
        await page.get_by_role("button", name="See the mail").click()
        assert await page.title() == f"Error: Do not list - {await letter_title(page)}"
        await page.get_by_label("Name incomplete").check()
        await page.get_by_role("button", name="See the mail").click()
        await page.get_by_role("button", name="Do not list").click()
        assert await page.get_by_text("Not listed. The mail goes in 5 minutes.").is_visible()
        for number in (0, 1):
            await page.get_by_label("Choose").nth(number).check()
        await page.get_by_role("button", name="List the chosen").click()
        assert await page.get_by_text("2 entries are listed.").is_visible()
        await page.locator("[data-more] summary").first.click()
        await page.get_by_role("button", name="Tell the others that I am reading this").click()
        await page.get_by_role("button", name="Show the address").click()
        assert await page.get_by_text("@uni.example").first.is_visible()
        await page.get_by_role("link", name="Back to the queue").click()
        await page.get_by_text("Find and filter").click()
        await page.get_by_label("Show", exact=True).select_option("declined")
        await page.get_by_role("button", name="Show these").click()
        assert await names(page) == ["Person 00"]
        await page.get_by_role("button", name="Take up again").click()
        assert await page.get_by_text("Taken up again.").is_visible()


async def letter_title(page: Page) -> str:
    return (await page.title()).partition(" - ")[2]


def every_state(site: Site, desk: Desk) -> tuple[Person, list[str]]:
    """A queue with one of everything, and the pages of the desk with something to show."""
    desk.policy(Policy(two_for=("Ambassador",)))
    email = f"ana-{desk.slug}@desk.example"
    ana, ben = site.moderator(desk.slug, email), site.moderator(desk.slug)
    listed, edited, asked = desk.wait(*people(3), hours=80)
    for each in (listed, edited):
        decide(ana, desk, each)
    decide(ana, desk, asked, **ASK)
    desk.report(listed)
    desk.edit(edited, titled("Person 01", "Dean of Law"))
    conflict = finding(Check.MAIL_DOMAIN, Verdict.CONFLICT, "The mail comes from another place.")
    url = f"https://people.example/{'long' * 40}"
    judge = Entry("محمد رضا سمندر", "Dr.", positions=(Position("Judge"),), evidence_url=url)
    [bad] = desk.wait(judge, findings=conflict)
    [two] = desk.wait(Entry("Marek Osolin", "Ambassador"))
    decide(ben, desk, two)
    desk.wait(Entry("O" * 100), findings=())
    desk.wait(titled("Ana Herself"), email=email)
    decide(ana, desk, *desk.wait(titled("Just Now")))
    alone = [(bad, ""), (bad, "/ask"), (listed, ""), (listed, "/unlist"), (two, ""), (asked, ""), (asked, "/ask")]
    lists = ["", "?q=person", "?q=nobody", "?show=asked", f"?done={listed}"]
    return ana, [*lists, *(f"/entries/{each}{tail}" for each, tail in alone)]


@pytest.mark.parametrize("site", ["sqlite"], indirect=True)
@pytest.mark.parametrize("width", [320, 1280])
async def test_every_page_is_for_everybody(browser: Browser, site: Site, desk: Desk, width: int) -> None:
    moderator, paths = await off_loop(every_state, site, desk)
    for path in paths:
        async with at_desk(browser, moderator, desk, path, width=width) as page:
            for details in await page.locator("details:not([open]) > summary").all():
                if await details.is_visible():
                    await details.click()
            assert await axe(page) == [], path
            assert await overflow(page) <= 0, path
            if path.endswith(("/ask", "/unlist")) and await page.locator("#note").count():
                await page.get_by_role("button", name="See the mail").click()
                assert await axe(page) == [], f"{path} with errors"
                await page.get_by_label("Already on the list").check()
                await page.locator("#note").fill("wide " * 30 + "w" * 200)
                await page.get_by_role("button", name="See the mail").click()
                await page.locator(".mail").wait_for()
                assert await axe(page) == [], f"{path} with its mail"
                assert await overflow(page) <= 0, path
