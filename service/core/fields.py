"""Typed values of a form, each cleaned, with what is wrong by field."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from service.core.text import Unprintable, clean, clean_lines

Fields = Mapping[str, Sequence[str]]
TEXT_MOST = 512 * 1024
"""Bytes of a letter's text, as in a letter file."""


@dataclass(slots=True)
class Reader:
    """Takes a form's fields one by one; errors holds what is wrong, by the id that the field has on its page."""

    fields: Fields
    errors: dict[str, str] = field(default_factory=dict)

    def raw(self, name: str) -> str:
        """What was typed, with line ends as LF."""
        values = self.fields.get(name)
        return values[0].replace("\r\n", "\n").replace("\r", "\n") if values else ""

    def line(self, name: str, most: int, label: str, required: bool = False) -> str:
        """One line of text."""
        return self.cleaned(self.raw(name), name, most, label, required)

    def lines(self, name: str, most: int, label: str) -> str:
        """Text of several lines."""
        return self.cleaned(self.raw(name), name, most, label, keep_lines=True)

    def cleaned(
        self, typed: str, at: str, most: int, label: str, required: bool = False, keep_lines: bool = False
    ) -> str:
        """A text without what cannot be printed; at: where an error belongs."""
        try:
            text = clean_lines(typed) if keep_lines else clean(" ".join(typed.split("\n")))
        except Unprintable as error:
            self.errors[at] = f"{label} holds a character that cannot be printed: {error}. Take it out."
            return typed
        if len(text) > most:
            self.errors[at] = f"{label} takes up to {most:,} characters; this is {len(text):,}."
        elif required and not text:
            self.errors[at] = f"{label} is empty."
        return text

    def markdown(self, name: str, label: str) -> str:
        """A long text in Markdown, its spaces and tabs as they were typed."""
        text = self.raw(name).strip("\n").rstrip()
        size = len(text.encode(errors="replace"))
        if size > TEXT_MOST:
            self.errors[name] = f"{label} takes up to {TEXT_MOST // 1024} KiB; this is {-(-size // 1024):,} KiB."
            return text
        for number, line in enumerate(text.split("\n"), start=1):
            try:
                clean(line.replace("\t", " "))
            except Unprintable as error:
                self.errors[name] = (
                    f"{label} holds a character that cannot be printed, on line {number}: {error}. Take it out."
                )
                break
        return text

    def date(self, name: str, label: str) -> dt.date | None:
        typed = self.raw(name).strip()
        if not typed:
            return None
        try:
            return dt.date.fromisoformat(typed)
        except ValueError:
            self.errors[name] = f"{label} is a day such as 2026-03-14."
            return None

    def number(self, name: str, most: int, label: str) -> int | None:
        """A whole number; commas and spaces between its digits do not matter."""
        typed = self.raw(name).strip().replace(",", "").replace(" ", "")
        if not typed:
            return None
        if not (typed.isascii() and typed.isdigit() and len(typed) < 12 and int(typed) <= most):
            self.errors[name] = f"{label} is a whole number up to {most:,}."
            return None
        return int(typed)
