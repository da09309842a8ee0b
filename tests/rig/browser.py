"""A real chromium, and a record of every request that it sends to another host."""

import os
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Browser, BrowserContext, Page, Request, ViewportSize, async_playwright

_NAMES = ("chromium", "chromium-browser", "google-chrome")
_ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
_LOCAL = {"127.0.0.1", "localhost", "::1"}
_RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


def find_chromium() -> str | None:
    """The browser to drive, or None where there is none."""
    named = os.environ.get("TESTS_CHROMIUM")
    if named:
        return named if Path(named).exists() else None
    return next((found for found in map(shutil.which, _NAMES) if found), None)


@asynccontextmanager
async def chromium() -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=find_chromium(), args=_ARGUMENTS)
        try:
            yield browser
        finally:
            await browser.close()


@dataclass
class Visitor:
    """A browser profile without a past; `foreign` lists each request that left for another host."""

    context: BrowserContext
    foreign: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)

    async def open(self, url: str) -> Page:
        page = await self.context.new_page()
        page.on("pageerror", lambda error: self.failed.append(str(error)))
        page.on("console", lambda line: self.failed.append(line.text) if line.type == "error" else None)
        await page.goto(url)
        return page

    def note(self, request: Request) -> None:
        address = urlsplit(request.url)
        if address.scheme not in ("data", "blob", "about") and address.hostname not in _LOCAL:
            self.foreign.append(request.url)


@asynccontextmanager
async def visitor(
    browser: Browser, javascript: bool = True, width: int = 1280, height: int = 900, **options: object
) -> AsyncIterator[Visitor]:
    """A new visitor; `options` go to playwright's new_context, e.g. locale or reduced_motion."""
    viewport: ViewportSize = {"width": width, "height": height}
    context = await browser.new_context(java_script_enabled=javascript, viewport=viewport, **options)  # type: ignore[arg-type]
    someone = Visitor(context)
    context.on("request", someone.note)
    try:
        yield someone
    finally:
        await context.close()


async def axe(page: Page) -> list[str]:
    """Every breach of WCAG 2.2 A or AA on the page, as "rule: where"; an empty list is what is wanted.

    Needs a visitor with JavaScript, and is run through the debugger, which a page's own policy does not bind.
    """
    options = {"runOnly": {"type": "tag", "values": _RULES}, "resultTypes": ["violations"]}
    results = await Axe().run(page, options=options)
    return [
        f"{breach['id']}: {node['target']} {node['failureSummary']}"
        for breach in results.response["violations"]
        for node in breach["nodes"]
    ]


async def overflow(page: Page) -> int:
    """How many pixels the page is wider than its window."""
    return int(await page.evaluate("document.documentElement.scrollWidth - window.innerWidth"))
