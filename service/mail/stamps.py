"""Messages encoded once, into which only what differs from one recipient to the next is set."""

import re
from datetime import UTC, datetime
from email.utils import format_datetime


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

    def fill(self, recipient: str, at: datetime, message_id: str, link: str, code: str = "") -> bytes:
        """The message for one recipient."""
        head = self._head.replace(self.MESSAGE_ID, message_id).replace(self.TO, recipient)
        head = head.replace(format_datetime(self.DATE), format_datetime(at)).replace(self.LINK, link)
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
