"""Takes the pictures of docs/authors.md, on a service of its own: `python -m tests.journeys.pictures`."""

import asyncio
import tempfile
from pathlib import Path

from playwright.async_api import Page

from tests.journeys import steps
from tests.journeys.installation import Site, running
from tests.journeys.steps import Person
from tests.rig.browser import Visitor, chromium, visitor
from tests.rig.process import ROOT
from tests.web.authors import address_to, author_of, save, start
from tests.web.rosters import roster

PICTURES = ROOT / "docs" / "pictures"
BODY = """We are the pilots, fishers and teachers of the Seven Bays. For eleven winters the lamp on the
outer mole has brought us home. Since March it has been **dark**.[^1]

Two boats were lost in the first autumn storm, and with them Halvar Innes, who had asked
for the lamp to be lit.[^2] *A harbour without a light is a trap with a name.*
The repair was promised, paid for, and forgotten.

[^1]: Log of the pilots, spring and summer.
[^2]: Report of the coast guard, page 4."""
ROSTER = """Signatories so far

1. Prof. Dr. Ragna Thorsen, Chair of Coastal Engineering, University of the Outer Isles, Norway
2. Ambassador Mirela Voss, Institute of the Coast
3. H.E. Ambassador (ret.) Joao Estrela, Former Permanent Representative to the
4. Council of the Seven Bays
5. Oona Halloran, Harbour master
6. Dame Philippa Crane DBE, Trustee, Lighthouse Fund
"""
DEMANDS = "light the lamp before the winter\nname who is to keep it\nlet a pilot sit on the Harbour Board"


def write(site: Site) -> tuple[Person, str]:
    """An author with a letter that is nearly done, and one person who has signed an earlier text."""
    author = author_of(site, site.letter(state=None), "ines@seven-bays.example")
    slug = start(author, "Light the lamp of the Seven Bays")
    save(author, slug, re="The lamp on the outer mole", date="2026-10-02", salutation="Your Excellency,",
         body=BODY, demands=DEMANDS, closing="With respect,")  # fmt: skip
    address_to(author, slug, "Ragnhild Osei", "Council of the Seven Bays")
    form = author.open(f"/compose/{slug}/addressees").form("Save")
    for name, value in (("honorific", "H.E."), ("office", "Governor of the Outer Islands"),
                        ("postal", "Lantern House, 3 Mole Street\r\nSkarholm")):  # fmt: skip
        next(control for control in form.controls if control.name == name).value = value
    author.press("Save", form)
    save(author, slug, "about", organiser="Pilots of the Seven Bays", hashtag="#LightTheLamp")
    return author, slug


def change(site: Site, author: Person, slug: str) -> None:
    """Open the letter, let somebody sign, and write something else."""
    form = author.open(f"/compose/{slug}/open").form("Open the letter")
    form.choose("Open it all the same")
    author.press("Open the letter", form)
    for name in ("Tamar Quill", "Ibrahim Lund", "Sofie Marrow"):
        site.sign(slug, name, "", "Count me as a supporter")
    save(author, slug, body=BODY.replace("Two boats", "Three boats"))


def gather(site: Site, author: Person, slug: str) -> None:
    """Four names, listed, in two groups of which one is ordered by hand."""
    moderator = site.moderator(slug)
    for name, title in (("Mirela Voss", "Ambassador"), ("Teun de Graaf", ""), ("Oona Halloran", ""), ("Bo", "")):
        site.sign(slug, name, honorific_prefix=title, organization="Institute of the Coast")
        steps.decide(moderator, slug, name, "List publicly")
    form = author.open(f"/compose/{slug}/order/groups").form("See what changes")
    fields = {"csrf": form.control("csrf").value, "count": "2", "step": "preview"}
    groups = (("Initiators", "alphabetical", "Ambassador"), ("Others", "hand", ""))
    for at, (name, rule, words) in enumerate(groups):
        fields |= {f"name-{at}": name, f"rule-{at}": rule, f"words-{at}": words, f"id-{at}": ""}
    author.send(form.action, fields)
    author.press("Use this order")


def bring(site: Site, slug: str) -> str:
    """A list that an author has pasted; the address of its review."""
    mine = roster(site, slug)
    mine.bring(ROSTER)
    return f"{site.url}{mine.author.answer.url.path}"


async def shoot(page: Page, path: str, name: str, height: int = 900) -> None:
    await page.set_viewport_size({"width": 1280, "height": height})
    await page.goto(path)
    await page.wait_for_load_state("networkidle")
    await page.screenshot(path=PICTURES / f"author-{name}.png", scale="css")


async def take(site: Site) -> None:
    author, slug = await asyncio.to_thread(write, site)
    here = f"{site.url}/compose/{slug}"
    async with chromium() as browser, visitor(browser) as someone:
        page = await come_in(someone, site, author)
        await shoot(page, here, "parts")
        await shoot(page, f"{here}/text", "text")
        await shoot(page, f"{here}/addressees", "addressees")
        await asyncio.to_thread(change, site, author, slug)
        await shoot(page, f"{here}/publish", "change", 1180)
        await asyncio.to_thread(gather, site, author, slug)
        await shoot(page, f"{here}/order", "order", 1100)
        await shoot(page, f"{here}/progress", "progress", 1180)
        await shoot(page, await asyncio.to_thread(bring, site, slug), "roster", 1180)


async def come_in(someone: Visitor, site: Site, author: Person) -> Page:
    cookie = {"name": "session", "value": author.browser.cookies["session"], "url": site.url}
    await someone.context.add_cookies([cookie])  # type: ignore[list-item]
    return await someone.open(f"{site.url}/compose")


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder, running("sqlite", Path(folder)) as service:
        asyncio.run(take(service))
