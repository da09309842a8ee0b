"""Times a moderator's keys in a real browser: until the next entry can be read, and until the answer is shown."""

import asyncio
import tempfile
from pathlib import Path
from statistics import median

from playwright.async_api import Page

from tests.journeys.installation import Site, running
from tests.journeys.steps import Person
from tests.rig.browser import chromium, visitor
from tests.web.desk import Desk, titled

ROUNDS, SKIPPED = 60, 3
"""The first few keys warm the browser and the service up."""
KEY = """() => new Promise(done => {
    const root = document.documentElement;
    const start = performance.now();
    let next = 0;
    const since = () => performance.now() - start;
    const look = () => root.hasAttribute('aria-busy') ? requestAnimationFrame(look)
                                                      : done([next, since()]);
    const before = document.activeElement;
    document.body.dispatchEvent(new KeyboardEvent('keydown', {key: 'a', bubbles: true}));
    if (document.activeElement === before) return done(null);
    requestAnimationFrame(() => requestAnimationFrame(() => { next = since(); look(); }));
})"""


async def _keys(page: Page) -> list[tuple[float, float]]:
    times: list[tuple[float, float]] = []
    while len(times) < ROUNDS + SKIPPED:
        await page.locator("[data-row]").first.focus()
        found = await page.evaluate(KEY)
        assert found, "the next entry did not take the focus at once"
        times.append(found)
        await page.wait_for_timeout(150)
    return times[SKIPPED:]


async def _at_desk(site: Site, desk: Desk, moderator: Person) -> list[tuple[float, float]]:
    async with chromium() as browser, visitor(browser) as someone:
        cookie = {"name": "session", "value": moderator.browser.cookies["session"], "url": site.url}
        await someone.context.add_cookies([cookie])  # type: ignore[list-item]
        return await _keys(await someone.open(site.url + desk.path))


def main() -> None:
    print("\n### A key at the desk in a browser, milliseconds\n")
    print("| | next entry p50 | p99 | answer shown p50 | p99 |\n| --- | ---: | ---: | ---: | ---: |")
    for kind in ("sqlite", "postgresql"):
        with tempfile.TemporaryDirectory() as folder, running(kind, Path(folder)) as site:
            desk = Desk(site, site.letter())
            desk.wait(*(titled(f"Person {number:03}") for number in range(ROUNDS + SKIPPED + 25)))
            times = asyncio.run(_at_desk(site, desk, site.moderator(desk.slug)))
            figures = [figure for each in zip(*times, strict=True) for figure in _at(each)]
            print(f"| {kind} | {' | '.join(f'{figure:.0f}' for figure in figures)} |", flush=True)


def _at(times: tuple[float, ...]) -> tuple[float, float]:
    ordered = sorted(times)
    return median(ordered), ordered[int(0.99 * (len(ordered) - 1))]


if __name__ == "__main__":
    main()
