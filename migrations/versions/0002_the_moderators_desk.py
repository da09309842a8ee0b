"""The moderators' desk."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

WORDS = "an entry stands without the approvals it needs"


def upgrade() -> None:
    op.create_table(
        "batches",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("letter_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("account_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("undone_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("sieve", sa.JSON(), nullable=False),
        sa.Column("reason", sa.String(length=20), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("tells", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_batches_account_id")),
        sa.ForeignKeyConstraint(["letter_id"], ["letters.id"], name=op.f("fk_batches_letter_id")),
        sa.ForeignKeyConstraint(["undone_by"], ["accounts.id"], name=op.f("fk_batches_undone_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_batches")),
        comment="Clean-ups of false sign-ups, each of which the worker carries out in small steps.",
    )
    op.create_index("ix_batches_letter_id", "batches", ["letter_id"], unique=False)
    op.create_index(
        "ix_batches_unfinished",
        "batches",
        ["letter_id"],
        unique=True,
        sqlite_where=sa.text("state IN ('running', 'undoing')"),
        postgresql_where=sa.text("state IN ('running', 'undoing')"),
    )
    op.create_table(
        "batch_members",
        sa.Column("batch_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("signature_id", sa.BigInteger(), nullable=False),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.BigInteger(), nullable=False),
        sa.Column("outcome", sa.String(length=8), nullable=False),
        sa.ForeignKeyConstraint(["batch_id"], ["batches.id"], name=op.f("fk_batch_members_batch_id")),
        sa.ForeignKeyConstraint(
            ["signature_id"], ["signatures.id"], name=op.f("fk_batch_members_signature_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("batch_id", "signature_id", name=op.f("pk_batch_members")),
        comment="The signatures of a clean-up as they stood when it was started, and what became of each.",
    )
    op.create_index("ix_batch_members_batch_id_outcome", "batch_members", ["batch_id", "outcome"], unique=False)

    op.create_table(
        "passkeys",
        sa.Column("credential_id", sa.LargeBinary(), nullable=False),
        sa.Column("account_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("public_key", sa.LargeBinary(), nullable=False),
        sa.Column("sign_count", sa.BigInteger(), nullable=False),
        sa.Column("label", sa.String(length=80), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_passkeys_account_id")),
        sa.PrimaryKeyConstraint("credential_id", name=op.f("pk_passkeys")),
    )
    op.create_index("ix_passkeys_account_id", "passkeys", ["account_id"], unique=False)

    op.create_table(
        "recovery_codes",
        sa.Column("account_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_recovery_codes_account_id")),
        sa.PrimaryKeyConstraint("account_id", "hash", name=op.f("pk_recovery_codes")),
    )
    op.create_table(
        "claims",
        sa.Column("signature_id", sa.BigInteger(), nullable=False),
        sa.Column("account_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("until", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_claims_account_id")),
        sa.ForeignKeyConstraint(
            ["signature_id"], ["signatures.id"], name=op.f("fk_claims_signature_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("signature_id", name=op.f("pk_claims")),
    )
    op.create_table(
        "reports",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("letter_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("signature_id", sa.BigInteger(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("closed_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["letter_id"], ["letters.id"], name=op.f("fk_reports_letter_id")),
        sa.ForeignKeyConstraint(
            ["signature_id"], ["signatures.id"], name=op.f("fk_reports_signature_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reports")),
    )
    op.create_index("ix_reports_letter_id_closed_at", "reports", ["letter_id", "closed_at"], unique=False)
    op.create_index("ix_reports_signature_id", "reports", ["signature_id"], unique=False)

    op.create_table(
        "approvals",
        sa.Column("entry_id", sa.BigInteger(), nullable=False),
        sa.Column("account_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_approvals_account_id")),
        sa.ForeignKeyConstraint(
            ["entry_id"], ["entries.id"], name=op.f("fk_approvals_entry_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("entry_id", "account_id", name=op.f("pk_approvals")),
        comment="Who approved which exact entry: a row for each moderator.",
    )
    op.create_table(
        "evidence",
        sa.Column("entry_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("verdict", sa.String(length=10), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("basis", sa.JSON(), nullable=False),
        sa.Column("other_entry_id", sa.BigInteger(), nullable=True),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["entry_id"], ["entries.id"], name=op.f("fk_evidence_entry_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("entry_id", "kind", name=op.f("pk_evidence")),
    )
    op.create_index(
        "ix_evidence_other_entry_id",
        "evidence",
        ["other_entry_id"],
        unique=False,
        sqlite_where=sa.text("other_entry_id IS NOT NULL"),
        postgresql_where=sa.text("other_entry_id IS NOT NULL"),
    )
    op.create_table(
        "tallies",
        sa.Column("letter_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("day", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("act", sa.String(length=10), nullable=False),
        sa.Column("decided", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["letter_id"], ["letters.id"], name=op.f("fk_tallies_letter_id")),
        sa.PrimaryKeyConstraint("letter_id", "day", "act", name=op.f("pk_tallies")),
        comment="How many entries were decided on each day since 1970, so that nobody counts the log.",
    )
    op.create_table(
        "examinations",
        sa.Column("entry_id", sa.BigInteger(), nullable=False),
        sa.Column("signature_id", sa.BigInteger(), nullable=False),
        sa.Column("letter_id", sa.BigInteger(), nullable=False),
        sa.Column("asked_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["entry_id"], ["entries.id"], name=op.f("fk_examinations_entry_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("entry_id", name=op.f("pk_examinations")),
        comment="Entries whose evidence is still to be gathered.",
    )
    op.create_index("ix_examinations_asked_at", "examinations", ["asked_at"], unique=False)
    op.create_table(
        "name_keys",
        sa.Column("letter_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("key", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("entry_id", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["entry_id"], ["entries.id"], name=op.f("fk_name_keys_entry_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("letter_id", "key", "entry_id", name=op.f("pk_name_keys")),
        comment="What names that are nearly the same have in common, so that one is found from the other.",
        sqlite_with_rowid=False,
    )
    op.create_index("ix_name_keys_entry_id", "name_keys", ["entry_id"], unique=False)

    op.add_column("accounts", sa.Column("is_operator", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column("accounts", sa.Column("totp", sa.LargeBinary(), nullable=True))
    op.add_column("accounts", sa.Column("totp_step", sa.BigInteger(), server_default="0", nullable=False))
    op.add_column("accounts", sa.Column("digest_hour", sa.Integer(), server_default="7", nullable=True))

    op.add_column("acts", sa.Column("batch_id", sa.BigInteger(), nullable=True))
    op.create_index(
        "ix_acts_batch_id",
        "acts",
        ["batch_id"],
        unique=False,
        sqlite_where=sa.text("batch_id IS NOT NULL"),
        postgresql_where=sa.text("batch_id IS NOT NULL"),
    )
    op.drop_index("ix_acts_letter_id", table_name="acts")
    op.create_index("ix_acts_letter_id_act_at_id", "acts", ["letter_id", "act", "at", "id"], unique=False)
    op.create_index("ix_acts_letter_id_at_id", "acts", ["letter_id", "at", "id"], unique=False)
    op.create_index(
        "ix_acts_of_account",
        "acts",
        ["letter_id", "account_id", "at", "id"],
        unique=False,
        sqlite_where=sa.text("account_id IS NOT NULL"),
        postgresql_where=sa.text("account_id IS NOT NULL"),
    )
    op.create_index(
        "ix_signatures_withdrawn_mailbox",
        "signatures",
        ["letter_id", "mailbox_index"],
        unique=False,
        sqlite_where=sa.text("state = 'withdrawn'"),
        postgresql_where=sa.text("state = 'withdrawn'"),
    )

    op.add_column("entries", sa.Column("approvals_needed", sa.Integer(), server_default="1", nullable=False))

    op.add_column("letters", sa.Column("policy", sa.JSON(), nullable=True))

    op.drop_table("sessions")
    op.create_table(
        "sessions",
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("id", sa.BigInteger(), nullable=False),
        sa.Column("account_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("is_full", sa.Boolean(), nullable=False),
        sa.Column("label", sa.String(length=80), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("seen_at", sa.BigInteger(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_sessions_account_id")),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_sessions")),
        sa.UniqueConstraint("id", name=op.f("uq_sessions_id")),
    )
    op.create_index("ix_sessions_account_id", "sessions", ["account_id"], unique=False)

    op.add_column("signatures", sa.Column("domain_index", sa.LargeBinary(), nullable=True))
    op.add_column("signatures", sa.Column("network_index", sa.LargeBinary(), nullable=True))
    op.create_index(
        "ix_signatures_letter_id_domain_index", "signatures", ["letter_id", "domain_index"], unique=False
    )
    op.create_index(
        "ix_signatures_letter_id_network_index", "signatures", ["letter_id", "network_index"], unique=False
    )
    op.add_column("entries", sa.Column("is_titled", sa.Boolean(), server_default=sa.false(), nullable=False))
    entries = sa.table("entries", *(sa.column(name) for name in ("honorific", "positions", "lane", "is_titled")))
    has_title = sa.or_(entries.c.honorific != "", sa.cast(entries.c.positions, sa.Text) != "[]")
    op.execute(entries.update().where(has_title).values(is_titled=sa.true()))
    op.execute("UPDATE entries SET approvals_needed = 0 WHERE lane = 'supporter'")
    op.execute(
        "INSERT INTO approvals (entry_id, account_id, at) SELECT DISTINCT acts.entry_id, acts.account_id, acts.at "
        "FROM acts JOIN entries ON entries.id = acts.entry_id WHERE acts.act = 'list'"
    )
    op.execute(
        "INSERT INTO tallies (letter_id, day, act, decided) SELECT letter_id, at / 86400000000, act, count(*) "
        "FROM acts WHERE act IN ('list', 'ask', 'decline') GROUP BY 1, 2, 3"
    )
    op.execute(
        "INSERT INTO examinations (entry_id, signature_id, letter_id, asked_at) "
        "SELECT entries.id, signatures.id, signatures.letter_id, signatures.changed_at "
        "FROM signatures JOIN entries ON entries.id IN (signatures.newest_entry_id, signatures.standing_entry_id) "
        "WHERE signatures.state IN ('confirmed', 'changes_asked', 'declined', 'listed')"
    )
    _guard_standing()


def _guard_standing() -> None:
    """Let the database itself refuse an entry that stands without the approvals it needs."""
    lacks = (
        "(SELECT count(*) FROM approvals WHERE entry_id = NEW.standing_entry_id) < "
        "(SELECT approvals_needed FROM entries WHERE id = NEW.standing_entry_id)"
    )
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            f"CREATE FUNCTION signatures_approved() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            f"IF NEW.standing_entry_id IS NOT NULL AND {lacks} THEN "
            f"RAISE EXCEPTION '{WORDS}' USING ERRCODE = 'check_violation'; END IF; RETURN NEW; END $$"
        )
        op.execute(
            "CREATE TRIGGER signatures_approved BEFORE UPDATE OF standing_entry_id ON signatures "
            "FOR EACH ROW EXECUTE FUNCTION signatures_approved()"
        )
        return
    op.execute(
        f"CREATE TRIGGER signatures_approved BEFORE UPDATE OF standing_entry_id ON signatures "
        f"WHEN NEW.standing_entry_id IS NOT NULL AND {lacks} BEGIN SELECT RAISE(ABORT, '{WORDS}'); END"
    )


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP TRIGGER signatures_approved ON signatures")
        op.execute("DROP FUNCTION signatures_approved()")
    else:
        op.execute("DROP TRIGGER signatures_approved")
    op.drop_index("ix_signatures_letter_id_network_index", table_name="signatures")
    op.drop_index("ix_signatures_letter_id_domain_index", table_name="signatures")
    op.drop_column("signatures", "network_index")
    op.drop_column("signatures", "domain_index")

    op.drop_table("sessions")
    op.create_table(
        "sessions",
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("account_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_sessions_account_id")),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_sessions")),
    )

    op.drop_column("letters", "policy")

    op.drop_column("entries", "is_titled")
    op.drop_column("entries", "approvals_needed")

    op.drop_index("ix_signatures_withdrawn_mailbox", table_name="signatures")
    op.drop_index("ix_acts_of_account", table_name="acts")
    op.drop_index("ix_acts_letter_id_act_at_id", table_name="acts")
    op.drop_index("ix_acts_letter_id_at_id", table_name="acts")
    op.create_index("ix_acts_letter_id", "acts", ["letter_id"], unique=False)
    op.drop_index("ix_acts_batch_id", table_name="acts")
    op.drop_column("acts", "batch_id")

    op.drop_column("accounts", "digest_hour")
    op.drop_column("accounts", "totp_step")
    op.drop_column("accounts", "totp")
    op.drop_column("accounts", "is_operator")

    op.drop_index("ix_name_keys_entry_id", table_name="name_keys")
    op.drop_table("name_keys")
    op.drop_index("ix_examinations_asked_at", table_name="examinations")

    op.drop_table("examinations")
    op.drop_table("evidence")
    op.drop_table("approvals")
    op.drop_table("tallies")
    op.drop_index("ix_reports_signature_id", table_name="reports")
    op.drop_index("ix_reports_letter_id_closed_at", table_name="reports")

    op.drop_table("reports")
    op.drop_table("claims")
    op.drop_table("recovery_codes")
    op.drop_index("ix_passkeys_account_id", table_name="passkeys")

    op.drop_table("passkeys")
    op.drop_index("ix_batch_members_batch_id_outcome", table_name="batch_members")
    op.drop_table("batch_members")
    op.drop_index("ix_batches_letter_id", table_name="batches")

    op.drop_table("batches")
