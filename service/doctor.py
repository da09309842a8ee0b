"""Looks at everything an installation needs, and says what is wrong and what to do."""

import shutil
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

from service.actions.policing import moderators_lacking
from service.core.letter import LetterState
from service.installation import Installation, opened
from service.mail.smtp import Server, probe
from service.settings import Settings
from service.store.accounts import moderators
from service.store.database import Unavailable
from service.store.keyring import KeyProblem
from service.store.letters import letters_in
from service.store.outbox import health

FREE_LEAST = 500 * 1024 * 1024
LATE = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Finding:
    subject: str
    is_well: bool
    words: str


async def examine(settings: Settings) -> list[Finding]:
    """Every finding, good and bad."""
    findings = [_base_url(settings), _disk(settings), await _mail_server(settings)]
    try:
        async with opened(settings) as installation:
            findings.append(Finding("database", True, "answers, and its tables are up to date"))
            findings += [finding async for finding in _contents(installation)]
    except KeyProblem as error:
        findings.append(Finding("keys", False, f"{error} Bring back the keys that belong to it."))
    except (Unavailable, OSError) as error:
        findings.append(Finding("database", False, f"does not answer ({error}); check the URL"))
    return findings


def _base_url(settings: Settings) -> Finding:
    if settings.is_https or _is_local(urlsplit(settings.base_url).hostname):
        return Finding("base URL", True, settings.base_url)
    return Finding("base URL", False, f"{settings.base_url} is not https: everybody on the way can read who signs")


def _disk(settings: Settings) -> Finding:
    folder = settings.data if settings.data.exists() else settings.data.resolve().parent
    free = shutil.disk_usage(folder).free
    words = f"{free // 2**20:,} MiB free in the data folder"
    return Finding("disk", free >= FREE_LEAST, words if free >= FREE_LEAST else f"only {words}; make room")


async def _mail_server(settings: Settings) -> Finding:
    server = Server.from_url(settings.smtp_url.get_secret_value())
    where = f"{server.host}:{server.port}"
    seen = await probe(server)
    if seen.problem:
        return Finding("mail server", False, f"{where} does not answer ({seen.problem}); mails wait until it does")
    if server.password and not seen.has_tls and not _is_local(server.host):
        return Finding(
            "mail server", False, f"{where} gets the password without TLS; use smtp+starttls:// or smtps://"
        )
    return Finding("mail server", True, f"{where} answers{' over TLS' if seen.has_tls else ''}")


def _is_local(host: str | None) -> bool:
    return host in {"localhost", "127.0.0.1", "::1"}


async def _contents(installation: Installation) -> AsyncIterator[Finding]:
    mails = await installation.database.read(health)
    waited = datetime.now(UTC) - mails.oldest_due if mails.oldest_due else timedelta()
    words = f"{mails.queued} waiting, {mails.failed} failed, {mails.sent} sent lately"
    if waited > LATE:
        words += f"; the oldest has been due for {int(waited.total_seconds() // 60)} minutes"
    yield Finding("mails", waited <= LATE and not mails.failed, words)
    for letter in await installation.database.read(letters_in, [LetterState.OPEN]):
        count = await installation.database.read(moderators, letter.id)
        lacking = await installation.database.read(moderators_lacking, letter.id)
        yield Finding(f"letter {letter.slug}", not lacking, _moderators(letter.slug, count, lacking))


def _moderators(slug: str, count: int, lacking: int) -> str:
    command = f"undersigned account add EMAIL --role moderator --letter {slug}"
    if not lacking:
        return f"{count} moderator{'s' if count != 1 else ''}"
    if not count:
        return f"nobody can approve its entries: {command}"
    return f"its policy asks for two moderators on some entries, and there is one: {command}"
