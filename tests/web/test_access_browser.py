"""The pages of coming in, in a real browser: a passkey, no script at all, a narrow window, no breach of WCAG."""

import json
from collections.abc import AsyncIterator, Callable, Iterator
from urllib.parse import urlsplit

import pytest
import pytest_asyncio
from playwright.async_api import Browser, CDPSession, Page

from service.core.second_step import CODES
from tests.journeys import steps
from tests.journeys.installation import Site
from tests.rig.browser import Visitor, axe, overflow, visitor
from tests.rig.server import Service
from tests.rig.smtp import Sink

pytestmark = pytest.mark.browser

EMAIL = "mira.keeps@desk.example"
DEVICE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}
IMPATIENT = """() => {
    const form = document.querySelector("form[data-passkey]");
    form.dataset.options = JSON.stringify({...JSON.parse(form.dataset.options), timeout: 1000});
}"""
SEND = """answer => {
    const form = document.querySelector("form[data-passkey]");
    form.elements.answer.value = answer;
    form.submit();
}"""


@pytest.fixture
def local(database_url: str, new_service: Callable[..., Service], smtp_sink: Sink) -> Iterator[Site]:
    """A service on localhost, where browsers offer passkeys without https."""
    service = new_service(database_url, smtp_sink.url)
    service.url = f"http://localhost:{service.port}"
    service.environment["UNDERSIGNED_BASE_URL"] = service.url
    service.start()
    yield Site(service, smtp_sink)


@pytest_asyncio.fixture
async def someone(browser: Browser) -> AsyncIterator[Visitor]:
    async with visitor(browser) as person:
        yield person
        assert person.foreign == [] and person.failed == []


async def device(page: Page) -> tuple[CDPSession, str]:
    """A virtual authenticator in the browser."""
    wire = await page.context.new_cdp_session(page)
    await wire.send("WebAuthn.enable")
    made = await wire.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})
    return wire, str(made["authenticatorId"])


async def heading(page: Page) -> str:
    return str(await page.locator("h1").inner_text())


async def press(page: Page, name: str) -> None:
    async with page.expect_navigation():
        await page.get_by_role("button", name=name, exact=True).click()


async def test_a_passkey_is_set_up_and_opens_the_door_again(local: Site, someone: Visitor) -> None:
    slug = local.letter()
    page = await someone.open(local.sign_in_link(EMAIL, slug))
    await device(page)
    await press(page, "Sign in")
    assert await heading(page) == "Set up your second step"
    assert await axe(page) == []
    await press(page, "Make a passkey")
    assert await heading(page) == "Your recovery codes"
    assert await page.locator("main code").count() == CODES
    await page.get_by_role("link", name="go on").click()
    assert await heading(page) == "Your letters"
    await press(page, "Sign out")
    await page.goto(local.sign_in_link(EMAIL, slug))
    await press(page, "Sign in")
    assert await heading(page) == "Second step"
    assert await axe(page) == []
    await press(page, "Use my passkey")
    assert await heading(page) == "Your letters"
    await page.goto(f"{local.url}/account")
    assert "A passkey, made in Chrome on Linux" in await page.locator("main").inner_text()
    assert await axe(page) == []


async def test_a_passkey_of_somebody_else_opens_nothing(local: Site, browser: Browser, someone: Visitor) -> None:
    slug = local.letter()
    page = await someone.open(local.sign_in_link(EMAIL, slug))
    wire, authenticator = await device(page)
    await press(page, "Sign in")
    await press(page, "Make a passkey")
    kept = await wire.send("WebAuthn.getCredentials", {"authenticatorId": authenticator})
    async with visitor(browser) as thief:
        other = await thief.open(local.sign_in_link(EMAIL, slug))
        await device(other)
        await press(other, "Sign in")
        await other.evaluate(IMPATIENT)
        await other.get_by_role("button", name="Use my passkey").click()
        await other.locator("#passkey-failed").wait_for(state="visible", timeout=70_000)
        assert await heading(other) == "Second step"
        credential = kept["credentials"][0]["credentialId"]
        name = credential.replace("+", "-").replace("/", "_").replace("=", "")
        await other.evaluate(SEND, json.dumps({"id": name, "rawId": name, "type": "public-key", "response": {}}))
        await other.locator(".problem").wait_for()
        assert await heading(other) == "Second step"
        assert await axe(other) == []


async def test_an_answer_cannot_be_sent_again(local: Site, someone: Visitor) -> None:
    slug = local.letter()
    page = await someone.open(local.sign_in_link(EMAIL, slug))
    await device(page)
    await press(page, "Sign in")
    await press(page, "Make a passkey")
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.post_data or "") if request.method == "POST" else None)
    await page.goto(local.sign_in_link(EMAIL, slug))
    await press(page, "Sign in")
    cookies = {each["name"]: each["value"] for each in await someone.context.cookies()}  # type: ignore[typeddict-item]
    await press(page, "Use my passkey")
    assert await heading(page) == "Your letters"
    again = steps.half_way_in(local.url, local.sign_in_link(EMAIL, slug))
    csrf = again.form("Go on").control("csrf").value
    answer = sent[-1].partition("answer=")[2]
    for borrowed in ({}, {"passkey": cookies["passkey"]}, {"passkey": "00"}):
        for name, value in borrowed.items():
            again.browser.cookies.set(name, value, domain="localhost.local", path="/")
        headers = {"origin": local.url, "content-type": steps.FORM_TYPE}
        content = f"csrf={csrf}&answer={answer}"
        answered = again.browser.post("/second-step/passkey", content=content, headers=headers)
        assert answered.status_code == 422
    assert again.open("/account").heading == "Second step"


async def test_without_script_an_app_is_enough(local: Site, browser: Browser) -> None:
    slug = local.letter()
    async with visitor(browser, javascript=False, width=320, height=640) as person:
        page = await person.open(local.sign_in_link(EMAIL, slug))
        await press(page, "Sign in")
        assert await page.get_by_role("button", name="Make a passkey").count() == 0
        app = steps.Authenticator((await page.locator("main code").inner_text()).replace(" ", ""))
        await page.get_by_label("Code from the app").fill(app.code())
        await press(page, "Confirm the code")
        assert await heading(page) == "Your recovery codes"
        await page.get_by_role("link", name="go on").click()
        assert await heading(page) == "Your letters"
        await press(page, "Sign out")
        await page.goto(local.sign_in_link(EMAIL, slug))
        await press(page, "Sign in")
        await page.get_by_label("Code from your app").fill(app.code())
        await press(page, "Go on")
        assert await heading(page) == "Your letters"
        assert person.foreign == []


@pytest.mark.parametrize("database_kind", ["sqlite"])
@pytest.mark.parametrize(("width", "scheme"), [(320, "light"), (1280, "dark")])
async def test_every_page_of_coming_in_is_without_a_breach_and_fits(
    local: Site, browser: Browser, width: int, scheme: str
) -> None:
    slug = local.letter()
    first = local.service.output().partition("within a day: ")[2].split()[0]
    async with visitor(browser, width=width, color_scheme=scheme) as person:
        page = await person.open(first)
        await _check(page, "The first account")
        await press(page, "Make my account")
        await _check(page, "The first account")
        await page.get_by_label("Your email").fill("ops@letters.example")
        await press(page, "Make my account")
        await _check(page, "Set up your second step")
        await page.get_by_label("Code from the app").fill("1")
        await press(page, "Confirm the code")
        await _check(page, "Set up your second step")
        key = (await page.locator("main code").inner_text()).replace(" ", "")
        await page.get_by_label("Code from the app").fill(steps.Authenticator(key).code())
        await press(page, "Confirm the code")
        await _check(page, "Your recovery codes")
        await page.goto(f"{local.url}/account")
        await _check(page, "Your account")
        await press(page, "Take the app away")
        await _check(page, "Your account")
        await page.goto(f"{local.url}/people")
        await _check(page, "Who works on which letter")
        await page.goto(f"{local.url}/people/{slug}")
        await _check(page, "Who works on this letter")
        await press(page, "Send the invitation")
        await _check(page, "Who works on this letter")
        await page.get_by_label("Their email").fill("a.long.address.of.a.colleague@faculty.university.example")
        await page.get_by_label("Moderator", exact=True).check()
        await press(page, "Send the invitation")
        await _check(page, "Who works on this letter")
        await page.goto(f"{local.url}/moderate")
        await _check(page, "This page is not for your account")
        await page.goto(local.sign_in_link("ops@letters.example", slug))
        await _check(page, "Sign in")
        await press(page, "Sign in")
        await _check(page, "Second step")
        await page.get_by_label("Code from your app").fill("123")
        await press(page, "Go on")
        await _check(page, "Second step")
        for path, words in (
            ("/signin", "Sign in"),
            ("/signin/x", "This link does not open the door"),
            (urlsplit(first).path, "This site is set up already"),
        ):
            await page.goto(f"{local.url}{path}")
            await _check(page, words)
        assert person.foreign == []


async def _check(page: Page, words: str) -> None:
    assert await heading(page) == words
    assert await axe(page) == []
    assert await overflow(page) <= 0, words
