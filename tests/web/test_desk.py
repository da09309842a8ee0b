"""The desk over HTTP: one decision on one exact entry, told to everybody else, undone for five minutes."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import insert, select, update
from sqlalchemy.exc import IntegrityError

from service.actions import reversing
from service.actions.reversing import NotUndoable, Why
from service.core.entry import Entry, Lane
from service.core.evidence import Check, Verdict
from service.core.moderation import Policy
from service.core.signature import Act, State
from service.store.accounts import account_by_email
from service.store.database import Db
from service.store.queue import ask_approvals
from service.store.tables import approvals, signatures
from tests.journeys import steps
from tests.journeys.installation import Site
from tests.journeys.pages import Page
from tests.journeys.public import shown
from tests.journeys.steps import Person
from tests.web.desk import Desk, finding, titled

LIST = {"outcome": "list"}
ASK = {"outcome": "ask", "reason": "unclear", "note": "Of which faculty?"}
DECLINE = {"outcome": "decline", "reason": "needs_proof", "note": "We looked for a page."}
PEOPLE = [titled(name) for name in ("Aino Kallas", "Bruno Weft", "Carla Dunmore", "Dario Senn")]


@pytest.fixture
def desk(site: Site) -> Desk:
    return Desk(site, site.letter())


def post(moderator: Person, desk: Desk, path: str, **fields: str) -> Page:
    """Send a form of the desk, with the token of the moderator's session."""
    if "csrf" not in moderator.__dict__:
        moderator.__dict__["csrf"] = moderator.open(desk.path).form("Sign out").control("csrf").value
    return moderator.send(f"{desk.path}/{path}", {"csrf": moderator.__dict__["csrf"], **fields})


def decide(moderator: Person, desk: Desk, signature_id: int, **fields: str) -> Page:
    """Send a decision on the entry as it is now, past the preview."""
    about = {"signature_id": str(signature_id), "entry_hash": desk.hash(signature_id), "step": "send"}
    return post(moderator, desk, "decide", **{**about, **(fields or LIST)})


def named(desk: Desk) -> list[str]:
    steps.look_again()
    return [words.split(",")[0] for _, words in shown(desk.site, desk.slug).names]


def test_of_fifty_decisions_at_once_one_is_kept_and_the_others_are_told(site: Site, desk: Desk) -> None:
    [signature_id] = desk.wait(PEOPLE[0])
    emails = [f"{name}.{desk.slug}@desk.example" for name in ("ana", "ben", "cleo", "dov", "eli")]
    moderators = [site.moderator(desk.slug, email) for email in emails]
    for moderator in moderators:
        post(moderator, desk, "claim", signature_id=str(signature_id))
    entry_hash = desk.hash(signature_id)

    def send(number: int) -> str:
        moderator = moderators[number % 5]
        fields = (LIST, ASK, DECLINE)[number % 3]
        about = {"signature_id": str(signature_id), "entry_hash": entry_hash, "step": "send"}
        pairs = {"csrf": moderator.__dict__["csrf"], **about, **fields}
        answer = moderator.browser.post(f"{desk.path}/decide", data=pairs, headers={"origin": site.url})
        return f"{answer.status_code} {Page(answer.text).words}"

    with ThreadPoolExecutor(50) as pool:
        answers = list(pool.map(send, range(50)))
    assert sorted(answer[:3] for answer in answers) == ["303"] + ["409"] * 49
    decisions = [act for act in desk.log(signature_id) if act.act in (Act.LIST, Act.ASK, Act.DECLINE)]
    assert len(decisions) == 1
    told = re.compile(rf"Already .* by (\S+@desk\.example), {decisions[0].at:%H:%M} UTC\.")
    winners = {found[1] for answer in answers if answer.startswith("409") and (found := told.search(answer))}
    assert len(winners) == 1 and winners <= set(emails)
    assert all(told.search(answer) for answer in answers if answer.startswith("409"))
    assert len(desk.mails(signature_id)) == 1


def test_an_entry_for_two_never_stands_with_one_approval_nor_with_two_by_one_person(
    site: Site, desk: Desk
) -> None:
    desk.policy(Policy(two_for=("Ambassador",)))
    entry = Entry("Marek Osolin", "Ambassador")
    for findings in ((), finding(Check.HISTORY, Verdict.UNKNOWN, "Nothing is known.")):
        [signature_id] = desk.wait(entry, findings=findings)
        ana, ben = site.moderator(desk.slug), site.moderator(desk.slug)
        assert "Two moderators have to approve this entry. None has yet." in ana.open(desk.path).words
        page = decide(ana, desk, signature_id)
        assert "Another moderator has to approve it too before it is listed." in page.words
        assert desk.stored(signature_id).signature.standing is None
        page = decide(ana, desk, signature_id)
        assert (page.status, page.heading) == (409, "A second moderator is needed")
        assert desk.stored(signature_id).signature.standing is None
        page = ben.open(desk.path)
        assert "One of two approvals: moderator-" in page.words
        assert page.form("List publicly")
        assert "Listed as no. " in decide(ben, desk, signature_id).words
        assert desk.stored(signature_id).signature.state is State.LISTED


def test_a_first_approval_is_taken_back_by_whoever_gave_it(site: Site, desk: Desk) -> None:
    desk.policy(Policy(two_for=("Ambassador",)))
    [signature_id] = desk.wait(Entry("Marek Osolin", "Ambassador"))
    email = f"ana-{desk.slug}@desk.example"
    ana, ben = site.moderator(desk.slug, email), site.moderator(desk.slug)
    page = decide(ana, desk, signature_id)
    assert "Undo" in page.words and "Send it now" not in page.words, "no mail goes about a first approval"
    refused = post(ben, desk, "undo", signature_id=str(signature_id))
    assert (refused.status, "Another moderator made it." in refused.words) == (409, True)
    post(ben, desk, "reveal", signature_id=str(signature_id))
    assert "Your approval is taken back." in ana.press("Undo").words
    assert "None has yet." in ben.open(desk.path).words
    assert "First approval taken back by" in ben.open(f"{desk.path}/log").words
    page = post(ana, desk, "undo", signature_id=str(signature_id))
    assert (page.status, "was taken back already" in page.words) == (409, True)
    decide(ana, desk, signature_id)
    account, late = desk.read(account_by_email, email), datetime.now(UTC) + timedelta(minutes=5, seconds=2)
    with pytest.raises(NotUndoable) as told:
        desk.write(reversing.undo, account, desk.slug, signature_id, late)
    assert told.value.why is Why.LATE
    assert "Listed as no. " in decide(ben, desk, signature_id).words
    page = post(ana, desk, "undo", signature_id=str(signature_id))
    assert (page.status, "Another moderator made it." in page.words) == (409, True)
    assert desk.stored(signature_id).signature.state is State.LISTED


def test_the_database_itself_refuses_what_lacks_an_approval(site: Site, desk: Desk) -> None:
    [signature_id] = desk.wait(titled("Marek Osolin", "Ambassador"))
    email = f"ana-{desk.slug}@desk.example"
    site.moderator(desk.slug, email)
    entry_id = desk.stored(signature_id).signature.newest.id
    stand = update(signatures).where(signatures.c.id == signature_id).values(standing_entry_id=entry_id)

    def approve_and_stand(db: Db) -> None:
        ana = account_by_email(db, email)
        assert ana
        db.execute(insert(approvals).values(entry_id=entry_id, account_id=ana.id, at=datetime.now(UTC)))
        db.execute(stand)

    def approve_twice(db: Db) -> None:
        ana = account_by_email(db, email)
        assert ana
        row = {"entry_id": entry_id, "account_id": ana.id, "at": datetime.now(UTC)}
        db.execute(insert(approvals), [row, row])

    desk.write(ask_approvals, entry_id, 2)
    for act in (lambda db: db.execute(stand), approve_and_stand, approve_twice):
        with pytest.raises(IntegrityError):
            desk.write(act)
    assert desk.read(lambda db: db.execute(select(approvals).where(approvals.c.entry_id == entry_id)).all()) == []
    assert desk.stored(signature_id).signature.standing is None


@pytest.mark.parametrize("fields", [LIST, ASK, DECLINE], ids=lambda fields: fields["outcome"])
def test_an_undo_puts_everything_back(site: Site, desk: Desk, fields: dict[str, str]) -> None:
    moderator = site.moderator(desk.slug)
    ids = desk.wait(*PEOPLE, hours=9)
    for each in (ids[3], ids[0]):
        decide(moderator, desk, each)
    desk.edit(ids[3], titled("Dario Senn", "Dean of Law"))
    desk.edit(ids[0], titled("Aino Kallas", "Dean of Arts"))
    for signature_id in (ids[1], ids[0]):
        before = (steps.waiting(moderator.open(desk.path)), named(desk), desk.counts(), desk.mails(signature_id))
        standing = desk.stored(signature_id).signature.standing
        page = decide(moderator, desk, signature_id, **fields)
        assert "The mail goes in 5 minutes." in page.words
        assert desk.counts() != before[2]
        page = moderator.press("Undo")
        assert "Taken back. Everything is as it was before, and no mail goes." in page.words
        after = (steps.waiting(moderator.open(desk.path)), named(desk), desk.counts(), desk.mails(signature_id))
        assert after == before
        assert desk.stored(signature_id).signature.standing == standing
        assert decide(moderator, desk, signature_id, **fields).status == 200, "it can be decided anew"
        moderator.press("Undo")


def test_looking_at_the_address_does_not_end_the_undo(site: Site, desk: Desk) -> None:
    [signature_id] = desk.wait(PEOPLE[0])
    moderator = site.moderator(desk.slug)
    decide(moderator, desk, signature_id)
    post(moderator, desk, "reveal", signature_id=str(signature_id))
    assert "Taken back." in post(moderator, desk, "undo", signature_id=str(signature_id)).words


def test_an_undo_that_comes_too_late_is_explained(site: Site, desk: Desk) -> None:
    first, second, third = desk.wait(*PEOPLE[:3])
    email = f"ana-{desk.slug}@desk.example"
    ana, ben = site.moderator(desk.slug, email), site.moderator(desk.slug)
    decide(ana, desk, first)
    page = ana.press("Send it now")
    assert "The mail is on its way." in page.words
    sent = [("listed", "sent")]
    for _ in range(100):
        if desk.mails(first) == sent:
            break
        steps.time.sleep(0.05)
    assert desk.mails(first) == sent
    page = post(ana, desk, "undo", signature_id=str(first))
    assert (page.status, page.heading) == (409, "This decision can no longer be taken back")
    assert "Its mail is on its way to the signatory" in page.words
    assert "Open the entry" in page.links

    decide(ana, desk, second)
    page = post(ben, desk, "undo", signature_id=str(second))
    assert (page.status, "Another moderator made it." in page.words) == (409, True)
    desk.withdraw(second)
    page = post(ana, desk, "undo", signature_id=str(second))
    assert (page.status, "Something else has happened" in page.words) == (409, True)

    decide(ana, desk, third)
    account = desk.read(account_by_email, email)
    late = datetime.now(UTC) + timedelta(minutes=5, seconds=2)
    with pytest.raises(NotUndoable) as refused:
        desk.write(reversing.undo, account, desk.slug, third, late)
    assert refused.value.why is Why.LATE
    assert desk.stored(third).signature.state is State.LISTED


def test_a_decision_on_what_is_no_longer_there_is_explained(site: Site, desk: Desk) -> None:
    edited, withdrawn, erased, declined = desk.wait(*PEOPLE)
    moderator = site.moderator(desk.slug)
    hashes = {each: desk.hash(each) for each in (edited, withdrawn, erased, declined)}
    desk.edit(edited, titled("Aino Kallas", "Bishop"))
    desk.withdraw(withdrawn)
    desk.erase(erased)
    decide(moderator, desk, declined, **DECLINE)
    expected = {
        edited: ("This entry has changed", "edited it while you were reading"),
        withdrawn: ("This entry was decided before", "Already withdrawn by its signatory, "),
        erased: ("This entry was decided before", "Already erased by its signatory, "),
        declined: ("This entry was decided before", "Already declined by moderator-"),
    }
    for fields in (LIST, DECLINE):
        for each, (heading, words) in expected.items():
            about = {"signature_id": str(each), "entry_hash": hashes[each], "step": "send"}
            page = post(moderator, desk, "decide", **about, **fields)
            assert (page.status, page.heading) == (409, heading), page.words
            assert words in page.words and "Nothing was changed." in page.words
            assert "Back to the queue" in page.links
    assert desk.stored(edited).signature.standing is None
    assert [act.act for act in desk.log(edited)] == [Act.CONFIRM, Act.EDIT]


def test_a_foreign_entry_and_a_foreign_letter_are_out_of_reach(site: Site, desk: Desk) -> None:
    other = Desk(site, site.letter())
    [foreign] = other.wait(PEOPLE[0])
    moderator = site.moderator(desk.slug)
    about = {"signature_id": str(foreign), "entry_hash": other.hash(foreign), "step": "send"}
    assert post(moderator, desk, "decide", **about, **LIST).status == 404
    for path in ("undo", "send-now", "reopen", "keep", "claim", "reveal"):
        assert post(moderator, desk, path, **about).status == 404, path
        assert post(moderator, other, path, **about).status == 403, path
    for path in ("decide", "list-chosen"):
        assert post(moderator, other, path, **about, **LIST, chosen=f"{foreign}.x").status == 403, path
    for address in (f"{desk.path}/entries/{foreign}", f"{desk.path}/entries/{foreign}/ask"):
        assert moderator.open(address).heading == "There is no such entry here"
    for address in (other.path, f"{other.path}/entries/{foreign}", f"{other.path}/entries/{foreign}/decline"):
        assert moderator.open(address).status == 403
    for odd in ("x", "-1", "99999999999999999999", "9223372036854775808", "%00"):
        assert moderator.open(f"{desk.path}/entries/{odd}").status == 404, odd
    assert [act.act for act in other.log(foreign)] == [Act.CONFIRM]


def test_nobody_decides_on_their_own_entry(site: Site, desk: Desk) -> None:
    email = f"ana-{desk.slug}@desk.example"
    [mine] = desk.wait(titled("Ana Herself"), email=email)
    moderator = site.moderator(desk.slug, email)
    page = moderator.open(desk.path)
    assert "This is your own entry. Another moderator decides on it." in page.words
    assert not {"Ask for changes", "Do not list"} & set(page.links)
    assert not [form for form in page.forms if form.button("List publicly") or form.button("List the chosen")]
    for fields in (LIST, ASK, DECLINE, {**DECLINE, "step": "preview"}):
        page = decide(moderator, desk, mine, **fields)
        assert (page.status, page.heading) == (409, "This is your own entry")
    chosen = f"{mine}.{desk.hash(mine)}"
    assert "made with your own address" in post(moderator, desk, "list-chosen", chosen=chosen).words
    assert desk.stored(mine).signature.state is State.CONFIRMED
    decide(site.moderator(desk.slug), desk, mine, **DECLINE)
    page = moderator.open(f"{desk.path}/entries/{mine}")
    assert not [form for form in page.forms if form.button("Take up again")]
    page = post(moderator, desk, "reopen", signature_id=str(mine))
    assert (page.status, page.heading) == (409, "This is your own entry")
    assert desk.stored(mine).signature.state is State.DECLINED


@pytest.mark.parametrize(
    ("way", "subject"), [("Ask for changes", "One question about"), ("Do not list", "We could not list")]
)
def test_the_mail_is_shown_before_it_goes_and_goes_as_it_was_shown(
    site: Site, desk: Desk, way: str, subject: str
) -> None:
    typed = site.sign(desk.slug, "Petra Lindqvist", organization_title="Dean")
    moderator = site.moderator(desk.slug)
    moderator.open(desk.path)
    moderator.follow(way)
    page = moderator.press("See the mail")
    assert page.status == 422 and page.title.startswith("Error: ")
    assert page.errors["reason"] == "Choose a reason. The signatory reads it in the mail."
    note = 'First line with "quotes" & <b>marks</b>\nsecond line'
    form = moderator.form("See the mail")
    form.choose("Position or affiliation unclear")
    form.control("note").value = note
    preview = moderator.press("See the mail", form)
    assert subject in next(preview.main.all("h2")).words
    moderator.press("Change the mail")
    form = moderator.form("See the mail")
    assert form.control("note").value == note
    assert [c.value for c in form.controls if c.name == "reason" and c.chosen] == ["unclear"]
    assert desk.counts().waiting == 1  # type: ignore[attr-defined]
    preview = moderator.press("See the mail", form)
    words = next(node for node in preview.main.all("p") if node.has_class("words")).raw
    moderator.press(way)
    moderator.press("Send it now")
    mail = steps.mail_to(site.sink, typed.email, subject)
    assert steps.subject_of(mail) == next(preview.main.all("h2")).words
    assert steps.plain(mail).split() == words.split()
    assert "second line" in words


def test_a_reveal_shows_the_address_once_and_is_logged(site: Site, desk: Desk) -> None:
    [signature_id] = desk.wait(PEOPLE[0], email="hidden.person@uni.example")
    email = f"ana-{desk.slug}@desk.example"
    moderator = site.moderator(desk.slug, email)
    page = moderator.open(desk.path)
    assert "hidden.person" not in page.text and "@uni.example" in page.words
    page = moderator.press("Show the address")
    assert "hidden.person@uni.example" in page.words
    ana = desk.read(account_by_email, email)
    assert ana
    assert [(act.act, act.account_id) for act in desk.log(signature_id)] == [
        (Act.CONFIRM, None),
        (Act.REVEAL, ana.id),
    ]
    page = moderator.open(f"{desk.path}/entries/{signature_id}")
    assert "hidden.person" not in page.text
    assert f"Address shown by {email}" in page.words


def test_a_batch_lists_only_what_passes_every_check(site: Site, desk: Desk) -> None:
    good = desk.wait(*PEOPLE[:2])
    [unknown] = desk.wait(PEOPLE[2], findings=finding(Check.NETWORK, Verdict.UNKNOWN, "Five others."))
    [unexamined] = desk.wait(PEOPLE[3], findings=())
    [edited] = desk.wait(titled("Edited Meanwhile"))
    old = f"{edited}.{desk.hash(edited)}"
    moderator = site.moderator(desk.slug)
    page = moderator.open(desk.path)
    offered = [node.attrs["value"] for node in page.main.all("input") if node.attrs.get("name") == "chosen"]
    assert {int(value.split(".")[0]) for value in offered} == {*good, edited}
    desk.edit(edited, titled("Edited Meanwhile", "King"))
    chosen = [*(f"{each}.{desk.hash(each)}" for each in (*good, unknown, unexamined)), old, "junk", "7.7"]
    pairs = [("csrf", page.form("Sign out").control("csrf").value), *(("chosen", value) for value in chosen)]
    page = moderator.send(f"{desk.path}/list-chosen", pairs)
    assert "2 entries are listed. Their mails go in 5 minutes." in page.words
    assert "2 changed or decided since this page was opened" in page.words
    assert "2 with evidence that does not all pass any more" in page.words
    states = {each: desk.stored(each).signature.state for each in (*good, unknown, unexamined, edited)}
    assert [each for each, state in states.items() if state is State.LISTED] == good
    assert "2 taken back." in moderator.press("Undo").words
    assert named(desk) == []
    assert post(moderator, desk, "list-chosen").status == 422


def test_pages_show_each_entry_once_while_others_decide(site: Site, desk: Desk) -> None:
    names = [f"Person {number:03}" for number in range(60)]
    ids = desk.wait(*(titled(name) for name in names))
    reader, other = site.moderator(desk.slug), site.moderator(desk.slug)
    seen: list[str] = []
    page = reader.open(desk.path)
    for decided in (ids[3], ids[55], None):
        seen += [words.split(",")[0] for words in steps.waiting(page)]
        if decided:
            decide(other, desk, decided, **DECLINE)
            page = reader.follow("Next 25")
    assert "Next 25" not in page.links
    assert seen == [name for name in names if name != names[55]]


def test_filters_find_what_they_say(site: Site, desk: Desk) -> None:
    moderator = site.moderator(desk.slug)
    [listed] = desk.wait(titled("Élodie Brûlé"), hours=30)
    decide(moderator, desk, listed)
    desk.edit(listed, titled("Élodie Brûlé", "Dean of Law"))
    desk.wait(Entry("Sister Benedetta"), email=f"b@{desk.slug}.example")
    desk.wait(titled("Bruno Weft"), findings=finding(Check.LOOK_ALIKE, Verdict.CONFLICT, "Two scripts."))
    desk.wait(titled("Carla Dunmore"), findings=finding(Check.NETWORK, Verdict.UNKNOWN, "Five others."))
    everybody = {"Élodie Brûlé", "Sister Benedetta", "Bruno Weft", "Carla Dunmore"}
    expected = {
        "": everybody,
        "q=ELODIE+brule": {"Élodie Brûlé"},
        "q=%C3%89LODIE+BR%C3%9BL": {"Élodie Brûlé"},
        "q=nobody": set(),
        f"domain=%40{desk.slug}.EXAMPLE": {"Sister Benedetta"},
        "evidence=pass": {"Élodie Brûlé", "Sister Benedetta"},
        "evidence=conflict": {"Bruno Weft"},
        "evidence=unknown": {"Carla Dunmore"},
        "titled=no": {"Sister Benedetta"},
        "titled=yes": everybody - {"Sister Benedetta"},
        "kind=edit": {"Élodie Brûlé"},
        "kind=new": everybody - {"Élodie Brûlé"},
        "evidence=bogus&kind=%00&after=x.y&show=all": everybody,
        "after=99999999999999999999.1": everybody,
        "show=listed": set(),
    }
    for query, names in expected.items():
        page = moderator.open(f"{desk.path}?{query}")
        assert page.status == 200
        assert {words.split(",")[0] for words in steps.waiting(page)} == names, query
    page = moderator.open(f"{desk.path}?kind=new&titled=yes")
    page = moderator.press("List publicly")
    assert "kind=new" in str(moderator.answer.url), "the filters stay after a decision"
    assert {words.split(",")[0] for words in steps.waiting(page)} == {"Carla Dunmore"}


def test_what_was_decided_is_found_again_and_taken_up_again(site: Site, desk: Desk) -> None:
    declined, asked, listed = desk.wait(*PEOPLE[:3])
    moderator = site.moderator(desk.slug)
    for each, fields in ((declined, DECLINE), (asked, ASK), (listed, LIST)):
        decide(moderator, desk, each, **fields)
    assert moderator.open(desk.path).words.count("Nothing waiting. Last decision ") == 1
    for show, each in (("declined", declined), ("asked", asked)):
        page = moderator.open(f"{desk.path}?show={show}")
        assert len(steps.waiting(page)) == 1
        assert "Taken up again." in moderator.press("Take up again").words
        assert desk.stored(each).signature.state is State.CONFIRMED
        assert desk.mails(each) == [], "the mail that still waited does not go"
        page = post(moderator, desk, "reopen", signature_id=str(each))
        assert (page.status, "Already taken up again by " in page.words) == (409, True)
    assert "Listed as no. " in decide(moderator, desk, declined).words


def test_a_listed_entry_is_taken_off_with_a_reason_and_put_back(site: Site, desk: Desk) -> None:
    ids = desk.wait(*PEOPLE[:3])
    moderator = site.moderator(desk.slug)
    for each in ids:
        decide(moderator, desk, each)
    moderator.open(f"{desk.path}/entries/{ids[1]}")
    moderator.follow("Take off the list")
    form = moderator.form("See the mail")
    form.choose("The person named says it is not them")
    assert "told us that they did not sign" in moderator.press("See the mail", form).words
    assert "Taken off the list. The mail goes in 5 minutes." in moderator.press("Take off the list").words
    assert named(desk) == ["Aino Kallas", "Carla Dunmore"]
    assert [act.act for act in desk.log(ids[1])][-1] is Act.UNLIST
    moderator.press("Undo")
    assert named(desk) == ["Aino Kallas", "Bruno Weft", "Carla Dunmore"]
    assert desk.stored(ids[1]).signature.state is State.LISTED
    desk.edit(ids[1], titled("Bruno Weft", "Dean of Law"))
    assert "Listed as no. 2." in decide(moderator, desk, ids[1]).words


def test_a_reported_entry_comes_first_and_stays_or_goes(site: Site, desk: Desk) -> None:
    first, second, _ = desk.wait(*PEOPLE[:3])
    moderator = site.moderator(desk.slug)
    for each in (first, second):
        decide(moderator, desk, each)
        desk.report(each)
    page = moderator.open(desk.path)
    assert [words.split(",")[0] for words in steps.waiting(page)] == ["Aino Kallas", "Bruno Weft", "Carla Dunmore"]
    assert "I never signed this." in page.words
    assert "It stays on the list. The report is closed." in moderator.press("Keep on the list").words
    assert [words.split(",")[0] for words in steps.waiting(moderator.page)] == ["Bruno Weft", "Carla Dunmore"]
    decide(moderator, desk, second, outcome="unlist", reason="reported")
    assert len(steps.waiting(moderator.page)) == 1
    moderator.press("Undo")
    assert len(steps.waiting(moderator.open(desk.path))) == 2, "the report is open again"
    desk.edit(second, titled("Bruno Weft", "Dean of Law"))
    page = moderator.open(desk.path)
    assert len(steps.waiting(page)) == 2, "reported and edited, it is shown once"
    moderator.press("Keep on the list")
    assert "Somebody says" not in moderator.open(desk.path).words
    assert desk.stored(second).signature.state is State.CONFIRMED, "the edit still waits"


def test_who_reads_an_entry_is_told_to_the_others_and_ends_with_the_decision(site: Site, desk: Desk) -> None:
    first, second = desk.wait(*PEOPLE[:2])
    ana = site.moderator(desk.slug, f"ana-{desk.slug}@desk.example")
    ben = site.moderator(desk.slug)
    post(ana, desk, "claim", signature_id=str(first))
    told = f"ana-{desk.slug}@desk.example is reading this, until "
    assert ben.open(desk.path).words.count(told) == 1
    assert told not in ana.open(desk.path).words
    post(ben, desk, "claim", signature_id=str(first))
    assert told in ben.open(desk.path).words, "the first one's claim holds"
    post(ana, desk, "claim", signature_id=str(second))
    page = ben.open(f"{desk.path}/entries/{first}")
    assert told not in page.words, "nobody reads two entries at once"
    decide(ben, desk, second, **ASK)
    assert told not in ben.open(desk.path).words


def test_a_withheld_entry_is_approved_and_its_name_stays_hidden(site: Site, desk: Desk) -> None:
    desk.wait(titled("Hidden Heron"), lane=Lane.WITHHELD)
    moderator = site.moderator(desk.slug)
    moderator.open(desk.path)
    assert "Approved, not named. The mail goes in 5 minutes." in moderator.press("Approve, not named").words
    assert named(desk) == []
    assert "Heron" not in Person(site.url).open(f"/letters/{desk.slug}").text


@pytest.mark.parametrize("junk", [{}, {"signature_id": "x"}, {"outcome": "burn"}, {"signature_id": "9" * 30}])
def test_a_form_that_says_nothing_is_explained(site: Site, desk: Desk, junk: dict[str, str]) -> None:
    [signature_id] = desk.wait(PEOPLE[0])
    moderator = site.moderator(desk.slug)
    page = post(moderator, desk, "decide", **{"signature_id": str(signature_id), **junk})
    assert (page.status, page.heading) == (409, "Nothing was chosen")
    assert desk.stored(signature_id).signature.state is State.CONFIRMED


def test_age_is_told_against_the_target(site: Site, desk: Desk) -> None:
    desk.policy(Policy(target_hours=24))
    for name, hours in (("Aino Kallas", 0.1), ("Bruno Weft", 20), ("Carla Dunmore", 30), ("Dario Senn", 200)):
        desk.wait(titled(name), hours=hours)
    words = site.moderator(desk.slug).open(desk.path).words
    for told in ("less than an hour", "20 h, 4 h left", "30 h, 6 h over the target", "8 days, 7 days over"):
        assert f"waiting {told}" in words
