"""What changed between two wordings: exact, in words, and bounded in time."""

import datetime as dt
import random
import time
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.core.compare import Change, PartChange, Run, compare, is_changed, parts
from service.core.letter import Addressee, DemandMarks, Wording

OLD = Wording(
    title="The ferry of Ulm Bay",
    language="en",
    to=(Addressee("Rada Vint", "H.E.", office="Minister of Ports"),),
    body="The ferry is the only road.\n\nIt sails at noon, every day.\n\nWe wait.",
    date=dt.date(2026, 3, 14),
    demands=("Keep the ferry.", "Man it."),
    closing="With respect",
)


def changed(new: Wording, part: str) -> PartChange:
    found = compare(OLD, new)
    assert [one.part for one in found if one.is_changed] == [part]
    return next(one for one in found if one.part == part)


def shown(part: PartChange) -> str:
    marks = {Change.SAME: "{}", Change.REMOVED: "[{}]", Change.ADDED: "<{}>"}
    return "".join(marks[run.change].format(run.text) for passage in part.passages for run in passage)


@pytest.mark.parametrize(
    ("part", "new", "words"),
    [
        ("title", replace(OLD, title="The night ferry of Ulm"), "The <night >ferry of Ulm[ Bay]"),
        ("date", replace(OLD, date=dt.date(2026, 4, 14)), "14 [March]<April> 2026"),
        ("to", replace(OLD, to=(Addressee("Rada Vint", "H.E.", office="Minister of Roads"),)),
         "H.E. Rada Vint\nMinister of [Ports]<Roads>"),
        ("salutation", replace(OLD, salutation="Dear all,"), "<Dear all,>"),
        ("cc", replace(OLD, cc=(Addressee("Harbour Board"),)), "<Harbour Board>"),
        ("re", replace(OLD, re="Ferry"), "<Ferry>"),
        ("closing", replace(OLD, closing=""), "[With respect]"),
        ("demands", replace(OLD, demands=("Keep the night ferry.", "Man it.")),
         "• Keep the <night >ferry.\n\n• Man it."),
        ("demands", replace(OLD, demand_marks=DemandMarks.LETTERS), "[•]<a)> Keep the ferry.\n\n[•]<b)> Man it."),
        ("body", replace(OLD, body=OLD.body.replace("noon, every day", "dusk and at noon, on most days")),
         "The ferry is the only road.\n\nIt sails at <dusk and at >noon, [every day]<on most days>.\n\nWe wait."),
    ],
)  # fmt: skip
def test_words_that_changed_are_told_apart(part: str, new: Wording, words: str) -> None:
    assert shown(changed(new, part)) == words


def test_paragraphs_that_stayed_are_passages_of_their_own() -> None:
    new = replace(OLD, body=OLD.body.replace("It sails", "A new one.\n\nIt sails"))
    passages = changed(new, "body").passages
    assert [passage for passage in passages if is_changed(passage)] == [(Run(Change.ADDED, "A new one.\n\n"),)]
    last = changed(replace(OLD, body=f"{OLD.body}\n\nThe end."), "body").passages
    assert [passage for passage in last if is_changed(passage)] == [(Run(Change.ADDED, "\n\nThe end."),)]


def test_a_paragraph_written_anew_is_shown_whole() -> None:
    new = replace(OLD, body=OLD.body.replace("It sails at noon, every day.", "Nobody who lives here owns a car."))
    assert [passage for passage in changed(new, "body").passages if is_changed(passage)] == [
        (
            Run(Change.REMOVED, "It sails at noon, every day."),
            Run(Change.ADDED, "Nobody who lives here owns a car."),
        )
    ]


def test_when_each_paragraph_of_a_long_text_is_edited_only_the_edits_are_shown() -> None:
    paragraphs = prose(40_000, 80, 5_000)
    old, new = ("\n\n".join(text) for text in (paragraphs, edited(paragraphs, 1)))
    body = next(part for part in compare(replace(OLD, body=old), replace(OLD, body=new)) if part.part == "body")
    runs = [run for passage in body.passages for run in passage if run.change is not Change.SAME]
    assert len(runs) == len(paragraphs)
    assert {run.text.strip() for run in runs} == {"changed"}


def test_the_same_wording_has_no_change() -> None:
    assert not any(part.is_changed for part in compare(OLD, OLD))


def is_exact(old: Wording, new: Wording) -> None:
    before, after = parts(old), parts(new)
    found = compare(old, new)
    assert {part.part: part.old for part in found} == {k: v for k, v in before.items() if v or after[k]}
    assert {part.part: part.new for part in found} == {k: v for k, v in after.items() if v or before[k]}
    for part in found:
        assert part.is_changed == (part.old != part.new)
        assert all(run.text for passage in part.passages for run in passage)


texts = st.lists(
    st.sampled_from(
        ["the", "ferry", "sails", " ", "  ", "\n", "\n\n", "\n \n", ".", ",", "“", "علی\u200cرضا", "a)", "- "]
    )
    | st.text(max_size=3),
    max_size=40,
).map("".join)
wordings = st.builds(
    Wording,
    title=texts,
    language=st.just("en"),
    to=st.lists(st.builds(Addressee, name=texts, office=texts), max_size=3).map(tuple),
    body=texts,
    closing=texts,
    demands=st.lists(texts, max_size=3).map(tuple),
    demand_marks=st.sampled_from(DemandMarks),
)


@given(wordings, wordings)
def test_same_and_removed_is_the_old_same_and_added_the_new(old: Wording, new: Wording) -> None:
    is_exact(old, new)


@given(st.integers(0, 2**32), st.integers(1, 40), st.integers(1, 400))
def test_long_texts_are_exact_too(seed: int, vocabulary: int, length: int) -> None:
    chance = random.Random(seed)
    words = [f"w{n}" for n in range(vocabulary)]
    old, new = (" ".join(chance.choices(words, k=length)) for _ in range(2))
    is_exact(replace(OLD, body=old), replace(OLD, body=new))


def prose(words: int, paragraph: int, vocabulary: int, seed: int = 1) -> list[str]:
    chance = random.Random(seed)
    known = [f"w{n}" for n in range(vocabulary)]
    return [" ".join(chance.choices(known, k=paragraph)) for _ in range(words // paragraph)]


def edited(paragraphs: list[str], every: int) -> list[str]:
    return [f"{p} changed" if n % every == 0 else p for n, p in enumerate(paragraphs)]


HUGE = {
    "one word in each paragraph": (prose(200_000, 80, 5_000), edited(prose(200_000, 80, 5_000), 1)),
    "another text": (prose(200_000, 80, 5_000), prose(200_000, 80, 5_000, seed=2)),
    "one paragraph, another text": (prose(200_000, 200_000, 5_000), prose(200_000, 200_000, 5_000, seed=2)),
    "two words only": (prose(200_000, 100, 2), prose(200_000, 100, 2, seed=2)),
    "one word only": (["w"] * 100_000, ["w"] * 60_000 + ["v"] + ["w"] * 39_000),
    "each paragraph twice, turned": (prose(200_000, 40, 9) * 2, (prose(200_000, 40, 9) * 2)[::-1]),
}


@pytest.mark.parametrize("kind", HUGE)
def test_200_000_words_are_compared_in_bounded_time(kind: str) -> None:
    old, new = ("\n\n".join(paragraphs) for paragraphs in HUGE[kind])
    began = time.process_time()
    found = compare(replace(OLD, body=old), replace(OLD, body=new))
    assert time.process_time() - began < 5
    body = next(part for part in found if part.part == "body")
    assert (body.old, body.new) == (old, new)
