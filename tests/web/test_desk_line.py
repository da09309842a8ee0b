"""Decisions pressed faster than they are answered, in a real browser: in order, none lost, each refusal said."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from playwright.async_api import Browser, Page, Route

from service.core.signature import Act, State
from tests.journeys.installation import Site
from tests.web.desk import Desk, titled
from tests.web.test_desk import decide
from tests.web.test_desk_browser import HERE, at_desk, names, people

pytestmark = pytest.mark.browser
PRESS = """keys => {
    const start = performance.now();
    for (const key of keys) {
        document.activeElement.dispatchEvent(new KeyboardEvent('keydown', {key, bubbles: true}));
    }
    return performance.now() - start;
}"""

CARET = "() => { const field = document.getElementById('q'); field.focus(); field.setSelectionRange(4, 4); }"
# A browser scrolls smoothly to what is focused: over once the page stands still for a few frames.
AT_REST = """() => new Promise((done) => {
    let [last, still] = [-1, 0];
    const look = () => {
        still = scrollY === last ? still + 1 : 0;
        last = scrollY;
        if (still < 10) requestAnimationFrame(look);
        else done();
    };
    look();
})"""


@pytest.fixture
def desk(site: Site) -> Desk:
    return Desk(site, site.letter())


@asynccontextmanager
async def working(browser: Browser, site: Site, desk: Desk, count: int) -> AsyncIterator[tuple[Page, list[int]]]:
    """A moderator before a queue of so many entries."""
    ids = await asyncio.to_thread(desk.wait, *people(count))
    moderator = await asyncio.to_thread(site.moderator, desk.slug)
    async with at_desk(browser, moderator, desk) as page:
        yield page, ids


async def settled(page: Page) -> None:
    await page.locator("html:not([aria-busy])").wait_for()


async def answered(route: Route) -> None:
    """Let a request through. A browser that is watched does not follow where a kept-alive one is led on to."""
    await route.fulfill(response=await route.fetch())


def states(desk: Desk, ids: list[int]) -> list[State]:
    return [desk.stored(each).signature.state for each in ids]


def listed_at(desk: Desk, signature_id: int) -> list[object]:
    return [act.at for act in desk.log(signature_id) if act.act is Act.LIST]


async def test_three_keys_within_a_moment_list_three_entries_in_order(
    browser: Browser, site: Site, desk: Desk
) -> None:
    async with working(browser, site, desk, 5) as (page, ids):
        assert await page.evaluate(PRESS, "aaa") < 100
        assert await page.evaluate(HERE) == "Person 03, Dean, College of the Delta", "no answer is waited for"
        assert await page.get_by_text("On its way: List publicly").count() == 3
        await settled(page)
        assert await names(page) == ["Person 03", "Person 04"]
        assert await page.locator("main").get_by_text("Listed as no. 3. The mail goes in 5 minutes.").is_visible()
        assert await page.locator("[data-notice] .whom").inner_text() == "Person 02"
        assert await page.evaluate(HERE) == "Person 03, Dean, College of the Delta"
        await page.evaluate(PRESS, "a")
        await page.evaluate(PRESS, "u")
        await page.locator("main").get_by_text("Taken back.").wait_for()
        assert await page.evaluate(HERE) == "Person 03, Dean, College of the Delta", "it took back what came last"
    assert await asyncio.to_thread(states, desk, ids) == [State.LISTED] * 3 + [State.CONFIRMED] * 2
    moments = [await asyncio.to_thread(listed_at, desk, each) for each in ids[:3]]
    assert moments == sorted(moments) and all(len(each) == 1 for each in moments)


async def test_what_was_done_on_the_page_meanwhile_is_still_there(
    browser: Browser, site: Site, desk: Desk
) -> None:
    async with working(browser, site, desk, 30) as (page, ids):
        await page.get_by_text("Find and filter").click()
        await page.locator("[data-row]").nth(1).focus()
        await page.evaluate(PRESS, "ajjox")
        await page.locator("#q").fill("half a wo")
        # In one step: an answer between finding the field and changing it would leave the old one changed.
        await page.evaluate(CARET)
        await settled(page)
        assert await page.locator("main").get_by_text("Listed as no. 1.").is_visible()
        assert "Person 04" in await page.evaluate(HERE)
        assert await page.locator(f"#row-{ids[4]} [data-more]").get_attribute("open") is not None
        assert await page.locator(f"#choose-{ids[4]}").is_checked()
        assert await page.get_by_role("button", name="List the 1 chosen").is_visible()
        assert await page.locator("#q").input_value() == "half a wo"
        found = "[document.activeElement.id, document.activeElement.selectionStart]"
        assert await page.evaluate(found) == ["q", 4]


async def test_the_place_on_the_page_stays_where_it_was(browser: Browser, site: Site, desk: Desk) -> None:
    async with working(browser, site, desk, 20) as (page, ids):
        await page.locator(f"#row-{ids[9]}").focus()
        await page.evaluate(AT_REST)
        await page.evaluate(PRESS, "a")
        top = f"document.getElementById('row-{ids[10]}').getBoundingClientRect().top"
        before = await page.evaluate(top)
        await settled(page)
        assert abs(await page.evaluate(top) - before) < 2
        assert await page.evaluate("document.activeElement.id") == f"row-{ids[10]}"


async def test_refusals_are_all_said_and_the_other_decisions_kept(
    browser: Browser, site: Site, desk: Desk
) -> None:
    async with working(browser, site, desk, 6) as (page, ids):
        await asyncio.to_thread(desk.edit, ids[0], titled("Person 00", "Dean of Law"))
        colleague = await asyncio.to_thread(site.moderator, desk.slug)
        await asyncio.to_thread(decide, colleague, desk, ids[2])
        await page.evaluate(PRESS, "aaaa")
        await settled(page)
        assert await page.locator("h1").inner_text() == "This entry has changed"
        assert await page.title() == "Error: This entry has changed - Undersigned"
        assert await page.locator("main > .entry").inner_text() == "Person 00, Dean, College of the Delta"
        assert await page.locator(".also h2").all_inner_texts() == ["This entry was decided before"]
        assert await page.locator(".also .entry").inner_text() == "Person 02, Dean, College of the Delta"
        assert "Already listed by moderator-" in await page.locator(".also").inner_text()
        assert await page.get_by_text("Your 2 other decisions were kept.").is_visible()
        assert await page.evaluate("document.activeElement.id") == "main"
        await page.get_by_role("link", name="Back to the queue").first.click()
        assert await names(page) == ["Person 04", "Person 05", "Person 00"]
    found = await asyncio.to_thread(states, desk, ids)
    assert found == [State.CONFIRMED, *[State.LISTED] * 3, *[State.CONFIRMED] * 2]


async def test_a_lost_connection_brings_the_rows_back_and_says_so(
    browser: Browser, site: Site, desk: Desk
) -> None:
    async with working(browser, site, desk, 5) as (page, ids):
        sent: list[str] = []

        async def cut(route: Route) -> None:
            sent.append(route.request.post_data or "")
            await (route.abort("internetdisconnected") if len(sent) > 1 else answered(route))

        await page.route("**/decide", cut)
        await page.evaluate(PRESS, "aaa")
        await settled(page)
        lost = page.locator(".lost")
        assert "No answer came. Not kept:" in await lost.inner_text()
        assert await lost.locator("li").all_inner_texts() == [
            f"List publicly: Person 0{number}" for number in (1, 2)
        ]
        assert await lost.evaluate("box => box === document.activeElement")
        assert len(sent) == 2, "what follows a lost one is not tried"
        assert await names(page) == [f"Person 0{number}" for number in range(1, 5)]
        assert await page.locator("[data-row]:is([inert], :has(.sent))").count() == 0
        await page.unroute("**/decide")
        assert "Person 01" in await page.evaluate(HERE)
        await page.evaluate(PRESS, "a")
        await settled(page)
        assert await page.locator("main").get_by_text("Listed as no. 2.").is_visible()
        assert await lost.count() == 0
    found = await asyncio.to_thread(states, desk, ids)
    assert found == [State.LISTED] * 2 + [State.CONFIRMED] * 3


async def test_who_was_signed_out_meanwhile_is_told_what_was_not_kept(
    browser: Browser, site: Site, desk: Desk
) -> None:
    async with working(browser, site, desk, 3) as (page, ids):
        await page.context.clear_cookies()
        await page.evaluate(PRESS, "aa")
        await settled(page)
        assert "You are signed out. Not kept:" in await page.locator(".lost").inner_text()
        assert await names(page) == ["Person 00", "Person 01", "Person 02"]
        assert await page.locator("[data-row]:is([inert], :has(.sent))").count() == 0
        await page.locator(".lost").get_by_role("link", name="Sign in").click()
        assert await page.locator("h1").inner_text() == "Sign in"
    assert await asyncio.to_thread(states, desk, ids) == [State.CONFIRMED] * 3


async def test_leaving_waits_for_the_answers_or_warns(browser: Browser, site: Site, desk: Desk) -> None:
    async with working(browser, site, desk, 4) as (page, ids):
        warned: list[str] = []

        async def slow(route: Route) -> None:
            await asyncio.sleep(0.5)
            await answered(route)

        await page.route("**/decide", slow)
        await page.keyboard.press("a")
        await page.keyboard.press("r")
        await page.wait_for_url("**/decline*", timeout=5000)
        assert await page.locator(".entry").inner_text() == "Person 01, Dean, College of the Delta"
        await page.go_back()
        page.once("dialog", lambda dialog: (warned.append(dialog.type), asyncio.ensure_future(dialog.accept())))
        await page.keyboard.press("a")
        await page.goto(f"{site.url}/account")
        assert warned == ["beforeunload"]
        await page.unroute_all(behavior="ignoreErrors")
    assert (await asyncio.to_thread(states, desk, ids))[0] is State.LISTED
