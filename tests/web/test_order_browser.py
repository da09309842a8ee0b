"""The order of names in a real browser: by keyboard alone, without scripts, by dragging, narrow and wide."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from playwright.async_api import Browser, Page

from service.core.ordering import Group, Rule
from tests.journeys.installation import Site
from tests.rig.browser import axe, overflow, visitor
from tests.web.studies import Study, held, study

pytestmark = [pytest.mark.browser, pytest.mark.parametrize("site", ["sqlite"], indirect=True)]
NAMES = ("Ada", "Bo", "Cy", "Dee", "Eve")
GROUPS = (
    Group("Initiators", Rule.HAND, ("poet",), -1),
    Group("Academics", Rule.ALPHABETICAL, ("professor",), -1),
    Group("Others", Rule.HAND, (), -1),
)


@pytest.fixture
def here(site: Site) -> Study:
    return study(site)


@asynccontextmanager
async def at_work(browser: Browser, here: Study, path: str = "", **options: object) -> AsyncIterator[Page]:
    """The browser of an author who has signed in, at the order of names or a page beneath it."""
    async with visitor(browser, **options) as someone:  # type: ignore[arg-type]
        cookie = {"name": "session", "value": here.author.browser.cookies["session"], "url": here.site.url}
        await someone.context.add_cookies([cookie])  # type: ignore[list-item]
        page = await someone.open(f"{here.site.url}{here.path}{path}")
        yield page
        assert (someone.foreign, [line for line in someone.failed if "status of 4" not in line]) == ([], [])


async def seen(page: Page) -> None:
    """Let the whole list stand in the window."""
    await page.locator(".order").evaluate("list => list.scrollIntoView({block: 'center', behavior: 'instant'})")


async def names(page: Page) -> list[str]:
    return await page.locator(".order .name").all_inner_texts()


async def test_a_name_is_dragged_to_another_number(browser: Browser, here: Study) -> None:
    await asyncio.to_thread(here.by_hand, *NAMES)
    async with at_work(browser, here) as page:
        await seen(page)
        grip, target = page.locator(".grip").nth(0), page.locator(".order > li").nth(3)
        start, end = await grip.bounding_box(), await target.bounding_box()
        assert start and end
        await page.mouse.move(start["x"] + 4, start["y"] + 4)
        await page.mouse.down()
        await page.mouse.move(end["x"] + 40, end["y"] + end["height"] - 4, steps=12)
        assert await names(page) == ["Bo", "Cy", "Dee", "Ada", "Eve"]
        assert "Ada: number 4." in await page.locator("[role=status]").all_inner_texts()
        await page.mouse.up()
        await page.get_by_text("Moved from 1 to 4.").wait_for()
        assert await names(page) == ["Bo", "Cy", "Dee", "Ada", "Eve"]
        assert await asyncio.to_thread(here.names) == ["Bo", "Cy", "Dee", "Ada", "Eve"]
        await page.get_by_role("button", name="Undo: back to 1").click()
        assert await names(page) == list(NAMES)


async def test_escape_puts_a_dragged_name_back(browser: Browser, here: Study) -> None:
    await asyncio.to_thread(here.by_hand, *NAMES)
    async with at_work(browser, here) as page:
        await seen(page)
        start = await page.locator(".grip").nth(4).bounding_box()
        assert start
        await page.mouse.move(start["x"] + 4, start["y"] + 4)
        await page.mouse.down()
        await page.mouse.move(start["x"], start["y"] - 200, steps=8)
        assert await names(page) != list(NAMES)
        await page.keyboard.press("Escape")
        await page.mouse.up()
        assert await names(page) == list(NAMES) == await asyncio.to_thread(here.names)


async def test_a_name_is_moved_by_keyboard_alone_and_the_next_key_is_at_that_name(
    browser: Browser, here: Study
) -> None:
    await asyncio.to_thread(here.by_hand, *NAMES)
    async with at_work(browser, here) as page:
        for _ in range(40):
            await page.keyboard.press("Tab")
            if await page.evaluate("document.activeElement.textContent") == "Up Cy":
                break
        await page.keyboard.press("Enter")
        await page.get_by_text("Moved from 3 to 2.").wait_for()
        assert await names(page) == ["Ada", "Cy", "Bo", "Dee", "Eve"]
        await page.keyboard.press("Tab")
        assert await page.evaluate("document.activeElement.textContent") == "Undo: back to 3, Cy"


async def test_everything_works_without_scripts(browser: Browser, here: Study) -> None:
    await asyncio.to_thread(here.by_hand, *NAMES)
    async with at_work(browser, here, javascript=False) as page:
        assert await page.locator(".grip").count() == 0
        await page.locator("summary").nth(0).click()
        await page.get_by_label("Number, 1 to 5").first.fill("5")
        await page.get_by_role("button", name="Move there Ada").click()
        assert await names(page) == ["Bo", "Cy", "Dee", "Eve", "Ada"]
        await page.get_by_role("link", name="Change groups and rules").click()
        await page.get_by_label("Rule").select_option("alphabetical")
        await page.get_by_role("button", name="See what changes").last.click()
        await page.get_by_role("button", name="Use this order").click()
        assert await names(page) == list(NAMES)


@pytest.mark.parametrize("width", [320, 1280])
async def test_every_page_is_for_everybody(browser: Browser, here: Study, width: int) -> None:
    titled = [held("Prospera Längström-Okonkwo", "Professor"), held("محمد", "Poet")]
    await asyncio.to_thread(here.bring, *titled, held("Bo"), held("Ana Brandt"))
    await asyncio.to_thread(here.order, *GROUPS)
    wrong: list[str] = []
    async with at_work(browser, here, width=width) as page:

        async def look(name: str) -> None:
            for scheme in ("light", "dark"):
                await page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
                wrong.extend(f"{name}, {scheme}: {breach}" for breach in await axe(page))
            if wider := await overflow(page):
                wrong.append(f"{name}: {wider} px too wide")

        await look("order")
        await page.get_by_role("button", name="Top Ana Brandt").click()
        await page.locator("summary").nth(3).click()
        await look("moved")
        await page.goto(f"{here.site.url}{here.path}/groups")
        await look("groups")
        await page.get_by_label("Name").first.fill("")
        await page.get_by_role("button", name="See what changes").last.click()
        await look("groups with an error")
        await page.goto(f"{here.site.url}{here.path}/groups")
        await page.get_by_role("button", name="See what changes").last.click()
        await look("new order")
        await page.goto(f"{here.site.url}{here.path}")
        await look("order beside a new one")
        await page.goto(f"{here.site.url}{here.path}/saved")
        await page.get_by_label("Save the present order as").fill("As agreed")
        await page.get_by_role("button", name="Save", exact=True).click()
        await look("saved")
        await page.goto(f"{here.site.url}{here.path}")
        await page.locator("summary").nth(0).click()
        await page.get_by_role("link", name="Sort name and place").first.click()
        await look("name")
        await page.goto(f"{here.site.url}{here.path}?q=nobody")
        await look("nothing found")
    assert wrong == []
