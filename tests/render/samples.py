"""Letters and names that the render tests share; all of them are made up."""

import datetime as dt

from service.core.document import Document
from service.core.entry import Capacity, Entry, ListedEntry, Position
from service.core.letter import Addressee, Counts, Letter, LetterState, Profile, Version, Wording
from service.core.markdown import read_wording
from service.core.seal import seal_of

HARD_NAMES = (
    "O", "Madonna", "李明", "محمد", "O'Connor", "Anneliese " + "Wolfeschlegelstein" * 5, "=cmd()", "<script>",
    "#let x", "*bold*", "_it_", "[l](x)", "$x$", "\\x", "{{7*7}}", "@ref", "é Ç̃ ọ̈", "علی‌رضا نیک‌پی", "`raw`",
    "a & b &amp; c", "// note", "/* note */", "- item", "1. item", "~tilde~", "---", "...", '"quoted"', "<@x>",
    "김민준", "דוד לוי", "अनीता देवी", "+1", "| cell |", "http://example.org", "^1 [^1]", "!", "> quote", "==x==",
)

BODY = """The wells of the valley have run dry since the works began.[^wells] We have *asked* and **asked again**.

We ask you to:

- open the sluices on market days;
- publish the measurements[^data], month by month;
- let [an independent surveyor](https://example.org/surveyor) look at the dam.

As the record shows[^wells], this can be done in a week.

[^wells]: Survey of the parish council, *second* report, page 12.
[^data]: Measured at three stations.
"""


def wording(body: str = BODY, language: str = "en", title: str = "Water for the Lower Valley") -> Wording:
    return Wording(
        title=title,
        language=language,
        to=(
            Addressee(
                "Marta Keller", honorific="Dr.", post_nominals="CBE", office="Minister for Waters",
                organisation="Ministry of Waters", care_of="The Registry", postal=("1 Quay Street", "Portown"),
            ),
        ),
        cc=(
            Addressee("Ioan Pop", honorific="Ambassador", office="Head of Mission", organisation="River Union"),
            Addressee("The Dam Board"),
        ),
        body=body,
        date=dt.date(2031, 3, 4),
        salutation="Dear Minister,",
        closing="Yours faithfully,\nThe undersigned",
    )


def document(
    entries: tuple[Entry, ...] = (),
    written: Wording | None = None,
    is_preview: bool = False,
    counts: Counts | None = None,
) -> Document:
    written = written or wording()
    profile = Profile(
        slug="water", hashtag="#WaterForAll", organiser="Valley Council", published=dt.date(2031, 3, 1),
        goal=500, supporters_elsewhere=1533,
    )
    made = dt.datetime(2031, 3, 4, 9, tzinfo=dt.UTC)
    letter = Letter(
        id=1, state=LetterState.OPEN, profile=profile, version=Version(1, 2, seal_of(written), written, made),
        counts=counts or Counts(named=len(entries), unnamed=3, supporters=120),
    )
    listed = tuple(ListedEntry(n, f"ref{n}", entry) for n, entry in enumerate(entries, 1))
    as_of = dt.datetime(2031, 4, 5, 14, 2, tzinfo=dt.UTC)
    return Document(letter, read_wording(written), listed, as_of, is_preview)


def hard_entries() -> tuple[Entry, ...]:
    return tuple(Entry(name=name) for name in HARD_NAMES)


def plain_entries(count: int) -> tuple[Entry, ...]:
    """Titled entries in four shapes, as a real list mixes them."""
    mills = "Association of Small Mills and Boatmen of the Lower Valley and the Three Islands"
    shapes = (
        Entry(
            "Nour Haddad", "Prof. Dr.", place="Lower Valley",
            positions=(Position("Professor of Hydrology", "University of Portown"),),
        ),
        Entry("لیلا محمدی", latin_name="Leila Mohammadi", positions=(Position("Writer"),), place="Kabul"),
        Entry(
            "Ana Brandt", "Ambassador", capacity=Capacity.FORMER,
            positions=(Position("", "River Union"), Position("Fellow", "Dam School")),
        ),
        Entry("Teodor Vance", positions=(Position("", mills),), capacity=Capacity.ON_BEHALF, place="Portown"),
    )
    return tuple(shapes[i % len(shapes)] for i in range(count))
