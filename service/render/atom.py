"""The updates of a letter as an Atom feed (RFC 4287)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from xml.etree import ElementTree as Xml

from service.core.document import Body
from service.core.letter import Letter
from service.render.fragments import body_html

ATOM = "http://www.w3.org/2005/Atom"
MEDIA_TYPE = b"application/atom+xml; charset=utf-8"


@dataclass(frozen=True, slots=True)
class News:
    """One update as the feed shows it."""

    id: int
    title: str
    body: Body
    at: datetime


def feed(letter: Letter, news: Sequence[News], base_url: str) -> bytes:
    """The feed of a letter, the newest update first; each keeps its id for ever."""
    here = f"{base_url}/letters/{letter.slug}"
    root = Xml.Element("feed", {"xmlns": ATOM, "xml:lang": letter.language})
    _text(root, "id", f"{here}/updates")
    _text(root, "title", f"Updates: {letter.title}")
    changed = max((each.at for each in news), default=letter.version.created_at)
    _text(root, "updated", _moment(changed))
    Xml.SubElement(root, "link", {"rel": "self", "type": "application/atom+xml", "href": f"{here}/updates.atom"})
    Xml.SubElement(root, "link", {"rel": "alternate", "type": "text/html", "href": f"{here}/updates"})
    _text(Xml.SubElement(root, "author"), "name", letter.profile.organiser or letter.title)
    for each in news:
        _entry(root, each, f"{here}/updates#u-{each.id}")
    content: bytes = Xml.tostring(root, encoding="utf-8", xml_declaration=True)
    return content


def _entry(root: Xml.Element, news: News, address: str) -> None:
    entry = Xml.SubElement(root, "entry")
    _text(entry, "id", address)
    _text(entry, "title", news.title)
    _text(entry, "published", _moment(news.at))
    _text(entry, "updated", _moment(news.at))
    Xml.SubElement(entry, "link", {"rel": "alternate", "type": "text/html", "href": address})
    _text(entry, "content", str(body_html(news.body)), {"type": "html"})


def _text(parent: Xml.Element, name: str, text: str, attributes: dict[str, str] | None = None) -> None:
    Xml.SubElement(parent, name, attributes or {}).text = text


def _moment(moment: datetime) -> str:
    """By RFC 3339, to the second."""
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")
