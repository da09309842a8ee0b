"""A real SMTP server on a loopback port that keeps what it is sent and answers as told."""

import asyncio
import re
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from tests.rig.process import free_port


@dataclass(frozen=True)
class Mail:
    """One message as it was handed over."""

    sender: str
    recipients: tuple[str, ...]
    raw: bytes

    @property
    def message(self) -> EmailMessage:
        parsed = message_from_bytes(self.raw, policy=policy.default)
        assert isinstance(parsed, EmailMessage)
        return parsed


@dataclass
class Reply:
    """What the sink says instead of yes, to RCPT or DATA, the next `times` times."""

    command: str
    text: str
    times: int
    delay: float = 0
    recipient: str = ""
    keep: bool = False
    hang_up: bool = False

    def fits(self, command: str, recipients: list[str]) -> bool:
        return self.times > 0 and self.command == command and any(self.recipient in r for r in recipients)


class Sink:
    """`mails` holds every message that was accepted, oldest first."""

    def __init__(self) -> None:
        self.port = free_port()
        self.mails: list[Mail] = []
        self.attempts: list[tuple[str, str]] = []
        self._replies: list[Reply] = []
        self._arrived = threading.Condition()
        self._controller: Controller | None = None

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}"

    def start(self) -> None:
        self._controller = Controller(self, hostname="127.0.0.1", port=self.port, enable_SMTPUTF8=True)
        self._controller.start()

    def stop(self) -> None:
        """Refuse connections until start() is called again; what was kept stays."""
        if self._controller is not None:
            self._controller.stop()
            self._controller = None

    def clear(self) -> None:
        with self._arrived:
            self.mails.clear()
            self.attempts.clear()
            self._replies.clear()

    def script(self, command: str, text: str, times: int = 1, **more: object) -> None:
        """Answer the next `times` RCPT or DATA with `text`, e.g. "451 4.7.1 Come back later".

        `recipient` limits it to addresses that contain it; `delay` waits first, in seconds; `hang_up` drops the
        connection instead of answering; `keep` takes the message all the same, as when only the answer is lost.
        """
        self._replies.append(Reply(command, text, times, **more))  # type: ignore[arg-type]

    def wait(self, wanted: int | Callable[[Mail], bool] = 1, timeout: float = 10) -> list[Mail]:
        """Block until there are `wanted` mails, or mails that `wanted` accepts, and return them."""
        deadline = time.monotonic() + timeout
        with self._arrived:
            while not self._enough(wanted):
                if not self._arrived.wait(deadline - time.monotonic()):
                    subjects = [str(mail.message["subject"]) for mail in self.mails]
                    raise TimeoutError(f"waited {timeout} s for mail; there are {subjects}")
            return self._found(wanted)

    async def wait_for(self, wanted: int | Callable[[Mail], bool] = 1, timeout: float = 10) -> list[Mail]:  # noqa: ASYNC109
        """As `wait`, without holding up the event loop."""
        return await asyncio.to_thread(self.wait, wanted, timeout)

    def _found(self, wanted: int | Callable[[Mail], bool]) -> list[Mail]:
        return list(self.mails) if isinstance(wanted, int) else [mail for mail in self.mails if wanted(mail)]

    def _enough(self, wanted: int | Callable[[Mail], bool]) -> bool:
        return len(self._found(wanted)) >= (wanted if isinstance(wanted, int) else 1)

    async def _scripted(self, command: str, recipients: list[str], server: SMTP) -> Reply | None:
        reply = next((r for r in self._replies if r.fits(command, recipients)), None)
        if reply is None:
            return None
        reply.times -= 1
        await asyncio.sleep(reply.delay)
        if reply.hang_up and isinstance(server.transport, asyncio.WriteTransport):
            server.transport.abort()
        return reply

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        self.attempts.append(("RCPT", address))
        reply = await self._scripted("RCPT", [address], server)
        if reply is not None:
            return reply.text
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        recipients = [str(address) for address in envelope.rcpt_tos]
        self.attempts.append(("DATA", ",".join(recipients)))
        content = envelope.content if isinstance(envelope.content, bytes) else b""
        mail = Mail(str(envelope.mail_from or ""), tuple(recipients), content)
        reply = await self._scripted("DATA", recipients, server)
        if reply is None or reply.keep:
            with self._arrived:
                self.mails.append(mail)
                self._arrived.notify_all()
        return "250 OK" if reply is None else reply.text


def plain(mail: Mail) -> str:
    """The text part, decoded."""
    part = mail.message.get_body(("plain",))
    assert part is not None, "the mail has no plain text"
    return str(part.get_content())


def find_link(mail: Mail, fragment: str = "") -> str:
    """The first link in the text part that contains `fragment`."""
    links = [link.rstrip(".,;)>") for link in re.findall(r"https?://[^\s<>\"]+", plain(mail))]
    found = [link for link in links if fragment in link]
    assert found, f"no link with {fragment!r} among {links}"
    return str(found[0])
