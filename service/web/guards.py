"""What is checked before a handler runs: host, origin, and who may call the route."""

import gzip
import hashlib
import secrets
from collections.abc import Callable, Iterable, Mapping
from enum import StrEnum
from typing import Any
from urllib.parse import urlsplit

from litestar import Request
from litestar.connection import ASGIConnection
from litestar.handlers import BaseRouteHandler
from litestar.types import ASGIApp, Message, Receive, Send

from service.store.accounts import Role
from service.store.sessions import SEEN_EVERY, Session, see_session, session_of
from service.web.answers import HTML, Answer
from service.web.site import Site, first

SESSION = "session"
"""The session's cookie."""

LINK_PATHS = (
    *("/confirm/", "/mine/", "/undo/", "/agree/", "/invited/", "/updates/"),
    *("/signin/", "/setup/", "/digest/"),
)
"""Addresses that are secrets themselves: their pages send no referrer, not even to this site."""

PROVEN_BY_LINK = ("/confirm/", "/mine/", "/undo/", "/agree/", "/invited/", "/updates/")
"""Who sends these forms knows the link, which proves more than an origin does."""

SAME_FOR_ALL = ("/sent", "/mine", "/signin")
"""Pages that must not tell who is known, not even by how well they compress; nor must what answers a form."""

NO_REFERRER = (b"referrer-policy", b"no-referrer")
HANG_UP = (b"connection", b"close")
UNSAFE = frozenset({"POST", "PUT", "PATCH", "DELETE"})
HOSTLESS = frozenset({"/livez", "/readyz", "/metrics"})
"""Machines ask these by whatever address they know this one by."""


class Who(StrEnum):
    """Who may call a route; every route declares it. What an account may do on which letter, actions check."""

    ANYONE = "anyone"
    SIGNED_IN = "signed in"
    """Somebody who used a link; the second step may still be open."""

    MEMBER = "member"
    """Somebody with a full session."""

    MODERATOR = "moderator"
    AUTHOR = "author"
    OPERATOR = "operator"


ROLES = {Who.MODERATOR: Role.MODERATOR, Who.AUTHOR: Role.AUTHOR}


class SignInNeeded(Exception):
    """The route is for people who have signed in."""


class StepNeeded(Exception):
    """The route is for people who took the second step too."""


class NotYourRole(Exception):
    """The route is for people with a role that this account has on no letter."""

    def __init__(self, who: Who) -> None:
        super().__init__(who)
        self.who = who


class ForgedForm(Exception):
    """A form of a session that does not carry the session's token."""


async def check_who(connection: ASGIConnection[Any, Any, Any, Any], handler: BaseRouteHandler) -> None:
    """Let only those in whom the route names; session and account are then in the request's state."""
    who = Who(handler.opt["who"])
    if who is Who.ANYONE:
        return
    site: Site = connection.app.state.site
    token = connection.cookies.get(site.cookie_name(SESSION), "")
    session = await site.database.read(session_of, token_hash(token), site.now()) if token else None
    if session is None:
        raise SignInNeeded
    if who is not Who.SIGNED_IN:
        _check_role(session, who)
    if site.now() - session.seen_at > SEEN_EVERY:
        await site.database.write(see_session, session.id, site.now())
    connection.state.session = session
    connection.state.account = session.account
    connection.state.csrf = site.form_token(token)


def _check_role(session: Session, who: Who) -> None:
    if not session.is_full:
        raise StepNeeded
    if who is Who.OPERATOR and not session.account.is_operator:
        raise NotYourRole(who)
    if who in ROLES and ROLES[who] not in session.roles:
        raise NotYourRole(who)


def token_hash(token: str) -> bytes:
    """What of a session's token is stored."""
    return hashlib.sha256(token.encode()).digest()


def signed_in(request: Request[Any, Any, Any]) -> dict[str, Any]:
    """What the pages of somebody signed in are given."""
    session: Session = request.state.session
    return {"account": session.account, "roles": session.roles, "csrf": request.state.csrf}


def check_token(request: Request[Any, Any, Any], fields: Mapping[str, list[str]]) -> None:
    """Raise ForgedForm unless a form carries the token of the session that it came with."""
    if not secrets.compare_digest(first(fields, "csrf").encode(), request.state.csrf.encode()):
        raise ForgedForm


def _may_zip(headers: Iterable[tuple[bytes, bytes]], session: bytes) -> bool:
    """Whether an answer may be compressed: never beside a session, whose form token its length could betray."""
    accepts = False
    for name, value in headers:
        if name == b"accept-encoding":
            accepts = b"gzip" in value
        elif name == b"cookie" and session in value:
            return False
    return accepts


def _without_body(send: Send) -> Send:
    """What HEAD gets of an answer to GET."""

    async def without(message: Message) -> None:
        if message["type"] == "http.response.body":
            message = {**message, "body": b""}
        await send(message)

    return without


class Zipping:
    """Sends a page compressed, where it is one and is not compressed yet."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self._start: Any = None

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            kinds = dict(message["headers"])
            if kinds.get(b"content-type") == HTML and b"content-encoding" not in kinds:
                self._start = {**message}
                return
        elif self._start is not None and message["type"] == "http.response.body":
            start, self._start = self._start, None
            body = gzip.compress(message["body"], 5)
            changed = {b"content-length": str(len(body)).encode(), b"content-encoding": b"gzip"}
            kept = [header for header in start["headers"] if header[0] not in changed]
            start["headers"] = [*kept, *changed.items(), (b"vary", b"accept-encoding")]
            await self._send(start)
            message = {**message, "body": body}
        await self._send(message)


class Reading:
    """A request's body on its way in. is_read: whether all of it came.

    The server hangs up behind an answer to a body that nobody read; told so, a browser sends its next form over
    a connection of its own, and not into the one that is closing.
    """

    def __init__(self, receive: Receive) -> None:
        self._receive = receive
        self.is_read = False

    async def __call__(self) -> Any:
        message = await self._receive()
        self.is_read = not message.get("more_body", False)
        return message


class Gate:
    """Outermost: refuses foreign hosts and forms of other sites, answers HEAD as GET without its body.

    served: told of every answer its method, route and status.
    """

    def __init__(self, app: ASGIApp, site: Site, served: Callable[[str, str, int], None]) -> None:
        self._app = app
        self._site = site
        self._served = served
        base = urlsplit(site.settings.base_url)
        self._origin = site.settings.base_url.encode()
        self._session = site.cookie_name("session").encode() + b"="
        default = 443 if base.scheme == "https" else 80
        host = base.hostname or ""
        port = base.port or default
        self._hosts = {f"{host}:{port}".encode()} | ({host.encode()} if port == default else set())

    async def __call__(self, scope: Any, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        method = scope["method"]
        refusal = self._refusal(scope, method)
        is_head = method == "HEAD"
        if is_head:
            scope["method"] = "GET"
        served = self._served
        has_link = scope["path"].startswith(LINK_PATHS)

        if is_head:
            send = _without_body(send)
        is_alike = method in UNSAFE or scope["path"].endswith(SAME_FOR_ALL)
        if not is_alike and _may_zip(scope["headers"], self._session):
            send = Zipping(send)

        body = Reading(receive)

        async def counted(message: Message) -> None:
            if message["type"] == "http.response.start":
                served(method, scope.get("path_template", ""), message["status"])
                if method in UNSAFE and not body.is_read:
                    message = {**message, "headers": [*message["headers"], HANG_UP]}
                if has_link:
                    kept = [header for header in message["headers"] if header[0] != NO_REFERRER[0]]
                    message = {**message, "headers": [*kept, NO_REFERRER]}
            await send(message)

        await (refusal or self._app)(scope, body, counted)

    def _refusal(self, scope: Any, method: str) -> Answer | None:
        host, origin, fetched_from = b"", None, None
        for name, value in scope["headers"]:
            if name == b"host":
                host = value.lower()
            elif name == b"origin":
                origin = value
            elif name == b"sec-fetch-site":
                fetched_from = value
        if host not in self._hosts and scope["path"] not in HOSTLESS:
            return self._site.message(
                "Wrong address",
                "This service does not live at the address that your browser asked for.",
                actions=(("Go to the service", self._site.settings.base_url),),
                status=400,
            )
        if "\0" in scope["path"]:
            return self._site.message(
                "There is no such page",
                "Check the address, or begin at the start page.",
                actions=(("Start page", "/"),),
                status=404,
            )
        if method in UNSAFE and not self._is_own_form(scope["path"], origin, fetched_from):
            return self._site.message(
                "This form came from another site",
                "Nothing was changed. Open the page here and send the form again.",
                actions=(("Start page", "/"),),
                status=403,
            )
        return None

    def _is_own_form(self, path: str, origin: bytes | None, fetched_from: bytes | None) -> bool:
        """Whether a form was sent by a page of ours, as far as the browser says; a script says nothing.

        A page without a referrer makes browsers send `Origin: null`, which any site can bring about. It is
        believed beside `Sec-Fetch-Site: same-origin`, which no page can set, or where a link proves the sender.
        """
        if fetched_from not in (None, b"same-origin", b"none"):
            return False
        if origin == b"null":
            return fetched_from == b"same-origin" or path.startswith(PROVEN_BY_LINK)
        return origin in (None, self._origin)
