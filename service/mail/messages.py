"""An outbox row becomes a message: its words from templates, its links from the row."""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from typing import Any

from jinja2 import Environment

from service.actions.access import INVITED_FOR, SIGN_IN_FOR
from service.actions.agreeing import AGREE_FOR
from service.actions.answering import ANSWER_FOR
from service.actions.changes import difference
from service.actions.digest import STOP_FOR
from service.actions.mailing import Rewording, Told
from service.actions.managing import MINE_FOR
from service.actions.updating import STOP_FOR as STOP_UPDATES_FOR
from service.core.entry import Lane
from service.core.letter import Letter
from service.core.links import Link, LinkSigner, Purpose, spaced
from service.core.markdown import read_body
from service.core.moderation import ANSWER_WITHIN, REASONS, Reason
from service.core.second_step import Change
from service.core.signature import PENDING_FOR, UNDO_FOR, State
from service.mail.stamps import Stamp
from service.render.templating import environment
from service.store.outbox import Claimed, Kind
from service.store.updates import Update

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

CHANGE_WORDS = {
    Change.APP_SET: "An app that makes codes was set up for your account.",
    Change.APP_REMOVED: "The app that makes codes was removed from your account.",
    Change.PASSKEY_ADDED: "A new passkey was added to your account.",
    Change.PASSKEY_REMOVED: "A passkey was removed from your account.",
    Change.CODES_RENEWED: "New recovery codes were made for your account. The earlier ones open nothing any more.",
    Change.RESET: "The second step of your account was taken away, and all its sessions were ended. "
    "Whoever runs the service did this. You set up a new second step the next time you come in.",
}

WHY = {
    Kind.SIGN_IN: "You get this mail because somebody asked to sign in with this address.",
    Kind.INVITED: "You get this mail because somebody who runs this service gave this address a task in it.",
    Kind.DIGEST: "You get this mail once a day, because you moderate a letter and something waits.",
    Kind.SECOND_STEP: "You get this mail because you have an account here, and what opens it was changed.",
    Kind.LISTED: "You get this mail because you signed this letter.",
    Kind.CHANGES_ASKED: "You get this mail because you signed this letter.",
    Kind.DECLINED: "You get this mail because you signed this letter.",
    Kind.WITHDRAWN: "You get this mail because you withdrew your signature.",
    Kind.TEXT_CHANGED: "You get this mail because you signed this letter, and its text has changed.",
    Kind.UPDATE: "You get this mail because you signed this letter and asked for updates.",
    Kind.INVITATION: "You get this mail because an author of this letter gave your address with your name.",
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


@dataclass(frozen=True, slots=True)
class Stamped:
    """A mail as its stamp and its own link. key: another one wherever the words differ.

    context: gives what the templates are given, and is asked only for a new stamp.
    """

    key: tuple[Any, ...]
    context: Callable[[], Mapping[str, Any]]
    link: str


class Composer:
    """Composes every mail of one installation."""

    def __init__(self, base_url: str, sender: str, signer: LinkSigner) -> None:
        self._base_url = base_url
        self._sender = sender
        self._signer = signer
        self._templates: Environment = environment()
        self._stamps: dict[tuple[Any, ...], Stamp] = {}

    def compose(self, mail: Claimed, told: Told) -> Envelope:
        """The message of a claimed mail. The same row gives the same message, links and Message-ID included."""
        assert mail.address is not None, "a mail without an address is not composed"
        stamped = self._stamped_of(mail, told)
        if stamped is not None:
            content = self._stamped(stamped, mail)
        else:
            context = self._context(mail, told)
            message = self._message(mail.kind, context)
            if mail.kind is Kind.DIGEST:
                _one_click(message, context["link"])
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
                context["is_earlier"] = told.is_earlier
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
            case Kind.INVITATION:
                assert letter is not None and told.entry is not None, "who is erased is written to no more"
                context |= self._news(letter) | self._link(Purpose.INVITED, "invited", mail, ANSWER_FOR)
                context |= {"entry": told.entry, "stands": told.lane is not None}
            case Kind.DIGEST:
                context |= self._link(Purpose.NO_DIGEST, "digest/stop", mail, STOP_FOR)
                context |= {"waiting": mail.data["waiting"], "hours": mail.data["hours"]}
                context["queue_url"] = f"{self._base_url}/moderate"
            case Kind.SECOND_STEP:
                context |= {"change": CHANGE_WORDS[Change(mail.data["change"])], "at": mail.created_at}
            case _:
                pass
        return context

    def _link(
        self, purpose: Purpose, path: str, mail: Claimed, lasts: timedelta, seal: str = ""
    ) -> dict[str, Any]:
        expires = mail.created_at + lasts
        token = self._signer.mint(purpose, Link(mail.subject, mail.epoch, expires, seal))
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

    def _stamped(self, stamped: Stamped, mail: Claimed) -> bytes:
        """A mail from a stamp: it holds nothing about its recipient, so only its link changes."""
        if stamped.key not in self._stamps:
            if len(self._stamps) >= STAMPS_MOST:
                self._stamps.clear()
            self._stamps[stamped.key] = self._stamp(mail.kind, stamped.context())
        code = spaced(self._signer.code(mail.subject, mail.epoch))
        stamp, message_id = self._stamps[stamped.key], self.message_id(mail)
        return stamp.fill(mail.address or "", mail.created_at, message_id, stamped.link, code)

    def _stamp(self, kind: Kind, context: Mapping[str, Any]) -> Stamp:
        message = self._message(kind, {**context, "link": Stamp.LINK, "code": Stamp.CODE})
        if kind is Kind.UPDATE:
            _one_click(message, Stamp.LINK)
        self._address(message, Stamp.TO, Stamp.DATE, Stamp.MESSAGE_ID)
        return Stamp(message.as_bytes(policy=SMTP))

    def _stamped_of(self, mail: Claimed, told: Told) -> Stamped | None:
        """What the stamp of a mail is made of, where it is sent to many at once."""
        if told.letter is None:
            return None
        if mail.kind is Kind.CONFIRM:
            return self._confirm(mail, told.letter)
        if mail.kind is Kind.TEXT_CHANGED and told.change:
            return self._text_changed(mail, told.letter, told.change)
        if mail.kind is Kind.UPDATE and told.update and not told.update.removed_at:
            return self._update(mail, told.letter, told.update)
        return None

    def _confirm(self, mail: Claimed, letter: Letter) -> Stamped:
        expires = _hour(mail.created_at + PENDING_FOR)
        key = (mail.kind, letter.version.id, expires)
        return Stamped(key, lambda: {"letter": letter, "expires": expires}, self.confirm_url(mail, letter))

    def _text_changed(self, mail: Claimed, letter: Letter, change: Rewording) -> Stamped:
        expires = _hour(mail.created_at + AGREE_FOR)
        key = (mail.kind, change.after.id, change.before.id, expires)
        link = self._link(Purpose.AGREE, "agree", mail, AGREE_FOR, change.after.seal[:16])["link"]

        def context() -> Mapping[str, Any]:
            words = {"change": change, "difference": difference(change.before, change.after), "expires": expires}
            return self._news(letter) | words

        return Stamped(key, context, link)

    def _update(self, mail: Claimed, letter: Letter, update: Update) -> Stamped:
        link = self._link(Purpose.NO_UPDATES, "updates/stop", mail, STOP_UPDATES_FOR)["link"]

        def context() -> Mapping[str, Any]:
            return self._news(letter) | {"update": update, "body": read_body(update.body)}

        return Stamped((mail.kind, update.id), context, link)

    def _news(self, letter: Letter) -> dict[str, Any]:
        """What mails about a letter to all its signatories have in common."""
        url = f"{self._base_url}/letters/{letter.slug}"
        return {"letter": letter, "letter_url": url, "mine_url": f"{url}/mine"}


def _hour(moment: datetime) -> datetime:
    """The beginning of an hour: mails of one hour then share their words."""
    return moment.replace(minute=0, second=0, microsecond=0)


def _one_click(message: EmailMessage, link: str) -> None:
    """Let mail programs offer their own button that ends these mails (RFC 8058)."""
    message["List-Unsubscribe"] = f"<{link}>"
    message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
