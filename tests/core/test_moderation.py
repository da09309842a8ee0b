"""What a decision needs before it can stand."""

import pytest

from service.core.moderation import NOTE_LIMIT, REASONS, Outcome, Reason, decision_errors
from service.core.signature import Act


@pytest.mark.parametrize(
    ("outcome", "reason", "note", "wrong"),
    [
        ("list", "", "", set()),
        ("list", "nonsense", "x" * 2000, set()),
        ("ask", "needs_proof", "Which court is it?", set()),
        ("ask", "needs_proof", "", {"note"}),
        ("ask", "", "", {"reason", "note"}),
        ("decline", "duplicate", "", set()),
        ("decline", "", "", {"reason"}),
        ("decline", "nonsense", "", {"reason"}),
        ("decline", "other", "", {"note"}),
        ("decline", "other", "Written by a script.", set()),
        ("decline", "duplicate", "x" * NOTE_LIMIT, set()),
        ("decline", "duplicate", "x" * (NOTE_LIMIT + 1), {"note"}),
        ("", "duplicate", "", {"outcome"}),
        ("erase", "duplicate", "", {"outcome"}),
        ("LIST", "", "", {"outcome"}),
    ],
)
def test_what_is_missing(outcome: str, reason: str, note: str, wrong: set[str]) -> None:
    assert set(decision_errors(outcome, reason, note)) == wrong


def test_every_outcome_is_an_act_and_every_reason_has_words() -> None:
    assert [outcome.act for outcome in Outcome] == [Act.LIST, Act.ASK, Act.DECLINE]
    assert set(REASONS) == set(Reason)
    assert all(words.label and words.sentence.endswith(".") for words in REASONS.values())
