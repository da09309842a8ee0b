"""Tables of names over HTTP: what each column is comes first; then the same review as for lines."""

import csv

import pytest

from tests.journeys.installation import Site
from tests.web.rosters import Roster, roster, rows, understood, verdicts

TABLE = """Exported from the petition page

Submitted,Your name,Role,Institution,E-mail,May we name you?
2026-03-01 10:02,Tamar Quill,Professor,University of the Seven Bays,tamar@bays.example,yes
2026-03-01 10:05,Dr. Ibrahim Lund,,Centre for Pilots,ibrahim@bays.example,yes
2026-03-02 08:11,Sofie Marrow,"Editor, mornings",Bay Radio,,no
,,,,,
2026-03-02 09:30,=1+1,Teacher,Skarholm School,,yes
"""


@pytest.fixture
def here(site: Site) -> Roster:
    return roster(site)


def cells(table: str) -> str:
    """The table as a spreadsheet puts it on the clipboard."""
    return "\n".join("\t".join(row) for row in csv.reader(table.splitlines()))


def chosen(here: Roster) -> dict[str, str]:
    """Each column's heading and what it is said to be."""
    found = {}
    for field in here.author.page.main.all("select"):
        label = next(node for node in here.author.page.main.all("label") if node.attrs["for"] == field.attrs["id"])
        picked = next(option for option in field.all("option") if "selected" in option.attrs)
        found[label.words] = picked.attrs["value"]
    return found


def send(here: Roster, step: str, **columns: str) -> None:
    form = here.author.page.form("Read again")
    data = {control.name: control.value for control in form.controls}
    kinds = {f"column-{at}": kind for at, kind in enumerate(chosen(here).values())}
    data |= {"step": step, **kinds, **{name.replace("_", "-"): value for name, value in columns.items()}}
    here.send(form.action, {}, {name: (None, value) for name, value in data.items()})


@pytest.mark.parametrize("way", ["pasted", "uploaded"])
def test_a_table_shows_its_columns_before_its_review(here: Roster, way: str) -> None:
    page = here.bring(TABLE, "names.csv") if way == "uploaded" else here.bring(cells(TABLE))
    assert page.heading == "What each column is" and "with the headings in row 3" in page.words
    kinds = chosen(here)
    assert kinds["Your name"] == "name" and kinds["E-mail"] == "email" and kinds["Institution"] == "affiliation"
    assert kinds["May we name you?"] == "consent"
    assert "Editor, mornings" in page.words, "samples stand beside each column"
    send(here, "again", column_2="ignored")
    page = here.author.page
    assert chosen(here)["Role"] == "ignored" and "Professor" not in next(page.main.all("dl")).words
    send(here, "review", column_2="position")
    page = here.author.page
    assert page.heading == "Review the list"
    first = rows(page)[0]
    assert understood(first)["name"] == "Tamar Quill" and understood(first)["position"] == "Professor"
    assert "tamar@bays.example" in first.words and "Line 4" in first.words
    assert dict(verdicts(page))["Sofie Marrow"] == "Problem" and "where consent is asked for" in page.words
    assert "a formula" in page.words


def test_a_table_without_a_column_of_names_says_so(here: Roster) -> None:
    here.bring(TABLE, "names.csv")
    send(here, "review", column_1="ignored")
    page = here.author.page
    assert page.status == 422 and page.errors == {"column-0": "Say which column holds the names."}
    assert chosen(here)["Your name"] == "ignored", "what was chosen is kept"


def test_what_only_looks_like_a_table_is_read_line_by_line(here: Roster) -> None:
    here.bring("Name,Role\nDr. Ada Byr,Pilot\nOto Lind,Keeper\n", "list.csv")
    assert here.author.page.heading == "What each column is"
    send(here, "lines")
    page = here.author.page
    assert page.heading == "Review the list" and ("Ada Byr", "New") in verdicts(page)


def test_a_table_comes_back_from_its_page_only(site: Site, here: Roster) -> None:
    here.bring(TABLE, "names.csv")
    form = here.author.page.form("Read again")
    sealed, csrf = form.control("table").value, form.control("csrf").value
    other = roster(site)
    other.author.open(other.path)
    theirs = other.author.page.form("Sign out").control("csrf").value
    for who, token, table in ((here, csrf, sealed[:-8] + "AAAAAAA="), (here, csrf, ""), (other, theirs, sealed)):
        fields = {"csrf": (None, token), "table": (None, table), "step": (None, "review")}
        page = who.send(f"{who.path}/columns", {}, fields)
        assert page.status == 400 and who.here.names() == []
    page = here.send(f"{here.path}/columns", {}, {"csrf": (None, "forged"), "table": (None, sealed)})
    assert page.status == 403
