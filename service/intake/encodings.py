"""Bytes become text: Unicode where they say so or fit, else the old encoding that they most look like."""

import codecs
import re

from charset_normalizer import from_bytes

from service.intake.bounds import refuse

BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
"""UTF-32 before UTF-16, for the mark of one begins like the mark of the other."""

SAMPLE = 32 * 1024
"""Bytes of the lines with letters beyond ASCII that the guess looks at."""

LATIN = ("cp1252", "cp1250", "cp1254", "mac_roman", "cp850")
"""In the order of how common they are; the first of those that spell best is taken."""

MISSPELT = re.compile(r"(?<=[^\W\d_])[¡-¿×÷†‡‰€™ˆ˜](?=[^\W\d_])|\b[£¥¯](?=[a-z])|(?<=[a-zß-öø-ÿ])[A-ZÀ-ÖØ-ÞŠŽŸ]")
"""A sign inside a word, or a capital after a small letter."""

GARBLED = re.compile(r"[ÃÂÐÑØÙ][\u0080-\u00bf\u2018-\u201e\u2020-\u2026\u0152-\u0192\u02c6\u02dc\u20ac\u2122]")
"""UTF-8 that was taken for Windows-1252 once and then saved so."""

NAMES = {
    "cp1252": "Windows-1252 (Western)",
    "cp1250": "Windows-1250 (Central European)",
    "cp1251": "Windows-1251 (Cyrillic)",
    "cp1253": "Windows-1253 (Greek)",
    "cp1254": "Windows-1254 (Turkish)",
    "cp1255": "Windows-1255 (Hebrew)",
    "cp1256": "Windows-1256 (Arabic)",
    "cp1257": "Windows-1257 (Baltic)",
    "cp874": "Windows-874 (Thai)",
    "koi8_r": "KOI8-R (Cyrillic)",
    "cp866": "DOS 866 (Cyrillic)",
    "cp850": "DOS 850 (Western)",
    "mac_roman": "Mac Roman",
    "gb18030": "GB 18030 (Chinese)",
    "big5": "Big5 (Chinese)",
    "cp932": "Shift JIS (Japanese)",
    "euc_jp": "EUC-JP (Japanese)",
    "cp949": "Korean (UHC)",
}
"""Those that lists are still found in; a guess among all that exist goes wrong more often."""

BINARY = "The file holds bytes that are no text. Save the list as text, CSV, XLSX, PDF or DOCX."


def decoded(content: bytes, declared: str = "") -> tuple[str, list[str]]:
    """The text with LF at line ends, and notes on what was guessed. Raises Unreadable.

    declared: the encoding that the content itself names, or "".
    """
    text, notes = _decoded(content, declared)
    text = text.replace("\r\n", "\n").replace("\r", "\n").removeprefix("\ufeff")
    _check_characters(text)
    return text, notes + _damage(text)


def _decoded(content: bytes, declared: str) -> tuple[str, list[str]]:
    for mark, encoding in BOMS:
        if content.startswith(mark):
            return _strict(content.removeprefix(mark), encoding), []
    try:
        return content.decode(), []
    except UnicodeDecodeError as error:
        wrong = error
    if unmarked := _utf16(content):
        return _strict(content, unmarked), []
    if b"\0" in content:
        refuse(BINARY)
    if declared and (text := _as_declared(content, declared)):
        return text, []
    _check_not_mixed(content, wrong)
    return _guessed(content)


def _strict(content: bytes, encoding: str) -> str:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError as error:
        line = content[: error.start].decode(encoding, "ignore").count("\n") + 1
        refuse(
            f"The file begins as {encoding[:6].rstrip('-').upper()} text, and line {line:,} is not. "
            "Save it as UTF-8 and bring it again."
        )


def _as_declared(content: bytes, declared: str) -> str:
    try:
        return content.decode(declared)
    except (LookupError, ValueError):
        return ""


def _utf16(content: bytes) -> str:
    """The kind of UTF-16 that every second byte being zero gives away, or ""."""
    head = content[:4096]
    even, odd = head[::2].count(0), head[1::2].count(0)
    if len(head) > 3 and max(even, odd) > 0.3 * len(head) / 2 and min(even, odd) * 10 < max(even, odd):
        return "utf-16-le" if odd > even else "utf-16-be"
    return ""


def _check_not_mixed(content: bytes, wrong: UnicodeDecodeError) -> None:
    """Refuses a file of which most lines with letters beyond ASCII are UTF-8 and some are not."""
    good, bad, first = 0, 0, 0
    for number, line in enumerate(content.split(b"\n"), 1):
        if line.isascii():
            continue
        try:
            line.decode()
            good += 1
        except UnicodeDecodeError:
            bad += 1
            first = first or number
    if good >= bad:
        refuse(
            f"Line {first:,} is in another encoding than the rest of the file, which is UTF-8"
            f"{f'; so are {bad - 1:,} more' if bad > 1 else ''}. Save the whole list as UTF-8 and bring it again."
        )


def _guessed(content: bytes) -> tuple[str, list[str]]:
    sample = _telling(content)
    best = from_bytes(sample, cp_isolation=list(NAMES)).best()
    encoding = best.encoding if best else LATIN[0]
    if encoding in (*LATIN, "cp1257"):
        encoding = _latin(sample)
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        refuse(f"The file’s encoding was not recognised (line {line:,}). Save it as UTF-8 and bring it again.")
    guess = f"The file does not say its encoding; it was read as {NAMES[encoding]}."
    return text, [f"{guess} Look at the names before you go on."]


def _telling(content: bytes) -> bytes:
    """The first lines that an encoding can be told by."""
    lines, size = [], 0
    for line in content.split(b"\n"):
        if not line.isascii():
            lines.append(line[:SAMPLE])
            size += len(line)
        if size > SAMPLE:
            break
    return b"\n".join(lines)


def _latin(sample: bytes) -> str:
    western = sample.decode("cp1252", "replace")
    if _misspelt(western):
        return min(LATIN, key=lambda encoding: _misspelt(sample.decode(encoding, "replace")))
    return "cp1254" if _is_turkish(western) else "cp1250" if _is_central(western) else "cp1252"


def _misspelt(text: str) -> int:
    return len(MISSPELT.findall(text)) + 2 * text.count("\ufffd")


def _is_central(western: str) -> bool:
    """Whether text read as Western has letters together that only Czech, Croatian or Hungarian turns into."""
    letters = set(western.lower())
    slavic = letters & set("šž") and letters & set("èøìïòùæð") and "å" not in letters
    hungarian = letters & set("õû") and letters & set("áéó") and not letters & set("ãçàèêñ")
    return bool(slavic or hungarian)


def _is_turkish(western: str) -> bool:
    """Whether it has the letters that only Turkish turns into; Icelandic has them too, with accents on others."""
    letters = set(western.lower())
    return bool(letters & set("ýþð") and letters & set("çöü") and not letters & set("áéíóúæ"))


def _check_characters(text: str) -> None:
    if "\0" in text:
        refuse(BINARY)
    odd = sum(map(text.count, (chr(code) for code in range(1, 32) if chr(code) not in "\t\n\f\v\x1c\x1d\x1e\x1f")))
    if odd > 3 and odd * 200 > len(text):
        refuse(BINARY)


def _damage(text: str) -> list[str]:
    notes = []
    if garbled := GARBLED.search(text):
        line = text.count("\n", 0, garbled.start()) + 1
        notes.append(
            f"Letters look garbled from line {line:,} on (“{garbled[0]}”): the list was saved in a wrong encoding "
            "before it came here."
        )
    if "\ufffd" in text:
        line = text.count("\n", 0, text.index("\ufffd")) + 1
        notes.append(f"A letter was lost before the list came here, and stands as “\ufffd” (line {line:,}).")
    return notes
