"""What the author's pages share: the letter as it will print, how a draft stands, and answers to a script."""

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from litestar import Request

from service.actions.drafting import Draft
from service.core.document import Document
from service.core.letter import Letter, Wording
from service.core.markdown import read_wording
from service.store.accounts import Account
from service.web.answers import HTML, Answer
from service.web.guards import signed_in
from service.web.site import first, site_of


async def shown_as(letter: Letter, wording: Wording, now: datetime) -> Document:
    """The letter with other words, as the renderers of its public page take it. Long texts take a thread."""
    body = await asyncio.to_thread(read_wording, wording)
    version = replace(letter.version, wording=wording)
    return Document(replace(letter, version=version), body, (), now)


async def page(
    request: Request[Any, Any, Any], template: str, letter: Letter, status: int = 200, **values: Any
) -> Answer:
    return site_of(request).page(template, status, letter=letter, **values, **signed_in(request))


async def fragment(request: Request[Any, Any, Any], letter: Letter, wording: Wording) -> Answer:
    """The letter alone, for the preview that follows the typing."""
    site = site_of(request)
    document = await shown_as(letter, wording, site.now())
    headers = [*site.headers, (b"content-type", HTML), (b"cache-control", b"no-store")]
    return Answer(200, headers, site.html("compose/letter.html", document=document, letter=document.letter))


def saved(request: Request[Any, Any, Any], stamp: str) -> Answer:
    """What the script is told when a part was kept."""
    return site_of(request).json({"was": stamp})


def not_saved(request: Request[Any, Any, Any], words: str, status: int, errors: Mapping[str, str] = {}) -> Answer:
    return site_of(request).json({"words": words, "errors": dict(errors)}, status)


def is_script(fields: Mapping[str, list[str]]) -> bool:
    """Whether the page's script saves, and wants a short answer."""
    return first(fields, "step") == "auto"


def by_words(draft: Draft, reader: Account | None = None) -> str:
    """Who saved a draft last, and when: "ana@example.org, 14:02 UTC"."""
    who = draft.by.email if draft.by else "the console"
    if reader and draft.by and draft.by.id == reader.id:
        who = "you, in another window"
    return f"{who}, {draft.saved_at:%H:%M} UTC" if draft.saved_at else who


def saved_words(draft: Draft) -> str:
    return f"Saved {draft.saved_at:%H:%M} UTC" if draft.saved_at else ""
