"""The life of a signature: every state with every act, and what it adds to the counts."""

import itertools
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.core.entry import Lane
from service.core.letter import Counts
from service.core.signature import (
    ACTIVE,
    Act,
    NotAllowed,
    Revision,
    Signature,
    State,
    replay,
    step,
    tally,
)

S, A = State, Act
FIRST = Revision(1, "a" * 64, Lane.COSIGNER)
LATER = Revision(2, "b" * 64, Lane.COSIGNER)
QUIET = Revision(3, "c" * 64, Lane.WITHHELD)
COUNTED = Revision(4, "d" * 64, Lane.SUPPORTER)
QUIET_ACTS = {A.APPROVE, A.RETRACT, A.REPORT, A.KEEP, A.REVEAL}

# Written anew from the diagram of the design, for a cosigner of whom nothing stands on the letter yet.
MOVES = {
    (S.PENDING, A.CONFIRM): S.CONFIRMED,
    (S.PENDING, A.IMPORT): S.LISTED,
    (S.PENDING, A.PROPOSE): S.CONFIRMED,
    (S.CONFIRMED, A.APPROVE): S.CONFIRMED,
    (S.CONFIRMED, A.RETRACT): S.CONFIRMED,
    (S.CONFIRMED, A.LIST): S.LISTED,
    (S.CONFIRMED, A.ASK): S.CHANGES_ASKED,
    (S.CONFIRMED, A.DECLINE): S.DECLINED,
    (S.CONFIRMED, A.EDIT): S.CONFIRMED,
    (S.CONFIRMED, A.WITHDRAW): S.WITHDRAWN,
    (S.CONFIRMED, A.ERASE): S.ERASED,
    (S.CHANGES_ASKED, A.EDIT): S.CONFIRMED,
    (S.CHANGES_ASKED, A.WITHDRAW): S.WITHDRAWN,
    (S.CHANGES_ASKED, A.ERASE): S.ERASED,
    (S.DECLINED, A.REOPEN): S.CONFIRMED,
    (S.CHANGES_ASKED, A.REOPEN): S.CONFIRMED,
    (S.DECLINED, A.WITHDRAW): S.WITHDRAWN,
    (S.DECLINED, A.ERASE): S.ERASED,
    (S.LISTED, A.EDIT): S.CONFIRMED,
    (S.CONFIRMED, A.UNLIST): S.DECLINED,
    (S.CHANGES_ASKED, A.UNLIST): S.DECLINED,
    (S.LISTED, A.UNLIST): S.DECLINED,
    **{(state, act): state for state in (S.CONFIRMED, S.CHANGES_ASKED, S.LISTED) for act in (A.REPORT, A.KEEP)},
    (S.COUNTED, A.UNLIST): S.DECLINED,
    (S.LISTED, A.WITHDRAW): S.WITHDRAWN,
    (S.LISTED, A.ERASE): S.ERASED,
    (S.COUNTED, A.EDIT): S.CONFIRMED,
    (S.COUNTED, A.WITHDRAW): S.WITHDRAWN,
    (S.COUNTED, A.ERASE): S.ERASED,
    (S.WITHDRAWN, A.UNDO): S.CONFIRMED,
    (S.WITHDRAWN, A.ERASE): S.ERASED,
    **{(state, A.AGREE): state for state in (S.CONFIRMED, S.CHANGES_ASKED, S.LISTED, S.COUNTED)},
    **{(state, A.REVEAL): state for state in S if state not in (S.PENDING, S.ERASED)},
}


def at(state: State) -> Signature:
    """A signature in a state, as the shortest way there leaves it."""
    return {
        S.PENDING: Signature(S.PENDING, FIRST),
        S.CONFIRMED: Signature(S.CONFIRMED, FIRST),
        S.CHANGES_ASKED: Signature(S.CHANGES_ASKED, FIRST),
        S.DECLINED: Signature(S.DECLINED, FIRST),
        S.LISTED: Signature(S.LISTED, FIRST, FIRST),
        S.COUNTED: Signature(S.COUNTED, COUNTED, COUNTED),
        S.WITHDRAWN: Signature(S.WITHDRAWN, FIRST, resume_state=S.CONFIRMED),
        S.ERASED: Signature(S.ERASED, FIRST),
    }[state]


@pytest.mark.parametrize(("state", "act"), list(itertools.product(State, Act)))
def test_every_act_in_every_state(state: State, act: Act) -> None:
    before = at(state)
    if (state, act) not in MOVES:
        with pytest.raises(NotAllowed) as refused:
            step(before, act, LATER)
        assert (refused.value.act, refused.value.state) == (act, state)
        return
    after = step(before, act, LATER)
    assert after.state is MOVES[state, act]
    moved = int(act not in QUIET_ACTS)
    assert after.epoch == before.epoch + moved, "a link that spoke of the earlier state must end, and no other"
    assert after.newest == (LATER if act is A.EDIT else before.newest)


def test_a_supporter_counts_at_once() -> None:
    after = step(Signature(S.PENDING, COUNTED), A.CONFIRM)
    assert (after.state, after.standing) == (S.COUNTED, COUNTED)
    assert tally(after) == Counts(supporters=1)


def test_an_edit_leaves_the_listed_entry_until_it_is_decided() -> None:
    edited = step(at(S.LISTED), A.EDIT, LATER)
    assert (edited.state, edited.standing, edited.newest) == (S.CONFIRMED, FIRST, LATER)
    assert tally(edited) == Counts(named=1, waiting=1)
    listed = step(edited, A.LIST)
    assert (listed.state, listed.standing) == (S.LISTED, LATER)


@pytest.mark.parametrize(("standing", "state"), [(FIRST, S.LISTED), (QUIET, S.LISTED), (COUNTED, S.COUNTED)])
def test_a_declined_edit_leaves_the_standing_entry(standing: Revision, state: State) -> None:
    edited = Signature(S.CONFIRMED, LATER, standing)
    after = step(edited, A.DECLINE)
    assert (after.state, after.newest, after.standing) == (state, standing, standing)
    assert tally(after) == replace(tally(edited), waiting=0)


def test_what_is_taken_off_stands_no_more_even_while_an_edit_of_it_waits() -> None:
    edited = step(at(S.LISTED), A.EDIT, LATER)
    after = step(edited, A.UNLIST)
    assert (after.state, after.newest, after.standing, tally(after)) == (S.DECLINED, LATER, None, Counts())
    assert step(after, A.REVERSE, earlier=edited) == replace(edited, epoch=edited.epoch + 2)


def test_a_cosigner_who_becomes_a_supporter_is_not_named_any_more() -> None:
    after = step(at(S.LISTED), A.EDIT, COUNTED)
    assert (after.state, after.standing, after.is_named) == (S.COUNTED, COUNTED, False)
    assert tally(after) == Counts(supporters=1)


def test_a_supporter_who_asks_to_be_named_counts_as_one_until_listed() -> None:
    edited = step(at(S.COUNTED), A.EDIT, LATER)
    assert (edited.state, edited.standing, tally(edited)) == (
        S.CONFIRMED,
        COUNTED,
        Counts(supporters=1, waiting=1),
    )
    assert tally(step(edited, A.LIST)) == Counts(named=1)


@pytest.mark.parametrize("act", [A.IMPORT, A.PROPOSE])
@pytest.mark.parametrize("says_so", [A.CONFIRM, A.AGREE])
def test_who_was_imported_says_once_that_they_sign_and_stays_where_they_stand(act: Act, says_so: Act) -> None:
    imported = step(at(S.PENDING), act)
    confirmed = step(imported, says_so)
    assert confirmed == replace(imported, is_imported=False, epoch=2) and imported.is_imported
    with pytest.raises(NotAllowed):
        step(confirmed, A.CONFIRM)
    assert step(imported, A.EDIT, LATER).is_imported


def test_a_withheld_name_is_counted_and_never_named() -> None:
    listed = step(Signature(S.CONFIRMED, QUIET), A.LIST)
    assert (listed.is_named, tally(listed)) == (False, Counts(unnamed=1))


def test_a_withdrawal_takes_the_entry_off_and_its_undo_puts_it_back() -> None:
    edited = step(at(S.LISTED), A.EDIT, LATER)
    gone = step(edited, A.WITHDRAW)
    assert (gone.standing, gone.is_named, tally(gone)) == (None, False, Counts())
    back = step(gone, A.UNDO)
    assert back == replace(edited, epoch=edited.epoch + 2)


def test_nothing_leads_out_of_an_erasure_and_nothing_of_it_is_counted() -> None:
    erased = step(step(at(S.LISTED), A.WITHDRAW), A.ERASE)
    assert (erased.resume_state, erased.resume_standing, tally(erased)) == (None, None, Counts())
    for act in Act:
        with pytest.raises(NotAllowed):
            step(erased, act, LATER)


def test_nothing_that_is_not_active_adds_to_a_count() -> None:
    for state in set(State) - ACTIVE:
        assert tally(at(state)) == Counts()


revisions = st.builds(Revision, st.integers(5, 99), st.sampled_from(["e" * 64, "f" * 64]), st.sampled_from(Lane))


@given(revisions, st.lists(st.tuples(st.sampled_from(Act), revisions), max_size=40))
def test_a_replayed_log_leads_where_the_steps_led(first: Revision, tries: list[tuple[Act, Revision]]) -> None:
    signature, log = Signature(S.PENDING, first), []
    for act, revision in tries:
        try:
            after = step(signature, act, revision)
        except NotAllowed:
            continue
        log.append((act, after.newest))
        signature = after
        assert sum((tally(signature).named, tally(signature).unnamed, tally(signature).supporters)) <= 1
        assert signature.standing is None or signature.state in ACTIVE
        if signature.state is S.LISTED:
            assert signature.standing == signature.newest
    assert replay(first, log) == signature
    assert signature.epoch == sum(act not in QUIET_ACTS for act, _ in log)


@given(revisions, st.lists(st.tuples(st.sampled_from(Act), revisions), max_size=40))
def test_what_is_named_was_itself_listed(first: Revision, tries: list[tuple[Act, Revision]]) -> None:
    """No named entry without a decision on exactly that entry."""
    signature, approved = Signature(S.PENDING, first), set()
    for act, revision in tries:
        try:
            signature = step(signature, act, revision)
        except NotAllowed:
            continue
        if act in (A.LIST, A.IMPORT):
            approved.add(signature.newest)
        if signature.standing and signature.standing.lane is not Lane.SUPPORTER:
            assert signature.standing in approved
