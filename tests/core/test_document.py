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
    read_body,
)


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


@pytest.mark.parametrize("markdown", ["[" * 20_000, "*a " * 10_000, "> " * 5_000, "- " * 5_000, "[^1]" * 5_000])
def test_hostile_markdown_takes_little_time(markdown: str) -> None:
    began = time.monotonic()
    read_body(markdown)
    assert time.monotonic() - began < 5
