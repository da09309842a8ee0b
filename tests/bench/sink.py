"""A mail server that takes everything at once and keeps nothing, in a process of its own."""

import asyncio
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

import uvloop

from tests.rig.process import ROOT, end_with_parent, free_port


class Session(asyncio.Protocol):
    """One connection: commands line by line, a message up to its dot."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport: asyncio.Transport = transport  # type: ignore[assignment]
        self._held = b""
        self._is_message = False
        self._transport.write(b"220 sink\r\n")

    def data_received(self, data: bytes) -> None:
        self._held += data
        while True:
            end = b"\r\n.\r\n" if self._is_message else b"\r\n"
            line, found, rest = self._held.partition(end)
            if not found:
                return
            self._held = rest
            self._answer(line[:4].upper())

    def _answer(self, verb: bytes) -> None:
        if self._is_message:
            self._is_message = False
            self._transport.write(b"250 taken\r\n")
        elif verb == b"DATA":
            self._is_message = True
            self._transport.write(b"354 go on\r\n")
        elif verb == b"QUIT":
            self._transport.write(b"221 bye\r\n")
            self._transport.close()
        else:
            self._transport.write(b"250 yes\r\n")


@contextmanager
def sink() -> Iterator[int]:
    """The sink's port, while it runs."""
    port = free_port()
    command = [sys.executable, "-m", "tests.bench.sink", str(port)]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, preexec_fn=end_with_parent)
    assert process.stdout is not None
    process.stdout.readline()
    try:
        yield port
    finally:
        process.kill()
        process.wait()


async def main(port: int) -> None:
    server = await asyncio.get_running_loop().create_server(Session, "127.0.0.1", port)
    print(f"listening since {time.time():.0f}", flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    uvloop.run(main(int(sys.argv[1])))
