"""How many bytes a visitor's browser loads for a page: text, style and fonts, as they come over the wire."""

from pathlib import Path

import pytest
from playwright.async_api import Browser, CDPSession

from tests.journeys import steps
from tests.journeys.installation import OWN_LETTER, Site
from tests.journeys.steps import Person, Typed, find_link, mail_to
from tests.rig.browser import visitor

pytestmark = [pytest.mark.browser, pytest.mark.parametrize("site", ["sqlite"], indirect=True)]

DARI = Path(__file__).with_name("letters") / "dari.md"
MOST = 50 * 1024


@pytest.mark.parametrize("letter_file", [OWN_LETTER, DARI], ids=["English", "Dari"])
async def test_letter_form_and_confirmation_are_light(site: Site, browser: Browser, letter_file: Path) -> None:
    slug, email = site.letter(letter_file), site.address()
    steps.ask_to_sign(Person(site.url), slug, Typed(email, "Lea Light"))
    link = find_link(mail_to(site.sink, email, "Confirm your signature"), steps.CONFIRM)
    here = f"{site.url}/letters/{slug}"
    heavy = {}
    for name, url in (("letter", here), ("form", f"{here}/sign"), ("confirm", link)):
        sizes = await loaded(browser, url)
        if sum(sizes.values()) > MOST:
            heavy[name] = (sum(sizes.values()), sizes)
    assert heavy == {}, f"more than {MOST} bytes"


async def loaded(browser: Browser, url: str) -> dict[str, int]:
    """The bytes that came over the wire for a page, headers included, by the end of each address."""
    sizes: dict[str, int] = {}
    addresses: dict[str, str] = {}
    async with visitor(browser) as someone:
        page = await someone.context.new_page()
        wire: CDPSession = await someone.context.new_cdp_session(page)
        await wire.send("Network.enable")
        wire.on("Network.responseReceived", lambda e: addresses.update({e["requestId"]: e["response"]["url"]}))
        wire.on("Network.loadingFinished", lambda e: sizes.update({e["requestId"]: int(e["encodedDataLength"])}))
        await page.goto(url, wait_until="networkidle")
        assert someone.foreign == []
    return {addresses[request].rsplit("/", 1)[-1][-24:]: size for request, size in sizes.items()}
