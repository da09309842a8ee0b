"""The author's page of numbers: true, for authors alone, and never about one person."""

import asyncio
import json
import re
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest
from playwright.async_api import Browser
from sqlalchemy import insert

from service.core.entry import Entry, Lane
from service.store import letters
from service.store.database import Db
from service.store.milestones import Event
from service.store.tables import eras, outbox
from tests.journeys import steps
from tests.journeys.installation import Site
from tests.journeys.pages import Page
from tests.rig.browser import axe, overflow, visitor
from tests.web.authors import author_of
from tests.web.desk import Desk
from tests.web.offers import letter_with

Happened = tuple[int, Event, str, int]
"""How many days ago, what, by which provider, how often."""


def happen(site: Site, slug: str, *found: Happened) -> None:
    Desk(site, slug).write(_happen, slug, found)


def _happen(db: Db, slug: str, found: Sequence[Happened]) -> None:
    letter = letters.letter_by_slug(db, slug)
    assert letter is not None
    for days, event, provider, count in found:
        db.tally(letter.id, datetime.now(UTC) - timedelta(days=days), event, provider, count)


def busy(site: Site, slug: str) -> None:
    happen(
        site,
        slug,
        *((day, Event.STARTED, "gmail", 20) for day in range(10)),
        *((day, Event.MAILED, "gmail", 19) for day in range(10)),
        *((day, Event.CONFIRMED, "gmail", 15) for day in range(10)),
        *((day, Event.LISTED, "gmail", 10) for day in range(10)),
        (200, Event.STARTED, "outlook", 40),
        (200, Event.CONFIRMED, "outlook", 10),
        (3, Event.STARTED, "proton", 3),
        (3, Event.CONFIRMED, "proton", 2),
    )


def rows(page: Page, caption: str) -> list[list[str]]:
    """The body of the table with this caption."""
    table = next(t for t in page.root.all("table") if next(t.all("caption")).words.startswith(caption))
    body = next(table.all("tbody"))
    return [[cell.words for cell in row.all("th", "td")] for row in body.all("tr")]


def test_the_steps_are_those_that_people_took(site: Site) -> None:
    slug = letter_with(site)
    author = author_of(site, slug)
    page = author.open(f"/compose/{slug}/progress")
    assert "Nobody has asked to sign yet." in page.main.words
    desk = Desk(site, slug)
    desk.wait(Entry("Mara Telle"), Entry("Ivo Kern"), lane=Lane.SUPPORTER)
    listed = desk.wait(Entry("Ada Morrow"), Entry("Sven Aal"))
    moderator = site.moderator(slug)
    steps.decide(moderator, slug, "Ada Morrow", "List publicly")
    steps.ask_to_sign(site.person(), slug, steps.Typed(site.address(), "Never Confirms"))
    page = author.open(f"/compose/{slug}/progress")
    asked, _, confirmed, standing = rows(page, "The same in numbers")
    assert asked == ["Asked to sign", "5", "100 %"]
    assert confirmed == ["Confirmed", "4", "80 %"]
    assert standing == ["Listed or counted", "3", "60 %"]
    assert "1 wait for a decision" in page.main.words
    desk.withdraw(listed[0])
    page = author.open(f"/compose/{slug}/progress")
    assert rows(page, "The same in numbers")[3] == ["Listed or counted", "2", "40 %"]
    assert "1 withdrew" in page.main.words


def test_a_mail_that_was_taken_and_one_that_was_refused_are_counted(site: Site, slug: str) -> None:
    site.sign(slug, "Ada Morrow")
    author = author_of(site, slug)
    _, mailed, _, _ = rows(author.open(f"/compose/{slug}/progress"), "The same in numbers")
    assert mailed == ["Mail accepted", "1", "100 %"]


def test_every_day_has_its_line_also_one_on_which_nothing_happened(site: Site, slug: str) -> None:
    author = author_of(site, slug)
    busy(site, slug)
    here = f"/compose/{slug}/progress"
    for query, count in (("", 30), ("?days=30", 30), ("?days=90", 90), ("?days=all", 29), ("?days=1%27", 30)):
        assert len(rows(author.open(here + query), "Each")) == count, query
    days = rows(author.open(here), "Each day")
    assert [day[1:] for day in days[:3]] == [["20", "15", "+10"]] * 3
    assert days[29][1:] == ["0", "0", "0"]
    weeks = rows(author.open(f"{here}?days=all"), "Each week")
    assert weeks[-1][1:] == ["40", "10", "0"]


def test_few_people_are_never_shown_as_a_number(site: Site, slug: str) -> None:
    author = author_of(site, slug)
    busy(site, slug)
    page = author.open(f"/compose/{slug}/progress")
    providers = [table for table in page.root.all("table") if "Provider" in table.words]
    found = [[c.words for c in row.all("th", "td")] for row in next(providers[0].all("tbody")).all("tr")]
    assert found == [
        ["Gmail", "200", "150"],
        ["Outlook, Hotmail, Live", "40", "10"],
        ["All others", "fewer than 5", "fewer than 5"],
    ]
    assert "Proton" not in page.text
    assert "too few to say" in page.main.words


def test_what_servers_said_is_told_without_an_address(site: Site, slug: str) -> None:
    author = author_of(site, slug)
    Desk(site, slug).write(_fail, slug)
    page = author.open(f"/compose/{slug}/progress")
    assert rows(page, "What the servers said") == [
        ["550: the mailbox does not exist, or its server takes no mail from here", "2"],
        ["451: the server wants to see the mail again later; it is tried again", "1"],
    ]
    assert "@" not in page.main.words


def _fail(db: Db, slug: str) -> None:
    letter = letters.letter_by_slug(db, slug)
    assert letter is not None
    far = datetime.now(UTC) + timedelta(days=9)
    for n, (state, problem) in enumerate([*[("failed", "reply 550")] * 2, ("queued", "reply 451")]):
        mail = {"dedupe": f"{slug}-{n}", "kind": "mine_none", "letter_id": letter.id, "epoch": 0, "data": {}}
        rest = {"state": state, "problem": problem, "due_at": far, "attempts": 1, "created_at": far}
        db.execute(insert(outbox).values(**mail, **rest))


def test_who_stands_on_an_earlier_text_is_told_apart(site: Site, slug: str) -> None:
    author = author_of(site, slug)
    Desk(site, slug).write(_earlier, slug)
    page = author.open(f"/compose/{slug}/progress")
    assert rows(page, "Who signed before") == [["The first text", "7", "1", "20"]]


def _earlier(db: Db, slug: str) -> None:
    letter = letters.letter_by_slug(db, slug)
    assert letter is not None
    counts = {"named": 7, "unnamed": 1, "supporters": 20}
    db.execute(insert(eras).values(letter_id=letter.id, era=1, roll_id=letter.roll_id, **counts))


def test_the_age_of_the_queue_is_held_against_the_target(site: Site, slug: str) -> None:
    author = author_of(site, slug)
    Desk(site, slug).wait(Entry("Ada Morrow"), hours=60)
    words = author.open(f"/compose/{slug}/progress").main.words
    assert "60 hours, beyond the target" in words


def test_an_author_of_another_letter_sees_nothing_of_it(site: Site, slug: str) -> None:
    stranger = author_of(site, letter_with(site))
    busy(site, slug)
    page = stranger.open(f"/compose/{slug}/progress")
    assert (page.status, "Gmail" in page.text) == (403, False)
    assert stranger.open("/compose/none-here/progress").status == 404


def test_the_count_alone_is_small_and_says_when_it_has_not_changed(site: Site) -> None:
    person, slug = site.person(), letter_with(site)
    person.open(f"/letters/{slug}/count.json")
    assert json.loads(person.page.text) == {"named": 0, "unnamed": 0, "supporters": 0, "goal": None}
    etag = person.answer.headers["etag"]
    again = person.browser.get(f"/letters/{slug}/count.json", headers={"if-none-match": etag})
    assert (again.status_code, again.content) == (304, b"")
    Desk(site, slug).wait(Entry("Mara Telle"), lane=Lane.SUPPORTER)
    steps.look_again()
    assert json.loads(person.open(f"/letters/{slug}/count.json").text)["supporters"] == 1
    draft = letter_with(site, state=None)
    assert site.person().open(f"/letters/{draft}/count.json").status == 404


@pytest.mark.browser
@pytest.mark.parametrize("site", ["sqlite"], indirect=True)
async def test_the_page_reads_well_for_everybody(browser: Browser, site: Site, slug: str) -> None:
    author = await asyncio.to_thread(author_of, site, slug)
    await asyncio.to_thread(busy, site, slug)
    for width in (320, 1280):
        for scheme in ("light", "dark"):
            async with visitor(browser, width=width, color_scheme=scheme) as someone:
                cookie = {"name": "session", "value": author.browser.cookies["session"], "url": site.url}
                await someone.context.add_cookies([cookie])  # type: ignore[list-item]
                page = await someone.open(f"{site.url}/compose/{slug}/progress")
                assert (await axe(page), await overflow(page), someone.failed, someone.foreign) == ([], 0, [], [])
                names = await page.locator("svg[role=img]").evaluate_all(
                    "all => all.map(each => [each.querySelector('title').textContent,"
                    " each.querySelector('desc').textContent, each.getBoundingClientRect().height > 50])"
                )
                assert len(names) == 3 and all(title and about and tall for title, about, tall in names)
    async with visitor(browser, javascript=False) as someone:
        await someone.context.add_cookies([cookie])  # type: ignore[list-item]
        page = await someone.open(f"{site.url}/compose/{slug}/progress")
        await page.get_by_role("link", name="90 days").focus()
        await page.keyboard.press("Enter")
        await page.wait_for_url(re.compile("days=90"))
        await page.locator("summary").focus()
        await page.keyboard.press("Enter")
        assert await page.get_by_role("row").filter(has_text=re.compile(r"\d{4}")).count() >= 90


@pytest.mark.browser
@pytest.mark.parametrize("site", ["sqlite"], indirect=True)
async def test_a_letter_that_somebody_looks_at_keeps_its_count(browser: Browser, site: Site) -> None:
    slug = await asyncio.to_thread(letter_with, site, "goal: 100")
    async with visitor(browser) as someone:
        asked: list[str] = []
        page = await someone.context.new_page()
        page.on("request", lambda request: asked.append(request.url) if "count.json" in request.url else None)
        await page.clock.install()
        await page.goto(f"{site.url}/letters/{slug}")
        assert await page.locator("[data-count=supporters]").inner_text() == "0"
        await asyncio.to_thread(Desk(site, slug).wait, Entry("Mara Telle"), lane=Lane.SUPPORTER)
        await asyncio.sleep(1.2)
        await page.clock.run_for(15_000)
        assert asked == []
        await page.clock.run_for(30_000)
        await page.get_by_text("Supporters: 1").wait_for(timeout=5_000)
        assert await page.locator("progress").evaluate("bar => bar.value") == 1
        await page.evaluate("Object.defineProperty(document, 'hidden', {value: true, configurable: true})")
        await page.clock.run_for(120_000)
        assert len(asked) == 1, "nobody looks at it"
        assert someone.foreign == []
