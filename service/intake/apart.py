"""What strangers send is read by a process of its own, which can be ended and takes nothing down with it."""

import asyncio
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import msgspec

from service.core.roster.columns import Columns
from service.core.roster.source import Source
from service.core.roster.values import Reading
from service.intake import limited
from service.intake.bounds import BYTES_MOST, EMPTY, TOO_LARGE, Unreadable, refuse
from service.intake.kinds import extension
from service.intake.limited import Limits, TooMuch
from service.intake.messages import OVERFLOW, Answer, Question, of_source, source_in

FILE = Limits(seconds=30, memory=1024 * 1024 * 1024, output=128 * 1024 * 1024)
ROSTER = Limits(seconds=60, memory=FILE.memory, output=FILE.output)
"""To understand 100,000 lines takes some 20 seconds."""

CODE = str(Path(__file__).resolve().parents[2])
START = "import sys; sys.path.insert(0, sys.argv[1]); from service.intake.{} import main; main(*sys.argv[2:])"
"""The child imports the readers; the process that serves pages never loads them."""

TOO_MUCH = "The file takes more than {} seconds or {} MB to read. Split the list, or save it as CSV."
BROKEN = "The file could not be read. Save the list as CSV or text, and bring that."
T = TypeVar("T")
_reading = asyncio.Semaphore(1)
"""One file at a time: each may take a processor and much memory for seconds."""


async def read_limited(content: bytes, filename: str = "") -> Source:
    """What a file holds, read apart and off the event loop. Raises Unreadable."""
    return await _off_the_loop(lambda: read_apart(content, filename))


async def understand_limited(source: Source, columns: Columns | None = None) -> Reading:
    """The people of a source, as reading_of() finds them, apart and off the event loop. Raises Unreadable."""
    return await _off_the_loop(lambda: understand_apart(source, columns))


async def _off_the_loop(act: Callable[[], T]) -> T:
    async with _reading:
        return await asyncio.to_thread(act)


def read_apart(content: bytes, filename: str = "") -> Source:
    """The same as read_limited() for a caller that may wait: for a second, or a minute at the worst."""
    if len(content) > BYTES_MOST:
        refuse(TOO_LARGE)
    if not content:
        refuse(EMPTY)
    return source_in(_answer(FILE, content, "child_file", f"list.{extension(filename)}"))


def understand_apart(source: Source, columns: Columns | None = None) -> Reading:
    """The same as understand_limited() for a caller that may wait."""
    question = msgspec.json.encode(Question(of_source(source), columns))
    return _answer(ROSTER, question, "child_roster").reading or refuse(BROKEN)


def _answer(limits: Limits, content: bytes, child: str, *arguments: str) -> Answer:
    too_much = TOO_MUCH.format(limits.seconds, limits.memory // 2**20)
    try:
        command = [sys.executable, "-I", "-c", START.format(child), CODE, *arguments]
        status, output = limited.run(command, content, limits)
    except TooMuch as error:
        raise Unreadable(too_much) from error
    if status:
        refuse(too_much if status == OVERFLOW else BROKEN)
    answer = msgspec.json.decode(output, type=Answer)
    return refuse(answer.refused) if answer.refused else answer
