"""Addressees as they print, and profiles that survive their record."""

import datetime as dt
import json

import pytest

from service.core.entry import Lane
from service.core.letter import Addressee, Link, Profile
from service.core.profile_record import profile_from_record, profile_record


def test_an_office_of_several_lines_prints_as_lines() -> None:
    someone = Addressee("Rada Vint", "H.E.", office="Minister of Ports\nEnvoy to the Nine Rivers", postal=("Ulm",))
    assert someone.lines() == ("H.E. Rada Vint", "Minister of Ports", "Envoy to the Nine Rivers", "Ulm")
    assert Addressee("Harbour Board").lines() == ("Harbour Board",)


PROFILES = (
    Profile("ferry"),
    Profile("ferry", lanes=(Lane.COSIGNER, Lane.SUPPORTER)),
    Profile(
        "ferry",
        hashtag="#Ferry",
        organiser="Harbour Friends",
        published=dt.date(2026, 3, 2),
        goal=250,
        supporters_elsewhere=118,
        about="We keep the quay.\n\nSince 1911.",
        contact="Quay 1\n+00 1234",
        links=(Link("Donate", "https://ferry.example.org/give"), Link("Write", "mailto:quay@example.org")),
        until=dt.date(2026, 9, 30),
        terms="Your name goes to the Minister.",
        elsewhere_label="the Quay petition",
        elsewhere_url="https://quay.example.org",
    ),
)


@pytest.mark.parametrize("profile", PROFILES)
def test_a_profile_survives_its_record_and_json(profile: Profile) -> None:
    record = json.loads(json.dumps(profile_record(profile)))
    assert profile_from_record("ferry", record) == profile


def test_what_is_empty_takes_no_place_in_the_record() -> None:
    assert profile_record(Profile("ferry")) == {}
