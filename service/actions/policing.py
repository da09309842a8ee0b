"""How a letter is moderated: its policy, and whether it has the moderators that the policy needs."""

from datetime import datetime

from service.core.letter import Letter
from service.core.moderation import Policy
from service.store import accounts, letters, neighbours
from service.store.database import Db

TARGET_HOURS_MOST = 24 * 90
WORDS_MOST = 50


class PolicyProblem(Exception):
    """A policy that cannot be kept; the message says what is wrong with it."""


def policy_of(db: Db, slug: str) -> Policy:
    """Raises LookupError."""
    return letters.policy_of(db, _letter(db, slug).id)


def set_policy(db: Db, slug: str, policy: Policy, now: datetime) -> int:
    """Keep a policy, and have every waiting entry looked at anew by it; how many wait.

    Raises LookupError, PolicyProblem.
    """
    letter = _letter(db, slug)
    if not 1 <= policy.target_hours <= TARGET_HOURS_MOST:
        raise PolicyProblem(f"the target is from 1 to {TARGET_HOURS_MOST:,} hours")
    if len(policy.two_for) > WORDS_MOST or any(not words.strip() for words in policy.two_for):
        raise PolicyProblem(f"name up to {WORDS_MOST} titles or positions, none of them empty")
    letters.set_policy(db, letter.id, policy)
    neighbours.examine_waiting_again(db, letter.id, now)
    return letter.counts.waiting


def asks_for_two(policy: Policy) -> bool:
    """Whether there are entries that two moderators must approve."""
    return bool(policy.two_for) or policy.two_on_conflict


def moderators_lacking(db: Db, letter_id: int) -> int:
    """How many moderators a letter lacks for what its policy asks; 0 where there are enough."""
    wanted = 2 if asks_for_two(letters.policy_of(db, letter_id)) else 1
    return max(0, wanted - accounts.moderators(db, letter_id))


def lacking_by_slug(db: Db, slug: str) -> int:
    """As moderators_lacking(). Raises LookupError."""
    return moderators_lacking(db, _letter(db, slug).id)


def policy_lines(policy: Policy) -> list[str]:
    """A policy in plain words."""
    two = [*(f"entries with {words!r}" for words in policy.two_for)]
    two += ["entries with evidence against them"] if policy.two_on_conflict else []
    return [
        f"Target:   decided within {policy.target_hours} hours",
        f"Two:      {', '.join(two) if two else 'one moderator is enough for every entry'}",
    ]


def _letter(db: Db, slug: str) -> Letter:
    letter = letters.letter_by_slug(db, slug)
    if letter is None:
        raise LookupError(slug)
    return letter
