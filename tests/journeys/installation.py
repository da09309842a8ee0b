"""An installation for journeys: a running service, its mails, and letters and moderators brought in at once."""

import asyncio
import itertools
import re
from collections.abc import Awaitable, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

from click.testing import CliRunner, Result

from service import cli, cli_accounts
from service.actions import composing, inviting
from service.core.letter import LetterState
from service.core.letterfile import read_letter_file
from service.core.links import LinkSigner
from service.installation import Installation, keyring_of, opened
from service.settings import load
from service.store.accounts import Role
from tests.journeys import steps
from tests.rig.databases import fresh_database
from tests.rig.process import ROOT
from tests.rig.server import Service
from tests.rig.smtp import Sink

T = TypeVar("T")
OWN_LETTER = ROOT / "templates" / "demo" / "letter.md"
_NUMBERS = itertools.count(1)


@dataclass
class Site:
    """A running service with the sink that takes its mails."""

    service: Service
    sink: Sink

    @property
    def url(self) -> str:
        return self.service.url

    def cli(self, *arguments: str) -> Result:
        """Run a command of the same installation, sparing the start of a process."""
        runner = CliRunner(env=dict(self.service.environment))
        with ThreadPoolExecutor(1) as apart:
            return apart.submit(runner.invoke, cli.cli, list(arguments)).result()

    def letter(self, file: Path = OWN_LETTER, state: LetterState | None = LetterState.OPEN, slug: str = "") -> str:
        """Bring in a letter under an address of its own, in the state that is wanted; its slug."""
        slug = slug or f"letter-{next(_NUMBERS)}"
        content = re.sub(r"(?m)^slug: .*$", f"slug: {slug}", file.read_text(encoding="utf-8"), count=1)
        profile, wording = read_letter_file(content.encode())

        async def add(installation: Installation) -> None:
            await installation.database.write(composing.add_letter, profile, wording, datetime.now(UTC))

        self.act(add)
        if state:
            self.move(slug, state)
        return slug

    def move(self, slug: str, state: LetterState) -> None:
        async def act(installation: Installation) -> None:
            if state is LetterState.CLOSED:
                letter = await installation.database.read(composing.letters.letter_by_slug, slug)
                if letter and letter.state is LetterState.DRAFT:
                    await installation.database.write(composing.move_letter, slug, LetterState.OPEN)
            await installation.database.write(composing.move_letter, slug, state)

        self.act(act)

    def sign_in_link(self, email: str, slug: str) -> str:
        """Make an address a moderator of a letter; the link with which they sign in once."""

        async def add(installation: Installation) -> str:
            account = await installation.database.write(
                inviting.give_role, email, slug, Role.MODERATOR, datetime.now(UTC)
            )
            return cli_accounts.sign_in_link(installation, account.id, account.epoch)

        return self.act(add)

    def moderator(self, slug: str, email: str = "") -> steps.Person:
        """Somebody who has signed in as a moderator of a letter."""
        return steps.sign_in(
            self.url, self.sign_in_link(email or f"moderator-{next(_NUMBERS)}@desk.example", slug)
        )

    def sign(self, slug: str, name: str, email: str = "", *choices: str, **more: str) -> steps.Typed:
        """Somebody signs and confirms; what they typed. more: fields by autocomplete token, _ for -."""
        fields = {token.replace("_", "-"): value for token, value in more.items()}
        typed = steps.Typed(email or self.address(), name, fields, choices)
        steps.sign(self.url, slug, self.sink, typed)
        return typed

    @staticmethod
    def address() -> str:
        """An address that nobody has used."""
        return f"person-{next(_NUMBERS)}@mail.example"

    def person(self) -> steps.Person:
        return steps.Person(self.url)

    @property
    def signer(self) -> LinkSigner:
        """What makes this installation's links."""
        return LinkSigner(keyring_of(load(self.service.environment)).derived("links"))

    def act(self, work: Callable[[Installation], Awaitable[T]]) -> T:
        """Do something with the installation beside its running service, as the command line does."""

        async def inside() -> T:
            async with opened(load(self.service.environment)) as installation:
                return await work(installation)

        with ThreadPoolExecutor(1) as apart:
            return apart.submit(_run, inside).result()


def _run(work: Callable[[], Any]) -> Any:
    return asyncio.run(work())


@contextmanager
def running(kind: str, folder: Path, **environment: str) -> Iterator[Site]:
    """A service on a new database. It trusts this machine as a proxy, so that each person has a network."""
    sink = Sink()
    sink.start()
    with fresh_database(kind, folder) as url:
        service = Service(folder / "data", url, sink.url)
        service.environment |= {"UNDERSIGNED_TRUSTED_PROXIES": "127.0.0.1", **environment}
        service.start()
        try:
            yield Site(service, sink)
        finally:
            if service.process is not None:
                service.kill()
            sink.stop()
