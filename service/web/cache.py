"""Public pages as bytes: built once for each change of their letter, and looked at once a second at most."""

import asyncio
import hashlib
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass

from service.store.database import Database, Unavailable
from service.store.letters import revisions
from service.web.answers import Answer, zipped

LOOK_EVERY = 1.0
"""Seconds for which a page is served without asking whether its letter changed."""

KEPT_MOST = 256
GZIP_FROM = 1_000


@dataclass(slots=True)
class _Kept:
    plain: Answer
    gzipped: Answer
    unchanged: Answer
    etag: bytes
    revision: int
    looked_at: float


class PageCache:
    """Pages by key. Each belongs to a letter, whose revision tells whether it is still true."""

    def __init__(self, database: Database, headers: list[tuple[bytes, bytes]]) -> None:
        self._database = database
        self._headers = headers
        self._kept: OrderedDict[tuple[str, ...], _Kept] = OrderedDict()
        self._locks: dict[tuple[str, ...], asyncio.Lock] = {}

    async def get(
        self,
        key: tuple[str, ...],
        slug: str,
        request_headers: Iterable[tuple[bytes, bytes]],
        build: Callable[[], Awaitable[tuple[bytes, bytes]]],
    ) -> Answer:
        """The page of a key. build: its media type and bytes; LookupError from it is the caller's."""
        kept = self._kept.get(key)
        if kept is None or time.monotonic() - kept.looked_at > LOOK_EVERY:
            kept = await self._fresh(key, slug, build)
        accepts_gzip, wanted = False, b""
        for name, value in request_headers:
            if name == b"accept-encoding":
                accepts_gzip = b"gzip" in value
            elif name == b"if-none-match":
                wanted = value
        if wanted and kept.etag in wanted:
            return kept.unchanged
        return kept.gzipped if accepts_gzip else kept.plain

    async def _fresh(
        self, key: tuple[str, ...], slug: str, build: Callable[[], Awaitable[tuple[bytes, bytes]]]
    ) -> _Kept:
        """The page, looked at now: one visitor looks, the others wait for what they find."""
        async with self._locks.setdefault(key, asyncio.Lock()):
            kept = self._kept.get(key)
            if kept is not None and time.monotonic() - kept.looked_at <= LOOK_EVERY:
                return kept
            try:
                return await self._look(key, slug, kept, build)
            except Unavailable:
                if kept is None:
                    raise
                kept.looked_at = time.monotonic()
                return kept
            finally:
                if key not in self._kept:
                    self._locks.pop(key, None)

    async def _look(
        self,
        key: tuple[str, ...],
        slug: str,
        kept: _Kept | None,
        build: Callable[[], Awaitable[tuple[bytes, bytes]]],
    ) -> _Kept:
        looked_at = time.monotonic()
        revision = (await self._database.read(revisions, [slug])).get(slug, -1)
        if kept is None or kept.revision != revision:
            media_type, body = await build()
            kept = self._keep(key, media_type, body, revision)
        kept.looked_at = looked_at
        return kept

    def _keep(self, key: tuple[str, ...], media_type: bytes, body: bytes, revision: int) -> _Kept:
        etag = b'"' + hashlib.sha256(body).hexdigest()[:20].encode() + b'"'
        headers = [
            *self._headers,
            (b"content-type", media_type),
            (b"etag", etag),
            (b"cache-control", b"no-cache"),
            (b"vary", b"accept-encoding"),
        ]
        plain = Answer(200, headers, body)
        gzipped = plain
        if len(body) > GZIP_FROM:
            gzipped = zipped(headers, body)
        kept = _Kept(plain, gzipped, Answer(304, headers, b""), etag, revision, 0.0)
        self._kept[key] = kept
        self._kept.move_to_end(key)
        while len(self._kept) > KEPT_MOST:
            old, _ = self._kept.popitem(last=False)
            self._locks.pop(old, None)
        return kept
