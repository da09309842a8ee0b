"""Each page that letters are born from becomes a letter: read from its text, rendered, and nothing of it lost."""

import io
import json
import re
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
import yaml
from pypdf import PdfReader

from service.core.document import Document, ItemList, NoteMark, Paragraph, Quote, Text
from service.core.goals import goal_after
from service.core.letter import Counts, Letter, LetterState, Profile, Version, Wording
from service.core.letterfile import read_letter_file
from service.core.letterfile_out import write_letter_file
from service.core.markdown import read_wording
from service.core.seal import seal_of
from service.render import words
from service.render.formats import FORMATS
from tests.rig.shared import shared

NOW = datetime(2031, 3, 4, 9, tzinfo=UTC)
KINDS = ("html", "md", "txt", "pdf")


def seed(name: str) -> list[str]:
    """The lines of a seed that say something, without the white space around them."""
    lines = shared(f"seeds/{name}.txt").read_text("utf-8").replace("\u00a0", " ").split("\n")
    return [" ".join(line.split()) for line in lines if line.strip()]


def at(lines: list[str], start: str) -> int:
    return next(number for number, line in enumerate(lines) if line.startswith(start))


def letter_file(keys: dict[str, Any], body: list[str]) -> Document:
    """A letter file made of these, read, written, read again, and set as a document."""
    front = yaml.safe_dump(keys, allow_unicode=True, sort_keys=False, width=10_000)
    below = "\n\n".join(body)
    profile, wording = read_letter_file(f"---\n{front}---\n{below}\n".encode())
    assert read_letter_file(write_letter_file(profile, wording).encode()) == (profile, wording)
    return as_document(profile, wording)


def day(text: str, form: str) -> str:
    return datetime.strptime(text, form).replace(tzinfo=UTC).date().isoformat()


def as_document(profile: Profile, wording: Wording) -> Document:
    version = Version(1, 1, seal_of(wording), wording, NOW)
    letter = Letter(1, LetterState.OPEN, profile, version, Counts())
    return Document(letter, read_wording(wording), (), NOW, is_preview=False)


def printed(kind: str, document: Document) -> str:
    """What a reader of the export meets, without white space, tags, marks of direction and backslashes."""
    content = FORMATS[kind](document).content
    if kind == "pdf":
        text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)
        text = re.sub(r"Page \d+ of \d+", "", text)
    elif kind == "html":
        text = re.sub(r"<[^>]*>", "", content.decode().split("</style>")[1])
        text = text.replace("&#39;", "'").replace("&#34;", '"').replace("&amp;", "&")
    else:
        text = re.sub(r"(?m)^> ?", "", content.decode())
    return re.sub("[\\s\\\\\u200b\u2066-\u2069]", "", text)


def squeezed(text: str) -> str:
    return "".join(re.sub(r"\[\^(\d+)\]", "", text).split())


def is_whole(document: Document) -> None:
    """Every word of the letter is in every export, and nothing warns."""
    wording = document.letter.version.wording
    people = [line for one in (*wording.to, *wording.cc) for line in one.lines()]
    for kind in KINDS:
        text = re.sub(r"\[\^?\d+\]", "", printed(kind, document))
        for line in (wording.title, *people, *wording.demands):
            assert squeezed(line[:40]) in text and squeezed(line[-40:]) in text, (kind, line)
        for paragraph in wording.body.split("\n"):
            if paragraph and not paragraph.startswith((">", "[^", "a) ", "b) ", "C) ")) and "[^" not in paragraph:
                assert squeezed(paragraph[-60:]) in text, (kind, paragraph)
        assert FORMATS[kind](document).warnings == ()
    record = json.loads(FORMATS["json"](document).content)
    assert record["wording"]["body"] == wording.body


def addressee(line: str) -> dict[str, str]:
    """ "Name, office" or "Ambassador Name President of ..", as the seed writes them."""
    honorific, name = re.match(r"(Ambassador )?(\S+ \S+?)(?=,| President)", line).groups()  # type: ignore[union-attr]
    office = line.removeprefix(honorific or "").removeprefix(name).strip(" ,")
    return {"honorific": (honorific or "").strip(), "name": name, "office": office}


@pytest.fixture(scope="module")
def open_letter() -> Document:
    lines = seed("open-letter-un")
    to, cc = at(lines, "To: "), at(lines, "CC:")
    demands = [number for number, line in enumerate(lines) if line[0] in "•–"]
    urging, salutation = (
        demands[0] - 1,
        next(n for n, line in enumerate(lines) if n > cc and line.endswith(",") and line.istitle()),
    )
    notes = [f"[^{n}]: {n}" for n in range(1, 7)]
    body = [re.sub(r"\[(\d)\]", r"[^\1]", line) for line in lines[salutation + 1 : urging + 1]]
    count, goal = (int(n.replace(",", "")) for n in re.findall(r"[\d,]*\d", lines[at(lines, "Signatures")]))
    keys = {
        "title": lines[to - 1],
        "slug": "open-letter",
        "hashtag": lines[0].split()[0],
        "organiser": lines[at(lines, "Started by")].removeprefix("Started by "),
        "published": day(lines[2], "%B %d, %Y"),
        "date": day(lines[salutation - 1], "%d %B, %Y"),
        "to": [addressee(lines[to].removeprefix("To: "))],
        "cc": [addressee(line.removeprefix("CC: ")) for line in lines[cc : salutation - 1]],
        "salutation": lines[salutation],
        "demands": [lines[number][2:] for number in demands],
        "supporters_elsewhere": count,
        "elsewhere_label": "another page",
        "goal": goal,
    }
    return letter_file(keys, [*body, *notes])


def test_a_letter_to_an_office_with_copies_notes_and_demands(open_letter: Document) -> None:
    is_whole(open_letter)
    wording = open_letter.letter.version.wording
    assert len(wording.to) == 1 and len(wording.cc) == 6
    assert all(one.office for one in (*wording.to, *wording.cc))
    assert [one.honorific for one in wording.cc].count("Ambassador") == 2
    demands = open_letter.body.blocks[-1]
    assert isinstance(demands, ItemList) and len(demands.items) == 7 and demands.start is None
    assert (str(wording.date), str(open_letter.letter.profile.published)) == ("2022-06-06", "2022-06-02")


def test_its_six_notes_are_linked_both_ways(open_letter: Document) -> None:
    assert [note.number for note in open_letter.body.notes] == [1, 2, 3, 4, 5, 6]
    page = FORMATS["html"](open_letter).content.decode()
    for number in range(1, 7):
        assert page.count(f'href="#note-{number}"') == page.count(f'id="note-{number}"') == 1
        assert page.count(f'href="#mark-{number}-1"') == page.count(f'id="mark-{number}-1"') == 1


def test_what_was_gathered_elsewhere_stands_apart_from_the_next_goal(open_letter: Document) -> None:
    profile = open_letter.letter.profile
    assert words.supporters(open_letter) == "0 supporters; 1,533 more on another page"
    assert profile.goal == 2_500 and goal_after(0, profile.goal) == goal_after(1_533, None) == 2_500
    counted = replace(open_letter.letter, counts=Counts(supporters=12))
    for kind in KINDS:
        text = printed(kind, replace(open_letter, letter=counted))
        assert "12supporters;1,533moreonanotherpage" in text and "1,545" not in text


@pytest.fixture(scope="module")
def petition() -> Document:
    lines = seed("petition-35000")
    goal = int(re.findall(r"[\d,]*\d", lines[0])[-1].replace(",", ""))
    keys = {
        "title": " ".join(lines[1].split()[:15]),
        "slug": "petition",
        "to": [{"name": "NATO"}],
        "hashtag": re.findall(r"#\w+", " ".join(lines))[0],
        "goal": goal,
    }
    return letter_file(keys, lines[1:])


def test_a_petition_with_lettered_demands_and_a_goal(petition: Document) -> None:
    is_whole(petition)
    [lettered] = [block for block in petition.body.blocks if isinstance(block, ItemList)]
    assert lettered.marks == ("a)", "b)", "C)")
    for kind in ("md", "txt", "pdf"):
        found = [
            printed(kind, petition).index(squeezed(mark + texts(item)[:40])) for mark, item in points(lettered)
        ]
        assert found == sorted(found)
    page = FORMATS["html"](petition).content.decode()
    assert re.findall(r'<ol type="a" start="1">|data-mark="(.*?) "', page) == ["", "a)", "b)", "C)"]
    assert petition.letter.profile.goal == goal_after(0, 35_000) == 35_000


def points(lettered: ItemList) -> list[tuple[str, Any]]:
    return list(zip(lettered.marks, lettered.items, strict=True))


def texts(node: Any) -> str:
    if isinstance(node, Text):
        return node.text
    if isinstance(node, tuple):
        return "".join(map(texts, node))
    return texts(getattr(node, "children", ()))


def test_a_comma_from_right_to_left_inside_latin_text_is_kept_byte_for_byte(petition: Document) -> None:
    around = next(line for line in seed("petition-35000") if "،" in line)
    for kind in ("html", "md", "txt"):
        assert squeezed(around).encode() in printed(kind, petition).encode()
    assert around in petition.letter.version.wording.body
    assert "،" in printed("pdf", petition)


def test_hashtags_are_printed_and_are_no_headings(petition: Document) -> None:
    tags = re.findall(r"#\w+", " ".join(seed("petition-35000")))
    assert len(tags) == 2 and petition.letter.profile.hashtag == tags[0]
    for kind in KINDS:
        assert all(tag in printed(kind, petition) for tag in tags)


def test_a_petition_to_a_government_with_a_goal_of_its_own() -> None:
    lines = seed("petition-1000")
    institution = re.search(r"Government of \w+", lines[2])
    assert institution
    goal = int(re.findall(r"[\d,]*\d", lines[1])[-1].replace(",", ""))
    keys = {"title": lines[0], "slug": "petition", "to": [{"name": institution.group()}], "goal": goal}
    document = letter_file(keys, lines[2:])
    is_whole(document)
    assert document.letter.version.wording.to[0].lines() == (institution.group(),)
    assert goal_after(999, document.letter.profile.goal) == 1_000
    assert goal_after(1_000, document.letter.profile.goal) == 1_500


def test_quotations_with_their_source() -> None:
    lines = seed("statement-with-comments")
    first = at(lines, "“")
    last = next(number for number, line in enumerate(lines) if line.startswith("1. ")) - 1
    said_by = re.split(r" on ", lines[1])[0]
    quotation = "\n>\n> ".join(lines[first:last])
    poster, posted = lines[0].removeprefix("Posted by: ").split(" | ")
    keys = {
        "title": lines[1],
        "slug": "statement",
        "organiser": poster,
        "published": day(posted, "%B %d, %Y"),
        "to": [{"name": "Council of Isle Corran"}],
    }
    document = letter_file(keys, [lines[2], f"> {quotation}\n>\n> — {said_by}", lines[last]])
    is_whole(document)
    quote = document.body.blocks[1]
    assert isinstance(quote, Quote)
    assert len(quote.children) == last - first
    assert texts(quote.source) == said_by
    page = FORMATS["html"](document).content.decode()
    assert f'<figcaption dir="auto">— <cite>{said_by}</cite></figcaption>' in page
    for kind in KINDS:
        assert squeezed(f"— {said_by}") in printed(kind, document)
    assert words.started(document) == f"Started by {poster}, 6 October 2011"


def test_an_organisation_with_its_address_its_phone_and_its_ways_to_help() -> None:
    lines = seed("organisation-page")
    heading, helping = 3, next(number for number, line in enumerate(lines) if line.endswith("help?"))
    address, phone = lines[-2], lines[-1].split(": ")[1]
    calls = [lines[2], lines[-7], lines[-5]]
    keys = {
        "title": lines[heading],
        "slug": "help",
        "organiser": " ".join(lines[helping + 1].split()[:3]),
        "to": [{"name": "Council of Isle Corran"}],
        "about": lines[helping + 1],
        "contact": f"{address}\n{phone}",
        "links": [{"label": call, "url": f"https://help.example.org/{n}"} for n, call in enumerate(calls)],
    }
    document = letter_file(keys, lines[heading + 1 : helping])
    is_whole(document)
    profile = document.letter.profile
    assert [link.label for link in profile.links] == calls
    for kind in KINDS:
        text = printed(kind, document)
        for said in (f"About {profile.organiser}", profile.about, address, phone):
            assert squeezed(said) in text, (kind, said)
        for link in profile.links:
            assert squeezed(f"{link.label}: {link.url}") in text


def test_every_note_mark_of_the_open_letter_stands_where_the_seed_has_it(open_letter: Document) -> None:
    paragraphs = [block for block in open_letter.body.blocks if isinstance(block, Paragraph)]
    marks = [child.number for block in paragraphs for child in block.children if isinstance(child, NoteMark)]
    written = [int(n) for line in seed("open-letter-un") for n in re.findall(r"\[(\d)\]", line)]
    assert marks == written == [1, 2, 3, 4, 5, 6]
