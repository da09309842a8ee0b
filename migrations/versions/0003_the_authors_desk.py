"""The author's desk."""

from collections.abc import Iterator

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

BLOCK = 512
RUN = 5_000


def upgrade() -> None:
    op.create_table(
        "milestones",
        sa.Column("letter_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("day", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("event", sa.String(length=10), nullable=False),
        sa.Column("provider", sa.String(length=16), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("letter_id", "day", "event", "provider", name=op.f("pk_milestones")),
        comment="How often what happened on a day, by mail provider; no row is about one person.",
    )
    op.create_table(
        "contacts",
        sa.Column("letter_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("addressee", sa.String(length=64), nullable=False),
        sa.Column("contact", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["letter_id"], ["letters.id"], name=op.f("fk_contacts_letter_id")),
        sa.PrimaryKeyConstraint("letter_id", "addressee", name=op.f("pk_contacts")),
        comment="Private contacts of addressees, sealed, by the SHA-256 of the printed block.",
    )
    op.create_table(
        "drafts",
        sa.Column("letter_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.BigInteger(), nullable=True),
        sa.Column("saved_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["letter_id"], ["letters.id"], name=op.f("fk_drafts_letter_id")),
        sa.PrimaryKeyConstraint("letter_id", name=op.f("pk_drafts")),
        comment="What authors are writing: nobody else sees it until it becomes a version.",
    )
    op.create_table(
        "eras",
        sa.Column("letter_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("era", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("roll_id", sa.BigInteger(), nullable=False),
        sa.Column("named", sa.Integer(), nullable=False),
        sa.Column("unnamed", sa.Integer(), nullable=False),
        sa.Column("supporters", sa.Integer(), nullable=False),
        sa.CheckConstraint("named >= 0 AND unnamed >= 0 AND supporters >= 0", name=op.f("ck_eras_counts")),
        sa.ForeignKeyConstraint(["letter_id"], ["letters.id"], name=op.f("fk_eras_letter_id")),
        sa.PrimaryKeyConstraint("letter_id", "era", name=op.f("pk_eras")),
        comment="Who still stands on a text that a material change replaced.",
    )
    op.create_table(
        "orders",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("letter_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("label", sa.String(length=80), nullable=False),
        sa.Column("ordering", sa.JSON(), nullable=False),
        sa.Column("wishes", sa.LargeBinary(), nullable=False),
        sa.Column("account_id", sa.BigInteger(), nullable=True),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["letter_id"], ["letters.id"], name=op.f("fk_orders_letter_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_orders")),
        sa.UniqueConstraint("letter_id", "number", name=op.f("uq_orders_letter_id_number")),
        comment="Saved versions of a letter's order.",
    )
    op.create_table(
        "rolls",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("letter_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("era", sa.Integer(), nullable=False),
        sa.Column("ordering", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("after", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("done", sa.Integer(), server_default="0", nullable=False),
        sa.Column("total", sa.Integer(), server_default="0", nullable=False),
        sa.Column("account_id", sa.BigInteger(), nullable=True),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["letter_id"], ["letters.id"], name=op.f("fk_rolls_letter_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rolls")),
        comment="The named signatures of an era in one order: being laid, shown, or kept.",
    )
    op.create_index("ix_rolls_letter_id", "rolls", ["letter_id"], unique=False)
    op.create_table(
        "rounds",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("letter_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("subject_id", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("after", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("done", sa.Integer(), server_default="0", nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.BigInteger(), nullable=True),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["letter_id"], ["letters.id"], name=op.f("fk_rounds_letter_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rounds")),
        sa.UniqueConstraint("kind", "subject_id", name=op.f("uq_rounds_kind_subject_id")),
        comment="Mails to many signatories, which the worker promises in small steps.",
    )
    op.create_index("ix_rounds_letter_id", "rounds", ["letter_id"], unique=False)
    op.create_table(
        "updates",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("letter_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("account_id", sa.BigInteger(), nullable=True),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("removed_at", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["letter_id"], ["letters.id"], name=op.f("fk_updates_letter_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_updates")),
    )
    op.create_index("ix_updates_letter_id_at", "updates", ["letter_id", "at"], unique=False)
    op.create_table(
        "places",
        sa.Column("roll_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("place", sa.LargeBinary(), nullable=False),
        sa.Column("signature_id", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["roll_id"], ["rolls.id"], name=op.f("fk_places_roll_id")),
        sa.PrimaryKeyConstraint("roll_id", "place", name=op.f("pk_places")),
        sa.UniqueConstraint("signature_id", "roll_id", name=op.f("uq_places_signature_id_roll_id")),
        comment="Where a signature stands in a roll: bytes that order as the names do.",
        sqlite_with_rowid=False,
    )
    op.create_table(
        "wishes",
        sa.Column("signature_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("roll_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=True),
        sa.Column("pin", sa.LargeBinary(), nullable=True),
        sa.Column("hand", sa.LargeBinary(), nullable=True),
        sa.Column("sort_name", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["roll_id"], ["rolls.id"], name=op.f("fk_wishes_roll_id")),
        sa.PrimaryKeyConstraint("signature_id", "roll_id", name=op.f("pk_wishes")),
        comment="What an author wants for one signature in one roll: its group, its pin, its place by hand.",
        sqlite_with_rowid=False,
    )
    op.create_index("ix_wishes_roll_id", "wishes", ["roll_id"], unique=False)
    op.create_table(
        "statements",
        sa.Column("signature_id", sa.BigInteger(), nullable=False),
        sa.Column("letter_id", sa.BigInteger(), nullable=False),
        sa.Column("era", sa.Integer(), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["signature_id"], ["signatures.id"], name=op.f("fk_statements_signature_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("signature_id", name=op.f("pk_statements")),
        sa.UniqueConstraint("letter_id", "era", "position", name=op.f("uq_statements_letter_id_era_position")),
        comment="Names that stand with a statement, in the order in which they were listed.",
    )
    op.add_column("acts", sa.Column("version_id", sa.BigInteger(), nullable=True))
    op.add_column("entries", sa.Column("statement", sa.Text(), server_default=sa.text("''"), nullable=False))
    op.add_column("letters", sa.Column("era", sa.Integer(), server_default="1", nullable=False))
    op.add_column("letters", sa.Column("roll_id", sa.BigInteger(), nullable=True))
    provider = sa.Column("provider", sa.String(length=16), server_default=sa.text("''"), nullable=False)
    op.add_column("signatures", provider)
    op.add_column("versions", sa.Column("kind", sa.String(length=10), server_default="first", nullable=False))
    op.add_column("versions", sa.Column("note", sa.Text(), server_default=sa.text("''"), nullable=False))
    op.add_column("versions", sa.Column("era", sa.Integer(), server_default="1", nullable=False))
    op.add_column("versions", sa.Column("account_id", sa.BigInteger(), nullable=True))
    op.drop_table("blocks")
    op.create_table(
        "blocks",
        sa.Column("roll_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("first", sa.LargeBinary(), nullable=False),
        sa.Column("named", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["roll_id"], ["rolls.id"], name=op.f("fk_blocks_roll_id")),
        sa.PrimaryKeyConstraint("roll_id", "first", name=op.f("pk_blocks")),
        comment="How many names stand in each run of places, so that a rank is a sum and not a count.",
    )
    _lay_rolls()


def _lay_rolls() -> None:
    """Every letter has one roll, in the order in which its names were listed."""
    connection = op.get_bind()
    letters = sa.table("letters", sa.column("id"), sa.column("created_at"), sa.column("roll_id"))
    rolls = sa.table("rolls", *map(sa.column, ("id", "letter_id", "era", "state", "created_at")), _ordering())
    for letter in connection.execute(sa.select(letters.c.id, letters.c.created_at)).all():
        row = {"letter_id": letter.id, "era": 1, "state": "shown", "created_at": letter.created_at, "ordering": {}}
        roll_id = connection.execute(rolls.insert().returning(rolls.c.id), row).scalar_one()
        connection.execute(letters.update().where(letters.c.id == letter.id).values(roll_id=roll_id))
        _lay(connection, letter.id, roll_id)


def _ordering() -> sa.ColumnClause[object]:
    return sa.column("ordering", sa.JSON())


def _lay(connection: sa.Connection, letter_id: int, roll_id: int) -> None:
    places = sa.table("places", *map(sa.column, ("roll_id", "place", "signature_id")))
    blocks = sa.table("blocks", *map(sa.column, ("roll_id", "first", "named")))
    first, named = b"", 0
    for run in _named(connection, letter_id):
        rows = [{"roll_id": roll_id, "place": _place(at), "signature_id": each} for each, at in run]
        connection.execute(places.insert(), rows)
        for row in rows:
            if named == BLOCK:
                connection.execute(blocks.insert(), {"roll_id": roll_id, "first": first, "named": named})
                first, named = row["place"], 0
            named += 1
    connection.execute(blocks.insert(), {"roll_id": roll_id, "first": first, "named": named})


def _named(connection: sa.Connection, letter_id: int) -> Iterator[list[tuple[int, int]]]:
    """The named signatures of a letter with their positions, in runs."""
    rows = sa.table("signatures", *map(sa.column, ("id", "letter_id", "position")))
    after = -1
    while True:
        run = connection.execute(
            sa.select(rows.c.id, rows.c.position)
            .where(rows.c.letter_id == letter_id, rows.c.position > after)
            .order_by(rows.c.position)
            .limit(RUN)
        ).all()
        if not run:
            return
        yield [(row.id, row.position) for row in run]
        after = run[-1].position


def _place(position: int) -> bytes:
    """As core.ordering gave it when this was written: group 0, not pinned, as listed."""
    return b"\x00\x01" + position.to_bytes(8, "big")


def downgrade() -> None:
    op.drop_table("blocks")
    op.drop_column("versions", "account_id")
    op.drop_column("versions", "era")
    op.drop_column("versions", "note")
    op.drop_column("versions", "kind")
    op.drop_column("signatures", "provider")
    op.drop_column("letters", "roll_id")
    op.drop_column("letters", "era")
    op.drop_column("entries", "statement")
    op.drop_column("acts", "version_id")
    op.drop_table("statements")
    op.drop_index("ix_wishes_roll_id", table_name="wishes")
    op.drop_table("wishes")
    op.drop_table("places")
    op.drop_index("ix_updates_letter_id_at", table_name="updates")
    op.drop_table("updates")
    op.drop_index("ix_rounds_letter_id", table_name="rounds")
    op.drop_table("rounds")
    op.drop_index("ix_rolls_letter_id", table_name="rolls")
    op.drop_table("rolls")
    op.drop_table("orders")
    op.drop_table("eras")
    op.drop_table("drafts")
    op.drop_table("contacts")
    op.drop_table("milestones")
    op.create_table(
        "blocks",
        sa.Column("letter_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("block", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("named", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["letter_id"], ["letters.id"], name=op.f("fk_blocks_letter_id")),
        sa.PrimaryKeyConstraint("letter_id", "block", name=op.f("pk_blocks")),
        comment="How many names stand in each run of positions, so that a rank is a sum and not a count.",
    )
    op.execute(
        "INSERT INTO blocks (letter_id, block, named) SELECT letter_id, position / 512, count(*) "
        "FROM signatures WHERE position IS NOT NULL GROUP BY letter_id, position / 512"
    )
