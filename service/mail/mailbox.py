"""The demonstration's mail server: it keeps every mail in a folder and sends none on."""

import time
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller

SHOWN_MOST = 200


class Mailbox:
    """Mails as files in a folder, the newest name last."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        folder.mkdir(parents=True, exist_ok=True)

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:
        """Called by aiosmtpd for each mail."""
        name = f"{time.time_ns()}"
        beside = self._folder / f"{name}.new"
        beside.write_bytes(envelope.original_content)
        beside.rename(self._folder / f"{name}.eml")
        return "250 kept"

    def messages(self) -> list[tuple[str, EmailMessage]]:
        """Names and mails, the newest first."""
        files = sorted(self._folder.glob("*.eml"), reverse=True)[:SHOWN_MOST]
        return [(file.stem, self._read(file)) for file in files]

    def message(self, name: str) -> EmailMessage | None:
        file = self._folder / f"{name}.eml"
        return self._read(file) if name.isdigit() and file.is_file() else None

    @staticmethod
    def _read(file: Path) -> EmailMessage:
        message = message_from_bytes(file.read_bytes(), policy=default)
        assert isinstance(message, EmailMessage)
        return message


def mail_server(mailbox: Mailbox, port: int) -> Controller:
    """A mail server on loopback that fills a mailbox; start() and stop() it."""
    return Controller(mailbox, hostname="127.0.0.1", port=port)
