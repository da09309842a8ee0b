"""What every handler needs of its installation, and how it answers."""

import asyncio
import base64
import hmac
import json
import os
import time
import zlib
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from ipaddress import ip_address, ip_network
from typing import Any, Generic, TypeVar
from urllib.parse import parse_qs

from jinja2 import Environment
from litestar import Request

from service.core.letter import Letter
from service.core.limits import network_of
from service.core.links import LinkSigner
from service.render.templating import environment
from service.settings import Settings
from service.store.accounts import Account
from service.store.database import Database
from service.store.keyring import Box, KeyProblem, Keyring
from service.web.answers import HSTS, HTML, SAFETY_HEADERS, Answer
from service.web.cache import PageCache

SITE_NAME = "Undersigned"
FORM_LIMIT = 64 * 1024
FIELDS_LIMIT = 200
LONG_FORM_LIMIT = 2 * 1024 * 1024
"""Bytes of an author's form: a letter of 512 KiB, most of whose bytes a form sends as three."""

LONG_FIELDS_LIMIT = 1_500
FORM_TYPE = "application/x-www-form-urlencoded"


Kept = TypeVar("Kept")
RECENT = 1.0
RECENT_MOST = 100


class FormProblem(Exception):
    """A form that did not come from our pages: too long, of another type, or not text."""


class Recent(Generic[Kept]):
    """Things that were true within the last second, for those who come in a crowd.

    What is kept must not matter to safety: the writer looks again before it takes anything.
    """

    def __init__(self) -> None:
        self._kept: dict[str, tuple[float, Kept]] = {}

    def get(self, key: str) -> Kept | None:
        kept = self._kept.get(key)
        return kept[1] if kept and time.monotonic() - kept[0] < RECENT else None

    def keep(self, key: str, thing: Kept) -> None:
        if len(self._kept) >= RECENT_MOST:
            self._kept.clear()
        self._kept[key] = (time.monotonic(), thing)


class Site:
    """One installation as the pages see it."""

    def __init__(
        self,
        settings: Settings,
        database: Database,
        keyring: Keyring,
        mail_promised: Callable[[], None],
        is_demo: bool = False,
    ) -> None:
        self.settings = settings
        self.database = database
        self.is_demo = is_demo
        self.mail_promised = mail_promised
        self.signer = LinkSigner(keyring.derived("links"))
        self.headers = [*SAFETY_HEADERS, *([HSTS] if settings.is_https else [])]
        self.cache = PageCache(database, self.headers)
        self.open_letters: Recent[Letter] = Recent()
        self.thanks: Recent[Answer] = Recent()
        self.searching = asyncio.Semaphore(1)
        """A search reads a whole list: one at a time, so that pages never wait for searches."""
        self._cookie_boxes = [Box(key) for key in keyring.derived("cookies")]
        self._form_key = keyring.derived("forms")[0]
        self._templates: Environment = environment()
        self._proxies = [ip_network(part) for part in settings.proxies]

    @staticmethod
    def now() -> datetime:
        return datetime.now(UTC)

    def html(self, template: str, account: Account | None = None, csrf: str = "", **values: Any) -> bytes:
        """A page from its template, as bytes."""
        text = self._templates.get_template(template).render(
            site_name=SITE_NAME,
            demo=self.is_demo,
            base_url=self.settings.base_url,
            account=account,
            csrf=csrf,
            **values,
        )
        return text.encode()

    def page(self, template: str, status: int = 200, cookies: tuple[bytes, ...] = (), **values: Any) -> Answer:
        """A private page: never stored by anybody on the way."""
        headers = [*self.headers, (b"content-type", HTML), (b"cache-control", b"no-store")]
        headers += [(b"set-cookie", cookie) for cookie in cookies]
        return Answer(status, headers, self.html(template, **values))

    def message(
        self,
        heading: str,
        *paragraphs: str,
        actions: tuple[tuple[str, str], ...] = (),
        status: int = 200,
        **values: Any,
    ) -> Answer:
        """A page that says what happened and what to do next. actions: labels and addresses."""
        return self.page(
            "message.html",
            status,
            heading=heading,
            paragraphs=list(paragraphs),
            actions=list(actions),
            is_error=status >= 400,
            **values,
        )

    def redirect(self, path: str, cookies: tuple[bytes, ...] = ()) -> Answer:
        """See other: the next page, after a form was taken."""
        headers = [*self.headers, (b"location", path.encode()), (b"cache-control", b"no-store")]
        return Answer(303, headers + [(b"set-cookie", cookie) for cookie in cookies], b"")

    def json(self, record: Any, status: int = 200) -> Answer:
        headers = [*self.headers, (b"content-type", b"application/json"), (b"cache-control", b"no-store")]
        return Answer(status, headers, json.dumps(record, ensure_ascii=False, indent=1).encode())

    def client(self, request: Request[Any, Any, Any]) -> str:
        """The visitor's address: the peer, or what a trusted proxy says of it."""
        peer = request.scope["client"][0] if request.scope["client"] else ""
        if not self.is_proxy(peer):
            return peer
        hops = [hop.strip() for hop in request.headers.get("x-forwarded-for", "").split(",") if hop.strip()]
        return next((hop for hop in reversed(hops) if not self.is_proxy(hop)), peer)

    def network(self, request: Request[Any, Any, Any]) -> str:
        """What limits count the visitor by."""
        return network_of(self.client(request))

    def is_proxy(self, address: str) -> bool:
        try:
            return bool(self._proxies) and any(ip_address(address) in proxies for proxies in self._proxies)
        except ValueError:
            return False

    def cookie_name(self, name: str) -> str:
        """__Host- where the site is https: the browser then takes it from this host alone."""
        return f"__Host-{name}" if self.settings.is_https else name

    def cookie(self, name: str, value: str, seconds: int) -> bytes:
        """A Set-Cookie header; zero seconds delete it."""
        secure = "; Secure" if self.settings.is_https else ""
        text = f"{self.cookie_name(name)}={value}; Path=/; HttpOnly; SameSite=Lax; Max-Age={seconds}{secure}"
        return text.encode()

    def seal_cookie(self, record: Any, purpose: str) -> str:
        """A value that only this installation can read again, and only for the same purpose."""
        return self._cookie_boxes[0].seal(json.dumps(record).encode(), purpose.encode()).hex()

    def open_cookie(self, request: Request[Any, Any, Any], name: str, purpose: str) -> Any:
        """The sealed value of a cookie; None where there is none that can be read."""
        try:
            sealed = bytes.fromhex(request.cookies.get(self.cookie_name(name), ""))
        except ValueError:
            return None
        for box in self._cookie_boxes if sealed else ():
            try:
                return json.loads(box.open(sealed, purpose.encode()))
            except KeyProblem:
                continue
        return None

    def carried(self, content: bytes, purpose: str) -> str:
        """Something long that a page carries to its next form, sealed so that nobody reads or changes it."""
        sealed = self._cookie_boxes[0].seal(zlib.compress(content), purpose.encode())
        return base64.b64encode(sealed).decode()

    def brought(self, text: str, purpose: str) -> bytes:
        """What carried() sealed. Raises FormProblem where it is not ours, or was sealed for something else."""
        for box in self._cookie_boxes:
            try:
                return zlib.decompress(box.open(base64.b64decode(text), purpose.encode()))
            except (KeyProblem, ValueError):
                continue
        raise FormProblem("text")

    def number_for(self, once: str, purpose: str) -> int:
        """A positive 63-bit number that a value always gives and nobody else can choose."""
        digest = hmac.digest(self._form_key, f"{purpose}|{once}".encode(), "sha256")
        return int.from_bytes(digest[:8], "big") >> 1

    def form_token(self, secret: str) -> str:
        """What a form of a session carries, so that no other site can send it."""
        return hmac.digest(self._form_key, f"csrf|{secret}".encode(), "sha256").hex()


def site_of(request: Request[Any, Any, Any]) -> Site:
    site: Site = request.app.state.site
    return site


def random_number() -> int:
    """A positive 63-bit number."""
    return int.from_bytes(os.urandom(8), "big") >> 1


async def long_form_of(request: Request[Any, Any, Any]) -> Mapping[str, list[str]]:
    """As form_of(), for the forms of authors, whose letters may be long. Raises FormProblem."""
    return await form_of(request, LONG_FORM_LIMIT, LONG_FIELDS_LIMIT)


async def form_of(
    request: Request[Any, Any, Any], most: int = FORM_LIMIT, fields_most: int = FIELDS_LIMIT
) -> Mapping[str, list[str]]:
    """The fields of a form, each with its values in order. Raises FormProblem."""
    if request.headers.get("content-type", "").split(";")[0].strip().lower() != FORM_TYPE:
        raise FormProblem("type")
    body = await request.body()
    if len(body) > most:
        raise FormProblem("size")
    try:
        return parse_qs(body.decode("ascii"), keep_blank_values=True, max_num_fields=fields_most, errors="strict")
    except ValueError as error:
        raise FormProblem("text") from error


def first(fields: Mapping[str, list[str]], name: str) -> str:
    """A field's first value, or an empty text."""
    return fields[name][0] if fields.get(name) else ""
