"""Hands messages over to the mail server, on connections that are kept open."""

import asyncio
import ssl
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import unquote, urlsplit

from aiosmtplib import SMTP, SMTPException, SMTPRecipientsRefused, SMTPResponseException

from service.mail.messages import Envelope

TIMEOUT = 60
CONNECTIONS = 10


class Outcome(StrEnum):
    """What became of a message: taken, refused for now or for good, or never offered."""

    TAKEN = "taken"
    LATER = "later"
    NEVER = "never"
    NOT_OFFERED = "not offered"


@dataclass(frozen=True, slots=True)
class Result:
    """problem: the reply's code or the kind of failure, without any text that may hold an address."""

    mail_id: int
    outcome: Outcome
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Server:
    """Where mail is handed over."""

    host: str
    port: int
    username: str | None
    password: str | None
    implicit_tls: bool
    start_tls: bool | None

    @classmethod
    def from_url(cls, url: str) -> "Server":
        """smtps: TLS from the start; smtp+starttls: TLS or nothing; smtp: TLS where the server offers it."""
        parts = urlsplit(url)
        implicit = parts.scheme == "smtps"
        required = parts.scheme == "smtp+starttls"
        default = 465 if implicit else 587 if required else 25
        return cls(
            host=parts.hostname or "localhost",
            port=parts.port or default,
            username=unquote(parts.username) if parts.username else None,
            password=unquote(parts.password) if parts.password else None,
            implicit_tls=implicit,
            start_tls=False if implicit else True if required else None,
        )

    def client(self) -> SMTP:
        return SMTP(
            hostname=self.host,
            port=self.port,
            username=self.username,
            password=self.password,
            use_tls=self.implicit_tls,
            start_tls=self.start_tls,
            timeout=TIMEOUT,
            tls_context=ssl.create_default_context(),
        )


@dataclass(frozen=True, slots=True)
class Seen:
    """What a look at a mail server found. problem: why it does not serve, or empty."""

    has_tls: bool = False
    problem: str = ""


async def probe(server: Server) -> Seen:
    """Say hello to a mail server, sign in where the URL names somebody, and leave."""
    client = server.client()
    try:
        await client.connect()
        seen = Seen(has_tls=client.get_transport_info("sslcontext") is not None)
        await client.quit()
    except (SMTPException, OSError, TimeoutError) as error:
        return Seen(problem=type(error).__name__)
    finally:
        client.close()
    return seen


class Pool:
    """Up to ten connections over which messages go side by side; they stay open between batches."""

    def __init__(self, server: Server, sender: str) -> None:
        self._server = server
        self._sender = sender
        self._idle: list[SMTP] = []
        self._is_stopping = False

    def stop(self) -> None:
        """Offer nothing more than what is on its way."""
        self._is_stopping = True

    async def hand_over(self, envelopes: Sequence[Envelope]) -> list[Result]:
        """Offer each message once. Those that no connection could offer come back as NOT_OFFERED."""
        waiting = iter(envelopes)
        results: list[Result] = []
        lanes = min(CONNECTIONS, len(envelopes))
        await asyncio.gather(*(self._lane(waiting, results) for _ in range(lanes)))
        offered = {result.mail_id for result in results}
        return results + [
            Result(envelope.mail_id, Outcome.NOT_OFFERED, "no connection")
            for envelope in envelopes
            if envelope.mail_id not in offered
        ]

    async def _lane(self, waiting: Iterator[Envelope], results: list[Result]) -> None:
        """Send one message after another over one connection; a broken one is replaced for the next message."""
        client: SMTP | None = None
        while not self._is_stopping and (envelope := next(waiting, None)):
            if client is None:
                client = await self._client()
            if client is None:
                results.append(Result(envelope.mail_id, Outcome.NOT_OFFERED, "no connection"))
                return
            result = await self._offer(client, envelope)
            results.append(result)
            if not client.is_connected:
                client.close()
                client = None
        if client is not None:
            self._idle.append(client)

    async def _client(self) -> SMTP | None:
        while self._idle:
            client = self._idle.pop()
            with suppress(SMTPException, OSError, TimeoutError):
                await client.rset()
                return client
            client.close()
        client = self._server.client()
        try:
            await client.connect()
        except (SMTPException, OSError, TimeoutError):
            client.close()
            return None
        return client

    async def _offer(self, client: SMTP, envelope: Envelope) -> Result:
        try:
            await client.sendmail(self._sender, [envelope.recipient], envelope.content)
        except SMTPRecipientsRefused as error:
            return _refused(envelope.mail_id, error.recipients[0].code)
        except SMTPResponseException as error:
            return _refused(envelope.mail_id, error.code)
        except (SMTPException, OSError, TimeoutError) as error:
            client.close()
            return Result(envelope.mail_id, Outcome.LATER, type(error).__name__)
        return Result(envelope.mail_id, Outcome.TAKEN)

    async def close(self) -> None:
        """Say goodbye on every connection."""
        for client in self._idle:
            with suppress(SMTPException, OSError, TimeoutError):
                await client.quit()
            client.close()
        self._idle.clear()


def _refused(mail_id: int, code: int) -> Result:
    return Result(mail_id, Outcome.NEVER if 500 <= code < 600 else Outcome.LATER, f"reply {code}")
