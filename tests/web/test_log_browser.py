"""The log, its numbers and the report form in a real browser: for everybody, and on a narrow window."""

import asyncio
import os
from pathlib import Path

import pytest
from playwright.async_api import Browser

from service.store.roll import ref_of
from tests.journeys.installation import Site
from tests.rig.browser import axe, overflow, visitor
from tests.web.desk import Desk, titled
from tests.web.test_desk import ASK, DECLINE, decide

pytestmark = pytest.mark.browser
PICTURES = os.environ.get("UNDERSIGNED_TEST_PICTURES", "")
"""A folder to leave pictures in, for looking at them."""


@pytest.fixture
def desk(site: Site) -> Desk:
    return Desk(site, site.letter())


def filled(desk: Desk) -> tuple[str, int]:
    """A letter with something of everything in its log; the moderator's session and a listed signature."""
    moderator = desk.site.moderator(desk.slug)
    names = ("Aino Kallas", "محمد رضا سمندر", "李明", "Bruno " + "Weft" * 20)
    ids = desk.wait(*(titled(name) for name in names))
    for signature_id, decision in zip(ids, ({"outcome": "list"}, DECLINE, ASK, {"outcome": "list"}), strict=True):
        decide(moderator, desk, signature_id, **decision)
    desk.report(ids[0])
    return str(moderator.browser.cookies["session"]), ids[0]


async def test_every_page_is_for_everybody_and_fits_a_narrow_window(
    browser: Browser, site: Site, desk: Desk
) -> None:
    session, listed = await asyncio.to_thread(filled, desk)
    letter = f"{site.url}/letters/{desk.slug}"
    pages = {
        "log": f"{site.url}{desk.path}/log",
        "filtered": f"{site.url}{desk.path}/log?act=decline&from=2020-01-01&signature={listed}",
        "numbers": f"{letter}/moderation",
        "find": f"{letter}/report?n=99",
        "report": f"{letter}/report/{ref_of(listed)}",
    }
    for width in (320, 1280):
        async with visitor(browser, width=width) as someone:
            cookie = {"name": "session", "value": session, "url": site.url}
            await someone.context.add_cookies([cookie])  # type: ignore[list-item]
            for name, address in pages.items():
                page = await someone.open(address)
                if PICTURES:
                    await page.screenshot(path=Path(PICTURES) / f"{name}-{width}.png", full_page=True)
                assert await axe(page) == [], name
                assert await overflow(page) <= 0, name
            assert someone.foreign == []
