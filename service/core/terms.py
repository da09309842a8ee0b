"""What authors type about signing and about themselves becomes a profile, or errors by field."""

import datetime as dt
from dataclasses import replace

from service.core.entry import Lane
from service.core.fields import Fields, Reader
from service.core.letter import Link, Profile

GOAL_MOST = 1_000_000_000
LINE_MOST = 200
ABOUT_MOST = 5_000
CONTACT_MOST = 1_000
TERMS_MOST = 2_000
LINKS_MOST = 10
LABEL_MOST = 60
URL_MOST = 2_000
SCHEMES = ("http://", "https://", "mailto:")
LANES_NONE = "Leave at least one way to sign open."
BAD_URL = "begins with https://, http:// or mailto:"
PAST = "This day is over. Choose today or a later day, or leave it empty."


def read_terms(profile: Profile, fields: Fields, today: dt.date) -> tuple[Profile, dict[str, str]]:
    """A profile with the signing terms of a form, and errors by field."""
    reader = Reader(fields)
    lanes = tuple(lane for lane in Lane if lane.value in fields.get("lanes", ()))
    if not lanes:
        reader.errors["lanes"] = LANES_NONE
    until = reader.date("until", "The last day")
    if until and until < today and until != profile.until:
        reader.errors["until"] = PAST
    is_set = reader.raw("goal_by") == "set"
    goal = reader.number("goal", GOAL_MOST, "The goal") if is_set else None
    if is_set and not goal and "goal" not in reader.errors:
        reader.errors["goal"] = "Type the goal, or let it step up by itself."
    terms = replace(
        profile,
        lanes=lanes or profile.lanes,
        until=until,
        goal=goal,
        terms=reader.lines("terms", TERMS_MOST, "What signing means"),
        supporters_elsewhere=reader.number("supporters_elsewhere", GOAL_MOST, "The number elsewhere") or 0,
        elsewhere_label=reader.line("elsewhere_label", LINE_MOST, "The name of the other page"),
        elsewhere_url=_url(reader, "elsewhere_url", reader.raw("elsewhere_url")),
    )
    return terms, reader.errors


def read_about(profile: Profile, fields: Fields) -> tuple[Profile, dict[str, str]]:
    """A profile with what a form says of the organiser, and errors by field."""
    reader = Reader(fields)
    about = replace(
        profile,
        hashtag=reader.line("hashtag", 100, "The hashtag"),
        published=reader.date("published", "The day of publication"),
        organiser=reader.line("organiser", LINE_MOST, "The organiser's name"),
        about=reader.lines("about", ABOUT_MOST, "What the organiser is"),
        contact=reader.lines("contact", CONTACT_MOST, "The contact"),
        links=_links(reader, fields),
    )
    return about, reader.errors


def typed_links(fields: Fields) -> list[tuple[str, str]]:
    """Each label and address as typed, also those that are empty."""
    return list(zip(fields.get("link_label", ()), fields.get("link_url", ()), strict=False))[: LINKS_MOST + 1]


def _links(reader: Reader, fields: Fields) -> tuple[Link, ...]:
    found = []
    for index, (label, url) in enumerate(typed_links(fields)):
        if not label.strip() and not url.strip():
            continue
        words = reader.cleaned(label, f"link_label-{index}", LABEL_MOST, "The words of a link", required=True)
        address = _url(reader, f"link_url-{index}", url)
        if not address:
            reader.errors.setdefault(f"link_url-{index}", f"A link has an address; it {BAD_URL}.")
        found.append(Link(words, address))
    if len(found) > LINKS_MOST:
        reader.errors["form"] = f"There is room for {LINKS_MOST} links."
    return tuple(found)


def _url(reader: Reader, at: str, typed: str) -> str:
    url = reader.cleaned(typed, at, URL_MOST, "The address")
    rest = url.split(":", 1)[-1].strip("/")
    if url and at not in reader.errors and (not url.lower().startswith(SCHEMES) or not rest or " " in url):
        reader.errors[at] = f"The address of a link {BAD_URL}."
    return url
