"""What signatories do besides the main job: confirm by code, stay unnamed, correct, withdraw, be erased."""

from pathlib import Path

from sqlalchemy import select

from service.installation import Installation
from service.store.tables import entries
from tests.journeys import steps
from tests.journeys.installation import Site
from tests.journeys.public import exported, json_of, named, shown
from tests.journeys.steps import Person, Typed, find_link, mail_to

CODE = "Confirm with the code"


def listed(site: Site, slug: str, *names: str) -> list[Typed]:
    """These people have signed and are listed, in this order."""
    typed = [site.sign(slug, name) for name in names]
    moderator = site.moderator(slug)
    for name in names:
        steps.decide(moderator, slug, name, "List publicly")
    steps.look_again()
    return typed


def test_a_second_signatory_confirms_by_the_short_code(site: Site, slug: str) -> None:
    site.sign(slug, "Ilva Aster")
    typed = Typed(site.address(), "Borek Tamm")
    person = Person(site.url)
    steps.ask_to_sign(person, slug, typed)
    code = steps.code_in(mail_to(site.sink, typed.email, "Confirm your signature: "))
    form = person.form(CODE)
    form.fill({"one-time-code": code.replace(" ", "  ")})
    assert person.press(CODE, form).heading == "Thank you. Your signature is confirmed."
    assert steps.waiting(site.moderator(slug).open(f"/moderate/{slug}")) == ["Ilva Aster", "Borek Tamm"]


def test_a_supporter_is_counted_at_once_and_never_named(site: Site, slug: str, tmp_path: Path) -> None:
    site.sign(slug, "Quiet Supporter", "", "Count me as a supporter")
    steps.look_again()
    page = shown(site, slug).letter
    assert "Supporters: 1. The next goal is 250." in page.words
    assert "And 118 on the paper list in the Port Astrel library. They are not added here." in page.words
    assert [node.attrs["max"] for node in page.main.all("progress")] == ["250"]
    assert steps.waiting(site.moderator(slug).open(f"/moderate/{slug}")) == []
    record = json_of(exported(site, slug, tmp_path, "json"))
    assert record["counts"] == {"named": 0, "unnamed": 0, "supporters": 1}
    assert record["entries"] == []
    assert "Quiet Supporter" not in everything_public(site, slug, tmp_path)


def test_a_withheld_name_is_in_no_page_export_or_mail_to_another(site: Site, slug: str, tmp_path: Path) -> None:
    others = [site.sign(slug, "Open Signatory"), site.sign(slug, "Another Signatory")]
    hidden = site.sign(
        slug, "Hidden Xylander", "", "Verified but not named", organization="Xylander House", country_name="Xyland"
    )
    moderator = site.moderator(slug)
    steps.decide(moderator, slug, "Open Signatory", "List publicly")
    steps.decide(moderator, slug, "Hidden Xylander", "Approve, not named")
    steps.decide(moderator, slug, "Another Signatory", "List publicly")
    mail = mail_to(site.sink, hidden.email, "Your signature is counted: ")
    assert 'counted as "Signed, not named"' in steps.plain(mail)
    for typed in others:
        mail_to(site.sink, typed.email, "You are signatory no. ")
    steps.look_again()
    assert [name for _, name in shown(site, slug).names] == ["Open Signatory", "Another Signatory"]
    assert named(Person(site.url).open(f"/letters/{slug}").words, "Signed, not named: ") == 1
    page = Person(site.url).open(f"/letters/{slug}/signatories?q=xylander")
    assert page.names == []
    mails = [steps.everything_in(m) for m in list(site.sink.mails) if hidden.email not in m.recipients]
    assert "Xyland" not in "".join([everything_public(site, slug, tmp_path), *mails])


def everything_public(site: Site, slug: str, folder: Path) -> str:
    """Each public page, the JSON and the text of each export, in one text."""
    visitor = Person(site.url)
    paths = ("", "/signatories", "/sign", "/mine", ".json")
    pages = [visitor.browser.get(f"/letters/{slug}{path}").text for path in paths]
    files = exported(site, slug, folder, "html", "md", "txt", "json")
    return "\n".join([*pages, *(content.decode() for content in files.values())])


def test_a_correction_leaves_the_old_entry_on_the_letter_until_it_is_decided(site: Site, slug: str) -> None:
    first, second = listed(site, slug, "Runa Ostberg", "Tilde Maran")
    owner = Person(site.url)
    page = steps.own_page(owner, slug, site.sink, first.email)
    assert "You are listed as number 1." in page.words
    correct(owner, {"name": "Runa Östberg"})
    assert owner.page.entries == ["Runa Ostberg", "Runa Östberg"]
    steps.look_again()
    assert shown(site, slug).names == [(1, "Runa Ostberg"), (2, "Tilde Maran")]
    moderator = site.moderator(slug)
    page = moderator.open(f"/moderate/{slug}")
    assert page.entries == ["Runa Ostberg", "Runa Östberg"], "the old entry stands beside the new one"
    moderator.press("List publicly")
    steps.look_again()
    assert shown(site, slug).names == [(1, "Runa Östberg"), (2, "Tilde Maran")]
    assert "You are listed as number 2." in steps.own_page(owner, slug, site.sink, second.email).words


def correct(owner: Person, values: dict[str, str]) -> None:
    owner.follow("Edit, or change how you are listed")
    form = owner.form("Save my changes")
    form.fill(values)
    assert owner.press("Save my changes", form).heading == "Your signature", owner.page.errors


def test_a_withdrawn_name_is_gone_at_once_and_comes_back_to_its_place(site: Site, slug: str) -> None:
    listed(site, slug, "First Name")
    [typed] = listed(site, slug, "Second Name")
    listed(site, slug, "Third Name")
    owner = Person(site.url)
    steps.own_page(owner, slug, site.sink, typed.email)
    page = owner.press("Withdraw my signature")
    assert "You have withdrawn your signature." in page.words
    steps.look_again()
    assert shown(site, slug).names == [(1, "First Name"), (2, "Third Name")]
    assert "You are listed as number 2." in owner.press("Undo the withdrawal").words
    steps.look_again()
    whole = [(1, "First Name"), (2, "Second Name"), (3, "Third Name")]
    assert shown(site, slug).names == whole

    owner.press("Withdraw my signature")
    mail = mail_to(site.sink, typed.email, "Your name has been removed: ", 2)
    steps.look_again()
    assert named(Person(site.url).open(f"/letters/{slug}").words) == 2
    mailbox = Person(site.url)
    assert mailbox.open(find_link(mail, steps.UNDO)).entries == ["Second Name"]
    assert mailbox.press("Undo the withdrawal").heading == "Your signature stands again"
    steps.look_again()
    assert shown(site, slug).names == whole


def test_whoever_erases_leaves_no_name_and_no_address(site: Site, slug: str, tmp_path: Path) -> None:
    first, _ = listed(site, slug, "Erased Wexler", "Stays Here")
    owner = Person(site.url)
    link = steps.own_page(owner, slug, site.sink, first.email).url
    assert first.email in owner.browser.get(f"{link}/data").text
    owner.follow("Erase me")
    page = owner.press("Erase me")
    assert (page.status, list(page.errors)) == (422, ["sure"])
    form = owner.form("Erase me")
    form.choose("Erase my name")
    assert owner.press("Erase me", form).heading == "Your data is erased"
    steps.look_again()
    assert shown(site, slug).names == [(1, "Stays Here")]
    assert "Wexler" not in everything_public(site, slug, tmp_path)
    assert "Erased Wexler" not in stored_names(site)
    assert "Stays Here" in stored_names(site)
    assert owner.open(link).status == 410
    owner.open(f"/letters/{slug}/mine")
    form = owner.form("Send me a link")
    form.fill({"email": first.email})
    owner.press("Send me a link", form)
    mail = mail_to(site.sink, first.email, "Your signature: ", 2)
    assert "This address has not signed it" in steps.plain(mail)


def stored_names(site: Site) -> set[str]:
    """Every name that the database holds."""

    async def find(installation: Installation) -> set[str]:
        return await installation.database.read(lambda db: set(db.execute(select(entries.c.name)).scalars()))

    return site.act(find)


def test_somebody_who_says_not_me_leaves_nothing_and_is_never_written_to_again(site: Site, slug: str) -> None:
    typed = Typed(site.address(), "Not Really Me")
    steps.ask_to_sign(Person(site.url), slug, typed)
    mailbox = Person(site.url)
    link = find_link(mail_to(site.sink, typed.email, "Confirm your signature: "), steps.CONFIRM)
    mailbox.open(link)
    form = mailbox.form("Continue")
    form.choose("This was not me", "Never write to this address again")
    page = mailbox.press("Continue", form)
    assert page.heading == "The entry is deleted"
    assert "We will never write to this address again." in page.words
    assert mailbox.open(link).status == 410
    assert steps.ask_to_sign(Person(site.url), slug, typed).heading == "Check your email"
    other = site.sign(slug, "Somebody Else")
    assert len(steps.mails_to(site.sink, typed.email)) == 1, "no mail after that, though later ones arrived"
    assert steps.mails_to(site.sink, other.email)
