"""What operators and their machines ask: health, figures, files, and the demonstration's mailbox."""

import re
from datetime import UTC, datetime
from functools import lru_cache
from ipaddress import ip_address
from types import SimpleNamespace
from typing import Any

from litestar import Request, get
from prometheus_client import CollectorRegistry, Counter, Gauge, generate_latest

from service.paths import ASSETS
from service.store.database import Db
from service.store.migrations import is_current
from service.store.outbox import health
from service.web.answers import Answer, zipped
from service.web.guards import Who
from service.web.site import Site, site_of

PLAIN = (b"content-type", b"text/plain; charset=utf-8")
ASSET_TYPES = {
    ".css": b"text/css; charset=utf-8",
    ".svg": b"image/svg+xml",
    ".woff2": b"font/woff2",
    ".js": b"text/javascript; charset=utf-8",
}
LINK = re.compile(r"(https?://\S+)")


class Metrics:
    """Figures about the service, none about a person."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self._requests = Counter(
            "undersigned_requests",
            "Answers by route, method and status.",
            ["method", "route", "status"],
            registry=self.registry,
        )
        self._mails = Gauge(
            "undersigned_mails", "Mails in the outbox by state.", ["state"], registry=self.registry
        )
        self._oldest = Gauge(
            "undersigned_oldest_mail_seconds",
            "For how long the oldest unsent mail is due.",
            registry=self.registry,
        )

    def served(self, method: str, route: str, status: int) -> None:
        self._requests.labels(method, route, status).inc()

    async def text(self, site: Site) -> bytes:
        found = await site.database.read(health)
        for state in ("queued", "claimed", "sent", "failed"):
            self._mails.labels(state).set(getattr(found, state))
        waited = (site.now() - found.oldest_due).total_seconds() if found.oldest_due else 0
        self._oldest.set(max(0.0, waited))
        return generate_latest(self.registry)


def _tables_are_current(db: Db) -> bool:
    return is_current(db.connection)


@get("/livez", who=Who.ANYONE)
async def livez(request: Request[Any, Any, Any]) -> Answer:
    """The process answers."""
    return _plain(site_of(request), 200, b"alive\n")


@get("/readyz", who=Who.ANYONE)
async def readyz(request: Request[Any, Any, Any]) -> Answer:
    """The database answers and has the tables of this code. Mail is not asked: pages stay up without it."""
    site = site_of(request)
    current = await site.database.read(_tables_are_current)
    status, words = (200, b"ready\n") if current else (503, b"the database has another version: run migrate\n")
    return _plain(site, status, words)


@get("/metrics", who=Who.ANYONE)
async def metrics(request: Request[Any, Any, Any]) -> Answer:
    """For whoever asks from the machine itself or its private network, and not through a proxy."""
    site = site_of(request)
    if "x-forwarded-for" in request.headers or not _is_private(site.client(request)):
        return site.message("Not for visitors", "These figures are for the operator.", status=403)
    text = await request.app.state.metrics.text(site)
    return _plain(site, 200, text)


def _plain(site: Site, status: int, words: bytes) -> Answer:
    return Answer(status, [*site.headers, PLAIN, (b"cache-control", b"no-store")], words)


def _is_private(address: str) -> bool:
    try:
        return ip_address(address).is_private
    except ValueError:
        return False


@get("/assets/{digest:str}/{path:path}", who=Who.ANYONE)
async def asset(request: Request[Any, Any, Any]) -> Answer:
    """A file of the pages. Its address changes with its content, so it may be kept for a year."""
    site = site_of(request)
    plain, gzipped = _asset(str(request.path_params["path"]).lstrip("/"), tuple(site.headers))
    return gzipped if "gzip" in request.headers.get("accept-encoding", "") else plain


@lru_cache(maxsize=64)
def _asset(name: str, safety: tuple[tuple[bytes, bytes], ...]) -> tuple[Answer, Answer]:
    """A file as it is, and compressed where that helps. Raises LookupError where pages have no such file."""
    file = (ASSETS / name).resolve()
    media_type = ASSET_TYPES.get(file.suffix)
    if media_type is None or not file.is_relative_to(ASSETS.resolve()) or not file.is_file():
        raise LookupError(name)
    forever = (b"cache-control", b"public, max-age=31536000, immutable")
    headers = [*safety, (b"content-type", media_type), forever, (b"vary", b"accept-encoding")]
    content = file.read_bytes()
    plain = Answer(200, headers, content)
    return plain, plain if file.suffix == ".woff2" else zipped(headers, content)


@get("/demo/mailbox", who=Who.ANYONE)
async def mailbox(request: Request[Any, Any, Any]) -> Answer:
    mails = [_shown(name, message) for name, message in request.app.state.mailbox.messages()]
    return site_of(request).page("operate/mailbox.html", mails=mails)


@get("/demo/mailbox/{name:str}", who=Who.ANYONE)
async def mail(request: Request[Any, Any, Any]) -> Answer:
    site = site_of(request)
    message = request.app.state.mailbox.message(request.path_params["name"])
    if message is None:
        return site.message(
            "There is no such mail",
            "It may have been deleted.",
            actions=(("Mailbox", "/demo/mailbox"),),
            status=404,
        )
    return site.page("operate/mail.html", mail=_shown(request.path_params["name"], message), parts=_parts(message))


def _shown(name: str, message: Any) -> SimpleNamespace:
    at = message["Date"].datetime if message["Date"] else datetime.now(UTC)
    return SimpleNamespace(
        id=name, to=str(message["To"]), sender=str(message["From"]), subject=str(message["Subject"]), at=at
    )


def _parts(message: Any) -> list[tuple[str, bool]]:
    """The mail's text in pieces: addresses that can be followed, and what stands between them."""
    body = message.get_body(("plain",))
    text = body.get_content() if body else ""
    return [(part, bool(LINK.fullmatch(part))) for part in LINK.split(text) if part]
