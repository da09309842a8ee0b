"""What an author does to a text, without the composer's pages."""

from datetime import UTC, datetime

from service.core.letter import VersionKind
from service.installation import Installation
from tests.journeys.installation import Site
from tests.journeys.steps import Person
from tests.store.changes import change_text


def change(
    site: Site, slug: str, body: str, kind: VersionKind = VersionKind.MATERIAL, note: str = "The demand is new."
) -> None:
    """The author saves another text; the worker of the running service asks everybody again."""

    async def act(installation: Installation) -> None:
        await installation.database.write(change_text, slug, body, kind, datetime.now(UTC), note)

    site.act(act)


def token_of(person: Person, path: str = "/account") -> str:
    """The form token of a session, as any of its forms carries it."""
    forms = person.open(path).forms
    return next(c.value for form in forms for c in form.controls if c.name == "csrf")
