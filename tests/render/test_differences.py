"""The difference as a page and as plain text: removed and added words apart, for eyes and for ears."""

import re
from dataclasses import replace

from service.core.compare import compare
from service.render.differences import as_text
from service.render.templating import environment
from tests.render.samples import wording

OLD = wording("The wells ran dry.\n\nWe ask for <water>.\n\nNothing else.")
NEW = replace(
    OLD, title="Water for the Valley", body="The wells ran dry.\n\nWe ask for clean <water>, now.\n\nNothing else."
)


def page(difference: object) -> str:
    return environment().get_template("compose/_difference.html").render(difference=difference)


def test_a_page_marks_words_for_eyes_and_ears() -> None:
    html = page(compare(OLD, NEW))
    assert re.findall(r"<h3>(.*?)</h3>", html) == ["Title", "Text"]
    assert re.findall(r"<(del|ins)>(.*?)</\1>", re.sub(r"<span.*?</span>", "", html)) == [
        ("del", "Lower "),
        ("ins", "clean "),
        ("ins", ", now"),
    ]
    assert html.count("[removed: ") == 1 and html.count("[added: ") == 2
    assert "&lt;water&gt;" in html and "<water>" not in html
    assert "The wells ran dry" not in html
    assert "style=" not in html


def test_no_change_is_said() -> None:
    assert "Nothing changed." in page(compare(OLD, OLD))


def test_a_mail_says_it_in_brackets() -> None:
    assert as_text(compare(OLD, NEW)) == (
        "Title\n\n  Water for the [removed: Lower] Valley\n\n"
        "Text\n\n  We ask for [added: clean] <water>[added: , now]."
    )
    assert as_text(compare(OLD, OLD)) == ""


def test_lines_of_a_mail_are_short_and_addressees_keep_theirs() -> None:
    moved = replace(OLD, body="word " * 100, to=(replace(OLD.to[0], office="Minister for Seas"),))
    text = as_text(compare(OLD, moved))
    assert "  Minister for [removed: Waters] [added: Seas]\n  Ministry of Waters\n" in text
    assert max(map(len, text.splitlines())) <= 76
