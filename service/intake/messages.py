"""What goes between the service and a process that reads for it: JSON, as that process is not trusted."""

import sys
from collections.abc import Callable
from dataclasses import dataclass

import msgspec

from service.core.roster.columns import Columns
from service.core.roster.source import Source, Table, Text
from service.core.roster.values import Reading
from service.intake.bounds import Unreadable

OVERFLOW = 3
"""What a child ends with where its memory does not suffice."""


@dataclass(frozen=True, slots=True)
class Answer:
    """One of the four: what was read, or why not."""

    refused: str = ""
    text: Text | None = None
    table: Table | None = None
    reading: Reading | None = None


@dataclass(frozen=True, slots=True)
class Question:
    """A source that was read before, and what its columns hold where somebody has said so."""

    source: Answer
    columns: Columns | None = None


def of_source(source: Source) -> Answer:
    """A source as it travels."""
    return Answer(table=source) if isinstance(source, Table) else Answer(text=source)


def source_in(answer: Answer) -> Source:
    """The source in an answer. Raises LookupError where there is none."""
    if source := answer.text or answer.table:
        return source
    raise LookupError("no source")


def reply(act: Callable[[bytes], Answer]) -> None:
    """In the child: standard input goes through act to standard output; what is refused is an answer too."""
    try:
        answer = act(sys.stdin.buffer.read())
    except Unreadable as error:
        answer = Answer(refused=str(error))
    except MemoryError:
        sys.exit(OVERFLOW)
    sys.stdout.buffer.write(msgspec.json.encode(answer))
