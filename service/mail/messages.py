"""An outbox row becomes a message: its words from templates, its links from the row."""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from typing import Any

from jinja2 import Environment

from service.actions.access import INVITED_FOR, SIGN_IN_FOR
from service.actions.digest import STOP_FOR
from service.actions.mailing import Told
from service.actions.managing import MINE_FOR
from service.core.entry import Lane
from service.core.letter import Letter
from service.core.links import Link, LinkSigner, Purpose, spaced
from service.core.moderation import ANSWER_WITHIN, REASONS, Reason
from service.core.signature import PENDING_FOR, UNDO_FOR, State
from service.render.templating import environment
from service.store.outbox import Claimed, Kind

SITE_NAME = "Undersigned"
STAMPS_MOST = 64
BOUNDARY = "undersigned-6f1c2b9d40e7"
"""Fixed, so that the same row gives the same bytes; quoted-printable text cannot hold it by chance."""


STATUS_WORDS = {
    State.CONFIRMED: "confirmed, and being checked.",
    State.CHANGES_ASKED: "confirmed; a moderator asked a question about the entry.",
    State.DECLINED: "confirmed, but the entry is not listed.",
    State.LISTED: "listed on the letter.",
    State.COUNTED: "counted on the letter.",
}

WHY = {
    Kind.SIGN_IN: "You get this mail because somebody asked to sign in with this address.",
    Kind.INVITED: "You get this mail because somebody who runs this service gave this address a task in it.",
    Kind.DIGEST: "You get this mail once a day, because you moderate a letter and something waits.",
    Kind.LISTED: "You get this mail because you signed this letter.",
    Kind.CHANGES_ASKED: "You get this mail because you signed this letter.",
    Kind.DECLINED: "You get this mail because you signed this letter.",
    Kind.WITHDRAWN: "You get this mail because you withdrew your signature.",
    Kind.MINE: "You get this mail because somebody asked for it on the letter's page.",
    Kind.MINE_NONE: "You get this mail because somebody asked for it on the letter's page.",
}
WHY_SIGNING = "You get this mail because somebody typed this address into the form of the letter."


@dataclass(frozen=True, slots=True)
class Envelope:
    """A message ready to hand over: whom it goes to, and its bytes with CRLF."""

    mail_id: int
    recipient: str
    content: bytes


class Composer:
    """Composes every mail of one installation."""

    def __init__(self, base_url: str, sender: str, signer: LinkSigner) -> None:
        self._base_url = base_url
        self._sender = sender
        self._signer = signer
        self._templates: Environment = environment()
        self._stamps: dict[tuple[int, datetime], Stamp] = {}

    def compose(self, mail: Claimed, told: Told) -> Envelope:
        """The message of a claimed mail. The same row gives the same message, links and Message-ID included."""
        assert mail.address is not None, "a mail without an address is not composed"
        if mail.kind is Kind.CONFIRM and told.letter is not None:
            content = self._confirm(mail, told.letter)
        else:
            context = self._context(mail, told)
            message = self._message(mail.kind, context)
            if mail.kind is Kind.DIGEST:
                message["List-Unsubscribe"] = f"<{context['link']}>"
                message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
            self._address(message, mail.address, mail.created_at, self.message_id(mail))
            content = message.as_bytes(policy=SMTP)
        return Envelope(mail.id, mail.address, content)

    def message_id(self, mail: Claimed) -> str:
        """Stays the same when the row is sent again, so that a mail server can tell that it is one mail."""
        digest = hashlib.sha256(f"{mail.id}.{mail.created_at.timestamp()}".encode()).hexdigest()[:24]
        return f"<{digest}@{self._sender.rpartition('@')[2]}>"

    def confirm_url(self, mail: Claimed, letter: Letter) -> str:
        link = Link(mail.subject, mail.epoch, mail.created_at + PENDING_FOR, letter.version.seal[:16])
        return f"{self._base_url}/confirm/{self._signer.mint(Purpose.CONFIRM, link)}"

    def _context(self, mail: Claimed, told: Told) -> dict[str, Any]:
        """What the mail's templates are given."""
        letter = told.letter
        context: dict[str, Any] = {"letter": letter}
        if letter is not None:
            context["mine_url"] = f"{self._base_url}/letters/{letter.slug}/mine"
        match mail.kind:
            case Kind.ALREADY_SIGNED:
                context["status"] = STATUS_WORDS.get(told.state or State.CONFIRMED, "confirmed.")
            case Kind.MINE:
                context |= self._link(Purpose.MINE, "mine", mail, MINE_FOR)
            case Kind.LISTED:
                withheld = told.lane is Lane.WITHHELD
                context |= {"number": mail.data["number"], "entry": told.entry, "withheld": withheld}
            case Kind.CHANGES_ASKED:
                deadline = (mail.created_at + ANSWER_WITHIN).date()
                context |= {"question": mail.data["note"], "deadline": deadline}
            case Kind.DECLINED:
                reason = REASONS[Reason(mail.data["reason"])].sentence
                context |= {"reason": reason, "note": mail.data["note"]}
            case Kind.WITHDRAWN:
                link = self._link(Purpose.UNDO, "undo", mail, UNDO_FOR)
                context |= {"undo_link": link["link"], "undo_until": link["expires"]}
            case Kind.SIGN_IN:
                context |= self._link(Purpose.SIGN_IN, "signin", mail, SIGN_IN_FOR)
            case Kind.INVITED:
                context |= self._link(Purpose.SIGN_IN, "signin", mail, INVITED_FOR)
                context |= {"role": mail.data["role"]}
            case Kind.DIGEST:
                context |= self._link(Purpose.NO_DIGEST, "digest/stop", mail, STOP_FOR)
                context |= {"waiting": mail.data["waiting"], "hours": mail.data["hours"]}
                context["queue_url"] = f"{self._base_url}/moderate"
            case _:
                pass
        return context

    def _link(self, purpose: Purpose, path: str, mail: Claimed, lasts: timedelta) -> dict[str, Any]:
        expires = mail.created_at + lasts
        token = self._signer.mint(purpose, Link(mail.subject, mail.epoch, expires))
        return {"link": f"{self._base_url}/{path}/{token}", "expires": expires}

    def _message(self, kind: Kind, context: Mapping[str, Any]) -> EmailMessage:
        """A message without the headers that differ from one recipient to the next."""
        values = {
            "site_name": SITE_NAME,
            "sender_name": SITE_NAME,
            "base_url": self._base_url,
            "why": WHY.get(kind, WHY_SIGNING),
            **context,
        }
        message = EmailMessage(policy=SMTP)
        subject = self._templates.get_template(f"mail/{kind}.subject.txt").render(values)
        message["Subject"] = " ".join(subject.split())
        message["From"] = Address(SITE_NAME, addr_spec=self._sender)
        message["Auto-Submitted"] = "auto-generated"
        text = self._templates.get_template(f"mail/{kind}.txt").render(values)
        html = self._templates.get_template(f"mail/{kind}.html").render(values)
        message.set_content(text, cte="quoted-printable")
        message.add_alternative(html, subtype="html", cte="quoted-printable")
        message.set_boundary(BOUNDARY)
        return message

    @staticmethod
    def _address(message: EmailMessage, recipient: str, at: datetime, message_id: str) -> None:
        message["To"] = Address(addr_spec=recipient)
        message["Date"] = at
        message["Message-ID"] = message_id

    def _confirm(self, mail: Claimed, letter: Letter) -> bytes:
        """The confirmation mail from a stamp: it holds nothing that anybody typed, so only its link changes."""
        expires = (mail.created_at + PENDING_FOR).replace(minute=0, second=0, microsecond=0)
        key = (letter.version.id, expires)
        if key not in self._stamps:
            if len(self._stamps) >= STAMPS_MOST:
                self._stamps.clear()
            self._stamps[key] = self._stamp(letter, expires)
        code = spaced(self._signer.code(mail.subject, mail.epoch))
        link = self.confirm_url(mail, letter)
        return self._stamps[key].fill(mail.address or "", mail.created_at, self.message_id(mail), link, code)

    def _stamp(self, letter: Letter, expires: datetime) -> "Stamp":
        context = {"letter": letter, "link": Stamp.LINK, "code": Stamp.CODE, "expires": expires}
        message = self._message(Kind.CONFIRM, context)
        self._address(message, Stamp.TO, Stamp.DATE, Stamp.MESSAGE_ID)
        return Stamp(message.as_bytes(policy=SMTP))


class Stamp:
    """An encoded message in which only ASCII values are set for each recipient, between parts encoded once."""

    LINK = "https://stamp.example/link"
    CODE = "00000000stamp"
    TO = "stamp@stamp.example"
    MESSAGE_ID = "<stamp@stamp.example>"
    DATE = datetime(2000, 1, 1, tzinfo=UTC)

    def __init__(self, encoded: bytes) -> None:
        head, _, body = encoded.partition(b"\r\n\r\n")
        self._head = head.decode("ascii")
        unfolded = body.replace(b"=\r\n", b"").decode("ascii")
        self._parts = [
            part if part in (self.LINK, self.CODE) else _folded(part)
            for part in re.split(f"({re.escape(self.LINK)}|{self.CODE})", unfolded)
        ]

    def fill(self, recipient: str, at: datetime, message_id: str, link: str, code: str) -> bytes:
        """The message for one recipient."""
        head = self._head.replace(self.MESSAGE_ID, message_id).replace(self.TO, recipient)
        head = head.replace(format_datetime(self.DATE), format_datetime(at))
        values = {self.LINK: f"=\r\n{_folded(link.replace('=', '=3D'))}=\r\n", self.CODE: f"=\r\n{code}=\r\n"}
        body = "".join(values.get(part, part) for part in self._parts)
        return f"{head}\r\n\r\n{body}".encode("ascii")


def _folded(quoted: str) -> str:
    """Quoted-printable text with soft breaks, so that no line is longer than MIME allows, by RFC 2045.

    Short lines stay: among them are the boundaries and headers of the parts, which must not be broken.
    """
    lines = quoted.split("\r\n")
    return "\r\n".join(line if len(line) <= COLUMNS else "=\r\n".join(_CHUNK.findall(line)) for line in lines)


COLUMNS = 72
_CHUNK = re.compile(r".{1,72}(?<!=)(?<!=.)")
"""As much of a line as fits, without cutting an escape."""
