"""The one Jinja environment that pages, mails and printed letters share."""

import hashlib
from datetime import datetime
from functools import lru_cache

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from service.core.entry import in_groups, printed, printed_text, unconfirmed_words
from service.core.languages import date_in_words, direction
from service.paths import ASSETS, TEMPLATES
from service.render import words
from service.render.differences import as_text, changed_parts
from service.render.fragments import blocks_html, body_html, entry_html, notes_html
from service.render.text import body_text


@lru_cache(maxsize=256)
def asset_url(name: str) -> str:
    """The address of a file in templates/assets/; it changes with the content, so that it may be kept forever."""
    digest = hashlib.sha256((ASSETS / name).read_bytes()).hexdigest()[:10]
    return f"/assets/{digest}/{name}"


def thousands(number: int) -> str:
    """1533 as "1,533"."""
    return f"{number:,}"


def day_and_time(moment: datetime) -> str:
    """A moment as "6 June 2022, 14:02 UTC"."""
    return f"{date_in_words(moment.date())}, {moment:%H:%M} UTC"


def environment() -> Environment:
    """A new environment over templates/: autoescape for .html, nothing undefined, filters for letters."""
    env = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=select_autoescape(["html"]),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    env.filters.update(
        blocks_html=blocks_html,
        body_html=body_html,
        body_text=body_text,
        changed_parts=changed_parts,
        changes_text=as_text,
        collecting=words.collecting,
        date_in_words=date_in_words,
        day_and_time=day_and_time,
        direction=direction,
        entry_html=entry_html,
        entry_text=printed_text,
        in_groups=in_groups,
        unconfirmed_words=unconfirmed_words,
        notes_html=notes_html,
        paragraphs=words.paragraphs,
        printed=printed,
        thousands=thousands,
    )
    env.globals.update(asset_url=asset_url)
    return env
