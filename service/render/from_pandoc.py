"""Pandoc's document tree becomes the Markdown that letters are written in."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

Node = dict[str, Any]
SAFE = re.compile(r"(?:https?://|mailto:)[^\s<>]+", re.IGNORECASE)
MARK_LINK = re.compile(r"#(?:_ftn|_edn|ftnt|sdfootnote|sdendnote)(\d+)(?:sym)?$")
BACK_LINK = re.compile(r"#(?:_ftnref|_ednref|ftnt_ref)(\d+)$|#sd(?:foot|end)note(\d+)anc$")
META = re.compile(
    r"[\\`*]|(?<![^\W_])_|_(?![^\W_])|\[(?=\^)|\](?=[(\[:])|<(?=[A-Za-z/!?])|&(?=#?\w+;)",
)
LINE_START = re.compile(r"^(?:(>|(?:#{1,6}|[-+]|={3,}|-{3,})(?=\s|$))|(\d{1,9})([.)])(?=\s|$))")
RAISED = str.maketrans("0123456789+-()n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁽⁾ⁿ")
RAISED_ONLY = re.compile(r"[0-9+\-()n]+")
NOTE_LIST = re.compile(r"mso-element:\s*(?:foot|end)note-list", re.IGNORECASE)
"""What Word puts below a line of its own: the notes count, the line does not."""

OUTER_BREAKS = re.compile(r"^(?:\s*\\\n)+|(?:\s*\\\n)+\s*$")
WORD_MARK = re.compile(r"mso-list:\s*ignore", re.IGNORECASE)
NUMBERED = re.compile(r"(\d{1,3}|[A-Za-z])[.)]")
BOLD = re.compile(r"font-weight:\s*(?:bold|[6-9]00)", re.IGNORECASE)
ITALIC = re.compile(r"font-style:\s*italic", re.IGNORECASE)
LEVEL = {"LowerAlpha": "a", "UpperAlpha": "A"}


class Walker:
    """Walks a tree once. found: how often each thing was met, also of what was left out."""

    def __init__(self) -> None:
        self.found: Counter[str] = Counter()
        self._notes: dict[int, str] = {}
        self._last_note = 0

    def text(self, blocks: list[Node]) -> str:
        """The Markdown of a whole document, its footnotes at the end."""
        body = self._blocks(blocks)
        notes = [f"[^{number}]: {_indented(words, '    ')}" for number, words in sorted(self._notes.items())]
        between = "\n\n" if any("\n\n" in note for note in notes) else "\n"
        return "\n\n".join(part for part in (body, between.join(notes)) if part).strip()

    def _blocks(self, blocks: Iterable[Node]) -> str:
        parts: list[str] = []
        before = ""
        for block in blocks:
            words = self._block(block).strip("\n")
            if not words.strip():
                continue
            item = _word_mark(block["c"]) or "" if block["t"] in ("Para", "Plain") else ""
            if item and item[-2:] == before[-2:]:
                parts[-1] = f"{parts[-1]}\n{words}"
            else:
                self.found["lists"] += bool(item)
                parts.append(words)
            before = item
        return "\n\n".join(parts)

    def _block(self, block: Node) -> str:
        kind = block["t"]
        content: Any = block.get("c")
        match kind:
            case "Para" | "Plain":
                return self._paragraph(content)
            case "Header":
                words = self._inlines(content[2]).replace("\n", " ").strip("* ")
                self.found["headings"] += bool(words)
                return f"{'#' * min(6, max(1, content[0]))} {words}" if words else ""
            case "BulletList":
                self.found["lists"] += 1
                return self._list(content, ["- "] * len(content))
            case "OrderedList":
                self.found["lists"] += 1
                return self._list(content[1], _marks(content[0], len(content[1])))
            case "BlockQuote":
                self.found["quotations"] += 1
                return "\n".join(f"> {line}".rstrip() for line in self._blocks(content).split("\n"))
            case "CodeBlock":
                return "\n".join(f"    {line}" for line in content[1].split("\n"))
            case "LineBlock":
                return "\\\n".join(self._inlines(line) for line in content)
            case "HorizontalRule":
                return "***"
            case "Div" if NOTE_LIST.search(_style(content[0])):
                return self._blocks(inner for inner in content[1] if inner["t"] == "Div")
            case "Div" | "Figure":
                return self._blocks(content[-1])
            case "Table":
                self.found["tables"] += 1
                return self._table(content)
            case "DefinitionList":
                return "\n\n".join(
                    self._inlines(term) + "\n\n" + "\n\n".join(map(self._blocks, texts)) for term, texts in content
                )
        return ""

    def _paragraph(self, inlines: list[Node]) -> str:
        number = self._note_begun(inlines)
        words = OUTER_BREAKS.sub("", self._inlines(inlines))
        if number:
            self._keep_note(number, re.sub(r"^\\?\[?\d*\\?\]?[\s.]*", "", words))
            return ""
        mark = _word_mark(inlines)
        if mark is not None:
            return f"{mark}{words.strip()}"
        self.found["paragraphs"] += bool(words.strip())
        return "\n".join(LINE_START.sub(_escaped_start, line) for line in words.strip().split("\n"))

    def _note_begun(self, inlines: list[Node]) -> int:
        """The number of the footnote that a paragraph is the text of; 0 where it is none."""
        for inline in _flat(inlines[:3]):
            if inline["t"] == "Link" and (found := BACK_LINK.search(inline["c"][2][0])):
                return int(found[1] or found[2])
        return 0

    def _keep_note(self, number: int, words: str) -> None:
        self._notes[number] = words.strip()
        self._last_note = max(self._last_note, number)

    def _list(self, items: list[list[Node]], marks: list[str]) -> str:
        is_tight = all(len(item) <= 1 or item[0]["t"] == "Plain" for item in items)
        parts, paragraphs = [], self.found["paragraphs"]
        for mark, item in zip(marks, items, strict=True):
            words = ("\n" if is_tight else "\n\n").join(filter(None, map(self._block, item)))
            parts.append(mark + _indented(words, " " * len(mark)))
        self.found["paragraphs"] = paragraphs
        return ("\n" if is_tight else "\n\n").join(parts)

    def _table(self, content: list[Any]) -> str:
        _, _, _, head, bodies, foot = content
        rows = [*head[1], *(row for body in bodies for row in (*body[2], *body[3])), *foot[1]]
        lines, paragraphs = [], self.found["paragraphs"]
        for row in rows:
            cells = [" ".join(self._blocks(cell[4]).split()) for cell in row[1]]
            lines.append(" | ".join(filter(None, cells)))
        self.found["paragraphs"] = paragraphs
        return "\n\n".join(filter(None, lines))

    def _inlines(self, inlines: Iterable[Node]) -> str:
        return "".join(map(self._inline, inlines))

    def _inline(self, inline: Node) -> str:
        kind = inline["t"]
        content: Any = inline.get("c")
        match kind:
            case "Str":
                return META.sub(r"\\\g<0>", content.replace("\u00a0", " "))
            case "Space" | "SoftBreak":
                return " "
            case "LineBreak":
                return "\\\n"
            case "Strong":
                return _wrapped(self._inlines(content), "**")
            case "Emph":
                return _wrapped(self._inlines(content), "*")
            case "Superscript" | "Subscript":
                return self._raised(content)
            case "Link":
                return self._link(content)
            case "Note":
                return self._note(content)
            case "Span":
                return self._span(content)
            case "Code":
                return f"`{content[1]}`" if "`" not in content[1] else META.sub(r"\\\g<0>", content[1])
            case "Math":
                self.found["formulas"] += 1
                return META.sub(r"\\\g<0>", content[1])
            case "Image":
                self.found["pictures"] += 1
                return ""
            case "Strikeout":
                self.found["struck"] += 1
                return ""
            case "Quoted":
                left, right = ("“", "”") if content[0]["t"] == "DoubleQuote" else ("‘", "’")
                return f"{left}{self._inlines(content[1])}{right}"
            case "Underline" | "SmallCaps":
                return self._inlines(content)
            case "Cite":
                return self._inlines(content[1])
        return ""

    def _raised(self, content: list[Node]) -> str:
        words = self._inlines(content)
        return words.translate(RAISED) if RAISED_ONLY.fullmatch(words) else words

    def _link(self, content: list[Any]) -> str:
        target = content[2][0]
        if found := MARK_LINK.search(target):
            self.found["footnotes"] += 1
            return f"[^{found[1]}]"
        words = self._inlines(content[1])
        if BACK_LINK.search(target):
            return ""
        if not SAFE.fullmatch(target):
            self.found["unsafe links"] += bool(target and not target.startswith("#"))
            return words
        self.found["links"] += 1
        target = f"<{target}>" if re.search(r"[()]", target) else target
        return f"[{words.strip()}]({target})" if words.strip() else ""

    def _note(self, blocks: list[Node]) -> str:
        self._last_note += 1
        number = self._last_note
        self.found["footnotes"] += 1
        paragraphs = self.found["paragraphs"]
        self._notes[number] = ""
        self._notes[number] = self._blocks(blocks)
        self.found["paragraphs"] = paragraphs
        return f"[^{number}]"

    def _span(self, content: list[Any]) -> str:
        style = _style(content[0])
        if WORD_MARK.search(style):
            return ""
        words = self._inlines(content[1])
        words = _wrapped(words, "**") if BOLD.search(style) else words
        return _wrapped(words, "*") if ITALIC.search(style) else words


def _style(attributes: list[Any]) -> str:
    return " ".join(value for key, value in attributes[2] if key == "style")


def _flat(inlines: Iterable[Node]) -> Iterator[Node]:
    """Inlines and those within them, the outer before the inner."""
    for inline in inlines:
        yield inline
        if inline["t"] in ("Span", "Link"):
            yield from _flat(inline["c"][1])
        elif inline["t"] in ("Superscript", "Strong", "Emph"):
            yield from _flat(inline["c"])


def _word_mark(inlines: list[Node]) -> str | None:
    """The mark that Word draws before an item of its own lists, as Markdown has it; None for no such item."""
    for inline in _flat(inlines[:2]):
        if inline["t"] == "Span" and WORD_MARK.search(_style(inline["c"][0])):
            drawn = "".join(part["c"] for part in _flat(inline["c"][1]) if part["t"] == "Str")
            found = NUMBERED.match(drawn.strip("\u00a0 "))
            if not found or drawn.strip("\u00a0 ") == "o":
                return "- "
            return f"{found[1]}. " if found[1].isdigit() else f"{found[1]}) "
    return None


def _marks(attributes: list[Any], count: int) -> list[str]:
    start, style = attributes[0], attributes[1]["t"]
    if style in LEVEL and start + count <= 27:
        return [f"{chr(ord(LEVEL[style]) + start - 1 + index)}) " for index in range(count)]
    return [f"{start + index}. " for index in range(count)]


def _wrapped(words: str, mark: str) -> str:
    """Words in emphasis; the white space at their ends stays outside, where Markdown wants it."""
    bare = words.strip()
    if not bare or mark in bare or "\n\n" in bare:
        return words
    before, after = words[: len(words) - len(words.lstrip())], words[len(words.rstrip()) :]
    return f"{before}{mark}{bare}{mark}{after}"


def _indented(words: str, by: str) -> str:
    return re.sub(r"\n(?=[^\n])", f"\n{by}", words)


def _escaped_start(found: re.Match[str]) -> str:
    return f"\\{found[1]}" if found[1] else f"{found[2]}\\{found[3]}"
