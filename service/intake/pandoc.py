"""Pandoc as a program of its own: it opens no file and no connection, and is limited like all that reads files."""

from functools import cache

import pypandoc

from service.intake import limited
from service.intake.limited import Limits, TooMuch

LIMITS = Limits(seconds=10, memory=1024 * 1024 * 1024, output=16 * 1024 * 1024)
OVERFLOWS = (2, 251, 252)
"""What pandoc ends with where its memory does not suffice."""


class Unreadable(Exception):
    """Pandoc could not make sense of the document."""


def convert(content: bytes, source: str, target: str) -> bytes:
    """A document in another format, both named as pandoc does ("docx", "json"). Raises TooMuch, Unreadable."""
    command = [_program(), "--sandbox", "--from", source, "--to", target, "--wrap=none"]
    status, output = limited.run(command, content, LIMITS)
    if status in OVERFLOWS:
        raise TooMuch(f"status {status}")
    if status:
        raise Unreadable(f"status {status}")
    return output


@cache
def _program() -> str:
    return str(pypandoc.get_pandoc_path())
