"""The tables; the migrations make exactly these."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
    false,
    text,
)
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator

metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
    }
)


EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)


class Moment(TypeDecorator[datetime]):
    """A moment in UTC, stored as microseconds since 1970: both databases then order and compare alike."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:
        return None if value is None else (value - EPOCH) // MICROSECOND

    def process_result_value(self, value: int | None, dialect: Dialect) -> datetime | None:
        return None if value is None else EPOCH + timedelta(microseconds=value)


Serial = BigInteger().with_variant(Integer, "sqlite")
"""A counting key: SQLite counts only in a column that is plainly INTEGER."""

vaults = Table(
    "vaults",
    metadata,
    Column("name", String(40), primary_key=True),
    Column("wrapped", LargeBinary, nullable=False),
    comment="Data keys, each wrapped by a master key.",
)

letters = Table(
    "letters",
    metadata,
    Column("id", Serial, primary_key=True),
    Column("slug", String(80), nullable=False, unique=True),
    Column("state", String(12), nullable=False),
    Column("version_id", BigInteger),
    Column("era", Integer, nullable=False, server_default="1"),
    Column("roll_id", BigInteger),
    Column("profile", JSON, nullable=False),
    Column("policy", JSON),
    Column("named", Integer, nullable=False, server_default="0"),
    Column("unnamed", Integer, nullable=False, server_default="0"),
    Column("supporters", Integer, nullable=False, server_default="0"),
    Column("waiting", Integer, nullable=False, server_default="0"),
    Column("last_position", BigInteger, nullable=False, server_default="0"),
    Column("revision", BigInteger, nullable=False, server_default="0"),
    Column("created_at", Moment, nullable=False),
    CheckConstraint("named >= 0 AND unnamed >= 0 AND supporters >= 0 AND waiting >= 0", name="counts"),
)

# An era grows with every material change: assent to an earlier text never counts for a later one.
versions = Table(
    "versions",
    metadata,
    Column("id", Serial, primary_key=True),
    Column("letter_id", ForeignKey("letters.id"), nullable=False),
    Column("number", Integer, nullable=False),
    Column("seal", String(64), nullable=False),
    Column("wording", Text, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("kind", String(10), nullable=False, server_default="first"),
    Column("note", Text, nullable=False, server_default=text("''")),
    Column("era", Integer, nullable=False, server_default="1"),
    Column("account_id", BigInteger),
    UniqueConstraint("letter_id", "number"),
)

eras = Table(
    "eras",
    metadata,
    Column("letter_id", ForeignKey("letters.id"), primary_key=True),
    Column("era", Integer, primary_key=True, autoincrement=False),
    Column("roll_id", BigInteger, nullable=False),
    Column("named", Integer, nullable=False),
    Column("unnamed", Integer, nullable=False),
    Column("supporters", Integer, nullable=False),
    CheckConstraint("named >= 0 AND unnamed >= 0 AND supporters >= 0", name="counts"),
    comment="Who still stands on a text that a material change replaced.",
)

drafts = Table(
    "drafts",
    metadata,
    Column("letter_id", ForeignKey("letters.id"), primary_key=True),
    Column("content", Text, nullable=False),
    Column("revision", Integer, nullable=False),
    Column("account_id", BigInteger),
    Column("saved_at", Moment, nullable=False),
    comment="What authors are writing: nobody else sees it until it becomes a version.",
)

contacts = Table(
    "contacts",
    metadata,
    Column("letter_id", ForeignKey("letters.id"), primary_key=True),
    Column("addressee", String(64), primary_key=True),
    Column("contact", LargeBinary, nullable=False),
    comment="Private contacts of addressees, sealed, by the SHA-256 of the printed block.",
)

signatures = Table(
    "signatures",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("letter_id", ForeignKey("letters.id"), nullable=False),
    Column("version_id", ForeignKey("versions.id"), nullable=False),
    Column("state", String(14), nullable=False),
    Column("epoch", Integer, nullable=False, server_default="0"),
    Column("mailbox", LargeBinary),
    Column("mailbox_index", LargeBinary),
    Column("domain_index", LargeBinary),
    Column("network_index", LargeBinary),
    Column("newest_entry_id", BigInteger, nullable=False),
    Column("standing_entry_id", BigInteger),
    Column("position", BigInteger),
    Column("resume_state", String(14)),
    Column("resume_entry_id", BigInteger),
    Column("resume_position", BigInteger),
    Column("consent_hash", String(64), nullable=False),
    Column("wants_updates", Boolean, nullable=False),
    Column("provider", String(16), nullable=False, server_default=text("''")),
    Column("import_id", BigInteger),
    Column("created_at", Moment, nullable=False),
    Column("confirmed_at", Moment),
    Column("changed_at", Moment, nullable=False),
    UniqueConstraint("letter_id", "position"),
    Index(
        "ix_signatures_active_mailbox",
        "letter_id",
        "mailbox_index",
        unique=True,
        sqlite_where=text("state NOT IN ('pending', 'withdrawn', 'erased')"),
        postgresql_where=text("state NOT IN ('pending', 'withdrawn', 'erased')"),
    ),
    Index(
        "ix_signatures_withdrawn_mailbox",
        "letter_id",
        "mailbox_index",
        sqlite_where=text("state = 'withdrawn'"),
        postgresql_where=text("state = 'withdrawn'"),
    ),
    Index("ix_signatures_letter_id_state_changed_at", "letter_id", "state", "changed_at"),
    Index("ix_signatures_state_created_at", "state", "created_at"),
    Index("ix_signatures_letter_id_domain_index", "letter_id", "domain_index"),
    Index("ix_signatures_letter_id_network_index", "letter_id", "network_index"),
    Index(
        "ix_signatures_imported",
        "letter_id",
        "import_id",
        sqlite_where=text("import_id IS NOT NULL AND confirmed_at IS NULL"),
        postgresql_where=text("import_id IS NOT NULL AND confirmed_at IS NULL"),
    ),
)

entries = Table(
    "entries",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("signature_id", ForeignKey("signatures.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("hash", String(64), nullable=False),
    Column("salt", LargeBinary, nullable=False),
    Column("lane", String(10), nullable=False),
    Column("name", Text, nullable=False),
    Column("honorific", Text, nullable=False),
    Column("latin_name", Text, nullable=False),
    Column("positions", JSON, nullable=False),
    Column("place", Text, nullable=False),
    Column("capacity", String(10), nullable=False),
    Column("evidence_url", Text, nullable=False),
    Column("statement", Text, nullable=False, server_default=text("''")),
    Column("folded", Text, nullable=False),
    Column("approvals_needed", Integer, nullable=False, server_default="1"),
    Column("is_titled", Boolean, nullable=False, server_default=false()),
    Column("created_at", Moment, nullable=False),
)

statements = Table(
    "statements",
    metadata,
    Column("signature_id", ForeignKey("signatures.id", ondelete="CASCADE"), primary_key=True),
    Column("letter_id", BigInteger, nullable=False),
    Column("era", Integer, nullable=False),
    Column("position", BigInteger, nullable=False),
    UniqueConstraint("letter_id", "era", "position"),
    comment="Names that stand with a statement, in the order in which they were listed.",
)

acts = Table(
    "acts",
    metadata,
    Column("id", Serial, primary_key=True),
    Column("letter_id", ForeignKey("letters.id"), nullable=False),
    Column("signature_id", BigInteger, nullable=False, index=True),
    Column("act", String(10), nullable=False),
    Column("entry_id", BigInteger, nullable=False),
    Column("entry_hash", String(64), nullable=False),
    Column("lane", String(10), nullable=False),
    Column("account_id", BigInteger),
    Column("batch_id", BigInteger),
    Column("import_id", BigInteger),
    Column("version_id", BigInteger),
    Column("reason", String(20), nullable=False),
    Column("note", Text, nullable=False),
    Column("at", Moment, nullable=False),
    Index("ix_acts_letter_id_at_id", "letter_id", "at", "id"),
    Index("ix_acts_letter_id_act_at_id", "letter_id", "act", "at", "id"),
    Index(
        "ix_acts_batch_id",
        "batch_id",
        sqlite_where=text("batch_id IS NOT NULL"),
        postgresql_where=text("batch_id IS NOT NULL"),
    ),
    Index(
        "ix_acts_of_account",
        "letter_id",
        "account_id",
        "at",
        "id",
        sqlite_where=text("account_id IS NOT NULL"),
        postgresql_where=text("account_id IS NOT NULL"),
    ),
    comment="Append-only: what was done to which exact entry, by whom and why.",
)

tallies = Table(
    "tallies",
    metadata,
    Column("letter_id", ForeignKey("letters.id"), primary_key=True),
    Column("day", Integer, primary_key=True, autoincrement=False),
    Column("act", String(10), primary_key=True),
    Column("decided", Integer, nullable=False),
    comment="How many entries were decided on each day since 1970, so that nobody counts the log.",
)

approvals = Table(
    "approvals",
    metadata,
    Column("entry_id", ForeignKey("entries.id", ondelete="CASCADE"), primary_key=True),
    Column("account_id", ForeignKey("accounts.id"), primary_key=True),
    Column("at", Moment, nullable=False),
    comment="Who approved which exact entry: a row for each moderator.",
)

examinations = Table(
    "examinations",
    metadata,
    Column("entry_id", ForeignKey("entries.id", ondelete="CASCADE"), primary_key=True),
    Column("signature_id", BigInteger, nullable=False),
    Column("letter_id", BigInteger, nullable=False),
    Column("asked_at", Moment, nullable=False, index=True),
    comment="Entries whose evidence is still to be gathered.",
)

evidence = Table(
    "evidence",
    metadata,
    Column("entry_id", ForeignKey("entries.id", ondelete="CASCADE"), primary_key=True),
    Column("kind", String(20), primary_key=True),
    Column("verdict", String(10), nullable=False),
    Column("why", Text, nullable=False),
    Column("basis", JSON, nullable=False),
    Column("other_entry_id", BigInteger),
    Column("at", Moment, nullable=False),
    Index(
        "ix_evidence_other_entry_id",
        "other_entry_id",
        sqlite_where=text("other_entry_id IS NOT NULL"),
        postgresql_where=text("other_entry_id IS NOT NULL"),
    ),
)

name_keys = Table(
    "name_keys",
    metadata,
    Column("letter_id", BigInteger, primary_key=True, autoincrement=False),
    Column("key", BigInteger, primary_key=True, autoincrement=False),
    Column("entry_id", ForeignKey("entries.id", ondelete="CASCADE"), primary_key=True, index=True),
    comment="What names that are nearly the same have in common, so that one is found from the other.",
    sqlite_with_rowid=False,
)

claims = Table(
    "claims",
    metadata,
    Column("signature_id", ForeignKey("signatures.id", ondelete="CASCADE"), primary_key=True),
    Column("account_id", ForeignKey("accounts.id"), nullable=False),
    Column("until", Moment, nullable=False),
)

reports = Table(
    "reports",
    metadata,
    Column("id", Serial, primary_key=True),
    Column("letter_id", ForeignKey("letters.id"), nullable=False),
    Column("signature_id", ForeignKey("signatures.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("words", Text, nullable=False),
    Column("at", Moment, nullable=False),
    Column("closed_at", Moment),
    Index("ix_reports_letter_id_closed_at", "letter_id", "closed_at"),
)

batches = Table(
    "batches",
    metadata,
    Column("id", Serial, primary_key=True),
    Column("letter_id", ForeignKey("letters.id"), nullable=False, index=True),
    Column("account_id", ForeignKey("accounts.id"), nullable=False),
    Column("undone_by", ForeignKey("accounts.id")),
    Column("sieve", JSON, nullable=False),
    Column("reason", String(20), nullable=False),
    Column("note", Text, nullable=False),
    Column("tells", Boolean, nullable=False),
    Column("state", String(10), nullable=False),
    Column("created_at", Moment, nullable=False),
    Index(
        "ix_batches_unfinished",
        "letter_id",
        unique=True,
        sqlite_where=text("state IN ('running', 'undoing')"),
        postgresql_where=text("state IN ('running', 'undoing')"),
    ),
    comment="Clean-ups of false sign-ups, each of which the worker carries out in small steps.",
)

batch_members = Table(
    "batch_members",
    metadata,
    Column("batch_id", ForeignKey("batches.id"), primary_key=True),
    Column("signature_id", ForeignKey("signatures.id", ondelete="CASCADE"), primary_key=True),
    Column("epoch", Integer, nullable=False),
    Column("changed_at", Moment, nullable=False),
    Column("outcome", String(8), nullable=False),
    Index("ix_batch_members_batch_id_outcome", "batch_id", "outcome"),
    comment="The signatures of a clean-up as they stood when it was started, and what became of each.",
)

imports = Table(
    "imports",
    metadata,
    Column("id", Serial, primary_key=True),
    Column("letter_id", ForeignKey("letters.id"), nullable=False, index=True),
    Column("account_id", ForeignKey("accounts.id"), nullable=False),
    Column("undone_by", ForeignKey("accounts.id")),
    Column("state", String(12), nullable=False),
    Column("source", LargeBinary, nullable=False),
    Column("kind", String(40), nullable=False),
    Column("consent", Text, nullable=False, server_default=text("''")),
    Column("total", Integer),
    Column("sums", JSON),
    Column("after", BigInteger, nullable=False, server_default="0"),
    Column("wanted", Integer, nullable=False, server_default="0"),
    Column("done", Integer, nullable=False, server_default="0"),
    Column("waiting", Integer, nullable=False, server_default="0"),
    Column("left_out", Integer, nullable=False, server_default="0"),
    Column("undone", Integer, nullable=False, server_default="0"),
    Column("stayed", Integer, nullable=False, server_default="0"),
    Column("created_at", Moment, nullable=False),
    Column("checked_at", Moment, nullable=False),
    Column("finished_at", Moment),
    Index(
        "ix_imports_working",
        "state",
        sqlite_where=text("state IN ('gathering', 'bringing_in', 'undoing')"),
        postgresql_where=text("state IN ('gathering', 'bringing_in', 'undoing')"),
    ),
    comment="Rosters that authors bring in, which the worker does in small steps.",
)

import_rows = Table(
    "import_rows",
    metadata,
    Column("import_id", ForeignKey("imports.id"), primary_key=True),
    Column("ordinal", BigInteger, primary_key=True, autoincrement=False),
    Column("stamp", Integer, nullable=False, server_default="0"),
    Column("verdict", String(9), nullable=False),
    Column("source", LargeBinary),
    Column("name_index", LargeBinary),
    Column("mailbox_index", LargeBinary),
    Column("is_taken", Boolean, nullable=False, server_default=false()),
    Column("other_row", BigInteger),
    Column("other_signature", BigInteger),
    Column("signature_id", BigInteger, index=True),
    Index("ix_import_rows_import_id_verdict_ordinal", "import_id", "verdict", "ordinal"),
    Index("ix_import_rows_import_id_name_index", "import_id", "name_index"),
    Index("ix_import_rows_import_id_mailbox_index", "import_id", "mailbox_index"),
    comment="What was read of each person in a roster, sealed until it is brought in and deleted then.",
)

rolls = Table(
    "rolls",
    metadata,
    Column("id", Serial, primary_key=True),
    Column("letter_id", ForeignKey("letters.id"), nullable=False, index=True),
    Column("era", Integer, nullable=False),
    Column("ordering", JSON, nullable=False),
    Column("state", String(8), nullable=False),
    Column("after", BigInteger, nullable=False, server_default="0"),
    Column("done", Integer, nullable=False, server_default="0"),
    Column("total", Integer, nullable=False, server_default="0"),
    Column("account_id", BigInteger),
    Column("created_at", Moment, nullable=False),
    comment="The named signatures of an era in one order: being laid, shown, or kept.",
)

# No foreign keys to signatures: PostgreSQL would wait for a signature while holding its letter, and others the
# other way round.
places = Table(
    "places",
    metadata,
    Column("roll_id", ForeignKey("rolls.id"), primary_key=True),
    Column("place", LargeBinary, primary_key=True),
    Column("signature_id", BigInteger, nullable=False),
    UniqueConstraint("signature_id", "roll_id"),
    comment="Where a signature stands in a roll: bytes that order as the names do.",
    sqlite_with_rowid=False,
)

blocks = Table(
    "blocks",
    metadata,
    Column("roll_id", ForeignKey("rolls.id"), primary_key=True),
    Column("first", LargeBinary, primary_key=True),
    Column("named", Integer, nullable=False),
    comment="How many names stand in each run of places, so that a rank is a sum and not a count.",
)

wishes = Table(
    "wishes",
    metadata,
    Column("signature_id", BigInteger, primary_key=True, autoincrement=False),
    Column("roll_id", ForeignKey("rolls.id"), primary_key=True, index=True),
    Column("group_id", Integer),
    Column("pin", LargeBinary),
    Column("hand", LargeBinary),
    Column("sort_name", Text),
    comment="What an author wants for one signature in one roll: its group, its pin, its place by hand.",
    sqlite_with_rowid=False,
)

orders = Table(
    "orders",
    metadata,
    Column("id", Serial, primary_key=True),
    Column("letter_id", ForeignKey("letters.id"), nullable=False),
    Column("number", Integer, nullable=False),
    Column("label", String(80), nullable=False),
    Column("ordering", JSON, nullable=False),
    Column("wishes", LargeBinary, nullable=False),
    Column("account_id", BigInteger),
    Column("created_at", Moment, nullable=False),
    UniqueConstraint("letter_id", "number"),
    comment="Saved versions of a letter's order.",
)

updates = Table(
    "updates",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("letter_id", ForeignKey("letters.id"), nullable=False),
    Column("title", Text, nullable=False),
    Column("body", Text, nullable=False),
    Column("account_id", BigInteger),
    Column("at", Moment, nullable=False),
    Column("removed_at", Moment),
    Index("ix_updates_letter_id_at", "letter_id", "at"),
)

rounds = Table(
    "rounds",
    metadata,
    Column("id", Serial, primary_key=True),
    Column("letter_id", ForeignKey("letters.id"), nullable=False, index=True),
    Column("kind", String(10), nullable=False),
    Column("subject_id", BigInteger, nullable=False),
    Column("state", String(8), nullable=False),
    Column("after", BigInteger, nullable=False, server_default="0"),
    Column("done", Integer, nullable=False, server_default="0"),
    Column("total", Integer, nullable=False),
    Column("account_id", BigInteger),
    Column("created_at", Moment, nullable=False),
    UniqueConstraint("kind", "subject_id"),
    comment="Mails to many signatories, which the worker promises in small steps.",
)

milestones = Table(
    "milestones",
    metadata,
    Column("letter_id", BigInteger, primary_key=True, autoincrement=False),
    Column("day", Integer, primary_key=True, autoincrement=False),
    Column("event", String(10), primary_key=True),
    Column("provider", String(16), primary_key=True),
    Column("count", Integer, nullable=False),
    comment="How often what happened on a day, by mail provider; no row is about one person.",
)

outbox = Table(
    "outbox",
    metadata,
    Column("id", Serial, primary_key=True),
    Column("dedupe", String(80), nullable=False, unique=True),
    Column("kind", String(20), nullable=False),
    Column("letter_id", BigInteger),
    Column("signature_id", BigInteger, index=True),
    Column("account_id", BigInteger),
    Column("mailbox", LargeBinary),
    Column("epoch", Integer, nullable=False),
    Column("data", JSON, nullable=False),
    Column("state", String(8), nullable=False),
    Column("due_at", Moment, nullable=False),
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("problem", Text, nullable=False),
    Column("created_at", Moment, nullable=False),
    Index("ix_outbox_state_due_at", "state", "due_at"),
)

accounts = Table(
    "accounts",
    metadata,
    Column("id", Serial, primary_key=True),
    Column("mailbox", LargeBinary, nullable=False),
    Column("mailbox_index", LargeBinary, nullable=False, unique=True),
    Column("epoch", Integer, nullable=False, server_default="0"),
    Column("is_operator", Boolean, nullable=False, server_default=false()),
    Column("totp", LargeBinary),
    Column("totp_step", BigInteger, nullable=False, server_default="0"),
    Column("digest_hour", Integer, server_default="7"),
    Column("created_at", Moment, nullable=False),
)

recovery_codes = Table(
    "recovery_codes",
    metadata,
    Column("account_id", ForeignKey("accounts.id"), primary_key=True),
    Column("hash", LargeBinary, primary_key=True),
)

passkeys = Table(
    "passkeys",
    metadata,
    Column("credential_id", LargeBinary, primary_key=True),
    Column("account_id", ForeignKey("accounts.id"), nullable=False, index=True),
    Column("public_key", LargeBinary, nullable=False),
    Column("sign_count", BigInteger, nullable=False),
    Column("label", String(80), nullable=False),
    Column("created_at", Moment, nullable=False),
)

grants = Table(
    "grants",
    metadata,
    Column("account_id", ForeignKey("accounts.id"), primary_key=True),
    Column("letter_id", ForeignKey("letters.id"), primary_key=True),
    Column("role", String(10), primary_key=True),
)

sessions = Table(
    "sessions",
    metadata,
    Column("token_hash", LargeBinary, primary_key=True),
    Column("id", BigInteger, nullable=False, unique=True),
    Column("account_id", ForeignKey("accounts.id"), nullable=False, index=True),
    Column("is_full", Boolean, nullable=False),
    Column("label", String(80), nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("seen_at", Moment, nullable=False),
    Column("expires_at", Moment, nullable=False),
)

limits = Table(
    "limits",
    metadata,
    Column("key", LargeBinary, primary_key=True),
    Column("hits", Integer, nullable=False),
    Column("until", Moment, nullable=False, index=True),
)

suppressions = Table(
    "suppressions",
    metadata,
    Column("mailbox_index", LargeBinary, primary_key=True),
    Column("at", Moment, nullable=False),
)
