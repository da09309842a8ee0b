"""The letter file: read as it was meant, or every problem with its line."""

import datetime as dt
import json
import time

import pytest
from hypothesis import HealthCheck, given, reject, settings
from hypothesis import strategies as st

from service.core.entry import Lane
from service.core.letter import Addressee, DemandMarks, Link, Profile, wording_from_record, wording_record
from service.core.letterfile import ADDRESSEE_KEYS, SIZE_LIMIT, LetterFileError, read_letter_file
from service.core.letterfile_out import write_letter_file
from service.core.seal import seal_of

GOOD = """---
title: Open letter on the ferry of Ulm Bay
slug: ulm-ferry
hashtag: "#UlmFerry"
language: en
organiser: Harbour Friends
published: 2026-03-02
date: 2026-03-14
goal: 250
supporters_elsewhere: 0
to:
  - honorific: H.E.
    name: Rada Vint
    post_nominals: KC
    office: Minister of Ports
    organisation: Government of Tarn
    care_of: Jo Lee
    postal:
      - Quay 1
      - Ulm
cc:
  - name: Harbour Board
    postal: |
      Pier 2
      Ulm
salutation: Your Excellency,
closing: |
  With respect,
  the undersigned
---

The ferry is the only road.[^1]

[^1]: Timetable of the harbour.
"""


def problems(text: str | bytes) -> list[tuple[int, str]]:
    with pytest.raises(LetterFileError) as refused:
        read_letter_file(text if isinstance(text, bytes) else text.encode())
    assert str(refused.value) == "\n".join(f"line {p.line}: {p.words}" for p in refused.value.problems)
    return [(problem.line, problem.words) for problem in refused.value.problems]


def line_of(part: str, text: str = GOOD) -> int:
    return next(number for number, line in enumerate(text.split("\n"), start=1) if part in line)


def test_a_whole_letter_is_read_as_written() -> None:
    profile, wording = read_letter_file(GOOD.encode())
    assert profile == Profile("ulm-ferry", "#UlmFerry", "Harbour Friends", dt.date(2026, 3, 2), 250, 0)
    [to] = wording.to
    assert to == Addressee(
        "Rada Vint", "H.E.", "KC", "Minister of Ports", "Government of Tarn", "Jo Lee", ("Quay 1", "Ulm")
    )
    assert wording.cc == (Addressee("Harbour Board", postal=("Pier 2", "Ulm")),)
    assert (wording.date, wording.closing) == (dt.date(2026, 3, 14), "With respect,\nthe undersigned")
    assert wording.body.startswith("The ferry") and wording.body.endswith("harbour.")


def test_what_ends_a_line_and_what_stands_before_the_first_changes_nothing() -> None:
    plain = read_letter_file(GOOD.encode())
    assert read_letter_file(GOOD.replace("\n", "\r\n").encode()) == plain
    assert read_letter_file(b"\xef\xbb\xbf" + GOOD.encode()) == plain
    assert read_letter_file((GOOD + "\n\n  \n").encode()) == plain


def test_a_wording_survives_its_record() -> None:
    _, wording = read_letter_file(GOOD.encode())
    again = wording_from_record(json.loads(json.dumps(wording_record(wording))))
    assert again == wording and seal_of(again) == seal_of(wording)


@pytest.mark.parametrize(
    ("part", "put", "words"),
    [
        ("title: Open letter on the ferry of Ulm Bay", 'title: ""', "'title' is empty"),
        ("title: Open letter on the ferry of Ulm Bay", "title: [a, b]", "'title' is not a text"),
        ("title: Open letter on the ferry of Ulm Bay", "title: !!binary aGk=", "'title' is not a text"),
        ("title: Open letter on the ferry of Ulm Bay", 'title: "a\\u202eb"', "U+202E"),
        ("slug: ulm-ferry", "slug: Ulm Ferry", "'slug' takes"),
        ("slug: ulm-ferry", "slug: ../up", "'slug' takes"),
        ("slug: ulm-ferry", f"slug: {'x' * 81}", "'slug' takes"),
        ("language: en", "language: klingon", "'klingon' is not a language tag"),
        ("date: 2026-03-14", "date: 14 March 2026", "'date' is not a date like"),
        ("date: 2026-03-14", "date: 2026-02-30", "'date' is not a date like"),
        ("published: 2026-03-02", "published: {}", "'published' is not a text"),
        ("goal: 250", "goal: -1", "'goal' is not a whole number"),
        ("goal: 250", "goal: 1e3", "'goal' is not a whole number"),
        ("goal: 250", "goal: ٢٥٠", "'goal' is not a whole number"),
        ("goal: 250", f"goal: {'9' * 400}", "'goal' is not a whole number"),
        ("supporters_elsewhere: 0", "supporters_elsewhere: many", "'supporters_elsewhere' is not a whole number"),
        ("organiser: Harbour Friends", "organizer: Harbour Friends", "unknown key 'organizer'"),
        ("organiser: Harbour Friends", "title: Twice", "'title' stands here a second time"),
        ("    office: Minister of Ports", "    rank: Minister", "unknown key 'rank'"),
        ("    name: Rada Vint", "    name:", "an addressee has no name"),
        ("The ferry is the only road.[^1]", "No mark here.", "footnote 1 has no mark"),
        ("[^1]: Timetable of the harbour.", "", "footnote 1 has a mark but no text"),
        ("The ferry is the only road.[^1]", "The ferry.[^1] \x07", "U+0007"),
        ("The ferry is the only road.[^1]", "The ferry.[^1] \u202e", "U+202E"),
    ],
)
def test_each_mistake_is_named_with_its_line(part: str, put: str, words: str) -> None:
    found = problems(GOOD.replace(part, put, 1))
    assert len(found) == 1, found
    assert words in found[0][1]
    first_line = line_of(part) - 1 if words == "an addressee has no name" else line_of(part)
    wanted = line_of("road.[^1]") if "has a mark" in words else first_line
    wanted = line_of("[^1]: T") if "has no mark" in words else wanted
    assert found[0][0] == wanted


def test_every_mistake_is_said_at_once_in_the_order_of_the_lines() -> None:
    text = GOOD.replace("slug: ulm-ferry", "slug: A B").replace("2026-03-14", "soon").replace("250", "lots")
    text = text.replace("road.[^1]", "road.[^1][^2]").replace("language: en", "langage: en")
    found = problems(text)
    wanted = ["slug: ", "language:", "date: 2026", "goal:", "road."]
    assert [line for line, _ in found] == [line_of(part) for part in wanted]


@pytest.mark.parametrize("key", ["title", "slug"])
def test_a_key_that_must_be_there_is_missed(key: str) -> None:
    text = "\n".join(line for line in GOOD.split("\n") if not line.startswith(f"{key}:"))
    assert problems(text) == [(1, f"the key {key!r} is missing")]


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("", 1, "begins with a line of three dashes"),
        ("title: x\n", 1, "begins with a line of three dashes"),
        ("---\ntitle: x\n", 1, "no closing line"),
        ("---\n---\ntext", 1, "is not a list of keys and values"),
        ("---\njust words\n---\ntext", 2, "is not a list of keys and values"),
        ("---\n- a\n---\ntext", 2, "is not a list of keys and values"),
        ("---\ntitle: 'x\n---\ntext", 2, "not YAML"),
        ("---\na: b: c\n---\ntext", 2, "not YAML"),
        ("---\na: \x01\n---\ntext", 2, "not YAML"),
        ("---\na: &x 1\nb: *x\n---\ntext", 2, "anchors and aliases"),
        ("---\ntitle: a\nto:\n  name: b\n---\ntext", 4, "'to' is not a list"),
        ("---\ntitle: a\nto:\n  - b\n---\ntext", 4, "an addressee is not a list of keys"),
        (
            "---\ntitle: a\nto:\n  - name: b\n    postal: {a: b}\n---\ntext",
            5,
            "'postal' is one text, or a list of texts",
        ),
        (
            "---\ntitle: a\nto:\n  - name: b\n    postal:\n      - [c]\n---\ntext",
            6,
            "'postal' is one text, or a list of texts",
        ),
    ],
)
def test_what_is_no_letter_file(text: str, line: int, words: str) -> None:
    assert any(line == at and words in said for at, said in problems(text))


def test_a_letter_needs_an_addressee_and_a_text() -> None:
    assert problems("---\ntitle: a\nslug: a\n---\ntext") == [
        (1, "the letter has no addressee; name at least one under 'to'")
    ]
    assert problems(GOOD[: GOOD.index("The ferry")])[0][1] == "the letter has no text below its front matter"


def test_what_is_not_text_is_named_by_its_line() -> None:
    content = GOOD.encode().replace(b"only road", b"only \xff road")
    assert problems(content) == [(line_of("only road"), "the file is not UTF-8 text")]
    assert problems(GOOD.encode("utf-16"))[0] == (1, "the file is not UTF-8 text")


def test_a_file_has_an_end() -> None:
    assert problems(b"-" * (SIZE_LIMIT + 1))[0][0] == 1


WHOLE = """---
title: Open letter on the ferry of Ulm Bay
slug: ulm-ferry
language: en
published: 2026-03-02
date: 2026-03-14
to:
  - honorific: H.E.
    name: Rada Vint
    office:
      - Minister of Ports
      - Envoy to the Nine Rivers
cc:
  - name: "Harbour Board: the night desk"
    postal:
      - Quay 1
      - "#2, Ulm"
re: Ferry timetable, summer
salutation: Your Excellency,
demands:
  - Keep the ferry.[^1]
  - "Tell us: why in June?"
  - |-
    Let us see

    - the "log";
    - the accounts.
demand_marks: letters
closing: |-
  With respect,
  the undersigned
organiser: Harbour Friends
about: |-
  We keep the quay.

  Since 1911.
contact: |-
  Quay 1, Ulm
  +00 1234
links:
  - label: Donate
    url: https://ferry.example.org/give?x=1#now
until: 2026-09-30
goal: 0
lanes:
  - cosigner
  - supporter
terms: Your name goes to the Minister.
supporters_elsewhere: 118
elsewhere_label: the Quay petition
elsewhere_url: https://quay.example.org
---
The ferry is the only road.

---

[^1]: Timetable of the harbour.
"""


def test_a_letter_file_is_written_as_a_person_would() -> None:
    profile, wording = read_letter_file(WHOLE.encode())
    assert wording.to[0].office == "Minister of Ports\nEnvoy to the Nine Rivers"
    assert wording.demands[2] == 'Let us see\n\n- the "log";\n- the accounts.'
    assert (wording.re, wording.demand_marks) == ("Ferry timetable, summer", DemandMarks.LETTERS)
    assert profile.links == (Link("Donate", "https://ferry.example.org/give?x=1#now"),)
    assert (profile.until, profile.lanes) == (dt.date(2026, 9, 30), (Lane.COSIGNER, Lane.SUPPORTER))
    assert (profile.about, profile.contact) == ("We keep the quay.\n\nSince 1911.", "Quay 1, Ulm\n+00 1234")
    assert write_letter_file(profile, wording) == WHOLE


def test_a_file_written_by_hand_is_read_written_and_read_as_the_same() -> None:
    profile, wording = read_letter_file(GOOD.encode())
    assert read_letter_file(write_letter_file(profile, wording).encode()) == (profile, wording)


@pytest.mark.parametrize(
    ("keys", "line", "words"),
    [
        ("demands: Keep it", 4, "'demands' is not a list; begin each demand with a dash"),
        ("demands:\n  - {a: b}", 5, "a demand is not a text"),
        ("demands:\n  - one\n  -", 6, "a demand is empty"),
        ("demands:\n  - '[^1]: note'", 5, "the texts of footnotes stand below"),
        ("demands:\n  - 'one[^9]'", 5, "footnote 9 has a mark but no text"),
        ('demands:\n  - "a\\u202eb"', 5, "a demand holds a character that cannot be printed: U+202E"),
        ("demand_marks: stars", 4, "'demand_marks' is one of bullets, numbers, letters"),
        ("links:\n  - label: Donate", 5, "a link has a label and a url"),
        ("links:\n  - {label: Donate, url: 'javascript:alert(1)'}", 5, "'url' is not an address that begins with"),
        ("links:\n  - {label: Donate, url: 'https://'}", 5, "'url' is not an address that begins with"),
        (
            "links:\n  - {label: Donate, url: 'https://a.example/a b'}",
            5,
            "'url' is not an address that begins with",
        ),
        ("links: Donate", 4, "'links' is not a list; begin each link with a dash"),
        ("elsewhere_url: quay.example.org", 4, "'elsewhere_url' is not an address that begins with"),
        ("lanes: [cosigner, ghost]", 4, "'lanes' is a list of one or more of cosigner, withheld, supporter"),
        ("lanes: []", 4, "'lanes' is a list of one or more of"),
        ("until: soon", 4, "'until' is not a date like"),
        ("to:\n  - {name: a, office: {b: c}}", 5, "'office' is one text, or a list of texts"),
        ("to:\n  - name: a\n    office:\n      - one\n      - # two", 8, "'office' is empty; leave it out"),
    ],
)
def test_each_mistake_in_what_an_author_adds_is_named_with_its_line(keys: str, line: int, words: str) -> None:
    to = "" if keys.startswith("to:") else "to: [{name: b}]\n"
    [(at, said)] = problems(f"---\ntitle: a\nslug: a\n{keys}\n{to}---\ntext")
    assert at == line and words in said


def test_a_mark_in_a_demand_finds_its_text_below_the_letter() -> None:
    _, wording = read_letter_file(
        b"---\ntitle: a\nslug: a\nto: [{name: b}]\ndemands: ['c[^1]']\n---\ntext\n\n[^1]: d"
    )
    assert wording.demands == ("c[^1]",)


HOSTILE = st.lists(
    st.sampled_from(":#'\"\\-|>{}[]&*!%@`~?=<,. \n\tea1é\u0301م李😀\u3000\u00a0²")
    | st.sampled_from((": ", " #", "- ", "---", "\n\n", "  ", "null", "yes", "<<", "? ", "a) ", "word", "> — "))
    | st.characters(categories=("L", "M", "N", "P", "S")),
    min_size=1,
    max_size=12,
).map(lambda parts: "".join(parts) if "".join(parts).strip() else "x")


def as_keys(values: dict[str, object], text: str) -> bytes:
    """Any values as front matter: JSON is YAML."""
    return f"---\n{json.dumps(values, ensure_ascii=False)}\n---\n{text}".encode()


addressees = st.lists(
    st.fixed_dictionaries(
        {"name": HOSTILE},
        optional={key: HOSTILE for key in ADDRESSEE_KEYS if key not in {"name", "postal", "office"}}
        | {key: HOSTILE | st.lists(HOSTILE, max_size=3) for key in ("postal", "office")},
    ),
    min_size=1,
    max_size=2,
)
files = st.fixed_dictionaries(
    {"title": HOSTILE, "slug": st.just("a"), "to": addressees},
    optional={
        key: HOSTILE
        for key in ("hashtag", "organiser", "re", "salutation", "closing", "about", "contact", "terms")
    }
    | {
        "cc": addressees,
        "elsewhere_label": HOSTILE,
        "demands": st.lists(HOSTILE, max_size=3),
        "demand_marks": st.sampled_from(["bullets", "numbers", "letters"]),
        "goal": st.integers(0, 10**9),
        "supporters_elsewhere": st.integers(0, 9),
        "until": st.dates().map(str),
        "date": st.dates().map(str),
        "lanes": st.lists(st.sampled_from([lane.value for lane in Lane]), min_size=1),
        "links": st.lists(
            st.fixed_dictionaries(
                {"label": HOSTILE, "url": HOSTILE.map(lambda text: "https://a.example/" + "".join(text.split()))}
            )
        ),
    },
)


@settings(suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow], max_examples=150)
@given(files, HOSTILE)
def test_whatever_can_be_read_is_written_and_read_as_the_same(values: dict[str, object], text: str) -> None:
    try:
        profile, wording = read_letter_file(as_keys(values, text))
    except LetterFileError:
        reject()
    written = write_letter_file(profile, wording)
    assert read_letter_file(written.encode()) == (profile, wording)
    assert write_letter_file(*read_letter_file(written.encode())) == written


BOMBS = {
    "aliases": "a0: &a0 [x]\n" + "".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 12)),
    "python object": "title: !!python/object/apply:os.system ['true']\n",
    "deep": "title: " + "[" * 900 + "]" * 900 + "\n",
    "very deep": "title: " + "{a: " * 20_000 + "}" * 20_000 + "\n",
    "merge": "title: {<<: {a: b}}\n",
    "two documents": "title: a\n--- \nslug: b\n",
    "long key": f"{'k' * 100_000}: v\n",
    "many keys": "".join(f"k{n}: v\n" for n in range(20_000)),
}


@pytest.mark.parametrize("bomb", BOMBS)
def test_a_bomb_is_refused_fast(bomb: str) -> None:
    began = time.process_time()
    assert problems(f"---\n{BOMBS[bomb]}---\ntext\n")
    assert time.process_time() - began < 10


@given(st.integers(0, len(GOOD) - 1), st.integers(0, 40), st.text(max_size=12))
def test_any_damage_is_read_or_explained(start: int, length: int, put: str) -> None:
    content = (GOOD[:start] + put + GOOD[start + length :]).encode("utf-8", "surrogatepass")
    try:
        profile, wording = read_letter_file(content)
    except LetterFileError as error:
        assert error.problems and all(1 <= p.line <= content.count(b"\n") + 2 and p.words for p in error.problems)
        return
    assert profile.slug and wording.title and wording.body and wording.to
    assert wording_from_record(wording_record(wording)) == wording


@given(st.binary(max_size=400))
def test_any_bytes_are_refused_in_words(content: bytes) -> None:
    assert problems(b"---\n" + content)
