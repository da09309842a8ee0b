"""Rosters: names that were gathered elsewhere."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

WORDS = "an entry stands without the approvals it needs"
WORKING = "state IN ('gathering', 'bringing_in', 'undoing')"
IMPORTED = "import_id IS NOT NULL AND confirmed_at IS NULL"


def upgrade() -> None:
    op.create_table(
        "imports",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("letter_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("account_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("undone_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("source", sa.LargeBinary(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("consent", sa.Text(), server_default=sa.text("''"), nullable=False),
        sa.Column("total", sa.Integer(), nullable=True),
        sa.Column("sums", sa.JSON(), nullable=True),
        sa.Column("after", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("wanted", sa.Integer(), server_default="0", nullable=False),
        sa.Column("done", sa.Integer(), server_default="0", nullable=False),
        sa.Column("waiting", sa.Integer(), server_default="0", nullable=False),
        sa.Column("left_out", sa.Integer(), server_default="0", nullable=False),
        sa.Column("undone", sa.Integer(), server_default="0", nullable=False),
        sa.Column("stayed", sa.Integer(), server_default="0", nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("checked_at", sa.BigInteger(), nullable=False),
        sa.Column("finished_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_imports_account_id")),
        sa.ForeignKeyConstraint(["letter_id"], ["letters.id"], name=op.f("fk_imports_letter_id")),
        sa.ForeignKeyConstraint(["undone_by"], ["accounts.id"], name=op.f("fk_imports_undone_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_imports")),
        comment="Rosters that authors bring in, which the worker does in small steps.",
    )
    op.create_index("ix_imports_letter_id", "imports", ["letter_id"], unique=False)
    where = {"sqlite_where": sa.text(WORKING), "postgresql_where": sa.text(WORKING)}
    op.create_index("ix_imports_working", "imports", ["state"], unique=False, **where)
    op.create_table(
        "import_rows",
        sa.Column("import_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("ordinal", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("stamp", sa.Integer(), server_default="0", nullable=False),
        sa.Column("verdict", sa.String(length=9), nullable=False),
        sa.Column("source", sa.LargeBinary(), nullable=True),
        sa.Column("name_index", sa.LargeBinary(), nullable=True),
        sa.Column("mailbox_index", sa.LargeBinary(), nullable=True),
        sa.Column("is_taken", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("other_row", sa.BigInteger(), nullable=True),
        sa.Column("other_signature", sa.BigInteger(), nullable=True),
        sa.Column("signature_id", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["import_id"], ["imports.id"], name=op.f("fk_import_rows_import_id")),
        sa.PrimaryKeyConstraint("import_id", "ordinal", name=op.f("pk_import_rows")),
        comment="What was read of each person in a roster, sealed until it is brought in and deleted then.",
    )
    op.create_index("ix_import_rows_signature_id", "import_rows", ["signature_id"], unique=False)
    for columns in (["verdict", "ordinal"], ["name_index"], ["mailbox_index"]):
        name = f"ix_import_rows_import_id_{'_'.join(columns)}"
        op.create_index(name, "import_rows", ["import_id", *columns], unique=False)
    op.add_column("acts", sa.Column("import_id", sa.BigInteger(), nullable=True))
    op.add_column("signatures", sa.Column("import_id", sa.BigInteger(), nullable=True))
    where = {"sqlite_where": sa.text(IMPORTED), "postgresql_where": sa.text(IMPORTED)}
    op.create_index("ix_signatures_imported", "signatures", ["letter_id", "import_id"], unique=False, **where)
    _guard_new()


def _guard_new() -> None:
    """A signature that comes into being with an entry that stands needs the same approvals as any other."""
    lacks = (
        "(SELECT count(*) FROM approvals WHERE entry_id = NEW.standing_entry_id) < "
        "coalesce((SELECT approvals_needed FROM entries WHERE id = NEW.standing_entry_id), 1)"
    )
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            f"CREATE FUNCTION signatures_made() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            f"IF {lacks} THEN RAISE EXCEPTION '{WORDS}' USING ERRCODE = 'check_violation'; END IF; "
            f"RETURN NEW; END $$"
        )
        op.execute(
            "CREATE TRIGGER signatures_made BEFORE INSERT ON signatures FOR EACH ROW "
            "WHEN (NEW.standing_entry_id IS NOT NULL) EXECUTE FUNCTION signatures_made()"
        )
        return
    op.execute(
        f"CREATE TRIGGER signatures_made BEFORE INSERT ON signatures "
        f"WHEN NEW.standing_entry_id IS NOT NULL AND {lacks} BEGIN SELECT RAISE(ABORT, '{WORDS}'); END"
    )


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP TRIGGER signatures_made ON signatures")
        op.execute("DROP FUNCTION signatures_made()")
    else:
        op.execute("DROP TRIGGER signatures_made")
    op.drop_index("ix_signatures_imported", table_name="signatures")
    op.drop_column("signatures", "import_id")
    op.drop_column("acts", "import_id")
    op.drop_table("import_rows")
    op.drop_table("imports")
