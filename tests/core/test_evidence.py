"""What speaks for an entry and what against it: the rules, without any database."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.actions.facts import letters_of, looks_of, mail_facts
from service.core.entry import Entry, Position
from service.core.evidence import (
    Check,
    Facts,
    Letters,
    MailFacts,
    Neighbour,
    Past,
    Verdict,
    all_pass,
    disposable,
    examine,
    has_conflict,
    history,
    look_alike,
    mail_domain,
    near_duplicate,
    network,
    nothing_known,
    profile_link,
)
from service.core.likeness import Spelling, by_likeness, likeness, looks_same, name_keys, spelling_of

TARN = MailFacts("law.tarn.example", "tarn.example", ("University of Tarn",))
POST = MailFacts("post.example", "post.example", is_free=True)
OTHER = MailFacts("brink.example", "brink.example")


def spelled(name: str, latin: str = "") -> Spelling:
    return spelling_of(name, latin, looks_of(name))


def at(affiliation: str, position: str = "Professor", url: str = "") -> Entry:
    return Entry("Mira Tarn", positions=(Position(position, affiliation),), evidence_url=url)


@pytest.mark.parametrize(
    ("entry", "mail", "verdict"),
    [
        (at("University of Tarn"), TARN, Verdict.PASS),
        (at("Tarn University, Faculty of Law"), TARN, Verdict.PASS),
        (at("University of Brink"), TARN, Verdict.CONFLICT),
        (at("Faculty of Law, University of Tarn"), TARN, Verdict.PASS),
        (at("Tarn Riverside University"), MailFacts("uot.example", "uot.example", TARN.schools), Verdict.UNKNOWN),
        (at("University of Brink"), MailFacts("uot.example", "uot.example", TARN.schools), Verdict.CONFLICT),
        (at("University of Tarn"), POST, Verdict.UNKNOWN),
        (at("Brink Press"), OTHER, Verdict.UNKNOWN),
        (at("Brink Treaty Organisation"), MailFacts("brink.int", "brink.int"), Verdict.PASS),
        (at("Harbour Board"), OTHER, Verdict.UNKNOWN),
        (Entry("Mira Tarn", "Ambassador"), POST, Verdict.UNKNOWN),
        (Entry("Mira Tarn"), POST, Verdict.PASS),
    ],
)
def test_a_mail_domain_against_the_affiliation(entry: Entry, mail: MailFacts, verdict: Verdict) -> None:
    assert mail_domain(entry, mail).verdict is verdict


@pytest.mark.parametrize(
    ("domain", "affiliation", "verdict"),
    [
        ("student.lse.ac.uk", "London School of Economics", Verdict.PASS),
        ("kth.se", "University of Oslo", Verdict.CONFLICT),
        ("gmail.com", "London School of Economics", Verdict.UNKNOWN),
        ("proton.me", "London School of Economics", Verdict.UNKNOWN),
        ("who.int", "WHO", Verdict.PASS),
        ("unesco.org", "UNESCO", Verdict.UNKNOWN),
        ("unesco.click", "UNESCO", Verdict.UNKNOWN),
        ("reading.example.co.uk", "Example", Verdict.UNKNOWN),
    ],
)
def test_what_the_libraries_know_of_a_domain(domain: str, affiliation: str, verdict: Verdict) -> None:
    assert mail_domain(at(affiliation), mail_facts(domain)).verdict is verdict


def test_free_services_are_known_by_their_domains() -> None:
    assert [mail_facts(domain).is_free for domain in ("gmail.com", "proton.me", "kth.se", "who.int")] == [
        True,
        True,
        False,
        False,
    ]
    assert "free service" in mail_domain(at("Harbour Board"), mail_facts("gmail.com")).why


def test_a_throw_away_address_is_a_conflict_also_below_its_site() -> None:
    assert disposable(mail_facts("mailinator.com")).verdict is Verdict.CONFLICT
    assert disposable(mail_facts("box.mailinator.com")).verdict is Verdict.CONFLICT
    assert disposable(mail_facts("kth.se")).verdict is Verdict.PASS


@pytest.mark.parametrize(
    ("name", "letters", "verdict"),
    [
        ("Аnna Smith", Letters(("Latin", "Cyrillic")), Verdict.CONFLICT),
        ("Сара Smith", Letters(("Latin", "Cyrillic")), Verdict.CONFLICT),
        ("Сара Рос", Letters(disguised="Cyrillic"), Verdict.UNKNOWN),
        ("Анна Иванова", Letters(), Verdict.PASS),
        ("Анна Smith", Letters(), Verdict.PASS),
        ("山田ニロ", Letters(), Verdict.PASS),
        ("محمد رضا", Letters(), Verdict.PASS),
        ("Siobhán Ó Briain", Letters(), Verdict.PASS),
        ("O", Letters(), Verdict.PASS),
        ("---", Letters(), Verdict.PASS),
    ],
)
def test_letters_that_pass_for_others(name: str, letters: Letters, verdict: Verdict) -> None:
    assert letters_of(name) == letters
    assert look_alike(letters, None).verdict is verdict


def test_a_name_that_looks_like_another_is_a_conflict_though_its_letters_are_not_mixed() -> None:
    forged, real = spelled("Сара Рос"), spelled("Capa Poc")
    assert looks_same(forged, real) and set(name_keys(forged)) & set(name_keys(real))
    found = look_alike(letters_of("Сара Рос"), Neighbour("no. 4", 0, looks_same=True))
    assert found.verdict is Verdict.CONFLICT and "no. 4" in found.why
    assert not looks_same(real, real), "the same name in the same letters is a duplicate, not a disguise"


ALIKE = [
    (spelled("Jon Smith"), spelled("John Smith")),
    (spelled("Katarina Novak"), spelled("Catarina Novak")),
    (spelled("Abdul Rahman"), spelled("Abdulrahman")),
    (spelled("Smith John"), spelled("JOHN SMITH")),
    (spelled("José Peña Ruiz"), spelled("Jose Pena-Ruiz")),
    (spelled("Alexandra Konstantinopoulou"), spelled("Aleksandra Konstantinopolou")),
    (spelled("Иван Петров", "Ivan Petrov"), spelled("Ivan Petrov")),
    (spelled("李明"), spelled("李明")),
    (spelled("Sukarno"), spelled("Sukarnо"[:-1] + "o")),
]


@pytest.mark.parametrize(("one", "other"), ALIKE)
def test_names_that_are_nearly_the_same_find_each_other(one: Spelling, other: Spelling) -> None:
    assert likeness(one, other) >= 88
    assert name_keys(one) & name_keys(other)


@given(st.text(min_size=1, max_size=40), st.text(max_size=40))
def test_every_name_has_a_few_keys_and_finds_itself(name: str, latin: str) -> None:
    keys = name_keys(spelled(name, latin))
    assert 1 <= len(keys) <= 60 and all(0 <= key < 2**63 for key in keys)
    assert keys == name_keys(spelled(name, latin))


def test_the_nearest_is_the_most_alike_and_a_disguise_before_any_other() -> None:
    one = spelled("Capa Poc")
    others = [spelled("Mira Tarn"), spelled("Capa Poco"), spelled("Сара Рос")]
    found = by_likeness(one, others[:2])
    assert [near.index for near in found] == [1, 0] and not found[0].looks_same
    found = by_likeness(one, others)
    assert [near.index for near in found] == [2, 1, 0] and found[0].looks_same
    assert by_likeness(one, []) == []


@pytest.mark.parametrize(
    ("likeness", "verdict"), [(100, Verdict.CONFLICT), (90, Verdict.UNKNOWN), (70, Verdict.PASS)]
)
def test_a_duplicate_by_how_alike_the_names_are(likeness: float, verdict: Verdict) -> None:
    found = near_duplicate(Neighbour("no. 12", likeness))
    assert found.verdict is verdict
    assert ("no. 12" in found.why) is (verdict is not Verdict.PASS)


def test_a_page_on_the_site_of_the_mail_passes_any_other_is_to_be_read() -> None:
    assert profile_link(at("Tarn", url="https://people.tarn.example/mira"), TARN).verdict is Verdict.PASS
    assert profile_link(at("Tarn", url="https://orcid.org/0000"), TARN).verdict is Verdict.UNKNOWN
    assert profile_link(at("Post", url="https://post.example/mira"), POST).verdict is Verdict.UNKNOWN
    assert profile_link(at("Tarn"), TARN).verdict is Verdict.UNKNOWN
    assert profile_link(Entry("Mira Tarn"), TARN).verdict is Verdict.PASS


def test_networks_and_the_past() -> None:
    assert [network(n).verdict for n in (0, 4, 5, 19, 20)] == [
        Verdict.PASS,
        Verdict.PASS,
        Verdict.UNKNOWN,
        Verdict.UNKNOWN,
        Verdict.CONFLICT,
    ]
    assert history(Past()).verdict is history(Past(listed=1)).verdict is Verdict.PASS
    assert history(Past(listed=1, declined=1)).verdict is Verdict.CONFLICT


def test_each_check_is_made_once_and_in_order() -> None:
    found = examine(at("University of Tarn"), Facts(TARN, None, Letters(), 0, Past()))
    assert [finding.check for finding in found] == list(Check)
    assert all(finding.why.endswith(".") for finding in found)


def test_a_check_that_failed_is_unknown_with_its_why_and_the_others_stand() -> None:
    problems = {Check.MAIL_DOMAIN: "it broke", Check.DISPOSABLE: "it broke", Check.PROFILE_LINK: "it broke"}
    found = examine(Entry("Mira Tarn"), Facts(None, None, Letters(), 0, Past(declined=1), problems))
    assert [finding.check for finding in found] == list(Check)
    unknown = {finding.check for finding in found if finding.verdict is Verdict.UNKNOWN}
    assert unknown == set(problems)
    assert "it broke" in found[0].why and has_conflict(found) and not all_pass(found)
    assert {finding.verdict for finding in nothing_known("it broke")} == {Verdict.UNKNOWN}


def test_no_evidence_is_not_all_passing_evidence() -> None:
    assert not all_pass(())


def test_what_a_finding_is_computed_from_never_holds_an_address() -> None:
    entry = at("University of Tarn", url="https://tarn.example/mira")
    found = examine(entry, Facts(TARN, None, Letters(), 0, Past()))
    assert not [finding for finding in found if "@" in f"{finding.why}{finding.basis}"]
