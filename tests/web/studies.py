"""An author at work on a letter with names on its list."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

from service.actions import laying
from service.core.entry import Entry, Position
from service.core.letter import Letter
from service.core.ordering import Group, Ordering, Rule
from service.store import roll
from service.store.accounts import Account, account_by_email
from service.store.database import Db
from service.store.letters import letter_by_slug
from tests.journeys import steps
from tests.journeys.installation import Site
from tests.journeys.steps import Person
from tests.store.named import NOW, bring_in
from tests.web.on_letter import OnLetter

T = TypeVar("T")


def held(name: str, position: str = "") -> Entry:
    return Entry(name, positions=(Position(position, "College of the Delta"),) if position else ())


@dataclass(frozen=True)
class Study(OnLetter):
    """One letter of a running installation, and its author who has signed in."""

    email: str
    author: Person

    @property
    def path(self) -> str:
        return f"/compose/{self.slug}/order"

    @property
    def letter(self) -> Letter:
        found = self.read(letter_by_slug, self.slug)
        assert found is not None
        return found

    @property
    def account(self) -> Account:
        found = self.read(account_by_email, self.email)
        assert found is not None
        return found

    def bring(self, *entries: Entry) -> list[int]:
        """Bring these names onto the list."""
        return self.write(bring_in, self.letter, entries)

    def order(self, *groups: Group) -> None:
        """Use these groups at once."""

        def act(db: Db, account: Account, slug: str) -> None:
            laying.use(db, account, slug, laying.propose(db, account, slug, Ordering(groups), NOW))

        self.write(act, self.account, self.slug)

    def by_hand(self, *names: str) -> list[int]:
        """These names, in one group by hand."""
        ids = self.bring(*(held(name) for name in names))
        self.order(Group("", Rule.HAND))
        return ids

    def names(self) -> Sequence[str]:
        """The list as it is stored."""
        return [each.entry.name for each in self.read(roll.listed, self.letter.roll_id, 1, 1000)]


def study(site: Site, slug: str = "") -> Study:
    """A letter with an author who has signed in."""
    slug = slug or site.letter()
    email = site.address()
    done = site.cli("account", "add", email, "--role", "author", "--letter", slug)
    author = steps.half_way_in(site.url, done.stdout.strip())
    steps.set_up_second_step(author)
    return Study(site, slug, email, author)
