"""Until when a letter takes signatures, and which ways to sign it opens."""

from collections.abc import Collection
from datetime import UTC, datetime, time, timedelta

from service.core.entry import Lane
from service.core.letter import Letter, LetterState, Profile

LATE_FOR = timedelta(days=1)
"""Who asked to sign in time can confirm for a day after the end, so that a slow mail costs nobody their word."""


def ends_at(profile: Profile) -> datetime | None:
    """The first moment at which the letter takes no more: the end of its last day, UTC."""
    if profile.until is None:
        return None
    return datetime.combine(profile.until, time.min, UTC) + timedelta(days=1)


def has_ended(profile: Profile, now: datetime) -> bool:
    """Whether the letter's last day is over."""
    end = ends_at(profile)
    return end is not None and now >= end


def takes_signatures(letter: Letter, now: datetime) -> bool:
    """Whether somebody can ask to sign now."""
    return letter.state is LetterState.OPEN and not has_ended(letter.profile, now)


def may_be_late(letter: Letter, asked_at: datetime, now: datetime) -> bool:
    """Whether somebody who asked before the letter's last day was over may still confirm.

    Says nothing of who closed the letter: where its authors did so before, nobody may.
    """
    end = ends_at(letter.profile)
    return (
        end is not None
        and letter.state in {LetterState.OPEN, LetterState.CLOSED}
        and asked_at < end <= now < end + LATE_FOR
    )


def open_lanes(profile: Profile, held: Collection[Lane] = ()) -> tuple[Lane, ...]:
    """The ways to sign, in the order in which they are offered. held: those that a signature has already."""
    return tuple(lane for lane in Lane if lane in profile.lanes or lane in held) or tuple(Lane)
