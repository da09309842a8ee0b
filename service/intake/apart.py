"""Files from strangers are read by a process of its own, which can be ended and takes nothing down with it."""

import asyncio
import json
import sys
from pathlib import Path
from typing import Any

from service.core.roster.source import Kind, Source, Table, Text
from service.intake import limited
from service.intake.bounds import BYTES_MOST, EMPTY, TOO_LARGE, Unreadable, refuse
from service.intake.kinds import extension
from service.intake.limited import Limits, TooMuch

LIMITS = Limits(seconds=30, memory=1024 * 1024 * 1024, output=128 * 1024 * 1024)
CODE = Path(__file__).resolve().parents[2]
START = f"import sys; sys.path.insert(0, {str(CODE)!r}); from service.intake.child import main; main(sys.argv[1])"
"""The child imports the readers; the process that serves pages never loads them."""

TOO_MUCH = (
    f"The file takes more than {LIMITS.seconds} seconds or {LIMITS.memory // 2**20} MB to read. "
    "Split the list into several files, or save it as CSV."
)
BROKEN = "The file could not be read. Save the list as CSV or text, and bring that."
_reading = asyncio.Semaphore(1)
"""One file at a time: each may take a processor and much memory for seconds."""


async def read_limited(content: bytes, filename: str = "") -> Source:
    """What a file holds, read apart and off the event loop. Raises Unreadable."""
    async with _reading:
        return await asyncio.to_thread(read_apart, content, filename)


def read_apart(content: bytes, filename: str = "") -> Source:
    """The same for a caller that may wait: it blocks for a second, or for a minute at the worst."""
    if len(content) > BYTES_MOST:
        refuse(TOO_LARGE)
    if not content:
        refuse(EMPTY)
    command = [sys.executable, "-I", "-c", START, f"list.{extension(filename)}"]
    try:
        status, output = limited.run(command, content, LIMITS)
    except TooMuch as error:
        raise Unreadable(TOO_MUCH) from error
    if status:
        refuse(TOO_MUCH if status == OVERFLOW else BROKEN)
    return unpacked(output)


OVERFLOW = 3
"""What the child ends with where its memory does not suffice."""


def packed(source: Source | str) -> bytes:
    """A source, or the words of a refusal, for the way from child to parent: JSON, as the child is not trusted."""
    if isinstance(source, str):
        record: dict[str, Any] = {"refused": source}
    elif isinstance(source, Text):
        record = {"text": source.text, "kind": source.kind, "notes": source.notes}
    else:
        record = {"rows": source.rows, "numbers": source.numbers, "kind": source.kind, "notes": source.notes}
    return json.dumps(record).encode()


def unpacked(output: bytes) -> Source:
    """What packed() made. Raises Unreadable with the words of a refusal."""
    record = json.loads(output)
    if "refused" in record:
        refuse(record["refused"])
    kind, notes = Kind(record["kind"]), tuple(record["notes"])
    if "text" in record:
        return Text(record["text"], kind, notes)
    return Table(tuple(map(tuple, record["rows"])), tuple(record["numbers"]), kind, notes)
