"""Rosters that were labelled by hand are read as their labels say."""

from functools import cache

import pytest

from tests.core.roster.scores import ASIDE, SEEN, Score, score

AIM = 0.99
AIM_ASIDE = 0.95


@cache
def seen() -> Score:
    return score(SEEN)


def test_every_list_has_as_many_people_as_were_labelled() -> None:
    assert seen().counts_wrong == []


@pytest.mark.parametrize("value", ["name", "honorific", "rest", "post_nominals"])
def test_what_is_read_is_what_was_labelled(value: str) -> None:
    tally = seen().values[value]
    assert min(tally.precision, tally.recall) >= AIM, str(seen())


def test_nothing_is_read_wrong_without_a_warning() -> None:
    assert seen().silent == []


def test_there_are_enough_lists_to_tell() -> None:
    assert seen().lists >= 20 and seen().people >= 250


def test_few_of_the_right_readings_are_doubted() -> None:
    """Some of them are doubtful on purpose: wrapped lines, two people, repeated numbers."""
    assert seen().alarms <= 0.2 * seen().right, str(seen())


@cache
def aside() -> Score:
    return score(ASIDE)


@pytest.mark.parametrize("value", ["name", "honorific", "rest"])
def test_lists_that_were_kept_aside_are_read_nearly_as_well(value: str) -> None:
    tally = aside().values[value]
    assert min(tally.precision, tally.recall) >= AIM_ASIDE, str(aside())


def test_of_the_lists_kept_aside_hardly_anything_is_read_wrong_without_a_warning() -> None:
    assert len(aside().silent) <= 0.02 * aside().people, str(aside())
