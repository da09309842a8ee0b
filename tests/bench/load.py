"""A load process: raw HTTP/1.1 requests from a file over keep-alive connections, timed one by one.

What it found takes the place of the requests in the file.
"""

import asyncio
import pickle
import sys
from collections import Counter
from pathlib import Path
from time import perf_counter

import uvloop

LONGEST = 150.0
"""Seconds after which a run that hangs is given up."""


class Run:
    """The requests that are still to be sent, and what came of the others. They are taken round and round."""

    def __init__(self, requests: list[bytes], count: int) -> None:
        self._requests = requests
        self._count = count
        self._sent = 0
        self.statuses: Counter[int] = Counter()
        self.times: list[float] = []
        self.order: list[int] = []
        self.is_done = asyncio.Event()

    def next(self) -> tuple[int, bytes] | None:
        if self._sent == self._count:
            return None
        index = self._sent
        self._sent += 1
        return index, self._requests[index % len(self._requests)]

    def note(self, index: int, status: int, seconds: float) -> None:
        self.statuses[status] += 1
        self.times.append(seconds)
        self.order.append(index)
        if len(self.times) == self._count:
            self.is_done.set()


class Connection(asyncio.Protocol):
    """One keep-alive connection: a request, its whole answer, the next request."""

    def __init__(self, run: Run) -> None:
        self._run = run
        self._held = bytearray()
        self._wanted = 0
        self._status = 0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport: asyncio.Transport = transport  # type: ignore[assignment]
        self.ask()

    def ask(self) -> None:
        following = self._run.next()
        if following is None:
            self._transport.close()
            return
        self._index, request = following
        self._began = perf_counter()
        self._transport.write(request)

    def data_received(self, data: bytes) -> None:
        self._held += data
        if not self._wanted:
            end = self._held.find(b"\r\n\r\n")
            if end < 0:
                return
            head = bytes(self._held[:end]).lower()
            self._status = int(head[9:12])
            self._wanted = end + 4 + _length(head)
        if len(self._held) >= self._wanted:
            self._run.note(self._index, self._status, perf_counter() - self._began)
            del self._held[: self._wanted]
            self._wanted = 0
            self.ask()


def _length(head: bytes) -> int:
    _, found, rest = head.partition(b"\r\ncontent-length:")
    return int(rest.split(b"\r\n", 1)[0]) if found else 0


async def load(port: int, requests: list[bytes], count: int, connections: int) -> dict[str, object]:
    """Send so many requests. Raises TimeoutError where the answers do not come."""
    loop = asyncio.get_running_loop()
    run = Run(requests, count)
    began = perf_counter()
    for _ in range(min(connections, count)):
        await loop.create_connection(lambda: Connection(run), "127.0.0.1", port)
    await asyncio.wait_for(run.is_done.wait(), LONGEST)
    return {
        "seconds": perf_counter() - began,
        "statuses": dict(run.statuses),
        "times": [seconds for _, seconds in sorted(zip(run.order, run.times, strict=True))],
    }


def main() -> None:
    port, file, count, connections = int(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4])
    requests = pickle.loads(file.read_bytes())
    file.write_bytes(pickle.dumps(uvloop.run(load(port, requests, count, connections))))


if __name__ == "__main__":
    main()
