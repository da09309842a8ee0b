"""Answers as they go out: a status, headers and bytes, with the safety headers that every one carries."""

import gzip
from typing import Any

from litestar.types import Receive, Scope, Send

SAFETY_HEADERS = [
    (
        b"content-security-policy",
        b"default-src 'none'; style-src 'self'; img-src 'self'; font-src 'self'; script-src 'self'; "
        b"connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    ),
    (b"referrer-policy", b"same-origin"),
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(), geolocation=(), microphone=(), browsing-topics=()"),
]
HSTS = (b"strict-transport-security", b"max-age=31536000")
HTML = b"text/html; charset=utf-8"


class Answer:
    """A finished response. It holds no state of a request, so that one may be sent to many."""

    __slots__ = ("_body", "_start", "status")

    def __init__(self, status: int, headers: list[tuple[bytes, bytes]], body: bytes) -> None:
        self.status = status
        length = [] if status == 304 else [(b"content-length", str(len(body)).encode())]
        self._start = {"type": "http.response.start", "status": status, "headers": [*headers, *length]}
        self._body = {"type": "http.response.body", "body": body, "more_body": False}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await send(self._start)  # type: ignore[arg-type]
        await send(self._body)  # type: ignore[arg-type]

    def to_asgi_response(self, *_: Any, **__: Any) -> "Answer":
        """For exception handlers, whose answers are asked to finish themselves."""
        return self


def zipped(headers: list[tuple[bytes, bytes]], body: bytes, status: int = 200) -> Answer:
    """The answer with its body compressed."""
    return Answer(status, [*headers, (b"content-encoding", b"gzip")], gzip.compress(body, 6))
