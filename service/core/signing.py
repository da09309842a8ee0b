"""The sign form becomes an entry, or errors by field."""

import hashlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import TypeVar
from urllib.parse import urlsplit

from email_validator import EmailNotValidError, validate_email

from service.core.entry import Capacity, Entry, Lane, Position
from service.core.text import Unprintable, clean, clean_lines

Choice = TypeVar("Choice", bound=StrEnum)

LINE_LIMIT = 300
URL_LIMIT = 500
POSITIONS_LIMIT = 6
STATEMENT_LIMIT = 500
STATEMENT_LINES = 10

CONSENT_WORDING = (
    "I am the person named here. I have read the letter and I sign it. I agree that my name, title, position, "
    "affiliation and place are published on the letter as I chose above, sent to its addressees, and kept by its "
    "authors. What I sign can show a political opinion. I can withdraw at any time."
)

TERMS_WORDING = "I have read what signing means for this letter, and I agree to it."


def consent_wording(terms: str = "") -> str:
    """All that somebody agrees to by the tick, with what the letter's author says that signing means."""
    return f"{CONSENT_WORDING} {TERMS_WORDING}\n\n{terms}" if terms else CONSENT_WORDING


def consent_hash(wording: str = CONSENT_WORDING) -> str:
    """Which wording of the consent was shown: SHA-256, 64 hex digits."""
    return hashlib.sha256(wording.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class SignForm:
    """What was typed into the sign form, kept as it was typed so that nothing is lost on an error.

    agreed: which wording of the consent the form showed.
    """

    name: str = ""
    latin_name: str = ""
    honorific: str = ""
    positions: tuple[Position, ...] = (Position(),)
    place: str = ""
    capacity: str = Capacity.PERSONAL.value
    evidence_url: str = ""
    email: str = ""
    lane: str = Lane.COSIGNER.value
    consent: bool = False
    updates: bool = False
    statement: str = ""
    agreed: str = ""

    def with_position(self) -> "SignForm":
        """The same form with room for one more position."""
        return replace(self, positions=(*self.positions, Position()))


@dataclass(frozen=True, slots=True)
class Request:
    """A sign form that can become a signature. consent: the hash of the wording that was agreed to."""

    entry: Entry
    lane: Lane
    email: str
    updates: bool
    consent: str = consent_hash()


@dataclass(slots=True)
class _Reader:
    errors: dict[str, str] = field(default_factory=dict)

    def line(self, key: str, typed: str, limit: int = LINE_LIMIT) -> str:
        """One cleaned line; an error where it cannot be printed or is too long."""
        try:
            text = clean(typed)
        except Unprintable as error:
            self.errors[key] = f"Take out a character that cannot be printed: {error}."
            return typed
        if len(text) > limit:
            self.errors[key] = f"Shorten this to {limit} characters; it has {len(text)}."
        return text

    def lines(self, key: str, typed: str, limit: int, most: int) -> str:
        """Cleaned lines without empty ones; an error where there are too many, or they are too long."""
        try:
            text = clean_lines(typed)
        except Unprintable as error:
            self.errors[key] = f"Take out a character that cannot be printed: {error}."
            return typed
        lines = [line for line in text.split("\n") if line]
        text = "\n".join(lines)
        if len(text) > limit:
            self.errors[key] = f"Shorten this to {limit} characters; it has {len(text):,}."
        elif len(lines) > most:
            self.errors[key] = f"Put this on {most} lines at most; it has {len(lines):,}."
        return text


def read_fields(values: Mapping[str, Sequence[str]], lanes: Sequence[Lane] = tuple(Lane)) -> SignForm:
    """A form as it was sent: each field's values in order. Missing fields keep their defaults.

    lanes: the ways that the form offers; the first is its default.
    """

    def first(key: str, default: str = "") -> str:
        found = values.get(key)
        return found[0] if found else default

    return SignForm(
        name=first("name"),
        latin_name=first("latin_name"),
        honorific=first("honorific"),
        positions=_pairs(values.get("position", ()), values.get("affiliation", ())),
        place=first("place"),
        capacity=first("capacity", Capacity.PERSONAL.value),
        evidence_url=first("evidence_url"),
        email=first("email"),
        lane=first("lane", lanes[0].value),
        consent=bool(first("consent")),
        updates=bool(first("updates")),
        statement=first("statement"),
        agreed=first("agreed"),
    )


def _pairs(positions: Sequence[str], affiliations: Sequence[str]) -> tuple[Position, ...]:
    count = max(len(positions), len(affiliations), 1)

    def at(values: Sequence[str], index: int) -> str:
        return values[index] if index < len(values) else ""

    return tuple(Position(at(positions, i), at(affiliations, i)) for i in range(count))


def check_entry(
    form: SignForm, lanes: Collection[Lane] = frozenset(Lane)
) -> tuple[Entry, Lane, dict[str, str]]:
    """The entry and lane that a form asks for, and every error at once by field. lanes: the ways it may take."""
    reader = _Reader()
    name = reader.line("name", form.name)
    if not name:
        reader.errors["name"] = "Enter your name as it should appear on the letter."
    positions = []
    for index, typed in enumerate(form.positions):
        position = reader.line(f"position-{index}", typed.position)
        affiliation = reader.line(f"affiliation-{index}", typed.affiliation)
        if position or affiliation:
            positions.append(Position(position, affiliation))
    if len(positions) > POSITIONS_LIMIT:
        reader.errors["position-0"] = f"Keep the {POSITIONS_LIMIT} positions that matter most for this letter."
    latin_name = reader.line("latin_name", form.latin_name)
    honorific = reader.line("honorific", form.honorific)
    place = reader.line("place", form.place)
    evidence_url = _web_address(reader, form.evidence_url)
    capacity = _choice(reader, "capacity", form.capacity, Capacity, "Choose in what capacity you sign.")
    if capacity is not Capacity.PERSONAL and not positions and "position-0" not in reader.errors:
        reader.errors["position-0"] = "Enter the position or the affiliation that you sign for."
    lane = _choice(reader, "lane", form.lane, Lane, "Choose how you want to be listed.")
    if lane not in lanes:
        reader.errors["lane"] = "This letter does not offer that way to sign. Choose one that it offers."
    statement = reader.lines("statement", form.statement, STATEMENT_LIMIT, STATEMENT_LINES)
    if statement and lane is not Lane.COSIGNER and "statement" not in reader.errors:
        reader.errors["statement"] = "A statement stands under a name. Take it out, or choose the full entry."
    entry = Entry(name, honorific, latin_name, tuple(positions), place, capacity, evidence_url, statement)
    return entry, lane, reader.errors


def check_form(
    form: SignForm, lanes: Collection[Lane] = frozenset(Lane), terms: str = ""
) -> tuple[Request, dict[str, str]]:
    """The request that a sign form makes, and every error at once by field. terms: the letter's own."""
    entry, lane, errors = check_entry(form, lanes)
    email, problem = read_address(form.email)
    if problem:
        errors["email"] = problem
    if not form.consent:
        errors["consent"] = "Tick the box if you agree. Without it we cannot take your signature."
    consent = consent_hash(consent_wording(terms))
    if form.agreed and form.agreed != consent:
        errors["consent"] = "What you agree to has changed since you opened this page. Read it again, then tick."
    return Request(entry, lane, email, form.updates, consent), errors


def read_address(typed: str) -> tuple[str, str | None]:
    """An address that mail can be sent to, its domain in ASCII; or "" and why not, in words for who typed it."""
    email = typed.strip()
    if not email:
        return "", "Enter your email address. We send you a link to confirm that it is yours."
    if not email.rpartition("@")[0].isascii():
        return "", "Enter an address whose part before the @ uses Latin letters; many mail servers refuse others."
    try:
        return validate_email(email, check_deliverability=False).ascii_email or "", None
    except EmailNotValidError:
        return "", "Enter an email address like name@example.org."


def mailbox_of(address: str) -> str:
    """An address as it is compared: in lower case. Dots and tags stay, for they may belong to other people."""
    return address.lower()


def masked(email: str) -> str:
    """An address for other eyes: "a•••@example.org"."""
    local, _, domain = email.rpartition("@")
    return f"{local[:1]}•••@{domain}"


def _web_address(reader: _Reader, typed: str) -> str:
    url = reader.line("evidence_url", typed, URL_LIMIT)
    if url and "evidence_url" not in reader.errors:
        url = url if "://" in url else f"https://{url}"
        try:
            parts = urlsplit(url)
        except ValueError:
            parts = urlsplit("")
        if parts.scheme not in {"http", "https"} or "." not in (parts.hostname or "") or " " in url:
            reader.errors["evidence_url"] = "Enter a web address like https://example.org/people/name."
    return url


def _choice(reader: _Reader, key: str, typed: str, choices: type[Choice], message: str) -> Choice:
    try:
        return choices(typed)
    except ValueError:
        reader.errors[key] = message
        return next(iter(choices))
