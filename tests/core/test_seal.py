"""The seal: known bytes for a known wording, other ones for any other; and the hash of an entry."""

import datetime as dt
import hashlib
import json
from dataclasses import fields, replace

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from service.core.canonical import canonical
from service.core.entry import Capacity, Entry, Lane, Position, entry_hash
from service.core.letter import Addressee, DemandMarks, Wording, wording_from_record, wording_record
from service.core.seal import seal_of, sealed_record

MINISTER = Addressee(
    "Rada Vint", "H.E.", "KC", "Minister of Ports", "Government of Tarn", "Jo Lee", ("Quay 1", "Ulm")
)
WORDING = Wording(
    title="Open letter on the ferry of Ulm Bay",
    language="en",
    to=(MINISTER,),
    body="We write € 3 – “now”.\n\n- one\n- two",
    cc=(Addressee("Harbour Board"),),
    date=dt.date(2026, 3, 14),
    salutation="Your Excellency,",
    closing="With respect,\nthe undersigned",
)
# Written by hand after RFC 8785, so that the seal does not stand on the code that it checks.
CANONICAL = (
    '{"body":"We write € 3 – “now”.\\n\\n- one\\n- two","cc":[{"name":"Harbour Board"}],'
    '"closing":"With respect,\\nthe undersigned","date":"2026-03-14","format":"undersigned-wording-1",'
    '"language":"en","salutation":"Your Excellency,","title":"Open letter on the ferry of Ulm Bay",'
    '"to":[{"care_of":"Jo Lee","honorific":"H.E.","name":"Rada Vint","office":"Minister of Ports",'
    '"organisation":"Government of Tarn","post_nominals":"KC","postal":["Quay 1","Ulm"]}]}'
)
SEAL = "595edcf0551bc3713a34efc2f9fb1f2c9ce462bec91ebd724a603d2cc5dca753"


def test_a_known_wording_has_a_known_seal() -> None:
    assert canonical(sealed_record(WORDING)).decode() == CANONICAL
    assert hashlib.sha256(CANONICAL.encode()).hexdigest() == SEAL
    assert seal_of(WORDING) == SEAL


@pytest.mark.parametrize("name", [field.name for field in fields(Wording)])
def test_another_value_in_any_field_of_the_wording_is_another_seal(name: str) -> None:
    other = {
        "title": "Open letter on the Ferry of Ulm Bay",
        "language": "fr",
        "to": (),
        "body": WORDING.body + " ",
        "cc": (),
        "date": dt.date(2026, 3, 15),
        "salutation": "",
        "closing": "With respect, the undersigned",
        "re": "The ferry of Ulm Bay",
        "demands": ("Keep the ferry.",),
        "demand_marks": DemandMarks.LETTERS,
    }
    assert seal_of(replace(WORDING, **{name: other[name]})) != SEAL  # type: ignore[arg-type]


@pytest.mark.parametrize("name", [field.name for field in fields(Addressee)])
def test_another_value_in_any_field_of_an_addressee_is_another_seal(name: str) -> None:
    value = ("Quay 1", "Ulm", "Tarn") if name == "postal" else "Another"
    changed = replace(WORDING.to[0], **{name: value})  # type: ignore[arg-type]
    assert seal_of(replace(WORDING, to=(changed,))) != SEAL


def test_the_order_of_demands_is_sealed_and_they_survive_their_record() -> None:
    demands = replace(WORDING, re="Ferry", demands=("Keep it.", "Man it."), demand_marks=DemandMarks.NUMBERS)
    assert seal_of(replace(demands, demands=demands.demands[::-1])) != seal_of(demands)
    assert wording_from_record(json.loads(canonical(wording_record(demands)))) == demands
    assert json.loads(canonical(sealed_record(demands)))["demands"] == ["Keep it.", "Man it."]


def test_who_stands_under_to_and_under_cc_and_in_what_order_is_sealed() -> None:
    board, minister = WORDING.cc[0], WORDING.to[0]
    seals = {
        seal_of(replace(WORDING, to=to, cc=cc))
        for to, cc in [
            ((minister,), (board,)),
            ((board,), (minister,)),
            ((minister, board), ()),
            ((board, minister), ()),
        ]
    }
    assert len(seals) == 4


def test_a_wording_survives_its_record_and_json() -> None:
    record = wording_record(WORDING)
    assert wording_from_record(record) == WORDING
    assert wording_from_record(json.loads(json.dumps(record))) == WORDING
    assert seal_of(wording_from_record(json.loads(canonical(record)))) == SEAL


ENTRY = Entry(
    "Ana Berg", "Dr.", "Ana", (Position("Judge", "Court"),), "Tarn", Capacity.FORMER, "https://a.example"
)


@pytest.mark.parametrize(
    "changed",
    [
        replace(ENTRY, name="Ana  Berg"),
        replace(ENTRY, honorific="Prof."),
        replace(ENTRY, latin_name=""),
        replace(ENTRY, positions=(Position("Judge", ""),)),
        replace(ENTRY, positions=(Position("", "Judge"),)),
        replace(ENTRY, positions=(*ENTRY.positions, Position("Fellow"))),
        replace(ENTRY, place="Kest"),
        replace(ENTRY, capacity=Capacity.PERSONAL),
        replace(ENTRY, evidence_url=""),
    ],
)
def test_a_decision_on_one_entry_never_fits_another(changed: Entry) -> None:
    assert entry_hash(changed, Lane.COSIGNER, b"s" * 16) != entry_hash(ENTRY, Lane.COSIGNER, b"s" * 16)


def test_lane_and_salt_are_part_of_what_is_decided_on() -> None:
    hashes = {entry_hash(ENTRY, lane, salt) for lane in Lane for salt in (b"s" * 16, b"t" * 16)}
    assert len(hashes) == 6
    assert entry_hash(ENTRY, Lane.COSIGNER, b"s" * 16) in hashes


records = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text("abcxyz_-0123456789", min_size=1), inner),
    max_leaves=20,
)


@given(records)
def test_the_canonical_form_is_that_of_the_reference(record: object) -> None:
    assert canonical(record) == rfc8785.dumps(record)
