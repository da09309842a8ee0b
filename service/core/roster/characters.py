"""Mail addresses and odd characters in the text of an entry."""

import re

from service.core.roster.aside_words import WITH_OTHERS
from service.core.roster.items import Item
from service.core.roster.values import Code
from service.core.text import Unprintable, clean

MAIL = re.compile(
    r"(?:\b(?:e-?mail|mail|correo|courriel)\s*:\s*)?[<(\[{]?\s*(?:mailto:)?"
    r"([\w.!#$%&'*+/=?^`{|}~\-]{1,64}@[\w\-]{1,63}(?:\.[\w\-]{1,63}){1,8})\s*[>)\]}]?",
    re.IGNORECASE,
)
MIXED = re.compile("[A-Za-z][\u0391-\u03c9\u0400-\u04ff]|[\u0391-\u03c9\u0400-\u04ff][A-Za-z]")
TWICE_ENCODED = re.compile("Ã[\u0080-\u00bf©¨¤¶¼±³¡§]|â€|Ð[\u0080-\u00bf]|Â[\u00a0-\u00bf]|\\bï»¿")
DIGIT = re.compile(r"\d")
SPOTS = re.compile(r"\s*[,;|·]\s*(?=[,;|·])|\s+(?=[,;])|[\s,;|·<(\[–-]+$")


def take_mail(item: Item) -> None:
    """Take mail addresses out of the item's texts and keep the first."""
    found: list[str] = []
    for at, text in enumerate(item.texts):
        if "@" not in text:
            continue
        addresses = MAIL.findall(text)
        if addresses:
            found += addresses
            item.texts[at] = SPOTS.sub("", MAIL.sub("", text)).strip(" \t,;|·")
    item.texts = [text for text in item.texts if text]
    if found:
        item.email = found[0]
        others = f" {len(found) - 1} more stand here and are left out." if len(found) > 1 else ""
        item.doubt(Code.EMAIL, f"A mail address is kept apart and not printed.{others}")


def look_at(item: Item) -> None:
    """Doubts about the characters of an item, people whom it counts, and its length."""
    text = item.text
    if not (text.isascii() and text.isprintable()) and (words := odd(text)):
        item.doubt(Code.CHARACTERS, words)
    if DIGIT.search(text, max(0, len(text) - 200)) and (found := WITH_OTHERS.search(text[-200:])) is not None:
        item.doubt(Code.OTHERS, f"“{found[0].strip()}” counts people who are not named.")
    if len(text) > 600:
        item.doubt(Code.LENGTH, f"The entry is {len(text):,} characters long.")


def odd(text: str) -> str:
    """What is odd about the characters of a text, as a sentence, or ""."""
    if "\ufffd" in text or TWICE_ENCODED.search(text):
        return "Some letters seem to have been lost when the text was saved in another encoding."
    if mixed := MIXED.search(text):
        return f"Letters of two alphabets stand in one word, at “{mixed[0]}”."
    if text.isprintable():
        return ""
    try:
        clean(text.replace("\n", " ").replace("\t", " ").replace("\u3000", " "))
    except Unprintable as error:
        return f"The text holds {error}, which cannot be printed."
    return ""
