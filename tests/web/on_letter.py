"""One letter of a running installation, and its database without going through pages."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from service.installation import Installation
from tests.journeys.installation import Site

T = TypeVar("T")


@dataclass(frozen=True)
class OnLetter:
    """A letter of an installation; what is read and written goes straight to its database."""

    site: Site
    slug: str

    def read(self, query: Callable[..., T], *args: object) -> T:
        async def act(installation: Installation) -> T:
            return await installation.database.read(query, *args)

        return self.site.act(act)

    def write(self, action: Callable[..., T], *args: object) -> T:
        async def act(installation: Installation) -> T:
            return await installation.database.write(action, *args)

        return self.site.act(act)
