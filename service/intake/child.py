"""The process that reads one file: bytes come in, one JSON value goes out."""

import sys

from service.intake.apart import OVERFLOW, packed
from service.intake.bounds import Unreadable
from service.intake.reading import read_file


def main(filename: str) -> None:
    """Read standard input as the file of that name."""
    content = sys.stdin.buffer.read()
    try:
        answer = packed(read_file(content, filename))
    except Unreadable as error:
        answer = packed(str(error))
    except MemoryError:
        sys.exit(OVERFLOW)
    sys.stdout.buffer.write(answer)
