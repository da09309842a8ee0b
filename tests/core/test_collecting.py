"""Until when a letter takes signatures, and by which ways."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from service.core.collecting import ends_at, has_ended, may_be_late, open_lanes, takes_signatures
from service.core.entry import Lane
from service.core.letter import Addressee, Letter, LetterState, Profile, Version, Wording

END = datetime(2026, 5, 4, tzinfo=UTC)
MOMENT = timedelta(microseconds=1)
WORDING = Wording("The ferry must run", "en", (Addressee("Harbour Board"),), "It must.")
VERSION = Version(1, 1, "0" * 64, WORDING, END - timedelta(days=30))
LETTER = Letter(1, LetterState.OPEN, Profile("ferry", until=date(2026, 5, 3)), VERSION)


def test_the_last_day_is_taken_to_its_end_and_not_a_moment_longer() -> None:
    assert ends_at(LETTER.profile) == END
    assert takes_signatures(LETTER, END - MOMENT)
    assert not takes_signatures(LETTER, END)
    assert (has_ended(LETTER.profile, END - MOMENT), has_ended(LETTER.profile, END)) == (False, True)


def test_a_letter_without_a_last_day_has_no_end() -> None:
    endless = replace(LETTER, profile=Profile("ferry"))
    assert takes_signatures(endless, END + timedelta(days=9_000))
    assert not has_ended(endless.profile, END)
    assert not may_be_late(endless, END, END)


@pytest.mark.parametrize("state", [state for state in LetterState if state is not LetterState.OPEN])
def test_a_letter_that_is_not_open_takes_none(state: LetterState) -> None:
    assert not takes_signatures(replace(LETTER, state=state), END - MOMENT)


def test_who_asked_in_time_may_confirm_for_one_more_day() -> None:
    asked, day = END - MOMENT, timedelta(days=1)
    for state in (LetterState.OPEN, LetterState.CLOSED):
        letter = replace(LETTER, state=state)
        assert may_be_late(letter, asked, END)
        assert may_be_late(letter, asked, END + day - MOMENT)
        assert not may_be_late(letter, asked, END + day)
        assert not may_be_late(letter, END, END), "who asked after the end is not late, but too late"
        assert not may_be_late(letter, asked, asked), "before the end nobody is late"
    assert not may_be_late(replace(LETTER, state=LetterState.FINAL), asked, END)


def test_the_ways_that_are_open_stand_in_one_order_and_one_that_is_held_stays() -> None:
    assert open_lanes(Profile("ferry")) == tuple(Lane)
    assert open_lanes(Profile("ferry", lanes=(Lane.SUPPORTER, Lane.COSIGNER))) == (Lane.COSIGNER, Lane.SUPPORTER)
    few = Profile("ferry", lanes=(Lane.SUPPORTER,))
    assert open_lanes(few) == (Lane.SUPPORTER,)
    assert open_lanes(few, {Lane.WITHHELD}) == (Lane.WITHHELD, Lane.SUPPORTER)
