"""Looks at each page that a browser comes to: accessible, no wider than its window, nothing from elsewhere."""

from dataclasses import dataclass, field

from playwright.async_api import Page

from tests.rig.browser import Visitor, axe, overflow

PHONE = 320


@dataclass
class Audit:
    """Collects what is wrong, by the name of the page or state it was found on."""

    visitor: Visitor
    seen: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)

    async def look(self, page: Page, name: str) -> None:
        """Look at the page as it stands, in its light and its dark colours."""
        self.seen.append(name)
        for scheme in ("light", "dark"):
            await page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
            self.wrong += [f"{name}, {scheme}: {breach}" for breach in await axe(page)]
        if (wider := await overflow(page)) > 0:
            self.wrong.append(f"{name}: {wider} px wider than its window")
        if not await page.title():
            self.wrong.append(f"{name}: no title")

    async def open(self, page: Page, url: str, name: str) -> None:
        await page.goto(url)
        await self.look(page, name)

    async def press(self, page: Page, button: str, name: str) -> None:
        await page.get_by_role("button", name=button, exact=True).first.click()
        await self.look(page, name)

    def check(self) -> None:
        """What a page asked for and did not get, such as a status of 422, is not the page's fault."""
        failed = [line for line in self.visitor.failed if "responded with a status of" not in line]
        assert self.wrong == []
        assert failed == []
        assert self.visitor.foreign == [], "the pages sent requests to other hosts"
