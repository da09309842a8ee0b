"""The process that understands one list of people."""

import gc

import msgspec

from service.core.roster.reading import reading_of
from service.intake.messages import Answer, Question, reply, source_in


def main() -> None:
    """Read a question from standard input."""
    gc.disable()  # what was read is kept until the process ends: looking for garbage in it costs and finds none
    reply(_understood)


def _understood(content: bytes) -> Answer:
    question = msgspec.json.decode(content, type=Question)
    return Answer(reading=reading_of(source_in(question.source), question.columns))
