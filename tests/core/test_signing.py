"""The sign form: what becomes an entry, and what is said about what cannot."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.core.entry import Capacity, Entry, Lane, Position
from service.core.signing import (
    CONSENT_WORDING,
    LINE_LIMIT,
    POSITIONS_LIMIT,
    STATEMENT_LIMIT,
    STATEMENT_LINES,
    URL_LIMIT,
    SignForm,
    check_entry,
    check_form,
    consent_hash,
    consent_wording,
    mailbox_of,
    masked,
    read_address,
    read_fields,
)
from service.core.text import Unprintable, clean

GOOD = SignForm(name="Mirela Ostrand", email="mirela@harbour.example", consent=True)


def errors_of(**changes: object) -> dict[str, str]:
    return check_form(replace(GOOD, **changes))[1]  # type: ignore[arg-type]


def test_the_least_that_can_sign_is_a_name_an_address_and_consent() -> None:
    request, errors = check_form(GOOD)
    assert errors == {}
    assert request.entry == Entry("Mirela Ostrand")
    assert (request.lane, request.email, request.updates) == (Lane.COSIGNER, "mirela@harbour.example", False)


def test_every_error_is_said_at_once() -> None:
    _, errors = check_form(SignForm(honorific="a\x00", place="x" * 301, evidence_url="no", capacity="y", lane="z"))
    fields = {"name", "honorific", "place", "evidence_url", "capacity", "lane", "email", "consent"}
    assert set(errors) == fields | {"position-0"} - {"position-0"}
    assert all(words.endswith(".") for words in errors.values())


@pytest.mark.parametrize("field", ["name", "honorific", "latin_name", "place", "evidence_url"])
def test_a_line_is_measured_and_its_characters_are_checked(field: str) -> None:
    limit = URL_LIMIT if field == "evidence_url" else LINE_LIMIT
    start = "https://a.example/" if field == "evidence_url" else ""
    assert field not in errors_of(**{field: start + "x" * (limit - len(start))})
    assert f"it has {limit + 1}" in errors_of(**{field: start + "x" * (limit + 1 - len(start))})[field]
    assert "U+202E" in errors_of(**{field: f"{start}x\u202e"})[field]
    assert "U+000A" in errors_of(**{field: f"{start}x\ny"})[field]


def test_positions_keep_their_order_and_empty_ones_fall_out() -> None:
    typed = (Position("Judge", ""), Position(" ", ""), Position("", "Court of Tarn"), Position())
    request, errors = check_form(replace(GOOD, positions=typed))
    assert (request.entry.positions, errors) == ((Position("Judge"), Position("", "Court of Tarn")), {})
    assert request.entry.is_titled


def test_an_error_stands_at_its_own_position() -> None:
    typed = (Position("Judge"), Position("a\x01", "b" * 301))
    assert set(errors_of(positions=typed)) == {"position-1", "affiliation-1"}


def test_there_is_an_end_to_positions() -> None:
    many = tuple(Position(f"Office {number}") for number in range(POSITIONS_LIMIT + 1))
    assert "position-0" not in errors_of(positions=many[:-1])
    assert "position-0" in errors_of(positions=many)


@pytest.mark.parametrize("capacity", [Capacity.ON_BEHALF, Capacity.FORMER])
def test_who_signs_for_something_says_what(capacity: Capacity) -> None:
    assert "position-0" in errors_of(capacity=capacity.value)
    assert errors_of(capacity=capacity.value, positions=(Position("", "Guild of Weavers"),)) == {}


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("", ""),
        ("https://harbour.example/people/mirela", "https://harbour.example/people/mirela"),
        ("harbour.example/people", "https://harbour.example/people"),
        (" HTTP://Harbour.example ", "HTTP://Harbour.example"),
    ],
)
def test_a_public_page_is_taken_with_or_without_its_scheme(typed: str, kept: str) -> None:
    request, errors = check_form(replace(GOOD, evidence_url=typed))
    assert (request.entry.evidence_url, errors) == (kept, {})


@pytest.mark.parametrize(
    "typed",
    ["javascript:alert(1)", "javascript://a.example/%0a", "data:text/html,x", "ftp://a.example", "http://["],
)
def test_what_is_no_public_page_is_refused(typed: str) -> None:
    assert "evidence_url" in errors_of(evidence_url=typed)


@pytest.mark.parametrize(
    ("typed", "address"),
    [
        ("ana@example.org", "ana@example.org"),
        (" Ana.Berg+letter@Example.ORG ", "Ana.Berg+letter@example.org"),
        ("o'dwyer@example.org", "o'dwyer@example.org"),
        ("ana@bücher.example", "ana@xn--bcher-kva.example"),
    ],
)
def test_addresses_that_mail_can_reach(typed: str, address: str) -> None:
    assert read_address(typed) == (address, None)


@pytest.mark.parametrize(
    "typed",
    [
        "",
        " ",
        "ana",
        "ana@",
        "@example.org",
        "ana@example",
        "ana@example..org",
        "a@b@c.org",
        "ana@exam ple.org",
        "ana@[127.0.0.1]",
        "ana@example.org\r\nBcc: all@example.org",
        "ana@example.org\x00",
        "Ana <ana@example.org>",
        "ana@example.org, bo@example.org",
        "محمد@example.org",
        "ana@localhost",
    ],
)
def test_what_is_no_address_is_said_in_words(typed: str) -> None:
    address, problem = read_address(typed)
    assert address == "" and problem and problem.startswith("Enter ")


@given(st.text())
def test_an_address_never_carries_a_line_break_or_a_second_recipient(typed: str) -> None:
    address, problem = read_address(typed)
    assert bool(address) != bool(problem)
    assert address.isascii() and not set(address) & set("\r\n\x00 ,;<>")


def test_mailboxes_differ_by_dots_and_tags_and_not_by_case() -> None:
    assert mailbox_of("Ana.Berg@example.org") == mailbox_of("ana.berg@example.org")
    assert len({mailbox_of(a) for a in ("ana.berg@x.org", "anaberg@x.org", "anaberg+a@x.org")}) == 3


def test_other_eyes_see_a_masked_address() -> None:
    assert masked("mirela.ostrand@harbour.example") == "m•••@harbour.example"


def test_fields_that_are_missing_keep_their_defaults() -> None:
    assert read_fields({}) == SignForm()
    form = read_fields({"position": ["a", "b"], "affiliation": ["c"], "consent": ["on"], "updates": [""]})
    assert form.positions == (Position("a", "c"), Position("b", ""))
    assert (form.consent, form.updates) == (True, False)


FIELDS = st.sampled_from([*SignForm.__dataclass_fields__, "position", "affiliation"])


@given(st.dictionaries(FIELDS, st.lists(st.text(), max_size=9)))
def test_any_form_is_answered_and_what_is_taken_is_clean(fields: dict[str, list[str]]) -> None:
    entry, lane, errors = check_entry(read_fields(fields))
    if errors:
        return
    assert lane in set(Lane)
    texts = [entry.name, entry.honorific, entry.latin_name, entry.place]
    for text in texts + [text for held in entry.positions for text in (held.position, held.affiliation)]:
        assert clean(text) == text and len(text) <= LINE_LIMIT


@given(st.text())
def test_a_name_is_taken_as_it_is_written_or_refused(name: str) -> None:
    request, errors = check_form(replace(GOOD, name=name))
    try:
        expected = clean(name)
    except Unprintable:
        assert "name" in errors
        return
    assert ("name" in errors) == (not expected or len(expected) > LINE_LIMIT)
    assert request.entry.name == expected


def test_the_consent_is_known_by_its_wording() -> None:
    assert consent_hash() == consent_hash(CONSENT_WORDING)
    assert consent_hash(CONSENT_WORDING + " ") != consent_hash()


def test_a_statement_is_measured_in_characters_and_lines_and_its_empty_lines_fall_out() -> None:
    assert "statement" not in errors_of(statement="x" * STATEMENT_LIMIT)
    assert "it has 501" in errors_of(statement="x" * (STATEMENT_LIMIT + 1))["statement"]
    assert "it has 11" in errors_of(statement="a\n" * (STATEMENT_LINES + 1))["statement"]
    assert "it has 19,999" in errors_of(statement="a\n" * 10_000)["statement"]
    request, errors = check_form(replace(GOOD, statement=" The river \r\n\r\n\r\nis  ours. \r\n"))
    assert (request.entry.statement, errors) == ("The river\nis ours.", {})


@pytest.mark.parametrize("typed", ["", "   ", "\n" * 10_000, " \r\n \r\n"])
def test_a_statement_of_nothing_is_none(typed: str) -> None:
    request, errors = check_form(replace(GOOD, statement=typed))
    assert (request.entry.statement, errors) == ("", {})


@pytest.mark.parametrize("char", ["\u202e", "\u2066", "\u200b", "\u2028", "\0", "\x0b", "\ufffe"])
def test_a_statement_holds_nothing_that_cannot_be_seen(char: str) -> None:
    assert "cannot be printed: U+" in errors_of(statement=f"The river{char} is ours.")["statement"]


def test_markup_in_a_statement_and_words_from_right_to_left_stay_as_they_are() -> None:
    for typed in ("<b>River</b> [a](https://x.example) & {{ 7 }}", "رودخانه از آن ماست."):
        assert check_form(replace(GOOD, statement=typed))[0].entry.statement == typed


@pytest.mark.parametrize("lane", [Lane.WITHHELD, Lane.SUPPORTER])
def test_a_statement_stands_only_under_a_name(lane: Lane) -> None:
    assert set(errors_of(statement="Ours.", lane=lane.value)) == {"statement"}
    assert errors_of(statement="  ", lane=lane.value) == {}


def test_a_way_that_is_closed_is_an_error_at_its_field() -> None:
    assert set(check_form(GOOD, [Lane.SUPPORTER])[1]) == {"lane"}
    assert check_form(replace(GOOD, lane="supporter"), [Lane.SUPPORTER])[1] == {}
    assert read_fields({}, [Lane.SUPPORTER]).lane == "supporter", "one way only: nothing is asked"


def test_the_terms_are_part_of_what_is_agreed_to() -> None:
    plain, other = consent_hash(consent_wording()), consent_hash(consent_wording("You are at least 16."))
    assert plain == consent_hash() != other
    assert check_form(GOOD)[0].consent == plain
    assert check_form(replace(GOOD, agreed=other), terms="You are at least 16.")[0].consent == other
    assert set(check_form(replace(GOOD, agreed=plain), terms="You are at least 16.")[1]) == {"consent"}
