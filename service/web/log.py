"""The log of a letter's moderation: the page and the files for moderators, the tally for everybody."""

from collections.abc import AsyncIterator, Mapping
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlencode

from litestar import Request, get
from litestar.types import Receive, Scope, Send

from service.actions import logbook, reading
from service.actions.logbook import LogLine
from service.core.entry import Lane, printed_text
from service.core.moderation import REASONS, Reason
from service.core.signature import Act
from service.render import logfile
from service.store.log import LogPlace, LogSieve
from service.store.roll import ref_of
from service.web.answers import HTML, Answer
from service.web.desk_words import ACT_WORDS
from service.web.guards import Who, signed_in
from service.web.read import not_public
from service.web.site import Site, site_of

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
OTHERS = "others"
"""In the filter: what signatories and readers did."""

NUMBER_MOST = 2**63
HASH_SHOWN = 12


@get("/moderate/{slug:str}/log", who=Who.MODERATOR)
async def log_page(request: Request[Any, Any, Any]) -> Answer:
    site, slug = site_of(request), request.path_params["slug"]
    query = request.query_params
    sieve = sieve_of(query)
    found = await site.database.read(logbook.read_log, request.state.account, slug, sieve, _place(query))
    return site.page(
        "moderate/log.html",
        letter=found.letter,
        lines=[_shown(line) for line in found.lines],
        acts=[(act.value, words) for act, words in ACT_WORDS.items()],
        people=found.people,
        shown={name: query.get(name, "") for name in ("act", "by", "from", "to", "signature")},
        is_filtered=sieve != LogSieve(),
        is_later=_place(query) is not None,
        query=urlencode(_fields(query)),
        next=urlencode({**_fields(query), "after": _written(found.next)}) if found.next else "",
        **signed_in(request),
    )


@get("/moderate/{slug:str}/log.csv", who=Who.MODERATOR)
async def log_csv(request: Request[Any, Any, Any]) -> Answer:
    async def lines() -> AsyncIterator[str]:
        yield logfile.csv_head()
        async for records in _records(request):
            yield logfile.csv_part(records)

    return await _file(request, "csv", b"text/csv; charset=utf-8", lines())


@get("/moderate/{slug:str}/log.json", who=Who.MODERATOR)
async def log_json(request: Request[Any, Any, Any]) -> Answer:
    async def lines() -> AsyncIterator[str]:
        yield "[\n"
        is_first = True
        async for records in _records(request):
            yield logfile.json_part(records, is_first)
            is_first = is_first and not records
        yield "\n]\n"

    return await _file(request, "json", b"application/json", lines())


@get("/letters/{slug:str}/moderation", who=Who.ANYONE)
async def tally(request: Request[Any, Any, Any]) -> Answer:
    """How the letter is moderated, in numbers."""
    site, slug = site_of(request), request.path_params["slug"]
    try:
        return await site.cache.get(("tally", slug), slug, request.scope["headers"], lambda: _tally(site, slug))
    except LookupError:
        return await not_public(site, slug)


async def _tally(site: Site, slug: str) -> tuple[bytes, bytes]:
    letter = await site.database.read(reading.public_letter, slug)
    if letter is None:
        raise LookupError(slug)
    found = await site.database.read(logbook.public_tally, letter, site.now())
    wait = _span(found.wait) if found.wait is not None else ""
    return HTML, site.html("read/moderation.html", letter=letter, days=found.days, wait=wait)


def _span(wait: timedelta) -> str:
    """A wait in the unit that fits it."""
    hours = wait / timedelta(hours=1)
    if hours < 1:
        return "less than an hour"
    if hours < 48:
        return f"{round(hours)} hours" if round(hours) > 1 else "1 hour"
    return f"{round(hours / 24)} days"


class Streamed(Answer):
    """An answer that goes out in parts, each made when the one before has gone."""

    def __init__(self, headers: list[tuple[bytes, bytes]], parts: AsyncIterator[str]) -> None:
        super().__init__(200, headers, b"")
        self._headers = headers
        self._parts = parts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": self._headers})
        async for part in self._parts:
            await send({"type": "http.response.body", "body": part.encode(), "more_body": True})
        await send({"type": "http.response.body", "body": b"", "more_body": False})


async def _file(
    request: Request[Any, Any, Any], ending: str, media_type: bytes, lines: AsyncIterator[str]
) -> Answer:
    """The log as a file to keep; refused, like the page, before its first byte."""
    site, slug = site_of(request), request.path_params["slug"]
    await site.database.read(logbook.export_part, request.state.account, slug, LogSieve(), LogPlace(EPOCH, 0))
    disposition = f'attachment; filename="{slug}-log.{ending}"'.encode()
    headers = [*site.headers, (b"content-type", media_type), (b"cache-control", b"no-store")]
    return Streamed([*headers, (b"content-disposition", disposition)], lines)


async def _records(request: Request[Any, Any, Any]) -> AsyncIterator[list[dict[str, str]]]:
    """The acts that the filters let through, the newest first, in runs."""
    site, slug, account = site_of(request), request.path_params["slug"], request.state.account
    sieve = sieve_of(request.query_params)
    after: LogPlace | None = None
    while True:
        lines, after = await site.database.read(logbook.export_part, account, slug, sieve, after)
        yield [_record(line) for line in lines]
        if after is None:
            return


def _record(line: LogLine) -> dict[str, str]:
    act = line.act
    return {
        "act_id": str(act.id),
        "at": act.at.isoformat(timespec="seconds"),
        "act": act.act.value,
        "who": _who(line),
        "account": line.by or "",
        "signature": ref_of(act.signature_id),
        "entry_hash": act.revision.hash,
        "lane": act.revision.lane.value,
        "entry": printed_text(line.entry) if line.entry and _is_named(line) else "",
        "reason": act.reason,
        "note": act.note,
        "batch": str(act.batch_id or ""),
    }


def _shown(line: LogLine) -> SimpleNamespace:
    act = line.act
    return SimpleNamespace(
        at=act.at,
        words=ACT_WORDS[act.act],
        who=line.by or _who(line),
        hash=act.revision.hash[:HASH_SHOWN],
        signature_id=act.signature_id,
        entry=line.entry if _is_named(line) else None,
        is_erased=line.entry is None,
        reason=REASONS[Reason(act.reason)].label if act.reason in set(Reason) else act.reason,
        note=act.note,
    )


def _who(line: LogLine) -> str:
    if line.act.account_id is not None:
        return "moderator"
    return "a reader" if line.act.act is Act.REPORT else "the signatory"


def _is_named(line: LogLine) -> bool:
    """Whoever asked not to be named is named in no log either; the queue alone shows who it is."""
    return line.act.revision.lane is Lane.COSIGNER


def sieve_of(query: Mapping[str, str]) -> LogSieve:
    """What an address asks for; what it says in words that we do not know counts for nothing."""
    act, by, last = query.get("act", ""), query.get("by", ""), _day(query.get("to", ""))
    return LogSieve(
        act=Act(act) if act in set(Act) else None,
        account_id=0 if by == OTHERS else _number(by) or None,
        since=_day(query.get("from", "")),
        until=last + timedelta(days=1) if last else None,
        signature_id=_number(query.get("signature", "")),
    )


def _fields(query: Mapping[str, str]) -> dict[str, str]:
    return {name: query[name] for name in ("act", "by", "from", "to", "signature") if query.get(name)}


def _day(text: str) -> datetime | None:
    try:
        return datetime.strptime(text, "%Y-%m-%d").replace(tzinfo=UTC)
    except ValueError:
        return None


def _number(text: str) -> int | None:
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 20 else None
    return number if number is not None and number < NUMBER_MOST else None


def _written(place: LogPlace) -> str:
    return f"{(place.at - EPOCH) // timedelta(microseconds=1)}.{place.id}"


def _place(query: Mapping[str, str]) -> LogPlace | None:
    at, _, act_id = query.get("after", "").partition(".")
    microseconds, number = _number(at), _number(act_id)
    if microseconds is None or number is None or microseconds > 10**17:
        return None
    return LogPlace(EPOCH + timedelta(microseconds=microseconds), number)
