"""The letter as an accessible PDF, set by typst from values that it never reads as markup."""

import datetime as dt
import json
from functools import cache
from typing import Any

import typst

from service.core.document import Document
from service.core.entry import ListedEntry, in_groups, printed_text, unconfirmed_words
from service.core.languages import direction
from service.core.letter import Addressee
from service.paths import FONTS, TEMPLATES
from service.render import words
from service.render.bidi import isolated, isolated_if_right_to_left
from service.render.coverage import warning
from service.render.formats import Rendered
from service.render.typst_values import body_values, entry_value, line_value

STANDARDS: list[Any] = ["a-2a", "ua-1"]
ALSO_KNOWN_AS = {"prs": "fa-af"}
"""Dari has a tag of its own, but screen readers and typst know it as the Persian of Afghanistan."""

TEMPLATE = TEMPLATES / "print" / "letter.typ"


def render(document: Document) -> Rendered:
    """A tagged PDF/A-2a and PDF/UA-1 on A4; the same document gives the same bytes.

    A character that no font has is printed as a hollow square and named in the warnings.
    """
    warnings = coverage_warnings(document)
    inputs = {"letter": json.dumps(letter_values(document), ensure_ascii=False)}
    day = dt.datetime.combine(document.as_of.date(), dt.time(), dt.UTC)
    try:
        content = _compile(inputs, day, STANDARDS)
    except typst.TypstError as error:
        content = _compile(inputs, day, [])
        warnings += (f"This PDF does not meet PDF/A-2a and PDF/UA-1: {error.message}.",)
    return Rendered(content, "application/pdf", warnings)


def letter_values(document: Document) -> dict[str, Any]:
    """Everything that letter.typ prints, as plain JSON values."""
    wording, profile = document.letter.version.wording, document.letter.profile
    base = direction(wording.language)
    return {
        "title": line_value(wording.title),
        "author": line_value(profile.organiser),
        **_language(wording.language),
        "hashtag": isolated(line_value(profile.hashtag)) if profile.hashtag else "",
        "started": line_value(words.started(document)),
        "collecting": words.collecting(document),
        "date": line_value(words.letter_date(document)),
        "addressees": [
            {"label": label, "blocks": [_addressee(one) for one in several]}
            for label, several in (("To", wording.to), ("CC", wording.cc))
            if several
        ],
        "re": line_value(words.regarding(document)),
        "salutation": line_value(wording.salutation),
        **body_values(document.body),
        "closing": [line_value(line) for line in wording.closing.splitlines()],
        "cosigners": words.cosigners(document),
        "count": len(document.entries),
        "groups": [
            {
                "name": isolated(line_value(heading)) if heading else "",
                "entries": [[str(listed.number), _entry(listed, base)] for listed in group],
            }
            for heading, group in in_groups(document.entries)
        ],
        "unconfirmed": unconfirmed_words(document.entries),
        "unnamed": words.unnamed(document),
        "supporters": line_value(_supporters(document)),
        "organiser": _organiser(document),
        "standing": words.standing(document),
        "is_preview": document.is_preview,
        "version": words.version(document),
        "seal": document.letter.version.seal,
    }


def _entry(listed: ListedEntry, base: str) -> list[str]:
    """The entry in three pieces, the last with the mark of a name that is not confirmed."""
    before, name, after = entry_value(listed.entry, base)
    return [before, name, after + listed.mark]


def _language(tag: str) -> dict[str, Any]:
    """What typst knows of a language tag: two or three letters, two for a country, and a direction."""
    lang, _, rest = ALSO_KNOWN_AS.get(tag.lower(), tag.lower()).partition("-")
    return {
        "lang": lang if len(lang) in (2, 3) else "en",
        "region": rest if len(rest) == 2 else None,
        "dir": direction(tag),
    }


def _supporters(document: Document) -> str:
    text, url = words.supporters(document), document.letter.profile.elsewhere_url
    return f"{text}: {url}" if url and words.gathered_elsewhere(document) else text


def _organiser(document: Document) -> dict[str, Any]:
    """The heading, and each paragraph as its lines; the links follow as words and address."""
    profile = document.letter.profile
    links = tuple(f"{isolated_if_right_to_left(link.label)}: {link.url}" for link in profile.links)
    told = (*words.paragraphs(profile.about), *words.paragraphs(profile.contact), links)
    return {
        "heading": line_value(words.about_organiser(document)),
        "told": [[isolated(line_value(line)) for line in lines] for lines in told if lines],
    }


def _addressee(addressee: Addressee) -> list[str]:
    return [isolated(line_value(line)) for line in addressee.lines()]


def coverage_warnings(document: Document) -> tuple[str, ...]:
    """A sentence for each place that holds a character without a glyph."""
    wording, profile = document.letter.version.wording, document.letter.profile
    addressees = [line for one in (*wording.to, *wording.cc) for line in one.lines()]
    around = (wording.title, profile.hashtag, profile.organiser, wording.re, wording.salutation, wording.closing)
    below = (profile.about, profile.contact, profile.elsewhere_label, *(link.label for link in profile.links))
    groups = [heading for heading, _ in in_groups(document.entries)]
    printed = "".join((*around, *below, *addressees, *groups, wording.body, *wording.demands))
    found = [warning("The letter", printed)]
    for listed in document.entries:
        place = f"Entry {listed.number} ({listed.entry.name})"
        found.append(warning(place, printed_text(listed.entry)))
    return tuple(sentence for sentence in found if sentence)


def _compile(inputs: dict[str, str], day: dt.datetime, standards: list[Any]) -> bytes:
    compiler = typst.Compiler(TEMPLATE, root=TEMPLATE.parent, font_paths=_fonts())
    content = compiler.compile(format="pdf", sys_inputs=inputs, pdf_standards=standards, timestamp=day)
    if not isinstance(content, bytes):
        raise RuntimeError("typst gave no single file")
    return content


@cache
def _fonts() -> typst.Fonts:
    """Our fonts alone, so that the result is the same on every machine."""
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[FONTS])
