"""The order of names over HTTP: moves, groups, previews, saved orders, and what is refused."""

import json

import pytest

from service.core.ordering import Group, Rule
from tests.journeys.installation import Site
from tests.journeys.pages import Form, Page
from tests.journeys.public import shown
from tests.journeys.steps import Person, look_again
from tests.web.studies import Study, held, study

GROUPS = (Group("Founders", Rule.HAND, ("founder",), -1), Group("Others", Rule.ALPHABETICAL, (), -1))


@pytest.fixture
def here(site: Site) -> Study:
    return study(site)


def press(author: Person, button: str, **typed: str) -> Page:
    """Press a button by its words, those that only a screen reader says included."""
    form = author.page.form(button)
    form.fill(typed)
    return author.press(button, form)


def csrf(author: Person) -> str:
    return author.page.form("Sign out").control("csrf").value


def numbers(page: Page) -> list[tuple[int, str]]:
    return [(number, words.split(" ")[0]) for number, words in page.names]


def sent(here: Study, **fields: str) -> Page:
    here.author.open(here.path)
    return here.author.send(here.path, {"csrf": csrf(here.author), **fields})


def test_a_name_is_moved_by_each_button_and_each_move_is_taken_back(here: Study) -> None:
    here.by_hand("Ada", "Bo", "Cy", "Dee")
    author = here.author
    page = author.open(here.path)
    assert numbers(page) == [(1, "Ada"), (2, "Bo"), (3, "Cy"), (4, "Dee")]
    for button, typed, order, undo in (
        ("Up Cy", {}, ["Ada", "Cy", "Bo", "Dee"], "Undo: back to 3, Cy"),
        ("Down Ada", {}, ["Bo", "Ada", "Cy", "Dee"], "Undo: back to 1, Ada"),
        ("Top Dee", {}, ["Dee", "Ada", "Bo", "Cy"], "Undo: back to 4, Dee"),
        ("Move there Ada", {"number": "3"}, ["Bo", "Cy", "Ada", "Dee"], "Undo: back to 1, Ada"),
        ("Pin Cy", {}, ["Cy", "Ada", "Bo", "Dee"], "Undo: not pinned, Cy"),
    ):
        page = press(author, button, **typed)
        assert here.names() == order and [name for _, name in numbers(page)] == order
        page = press(author, undo)
        assert here.names() == ["Ada", "Bo", "Cy", "Dee"], button
        assert "The move was taken back" in page.words


def test_pages_search_and_go_to_number(here: Study) -> None:
    here.by_hand(*(f"Name{n:03}" for n in range(1, 231)))
    author = here.author
    page = author.open(here.path)
    assert len(page.names) == 100 and "Page 1 of 3" in page.words
    assert numbers(author.open(f"{here.path}?page=3"))[-1] == (230, "Name230")
    assert numbers(author.open(f"{here.path}?n=150"))[0] == (101, "Name101")
    assert numbers(author.open(f"{here.path}?n=999999"))[-1] == (230, "Name230")
    page = author.open(f"{here.path}?q=NAME20")
    assert [number for number, _ in numbers(page)] == list(range(200, 210))
    page = press(author, "Move there Name205", number="2")
    assert numbers(page)[1] == (2, "Name205") and author.answer.url.params["page"] == "1"


def set_groups(author: Person, form: Form, *groups: tuple[str, str, str]) -> Page:
    """Send the form of groups: name, rule and words of each."""
    fields = {"csrf": form.control("csrf").value, "count": str(len(groups)), "step": "preview"}
    for at, (name, rule, words) in enumerate(groups):
        fields |= {f"name-{at}": name, f"rule-{at}": rule, f"words-{at}": words, f"id-{at}": ""}
    return author.send(form.action, fields)


def test_groups_are_looked_at_first_then_used_then_taken_back(site: Site, here: Study) -> None:
    here.bring(held("Zoe Ahl"), held("Ada Zell", "Founder"), held("Bo Byr"))
    author = here.author
    look_again()
    before = shown(site, here.slug).names
    form = author.open(f"{here.path}/groups").form("See what changes")
    page = set_groups(author, form, ("Founders", "hand", "founder"), ("Others", "alphabetical", ""))
    assert page.heading == "A new order"
    assert "3 names change group, and 2 get another number" in page.words
    look_again()
    assert shown(site, here.slug).names == before, "looking changes nothing"
    page = author.press("Use this order")
    assert "This is the order now" in page.words
    assert here.names() == ["Ada Zell", "Zoe Ahl", "Bo Byr"]
    look_again()
    found = Person(site.url).open(f"/letters/{here.slug}/signatories")
    assert [number for number, _ in found.names] == [1, 2, 3]
    headings = [node.words for node in found.root.all("h2")]
    assert headings == ["Founders", "Others"]
    record = json.loads(Person(site.url).browser.get(f"/letters/{here.slug}.json").text)
    assert [(each["number"], each["group"]) for each in record["entries"]] == [
        (1, "Founders"),
        (2, "Others"),
        (3, "Others"),
    ]
    page = author.press("Undo: go back to the previous order")
    assert here.names() == ["Zoe Ahl", "Ada Zell", "Bo Byr"] and "The previous order is back" in page.words


@pytest.mark.parametrize("ending", ["md", "txt", "html", "json", "pdf"])
def test_every_export_prints_groups_and_numbers_without_gaps(here: Study, ending: str, tmp_path: object) -> None:
    here.bring(held("Zoe Ahl"), held("Ada Zell", "Founder"))
    here.order(*GROUPS)
    out = f"{tmp_path}/letter.{ending}"
    done = here.site.cli("export", here.slug, "--format", ending, "-o", out)
    assert done.exit_code == 0, done.output
    if ending == "pdf":
        from pypdf import PdfReader

        text = "\n".join(page.extract_text() for page in PdfReader(out).pages)
    else:
        with open(out, encoding="utf-8") as file:
            text = file.read()
    spots = [text.index(words) for words in ("Founders", "Ada Zell", "Others", "Zoe Ahl")]
    if ending == "json":
        entries = json.loads(text)["entries"]
        assert [(e["number"], e["group"]) for e in entries] == [(1, "Founders"), (2, "Others")]
    else:
        assert spots == sorted(spots)


def test_the_form_of_groups_works_by_its_buttons_alone(here: Study) -> None:
    here.bring(held("Zoe Ahl"), held("Ada Zell", "Founder"))
    author = here.author
    author.open(f"{here.path}/groups")
    form = author.page.form("Add a group")
    form.fill({"name-0": "Others"})
    author.press("Add a group", form)
    form = author.page.form("See what changes")
    page = author.page
    assert [c.value for f in page.forms for c in f.controls if c.name.startswith("name-")] == ["Others", ""]
    form.fill({"name-1": "Founders"})
    author.press("Up group 2", form)
    names = [c.value for f in author.page.forms for c in f.controls if c.name.startswith("name-")]
    assert names == ["Founders", "Others"]
    form = author.page.form("See what changes")
    form.fill({"words-0": "founder"})
    assert author.press("See what changes", form).heading == "A new order"
    author.press("Use this order")
    assert here.names() == ["Ada Zell", "Zoe Ahl"]


def test_what_is_wrong_with_groups_is_said_at_the_field(here: Study) -> None:
    author = here.author
    form = author.open(f"{here.path}/groups").form("See what changes")
    page = set_groups(author, form, ("One", "listed", "a"), ("", "listed", ""))
    assert page.status == 422 and list(page.errors) == ["name-1"] and page.title.startswith("Error: ")
    page = set_groups(author, form, ("One", "listed", ";"), ("Two", "nonsense", ""))
    assert list(page.errors) == ["words-0"]
    page = set_groups(author, form, ("One\u202e", "listed", ""), ("Two", "listed", ""))
    assert list(page.errors) == ["name-0"]
    page = set_groups(author, form, *((f"Group {n}", "listed", "") for n in range(21)))
    assert list(page.errors) == ["groups"] and "21 groups" in page.words
    assert author.send(form.action, {"csrf": "old", "step": "preview"}).status == 403


def test_a_rule_is_kept_against_moves_by_hand(here: Study) -> None:
    ids = here.bring(held("Bo Byr"), held("Ada Zell"))
    here.order(Group("", Rule.ALPHABETICAL))
    page = here.author.open(here.path)
    assert not any("Up" in b.label for f in page.forms for b in f.buttons)
    page = sent(here, signature=str(ids[1]), way="up")
    assert page.status == 409 and "Pin this name to the top, or change the rule" in page.words
    page = press(here.author, "Pin Ada Zell")
    assert here.names() == ["Ada Zell", "Bo Byr"]


@pytest.mark.parametrize("number", ["0", "1000000000", "3", "x", "", "-1", "9" * 30])
def test_a_number_that_there_is_not_is_refused_in_words(here: Study, number: str) -> None:
    ids = here.by_hand("Ada", "Bo")
    page = sent(here, signature=str(ids[0]), way="number", number=number)
    assert page.status == 422 and page.title.startswith("Error: ")
    assert "number" in next(iter(page.errors.values())) and here.names() == ["Ada", "Bo"]


def test_what_does_not_stand_on_the_letter_cannot_be_moved(site: Site, here: Study) -> None:
    here.by_hand("Ada", "Bo")
    other = study(site)
    [foreign] = other.bring(held("Foreign"))
    for signature in (str(foreign), "1", "x", "", "9" * 25):
        page = sent(here, signature=signature, way="up")
        assert page.status == 404 and "There is no such name here" in page.heading
        if signature:
            assert here.author.open(f"{here.path}/names/{signature}").status == 404
    assert sent(here, signature=str(foreign), way="sideways").status == 404
    assert other.author.open(here.path).status == 404, "a foreign letter is as one that is not there"
    assert other.author.open("/compose/none/order").heading == other.author.open(here.path).heading
    assert here.author.send(here.path, {"csrf": "forged", "signature": "1", "way": "up"}).status == 403


def test_who_is_not_named_is_never_shown_here(site: Site, here: Study) -> None:
    """Unconfirmed, waiting, withheld, supporter: none of them has a place."""
    site.sign(here.slug, "Waiting Person", organization="Institute")
    site.sign(here.slug, "Supporting Person", "", "Count me as a supporter")
    site.sign(here.slug, "Hidden Person", "", "Verified but not named")
    page = here.author.open(here.path)
    assert "No names are listed yet" in page.words and "Person" not in page.words


def test_two_tabs_move_what_they_named_and_undo_what_they_named(here: Study) -> None:
    here.by_hand("Ada", "Bo", "Cy", "Dee")
    author = here.author
    author.open(here.path)
    first = press(author, "Top Dee")
    second = author.page.form("Undo: back to 4, Dee")
    author.open(here.path)
    press(author, "Up Cy")
    assert here.names() == ["Dee", "Ada", "Cy", "Bo"] and first
    author.page = first
    author.press("Undo: back to 4, Dee", second)
    assert here.names() == ["Ada", "Cy", "Bo", "Dee"]
    author.page = first
    page = author.press("Undo: back to 4, Dee", second)
    assert page.status == 409 and "moved again since" in page.words
    form = second
    form.control("moved").value = form.control("moved").value[:-3] + "abc"
    assert author.send(form.action, form.sent(form.buttons[0])).status == 404


def test_two_authors_with_two_new_orders(site: Site, here: Study) -> None:
    here.bring(held("Zoe Ahl"), held("Ada Zell", "Founder"))
    author = here.author
    form = author.open(f"{here.path}/groups").form("See what changes")
    first = set_groups(author, form, ("Founders", "hand", "founder"), ("Others", "listed", ""))
    set_groups(author, form, ("All", "alphabetical", ""))
    old = first.form("Use this order")
    page = author.send(f"{here.path}/new", old.sent(old.buttons[0]))
    assert page.status == 409 and "changed since" in page.heading and here.names() == ["Zoe Ahl", "Ada Zell"]
    author.open(f"{here.path}/new")
    author.press("Use this order")
    assert here.names() == ["Zoe Ahl", "Ada Zell"]


def test_a_sort_name_is_corrected_on_the_page_of_the_name(here: Study) -> None:
    here.bring(held("Ada Zell"), held("Bo Byr"))
    here.order(Group("", Rule.ALPHABETICAL))
    author = here.author
    author.open(here.path)
    page = author.open(author.page.links["Sort name and place of Bo Byr"])
    assert "Byr, Bo" in page.words
    assert press(author, "Keep this sort name", sort_name="x" * 301).status == 422
    page = press(author, "Keep this sort name", sort_name="Zz, Bo")
    assert "The sort name is kept" in page.words and here.names() == ["Ada Zell", "Bo Byr"]
    look_again()
    assert "Zz" not in Person(here.site.url).open(f"/letters/{here.slug}").words
    press(author, "Keep this sort name", sort_name="")
    assert here.names() == ["Bo Byr", "Ada Zell"]


def test_an_order_is_saved_looked_at_and_used_again(here: Study) -> None:
    here.by_hand("Ada", "Bo", "Cy")
    author = here.author
    author.open(here.path)
    press(author, "Top Cy")
    author.open(f"{here.path}/saved")
    assert press(author, "Save", label="").status == 422
    page = press(author, "Save", label="As agreed in May")
    assert "As agreed in May" in page.words
    here.order(Group("", Rule.LISTED, (), 0))
    assert here.names() == ["Ada", "Bo", "Cy"]
    author.open(f"{here.path}/saved")
    page = press(author, "See what it would change: As agreed in May")
    assert "3 get another number" in page.words
    author.press("Use this order")
    assert here.names() == ["Cy", "Ada", "Bo"]
    author.open(f"{here.path}/saved")
    assert "No order is saved yet" in press(author, "Remove As agreed in May").words
