"""Every page and state, on a small phone: accessible, not too wide, nothing from other hosts, no early cookie."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page

from service.core.letter import LetterState
from tests.journeys import steps
from tests.journeys.audit import PHONE, Audit
from tests.journeys.installation import Site
from tests.journeys.steps import Person, find_link, mail_to
from tests.rig.browser import visitor

pytestmark = [pytest.mark.browser, pytest.mark.parametrize("site", ["sqlite"], indirect=True)]

DARI = Path(__file__).with_name("letters") / "dari.md"


@pytest_asyncio.fixture
async def audit(browser: Browser) -> AsyncIterator[Audit]:
    async with visitor(browser, width=PHONE, height=700) as someone:
        yield Audit(someone)


def signed(site: Site, slug: str) -> list[str]:
    """Three are listed, one of them not named; a supporter counts; the addresses in this order."""
    people = [
        site.sign(slug, "Prospera Längström-Okonkwo", organization="Department of Comparative Constitutional Law"),
        site.sign(slug, "李明", country_name="Kest"),
        site.sign(slug, "Hidden Person", "", "Verified but not named"),
    ]
    moderator = site.moderator(slug)
    for typed in people:
        button = "Approve, not named" if typed.name == "Hidden Person" else "List publicly"
        steps.decide(moderator, slug, typed.name, button)
    people.append(site.sign(slug, "Supporting Person", "", "Count me as a supporter"))
    return [typed.email for typed in people]


async def test_what_a_visitor_sees(site: Site, audit: Audit) -> None:
    page = await audit.visitor.context.new_page()
    draft, slug = site.letter(state=None), site.letter()
    here = f"{site.url}/letters/{slug}"
    await audit.open(page, site.url, "start")
    await audit.open(page, here, "letter without names")
    await audit.open(page, f"{here}/signatories", "list without names")
    signed(site, slug)
    steps.look_again()
    await audit.open(page, here, "letter")
    await audit.open(page, f"{here}/signatories", "list")
    await audit.open(page, f"{here}/signatories?q=ming", "search without a match")
    await audit.open(page, f"{here}/signatories?q=langstrom", "search")
    await audit.open(page, f"{site.url}/letters/{draft}", "draft")
    await audit.open(page, f"{site.url}/letters/none", "no such letter")
    await audit.open(page, f"{site.url}/nothing", "no such page")
    await audit.open(page, f"{here}/mine", "asking for a link")
    await audit.open(page, f"{site.url}/signin", "sign in")
    site.move(slug, LetterState.CLOSED)
    steps.look_again()
    await audit.open(page, here, "closed letter")
    await audit.open(page, f"{here}/sign", "sign form of a closed letter")
    assert await audit.visitor.context.cookies() == [], "reading sets no cookie"
    audit.check()


async def fill_in(page: Page, email: str, name: str) -> None:
    await page.fill("#name", name)
    await page.fill("#email", email)
    await page.check("#consent")


@pytest.mark.parametrize("letter_file", [None, DARI], ids=["English", "Dari"])
async def test_what_somebody_who_signs_sees(site: Site, audit: Audit, letter_file: Path | None) -> None:
    slug, email = site.letter(letter_file) if letter_file else site.letter(), site.address()
    page = await audit.visitor.context.new_page()
    await audit.open(page, f"{site.url}/letters/{slug}", "letter")
    await audit.open(page, f"{site.url}/letters/{slug}/sign", "form")
    assert await audit.visitor.context.cookies() == []
    await page.fill("#evidence_url", "nowhere")
    await audit.press(page, "Check your entry", "form with errors")
    await page.fill("#evidence_url", "")
    await audit.press(page, "Add another position", "form with two positions")
    await fill_in(page, email, "نرگس پورداد" if letter_file else "Maximiliane-Theodora von Hohenfels")
    await audit.press(page, "Check your entry", "check")
    await audit.press(page, "Send my confirmation email", "check your email")
    await audit.press(page, "Confirm with the code", "code missing")
    await page.fill("#code", "0000 0000")
    await audit.press(page, "Confirm with the code", "code wrong")
    await audit.press(page, "Send the mail again", "sent again")
    link = find_link(mail_to(site.sink, email, "Confirm your signature"), steps.CONFIRM)
    await audit.open(page, link, "confirm")
    await audit.press(page, "Continue", "confirm without a choice")
    await page.check("#choice")
    await audit.press(page, "Continue", "confirmed")
    await audit.open(page, link, "spent link")
    await audit.open(page, link[:-9], "cut link")
    await audit.open(page, f"{site.url}/letters/{slug}/sent", "after signing")
    audit.check()


async def test_what_somebody_who_refuses_or_waits_too_often_sees(site: Site, audit: Audit) -> None:
    slug, email = site.letter(), site.address()
    page = await audit.visitor.context.new_page()
    await audit.open(page, f"{site.url}/letters/{slug}/sent", "no form sent by this browser")
    await page.goto(f"{site.url}/letters/{slug}/sign")
    await fill_in(page, email, "Refusing Person")
    for label, name in (("Count me as a supporter", "supporter"), ("Verified but not named", "withheld")):
        await page.get_by_label(label).check()
        await audit.press(page, "Check your entry", f"check as {name}")
        await audit.press(page, "Change", "form again")
    await audit.press(page, "Check your entry", "check")
    await audit.press(page, "Send my confirmation email", "check your email")
    for _ in range(4):
        await page.get_by_role("button", name="Send the mail again").click()
    await audit.look(page, "sent too often")
    await page.goto(find_link(mail_to(site.sink, email, "Confirm your signature"), steps.CONFIRM))
    await page.check("#choice-not_me")
    await page.check("#suppress")
    await audit.press(page, "Continue", "refused")
    audit.check()


async def test_what_somebody_who_signed_sees(site: Site, audit: Audit) -> None:
    slug = site.letter()
    emails = signed(site, slug)
    page = await audit.visitor.context.new_page()
    await page.goto(f"{site.url}/letters/{slug}/mine")
    await audit.press(page, "Send me a link", "asking without an address")
    await page.fill("#email", emails[0])
    await audit.press(page, "Send me a link", "asked")
    for email, state in zip(emails, ("listed", "listed in Chinese", "not named", "supporter"), strict=True):
        await audit.open(page, own_link(site, slug, email), f"signature: {state}")
    await page.goto(own_link(site, slug, emails[0]))
    await page.get_by_role("link", name="Edit, or change").click()
    await audit.look(page, "edit")
    await page.fill("#name", "")
    await audit.press(page, "Save my changes", "edit with an error")
    await page.fill("#name", "Prospera L.")
    await audit.press(page, "Save my changes", "signature: edited")
    await audit.press(page, "Withdraw my signature", "signature: withdrawn")
    undo = find_link(mail_to(site.sink, emails[0], "Your name has been removed"), steps.UNDO)
    await audit.open(page, undo, "undo by mail")
    await audit.press(page, "Undo the withdrawal", "undone")
    await page.goto(own_link(site, slug, emails[0]))
    await page.get_by_role("link", name="Erase me").click()
    await audit.look(page, "erase")
    await audit.press(page, "Erase me", "erase without a tick")
    await page.check("#sure")
    await audit.press(page, "Erase me", "erased")
    audit.check()


def own_link(site: Site, slug: str, email: str) -> str:
    owner = Person(site.url)
    steps.own_page(owner, slug, site.sink, email)
    return str(owner.answer.url)


async def test_what_a_moderator_sees(site: Site, audit: Audit) -> None:
    slug, other = site.letter(), site.letter()
    moderator = site.address()
    link = site.sign_in_link(moderator, slug)
    names = ["Alma Reiter", "Boris Kuhn", "Clea Dahl", "Dov Ehrlich"]
    people = [
        site.sign(slug, name, organization="Institute for River Studies", url="example.org/x") for name in names
    ]
    page = await audit.visitor.context.new_page()
    await page.goto(f"{site.url}/signin")
    await audit.press(page, "Send me a link", "sign in without an address")
    await page.fill("#email", moderator)
    await audit.press(page, "Send me a link", "sign in asked")
    await audit.open(page, link, "sign in by link")
    await audit.press(page, "Sign in", "second step")
    key = await page.locator("code").first.inner_text()
    await page.fill("#code", steps.Authenticator(key.replace(" ", "")).code())
    await audit.press(page, "Confirm the code", "recovery codes")
    await audit.open(page, f"{site.url}/moderate", "letters")
    await audit.open(page, f"{site.url}/moderate/{slug}", "queue")
    colleague = site.moderator(slug)
    note = "Which river do you study?"
    steps.decide(colleague, slug, "Alma Reiter", "Ask for changes", "Another reason", note)
    steps.decide(colleague, slug, "Boris Kuhn", "Do not list", "Another reason", note)
    await page.goto(f"{site.url}/moderate/{slug}")
    await audit.press(page, "List publicly", "listed")
    states = ("changes asked", "declined", "listed")
    for typed, state in zip(people, states, strict=False):
        await audit.open(page, own_link(site, slug, typed.email), f"signature: {state}")
    await two_decisions(site, audit, page, slug)
    await audit.open(page, f"{site.url}/moderate/{other}", "a letter of others")
    await audit.open(page, link, "sign-in link that was used")
    audit.check()


async def two_decisions(site: Site, audit: Audit, page: Page, slug: str) -> None:
    """The same entry is decided in another window first; then the queue is empty."""
    await page.goto(f"{site.url}/moderate/{slug}")
    steps.decide(site.moderator(slug), slug, "Dov Ehrlich", "List publicly")
    await audit.press(page, "List publicly", "decided before")
    await audit.open(page, f"{site.url}/moderate/{slug}", "empty queue")
    await page.evaluate("document.querySelector('form[action=\"/signout\"] input[name=csrf]').value = 'old'")
    await audit.press(page, "Sign out", "form of an old session")
    await page.goto(f"{site.url}/moderate")
    await audit.press(page, "Sign out", "signed out")
