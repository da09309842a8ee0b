"""The letter as one HTML file that needs nothing else."""

from functools import cache

from jinja2 import Template

from service.core.document import Document
from service.paths import TEMPLATES
from service.render import words
from service.render.formats import Rendered
from service.render.fragments import blocks_html, notes_html
from service.render.templating import environment


def render(document: Document) -> Rendered:
    """A standalone page with its style sheet inside; prints as a letter on A4 and on Letter."""
    text = _template().render(
        document=document,
        letter=document.letter,
        wording=document.letter.version.wording,
        profile=document.letter.profile,
        blocks=blocks_html(document.body),
        notes=notes_html(document.body),
        words=words,
        style=(TEMPLATES / "print" / "letter.css").read_text("utf-8"),
    )
    return Rendered(text.encode(), "text/html; charset=utf-8")


@cache
def _template() -> Template:
    return environment().get_template("print/letter.html")
