"""What a moderator asked the queue for, as it stands in an address and back."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qsl, urlencode

from service.actions.queueing import Wanted
from service.core.evidence import Verdict
from service.core.signature import State
from service.store.queue import Place, Sieve

TYPED_MOST = 100
YES_NO = {"yes": True, "no": False}
EDITS = {"edit": True, "new": False}
SHOWN = {
    "waiting": State.CONFIRMED,
    "declined": State.DECLINED,
    "asked": State.CHANGES_ASKED,
    "listed": State.LISTED,
}
NUMBER_MOST = 2**63
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def wanted_of(query: Mapping[str, str]) -> Wanted:
    """What an address asks for; what it says in words that we do not know counts for nothing."""
    evidence = query.get("evidence", "")
    sieve = Sieve(
        verdict=Verdict(evidence) if evidence in set(Verdict) else None,
        titled=YES_NO.get(query.get("titled", "")),
        edit=EDITS.get(query.get("kind", "")),
        state=SHOWN.get(query.get("show", ""), State.CONFIRMED),
    )
    words = _typed(query.get("q", ""))
    domain = _typed(query.get("domain", "")).rpartition("@")[2]
    return Wanted(words, domain, sieve, _place(query.get("after", "")))


def wanted_from(back: str) -> Wanted:
    """The same from a query string that a form carried along."""
    try:
        return wanted_of(dict(parse_qsl(back[:1_000], max_num_fields=20)))
    except ValueError:
        return Wanted()


def query_of(wanted: Wanted, after: Place | None = None) -> str:
    """The query string that asks for the same, from `after` on."""
    fields = {key: value for key, value in fields_of(wanted).items() if value and value != "waiting"}
    if after:
        fields["after"] = f"{(after.since - EPOCH) // timedelta(microseconds=1)}.{after.signature_id}"
    return urlencode(fields)


def fields_of(wanted: Wanted) -> dict[str, str]:
    """What the filter form shows."""
    sieve = wanted.sieve
    return {
        "q": wanted.words,
        "domain": wanted.domain,
        "evidence": sieve.verdict.value if sieve.verdict else "",
        "titled": _key(YES_NO, sieve.titled),
        "kind": _key(EDITS, sieve.edit),
        "show": next(key for key, state in SHOWN.items() if state is sieve.state),
    }


def _key(known: Mapping[str, bool], value: bool | None) -> str:
    return next((key for key, each in known.items() if each is value), "")


def whole(text: str) -> int | None:
    """A number as our pages write it, small enough for the database."""
    is_number = text.isascii() and text.isdigit() and len(text) < 20
    return int(text) if is_number and int(text) < NUMBER_MOST else None


def _typed(text: str) -> str:
    return "".join(char for char in text[:TYPED_MOST] if char.isprintable()).strip()


def _place(text: str) -> Place | None:
    since, _, key = text.partition(".")
    micros, signature_id = whole(since), whole(key)
    if micros is None or signature_id is None or micros > 10**16:
        return None
    return Place(EPOCH + timedelta(microseconds=micros), signature_id)
