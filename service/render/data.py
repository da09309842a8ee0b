"""The letter as JSON from which its seal can be computed again."""

import json
from collections.abc import Sequence
from typing import Any

from service.core.document import Document
from service.core.entry import entry_record
from service.core.letter import Version
from service.core.seal import sealed_record
from service.render.formats import Rendered

FORMAT = "undersigned-letter-1"


def render(document: Document) -> Rendered:
    content = json.dumps(letter_record(document), ensure_ascii=False, indent=1) + "\n"
    return Rendered(content.encode(), "application/json")


def letter_record(document: Document) -> dict[str, Any]:
    """The whole export as plain JSON values.

    seal: SHA-256, in hex, of the canonical form (RFC 8785) of `wording`. Times are days.
    """
    letter, profile = document.letter, document.letter.profile
    return {
        "format": FORMAT,
        "letter": {
            "slug": profile.slug,
            "hashtag": profile.hashtag,
            "organiser": profile.organiser,
            "published": profile.published.isoformat() if profile.published else None,
            "goal": profile.goal,
            "supporters_elsewhere": profile.supporters_elsewhere,
            "elsewhere_label": profile.elsewhere_label,
            "elsewhere_url": profile.elsewhere_url,
            "about": profile.about,
            "contact": profile.contact,
            "links": [{"label": link.label, "url": link.url} for link in profile.links],
            "until": profile.until.isoformat() if profile.until else None,
            "lanes": [lane.value for lane in profile.lanes],
            "terms": profile.terms,
        },
        "state": letter.state.value,
        "version": letter.version.number,
        "seal": letter.version.seal,
        "wording": sealed_record(letter.version.wording),
        "counts": {
            "named": letter.counts.named,
            "unnamed": letter.counts.unnamed,
            "supporters": letter.counts.supporters,
        },
        "entries": [
            {
                "number": listed.number,
                "ref": listed.ref,
                **({"group": listed.group} if listed.group else {}),
                "entry": entry_record(listed.entry),
                **({} if listed.is_confirmed else {"confirmed_by_mail": False}),
            }
            for listed in document.entries
        ],
        "as_of": document.as_of.date().isoformat(),
        "is_preview": document.is_preview,
    }


def versions_record(versions: Sequence[Version]) -> list[dict[str, Any]]:
    """The changelog, the newest first."""
    return [
        {
            "number": version.number,
            "kind": version.kind.value,
            "note": version.note,
            "date": version.created_at.date().isoformat(),
            "seal": version.seal,
        }
        for version in versions
    ]
