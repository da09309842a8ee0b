"""Authors who have signed in, and what they do on their pages without a browser."""

import itertools
from datetime import UTC, datetime

from service.actions import inviting
from service.cli_accounts import sign_in_link
from service.installation import Installation
from service.store.accounts import Role
from tests.journeys import steps
from tests.journeys.installation import Site
from tests.journeys.pages import Form, Page
from tests.journeys.steps import Person

_NUMBERS = itertools.count(1)


def author_of(site: Site, slug: str, email: str = "") -> Person:
    """Somebody who has signed in as an author of a letter."""
    address = email or f"author-{next(_NUMBERS)}@desk.example"

    async def add(installation: Installation) -> str:
        write = installation.database.write
        account = await write(inviting.give_role, address, slug, Role.AUTHOR, datetime.now(UTC))
        return sign_in_link(installation, account.id, account.epoch)

    person = steps.half_way_in(site.url, site.act(add))
    steps.set_up_second_step(person)
    return person


def start(person: Person, title: str, **more: str) -> str:
    """Begin a letter; its slug."""
    person.open("/compose")
    form = person.form("Start")
    form.fill({"title": title, **more})
    page = person.press("Start", form)
    assert page.status == 200, page.errors
    return page.url.rsplit("/", 1)[-1]


def edit(person: Person, slug: str, part: str = "text", **values: str) -> Form:
    """A form of the composer with these values typed into it; not sent yet."""
    person.open(f"/compose/{slug}/{part}")
    form = person.form("Save")
    type_into(form, **values)
    return form


def type_into(form: Form, **values: str) -> Form:
    for name, value in values.items():
        next(control for control in form.controls if control.name == name).value = value
    return form


def save(person: Person, slug: str, part: str = "text", **values: str) -> Page:
    return person.press("Save", edit(person, slug, part, **values))


def address_to(person: Person, slug: str, *names: str) -> Page:
    """Put these names under To, one after another."""
    page = person.open(f"/compose/{slug}/addressees")
    for number, name in enumerate(names):
        form = page.form("Save")
        [control for control in form.controls if control.name == "name"][number].value = name
        is_last = number == len(names) - 1
        page = person.press("Save" if is_last else "Add somebody under To", form)
    return page


def opened(person: Person, title: str, **text: str) -> str:
    """A letter that was written and opened; its slug."""
    slug = start(person, title)
    save(person, slug, body="The harbour needs its light.", **text)
    address_to(person, slug, "Ottilie Brand")
    form = person.open(f"/compose/{slug}/open").form("Open the letter")
    form.choose("Open it all the same")
    assert person.press("Open the letter", form).heading == "The letter is open", person.page.words
    return slug
