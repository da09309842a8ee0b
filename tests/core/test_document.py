"""Markdown becomes the document tree: nothing in it runs, nothing is lost."""

import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.core.document import (
    Emphasis,
    Heading,
    ItemList,
    LineBreak,
    Link,
    NoteMark,
    Paragraph,
    Preformatted,
    Quote,
    Rule,
    Strong,
    Text,
)
from service.core.letter import DemandMarks
from service.core.markdown import letter_mark, read_body


def texts(node: Any) -> str:
    """Everything that a tree would print."""
    if isinstance(node, Text | Preformatted):
        return node.text
    if isinstance(node, tuple):
        return "".join(texts(child) for child in node)
    return "".join(texts(getattr(node, name, ())) for name in ("blocks", "items", "children", "notes"))


def links(node: Any) -> list[str]:
    if isinstance(node, tuple):
        return [href for child in node for href in links(child)]
    own = [node.href] if isinstance(node, Link) else []
    return own + [h for name in ("blocks", "items", "children", "notes") for h in links(getattr(node, name, ()))]


def only(markdown: str) -> Any:
    [block] = read_body(markdown).blocks
    return block


def test_inline_marks() -> None:
    assert only("a *b **c*** `d`  \ne\nf").children == (
        Text("a "),
        Emphasis((Text("b "), Strong((Text("c"),)))),
        Text(" "),
        Text("d"),
        LineBreak(),
        Text("e"),
        Text(" "),
        Text("f"),
    )


def test_blocks() -> None:
    body = read_body("## Why\n\n> said\n>\n> again\n\n---\n\n    kept  as is\n")
    assert body.blocks == (
        Heading(2, (Text("Why"),)),
        Quote((Paragraph((Text("said"),)), Paragraph((Text("again"),)))),
        Rule(),
        Preformatted("kept  as is"),
    )


def test_lists_nest_and_count_from_where_the_author_says() -> None:
    found = only("3. one\n   - a\n   - b\n     1. deep\n4. two\n")
    assert isinstance(found, ItemList)
    assert found.start == 3
    [one, two] = found.items
    assert two == (Paragraph((Text("two"),)),)
    inner = one[1]
    assert isinstance(inner, ItemList) and inner.start is None
    assert inner.items[1][1] == ItemList(((Paragraph((Text("deep"),)),),), 1)


def test_footnotes_are_numbered_as_they_are_first_marked() -> None:
    body = read_body("One[^z], two[^a], one again[^z].\n\n[^a]: Second *note*.\n[^z]: First.\n\n    More of it.\n")
    [paragraph] = body.blocks
    assert isinstance(paragraph, Paragraph)
    marks = [child for child in paragraph.children if isinstance(child, NoteMark)]
    assert marks == [NoteMark(1, 1), NoteMark(2, 1), NoteMark(1, 2)]
    first, second = body.notes
    assert (first.number, first.marks, texts(first.children)) == (1, 2, "First.More of it.")
    assert (second.number, second.marks, texts(second.children)) == (2, 1, "Second note.")
    assert len(first.children) == 2


def test_a_footnote_in_a_list_and_in_a_quotation_is_found() -> None:
    body = read_body("- demand[^1]\n\n> said[^2]\n\n[^1]: A.\n[^2]: B.\n")
    assert [(note.number, note.marks) for note in body.notes] == [(1, 1), (2, 1)]


def item(*words: str) -> tuple[Paragraph, ...]:
    return tuple(Paragraph((Text(text),)) for text in words)


@pytest.mark.parametrize(
    ("markdown", "blocks"),
    [
        (
            "a) one\n\nb) two\n\nC) three\n",
            (ItemList((item("one"), item("two"), item("three")), 1, ("a)", "b)", "C)")),),
        ),
        ("a) one\nb) two", (ItemList((item("one"), item("two")), 1, ("a)", "b)")),)),
        ("We ask:\nc) one\nd) two", (*item("We ask:"), ItemList((item("one"), item("two")), 3, ("c)", "d)")))),
        ("a) one\n\n> b) two", (*item("a) one"), Quote(item("b) two")))),
        ("1) one\n2) two", (ItemList((item("one"), item("two")), 1, ("1)", "2)")),)),
        ("- a) one\n- b) two", (ItemList((item("a) one"), item("b) two"))),)),
    ],
)
def test_lines_that_begin_with_letters_become_a_list(markdown: str, blocks: tuple[Any, ...]) -> None:
    assert read_body(markdown).blocks == blocks


@pytest.mark.parametrize(
    "markdown",
    ["a) alone", "a) one\n\nc) three", "b) two\n\na) one", "a\\) one\n\nb\\) two", "a)one\n\nb)two", "x\na) y\nz"],
)
def test_what_is_no_run_of_letters_stays_text(markdown: str) -> None:
    body = read_body(markdown)
    assert all(isinstance(block, Paragraph) for block in body.blocks)
    assert texts(body) == markdown.replace("\\", "").replace("\n\n", "").replace("\n", " ")


def test_a_line_that_breaks_a_run_goes_back_to_the_item_above_it() -> None:
    assert only("a) one\nb) two\nand more  \nx) y") == ItemList(
        (item("one"), (Paragraph((Text("two"), Text(" "), Text("and more"), LineBreak(), Text("x) y"))),)),
        1,
        ("a)", "b)"),
    )


@pytest.mark.parametrize("dash", "—–―")
def test_a_quotation_ends_with_its_source(dash: str) -> None:
    said = Quote(item("No ferry, no island."), (Text("Rada Vint, "), Emphasis((Text("Log"),))))
    assert only(f"> No ferry, no island.\n> {dash} Rada Vint, *Log*") == said
    assert only(f"> No ferry, no island.\n>\n> {dash} Rada Vint, *Log*") == said
    assert only(f"> {dash} Alone") == Quote(item(f"{dash} Alone"))
    assert texts(read_body(f"No quotation\n{dash} no source")) == f"No quotation {dash} no source"


def test_demands_follow_the_text_and_share_its_footnotes() -> None:
    demands = ("Keep *it*[^b].", "One.\n\nTwo.\n\n- three[^a]", "```\nopen", "[x]: https://a.example")
    body = read_body("Text[^a].\n\n[^a]: First.\n[^b]: Second.\n", demands, DemandMarks.LETTERS)
    found = body.blocks[-1]
    assert isinstance(found, ItemList)
    assert (found.start, found.marks) == (1, ("a)", "b)", "c)", "d)"))
    assert [len(one) for one in found.items] == [1, 3, 1, 0]
    assert [(note.number, note.marks, texts(note.children)) for note in body.notes] == [
        (1, 2, "First."),
        (2, 1, "Second."),
    ]
    assert read_body("Text.", ("One.",)).blocks[-1] == ItemList((item("One."),))
    assert read_body("Text.", ("One.",), DemandMarks.NUMBERS).blocks[-1] == ItemList((item("One."),), 1)


def test_after_the_last_letter_come_two() -> None:
    assert [letter_mark(index) for index in (0, 25, 26, 51, 52, 701, 702)] == [
        "a)",
        "z)",
        "aa)",
        "az)",
        "ba)",
        "zz)",
        "aaa)",
    ]


marked_lines = st.lists(
    st.sampled_from(["a) ", "b) ", "C) ", "z) ", "— ", "- ", "> ", "\n", "  ", "", "1) ", "![](x)\n"]).flatmap(
        lambda mark: st.sampled_from(["one", "*two*", "", "b", "[^1]"]).map(lambda word: mark + word)
    ),
    max_size=12,
)


@given(marked_lines)
def test_no_word_and_no_mark_is_lost(lines: list[str]) -> None:
    printed = read_body("\n".join([*lines, "", "", "end"]))
    assert sum(line.count("one") for line in lines) == everything(printed).count("one")
    for mark in ("a)", "C)", "—"):
        assert sum(line.count(mark) for line in lines) == everything(printed).count(mark)


def everything(node: Any) -> str:
    """Like texts(), with the marks of lists and the dash before a source."""
    own = "".join(node.marks) if isinstance(node, ItemList) else ""
    own += f"—{texts(node.source)}" if isinstance(node, Quote) and node.source else ""
    if isinstance(node, tuple):
        return "".join(everything(child) for child in node)
    if isinstance(node, Text | Preformatted):
        return node.text
    return own + "".join(everything(getattr(node, name, ())) for name in ("blocks", "items", "children", "notes"))


@pytest.mark.parametrize(
    "markdown",
    [
        "<script>alert(1)</script>",
        "a <b onclick=x>b</b> c",
        "<!-- hidden -->",
        "<style>*{}</style>",
        "x &lt;script&gt;",
        "<iframe src='https://a.example'>",
    ],
)
def test_raw_html_is_text(markdown: str) -> None:
    printed = texts(read_body(markdown))
    assert printed == markdown.replace("&lt;", "<").replace("&gt;", ">")


@pytest.mark.parametrize(
    ("markdown", "hrefs"),
    [
        ("[a](https://a.example/x?y=1&z)", ["https://a.example/x?y=1&z"]),
        ("[a](mailto:desk@a.example)", ["mailto:desk@a.example"]),
        ("<https://a.example>", ["https://a.example"]),
        ("[a](HTTPS://a.example)", ["HTTPS://a.example"]),
        ("[a](javascript:alert(1))", []),
        ("[a](JaVaScRiPt:alert(1))", []),
        ("[a](data:text/html;base64,AA)", []),
        ("[a](//a.example)", []),
        ("[a](/signin)", []),
        ("[a](ftp://a.example)", []),
        ("[a](&#106;avascript:alert(1))", []),
        ("[a][r]\n\n[r]: vbscript:x", []),
    ],
)
def test_only_safe_links_are_links_and_the_others_keep_their_words(markdown: str, hrefs: list[str]) -> None:
    body = read_body(markdown)
    assert links(body) == hrefs
    assert texts(body)


def test_a_picture_becomes_its_description() -> None:
    assert texts(read_body("![The granary](https://a.example/x.png)")) == "The granary"


@given(st.text(max_size=300))
def test_any_text_is_read_and_links_nowhere_unsafe(markdown: str) -> None:
    body = read_body(markdown)
    assert all(href.lower().startswith(("http://", "https://", "mailto:")) for href in links(body))


@pytest.mark.parametrize(
    "markdown",
    [
        "[" * 20_000,
        "*a " * 10_000,
        "> " * 5_000,
        "- " * 5_000,
        "[^1]" * 5_000,
        "a) x\n" * 10_000,
        "> — x\n" * 10_000,
    ],
)
def test_hostile_markdown_takes_little_time(markdown: str) -> None:
    began = time.process_time()
    read_body(markdown)
    assert time.process_time() - began < 5
