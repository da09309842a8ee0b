"""What a new author does in a real browser: a letter is composed and opened, also without scripts or by keys."""

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from playwright.async_api import Browser, Page, expect

from service.core.letter import LetterState
from service.store.letters import letter_by_slug
from tests.journeys.audit import PHONE, Audit
from tests.journeys.installation import Site
from tests.journeys.steps import Person
from tests.rig.browser import Visitor, visitor
from tests.web.authors import author_of, save, start

pytestmark = [pytest.mark.browser, pytest.mark.parametrize("site", ["sqlite"], indirect=True)]

TO = [("H.E.", "Ragnhild Osei"), ("", "Council of the Seven Bays")]
CC = ["Tamar Quill", "Ibrahim Lund", "Sofie Marrow", "Office of the Pilots", "Lena Voss", "Bay Radio"]
BODY = """We write as pilots, fishers and teachers of the Seven Bays.

The light on the mole has been **dark since March**.[^1] Two boats were lost.[^2]

[^1]: Log of the pilots, spring.
[^2]: Report of the coast guard."""
DEMANDS = "light the lamp before the autumn storms\nname who is to keep it\npublish the log"


async def off_loop(act, *args, **more):  # type: ignore[no-untyped-def]
    """What talks to the service without the browser does so outside of the browser's loop."""
    return await asyncio.to_thread(act, *args, **more)


@asynccontextmanager
async def at_desk(browser: Browser, site: Site, person: Person, **options: object) -> AsyncIterator[Visitor]:
    """The browser of an author who has signed in."""
    async with visitor(browser, **options) as someone:  # type: ignore[arg-type]
        await come_in(someone, site, person)
        yield someone
        assert someone.foreign == [], "the pages sent requests to other hosts"


async def come_in(someone: Visitor, site: Site, person: Person) -> None:
    cookie = {"name": "session", "value": person.browser.cookies["session"], "url": site.url}
    await someone.context.add_cookies([cookie])  # type: ignore[list-item]


@pytest.fixture
def author(site: Site) -> Person:
    return author_of(site, site.letter())


@pytest.mark.parametrize(
    ("javascript", "width"), [(True, PHONE), (False, 1280)], ids=["with scripts", "without scripts"]
)
async def test_a_new_author_composes_a_letter_and_opens_it(
    browser: Browser, site: Site, author: Person, javascript: bool, width: int
) -> None:
    title = f"Light the lamp of the Seven Bays, {javascript} {width}"
    async with at_desk(browser, site, author, javascript=javascript, width=width) as someone:
        audit = Audit(someone)
        page = await someone.open(f"{site.url}/compose")

        async def look(name: str) -> None:
            if javascript:
                await audit.look(page, name)

        await look("home")
        await page.get_by_label("Title").fill(title)
        await page.get_by_role("button", name="Start").click()
        await expect(page.get_by_role("heading", level=1)).to_have_text(title)
        await look("begun")
        await page.get_by_role("link", name="Say who it goes to").click()
        await look("no addressees")
        await write_addressees(page)
        await look("addressees")
        await page.get_by_role("button", name="Save", exact=True).last.click()
        await page.get_by_role("link", name="Text", exact=True).last.click()
        await page.get_by_label("Salutation").fill("Your Excellency,")
        await page.get_by_label("Text", exact=True).fill(BODY)
        await page.get_by_label("Demands").fill(DEMANDS)
        await page.get_by_label("1. 2. 3.").check()
        if javascript:
            await expect(page.locator("[data-paper] .notes li")).to_have_count(2)
            await expect(page.locator("[data-status]")).to_have_text(re.compile(r"Saved \d\d:\d\d"))
        await look("text")
        await page.get_by_role("button", name="Save", exact=True).click()
        await look("written")
        await page.get_by_role("link", name="Organiser").click()
        await page.get_by_label("Started by").fill("Pilots of the Seven Bays")
        await look("organiser")
        await page.get_by_role("button", name="Save", exact=True).click()
        await page.get_by_role("link", name="How people sign").click()
        await look("terms")
        await page.get_by_role("button", name="Save", exact=True).click()
        await page.get_by_role("link", name="Open the letter").click()
        await look("opening")
        await page.get_by_label("Open it all the same").check()
        await page.get_by_role("button", name="Open the letter").click()
        await page.get_by_role("link", name="See the letter").click()
        await expect(page.get_by_role("heading", level=1)).to_have_text(title)
        assert await page.locator(".addressee").count() == 8
        assert await page.locator(".body ol > li").count() >= 3
        assert await page.locator(".notes li").count() == 2
        await look("letter")
        slug = page.url.rsplit("/", 1)[-1]
        for path in ("versions", "versions/1", "publish", "open", "read-in", "versions/compare?old=1&new=draft"):
            await page.goto(f"{site.url}/compose/{slug}/{path}")
            await look(path)
        audit.check()


async def write_addressees(page: Page) -> None:
    """Two under To, six under CC."""
    for number, (honorific, name) in enumerate(TO):
        if number:
            await page.get_by_role("button", name="Add somebody under To").click()
        await page.get_by_label("Title", exact=True).nth(number).fill(honorific)
        await page.get_by_label("Name or institution").nth(number).fill(name)
    for number, name in enumerate(CC, start=len(TO)):
        await page.get_by_role("button", name="Add somebody under CC").click()
        await page.get_by_label("Name or institution").nth(number).fill(name)
        await page.get_by_label("Office", exact=True).nth(number).fill("Seven Bays")


async def test_a_letter_is_written_and_opened_by_keys_alone(browser: Browser, site: Site, author: Person) -> None:
    async with at_desk(browser, site, author) as someone:
        page = await someone.open(f"{site.url}/compose")
        await reach(page, "Title")
        await page.keyboard.type("Keys to the lamp")
        await page.keyboard.press("Enter")
        await expect(page.get_by_role("heading", level=1)).to_have_text("Keys to the lamp")
        await reach(page, "Say who it goes to")
        await page.keyboard.press("Enter")
        await page.wait_for_url("**/addressees")
        await reach(page, "Name or institution")
        await page.keyboard.type("Ragnhild Osei")
        await reach(page, "Add somebody under CC")
        await page.keyboard.press("Enter")
        await expect(page.get_by_label("Name or institution").nth(1)).to_be_focused()
        await page.keyboard.type("Bay Radio")
        await page.keyboard.press("Enter")
        await page.wait_for_url("**?done=saved")
        await reach(page, "Write the text")
        await page.keyboard.press("Enter")
        await page.wait_for_url("**/text")
        await reach(page, "Text", "textarea")
        await page.keyboard.type("Light it.")
        await reach(page, "Save")
        await page.keyboard.press("Enter")
        await page.wait_for_url("**?done=saved")
        await reach(page, "Open the letter")
        await page.keyboard.press("Enter")
        await page.wait_for_url("**/open")
        await reach(page, "Open it all the same")
        await page.keyboard.press("Space")
        await reach(page, "Open the letter", "button")
        await page.keyboard.press("Enter")
        await expect(page.get_by_role("heading", level=1)).to_have_text("The letter is open")


FOCUSED = """() => {
    const at = document.activeElement;
    const words = at.labels?.length ? at.labels[0].textContent : at.textContent;
    return [words.trim(), at.localName];
}"""

IS_SEEN = """() => {
    const at = document.activeElement;
    const box = at.getBoundingClientRect();
    const over = document.elementFromPoint(box.x + box.width / 2, box.y + Math.min(box.height / 2, 25));
    return !over || at.contains(over) || over.contains(at) || over.closest('label')?.control === at;
}"""


async def reach(page: Page, words: str, kind: str = "") -> None:
    """Press Tab until the control with these words has the focus, and see that nothing covers it then."""
    await page.wait_for_load_state()
    for _ in range(120):
        await page.keyboard.press("Tab")
        label, name = await page.evaluate(FOCUSED)
        if label.startswith(words) and (not kind or name == kind):
            await page.wait_for_function(IS_SEEN)
            return
    raise AssertionError(f"the Tab key does not reach {words!r} on {page.url}")


async def test_a_lost_connection_loses_nothing_typed(browser: Browser, site: Site, author: Person) -> None:
    slug = await off_loop(start, author, "A storm on the wire")
    async with at_desk(browser, site, author) as someone:
        page = await someone.open(f"{site.url}/compose/{slug}/text")
        status = page.locator("[data-status]")
        await someone.context.set_offline(True)
        await page.get_by_label("Text", exact=True).fill("Typed in the dark.")
        await expect(status).to_have_text(re.compile("Not saved: no connection. Your text stays in this window"))
        await someone.context.set_offline(False)
        await expect(status).to_have_text(re.compile(r"Saved \d\d:\d\d"), timeout=10_000)
        await someone.context.set_offline(True)
        await page.get_by_label("Text", exact=True).fill("Typed, and then the lid was shut.")
        await expect(status).to_have_text(re.compile("Not saved"))
        await page.close()
        await someone.context.set_offline(False)
        page = await someone.open(f"{site.url}/compose/{slug}/text")
        await expect(page.get_by_label("Text", exact=True)).to_have_value("Typed in the dark.")
        await page.get_by_role("button", name="Put it back").click()
        await expect(page.get_by_label("Text", exact=True)).to_have_value("Typed, and then the lid was shut.")
        await expect(page.locator("[data-status]")).to_have_text(re.compile(r"Saved \d\d:\d\d"))
        await page.reload()
        await expect(page.get_by_label("Text", exact=True)).to_have_value("Typed, and then the lid was shut.")
        await expect(page.locator("[data-kept]")).to_be_hidden()


async def test_a_session_that_ends_while_typing_loses_nothing(browser: Browser, site: Site) -> None:
    letter = await off_loop(site.letter)
    author = await off_loop(author_of, site, letter)
    again = await off_loop(author_of, site, letter)
    async with at_desk(browser, site, author) as someone:
        for part, label, typed in [("text", "Salutation", "Dear all,"), ("addressees", "Organisation", "Bays")]:
            page = await someone.open(f"{site.url}/compose/{letter}/{part}")
            await someone.context.clear_cookies()
            await page.get_by_label(label).first.fill(typed)
            await expect(page.locator("[data-status]")).to_have_text(re.compile("Not saved: you are signed out"))
            await come_in(someone, site, again)
            await page.get_by_role("link", name="sign in, then open this page again").click()
            await page.get_by_role("button", name="Put it back").click()
            await expect(page.get_by_label(label).first).to_have_value(typed)
            await expect(page.locator("[data-status]")).to_have_text(re.compile(r"Saved \d\d:\d\d"))


async def test_two_authors_at_once_in_two_browsers(browser: Browser, site: Site, author: Person) -> None:
    slug = await off_loop(start, author, "Two pens")
    other = await off_loop(author_of, site, slug, f"other@{slug}.example")
    async with at_desk(browser, site, author) as mine, at_desk(browser, site, other, width=PHONE) as theirs:
        first = await mine.open(f"{site.url}/compose/{slug}/text")
        second = await theirs.open(f"{site.url}/compose/{slug}/text")
        await first.get_by_label("Salutation").fill("Dear first,")
        await expect(first.locator("[data-status]")).to_have_text(re.compile(r"Saved \d\d:\d\d"))
        await second.get_by_label("Salutation").fill("Dear second,")
        await expect(second.locator("[data-status]")).to_have_text(re.compile("the text was changed meanwhile by"))
        await second.get_by_role("button", name="Save", exact=True).click()
        audit = Audit(theirs)
        await audit.look(second, "meanwhile")
        await expect(second.locator("del")).to_contain_text("first")
        await expect(second.locator("ins")).to_contain_text("second")
        await second.get_by_role("button", name="Edit both").click()
        await audit.look(second, "both")
        await second.get_by_label("Salutation").fill("Dear both,")
        await expect(second.locator("[data-status]")).to_have_text(re.compile(r"Saved \d\d:\d\d"))
        await first.reload()
        await expect(first.get_by_label("Salutation")).to_have_value("Dear both,")
        await second.reload()
        await second.get_by_label("Salutation").fill("Dear loser,")
        await first.get_by_label("Salutation").fill("Dear winner,")
        await first.get_by_role("button", name="Save", exact=True).click()
        await second.get_by_role("button", name="Save", exact=True).click()
        if await second.get_by_role("link", name="Take theirs").count():
            await second.get_by_role("link", name="Take theirs").click()
            await expect(second.get_by_label("Salutation")).to_have_value("Dear winner,")
            await expect(second.locator("[data-kept]")).to_be_hidden()
        audit.check()


async def test_a_rich_paste_becomes_markdown_and_can_be_undone(
    browser: Browser, site: Site, author: Person
) -> None:
    slug = await off_loop(start, author, "Pasted")
    async with at_desk(browser, site, author) as someone:
        page = await someone.open(f"{site.url}/compose/{slug}/text")
        area = page.get_by_label("Text", exact=True)
        await area.fill("Before. ")
        await area.press("End")
        await area.evaluate("""area => {
            const held = new DataTransfer();
            held.setData("text/html", "<p>It is <b>dark</b>.</p><ul><li>one</li></ul>");
            held.setData("text/plain", "It is dark.");
            const options = {clipboardData: held, bubbles: true, cancelable: true};
            area.dispatchEvent(new ClipboardEvent("paste", options));
        }""")
        await expect(area).to_have_value("Before. It is **dark**.\n\n- one")
        await expect(page.locator("[data-paper] strong").last).to_have_text("dark")
        await page.keyboard.press("Control+z")
        await expect(area).to_have_value("Before. ")


async def test_without_scripts_a_conflict_is_shown_too(browser: Browser, site: Site, author: Person) -> None:
    slug = await off_loop(start, author, "Ink only")
    other = await off_loop(author_of, site, slug)
    async with at_desk(browser, site, author, javascript=False) as someone:
        page = await someone.open(f"{site.url}/compose/{slug}/text")
        await page.get_by_label("Text", exact=True).fill("Mine.")
        await off_loop(save, other, slug, body="Theirs.")
        await page.get_by_role("button", name="Save", exact=True).click()
        await expect(page.get_by_role("heading", level=1)).to_have_text("This was changed meanwhile")
        await page.get_by_role("button", name="Keep mine").click()
        await expect(page.locator("[data-paper]")).to_contain_text("Mine.")


async def test_an_opened_letter_is_the_one_that_was_composed(site: Site, author: Person) -> None:
    slug = await off_loop(start, author, "As composed")
    await off_loop(save, author, slug, body=BODY.replace("\n", "\r\n"), demands=DEMANDS.replace("\n", "\r\n"))
    letter = await off_loop(site.act, lambda here: here.database.read(letter_by_slug, slug))
    assert letter.state is LetterState.DRAFT and letter.version.number == 0
