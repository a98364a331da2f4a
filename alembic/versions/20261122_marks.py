"""Marks after the first grading, the marking desk, added terms, and what is applied to many answers."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "lexicon_term",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("concept", sa.String(length=60), nullable=False),
        sa.Column("term", sa.String(length=60), nullable=False),
        sa.Column("added", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["author_id"], ["member.id"], name=op.f("fk_lexicon_term_author_id_member"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lexicon_term")),
    )
    op.create_table(
        "marking_batch",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=120), nullable=False),
        sa.Column("centre_id", sa.Integer(), nullable=True),
        sa.Column("question_id", sa.String(length=64), nullable=True),
        sa.Column("seed", sa.BigInteger(), nullable=False),
        sa.Column("excludes_own_centre", sa.Boolean(), nullable=False),
        sa.Column("second_share", sa.Float(), nullable=False),
        sa.Column("gap", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("gap BETWEEN 0 AND 100", name=op.f("ck_marking_batch_gap_in_points")),
        sa.CheckConstraint(
            "second_share BETWEEN 0 AND 1", name=op.f("ck_marking_batch_second_share_is_a_fraction")
        ),
        sa.ForeignKeyConstraint(
            ["centre_id"], ["centre.id"], name=op.f("fk_marking_batch_centre_id_centre"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["question_id"],
            ["question.id"],
            name=op.f("fk_marking_batch_question_id_question"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_marking_batch")),
        sa.UniqueConstraint("key", name=op.f("uq_marking_batch_key")),
    )
    op.create_table(
        "remark",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("question_id", sa.String(length=64), nullable=False),
        sa.Column("point", sa.String(length=40), nullable=True),
        sa.Column("text", sa.String(length=300), nullable=False),
        sa.Column("created_by", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["created_by"], ["member.id"], name=op.f("fk_remark_created_by_member"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["question_id"], ["question.id"], name=op.f("fk_remark_question_id_question"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_remark")),
        sa.UniqueConstraint("question_id", "text", name=op.f("uq_remark_question_id_text")),
    )
    op.create_table(
        "regrading",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=160), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("question_id", sa.String(length=64), nullable=True),
        sa.Column("question_version_id", sa.Integer(), nullable=True),
        sa.Column("target_version_id", sa.Integer(), nullable=True),
        sa.Column("round_id", sa.Integer(), nullable=True),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reached", sa.Integer(), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "kind IN ('version', 'grader', 'void', 'full', 'replace', 'restore')",
            name=op.f("ck_regrading_kind"),
        ),
        sa.ForeignKeyConstraint(
            ["author_id"], ["member.id"], name=op.f("fk_regrading_author_id_member"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["question_id"],
            ["question.id"],
            name=op.f("fk_regrading_question_id_question"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["question_version_id"],
            ["question_version.id"],
            name=op.f("fk_regrading_question_version_id_question_version"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["round_id"], ["round.id"], name=op.f("fk_regrading_round_id_round"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["target_version_id"],
            ["question_version.id"],
            name=op.f("fk_regrading_target_version_id_question_version"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_regrading")),
        sa.UniqueConstraint("key", name=op.f("uq_regrading_key")),
    )
    with op.batch_alter_table("regrading", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_regrading_question_id"), ["question_id"], unique=False)

    op.create_table(
        "script",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("batch_id", sa.Integer(), nullable=False),
        sa.Column("response_id", sa.Integer(), nullable=False),
        sa.Column("purpose", sa.String(length=12), nullable=False),
        sa.Column("place", sa.BigInteger(), nullable=False),
        sa.Column("twice", sa.Boolean(), nullable=False),
        sa.Column("stage", sa.String(length=12), nullable=False),
        sa.Column("held_by", sa.Integer(), nullable=True),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("purpose IN ('marking', 'second-look')", name=op.f("ck_script_purpose")),
        sa.CheckConstraint(
            "stage IN ('first', 'second', 'adjudication', 'done')", name=op.f("ck_script_stage")
        ),
        sa.ForeignKeyConstraint(
            ["batch_id"],
            ["marking_batch.id"],
            name=op.f("fk_script_batch_id_marking_batch"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["held_by"], ["member.id"], name=op.f("fk_script_held_by_member"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["response_id"], ["response.id"], name=op.f("fk_script_response_id_response"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_script")),
        sa.UniqueConstraint("response_id", "purpose", name=op.f("uq_script_response_id_purpose")),
    )
    with op.batch_alter_table("script", schema=None) as batch_op:
        batch_op.create_index(
            "ix_script_waiting",
            ["batch_id", "place"],
            unique=False,
            sqlite_where=sa.text("stage <> 'done'"),
            postgresql_where=sa.text("stage <> 'done'"),
        )

    op.create_table(
        "mark",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("response_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("counts", sa.Boolean(), nullable=False),
        sa.Column("outcome", sa.String(length=10), nullable=False),
        sa.Column("credit", sa.Float(), nullable=False),
        sa.Column("verdict", sa.Text(), nullable=True),
        sa.Column("remark", sa.String(length=300), nullable=True),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("grader_version", sa.String(length=30), nullable=True),
        sa.Column("script_id", sa.Integer(), nullable=True),
        sa.Column("regrading_id", sa.Integer(), nullable=True),
        sa.Column("marker_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "kind IN ('person', 'second', 'average', 'adjudication', 'regrade', 'item-state')",
            name=op.f("ck_mark_kind"),
        ),
        sa.CheckConstraint("outcome IN ('right', 'partly', 'wrong', 'void')", name=op.f("ck_mark_outcome")),
        sa.CheckConstraint("credit BETWEEN 0 AND 1", name=op.f("ck_mark_credit_is_a_fraction")),
        sa.CheckConstraint("number > 0", name=op.f("ck_mark_counts_from_one")),
        sa.ForeignKeyConstraint(
            ["marker_id"], ["member.id"], name=op.f("fk_mark_marker_id_member"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["regrading_id"],
            ["regrading.id"],
            name=op.f("fk_mark_regrading_id_regrading"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["response_id"], ["response.id"], name=op.f("fk_mark_response_id_response"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["script_id"], ["script.id"], name=op.f("fk_mark_script_id_script"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mark")),
        sa.UniqueConstraint("regrading_id", "response_id", name=op.f("uq_mark_regrading_id_response_id")),
        sa.UniqueConstraint("response_id", "number", name=op.f("uq_mark_response_id_number")),
        sa.UniqueConstraint("script_id", "kind", name=op.f("uq_mark_script_id_kind")),
        sa.UniqueConstraint("script_id", "marker_id", name=op.f("uq_mark_script_id_marker_id")),
    )
    with op.batch_alter_table("mark", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_mark_marker_id"), ["marker_id"], unique=False)

    op.create_table(
        "marking_draft",
        sa.Column("script_id", sa.Integer(), nullable=False),
        sa.Column("marker_id", sa.Integer(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("update_id", sa.BigInteger(), nullable=False),
        sa.Column("awaits", sa.String(length=80), nullable=True),
        sa.Column("awaits_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["marker_id"], ["member.id"], name=op.f("fk_marking_draft_marker_id_member"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["script_id"], ["script.id"], name=op.f("fk_marking_draft_script_id_script"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("script_id", "marker_id", name=op.f("pk_marking_draft")),
    )
    with op.batch_alter_table("marking_draft", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_marking_draft_marker_id"), ["marker_id"], unique=False)

    with op.batch_alter_table("delivery", schema=None) as batch_op:
        batch_op.add_column(sa.Column("number", sa.Integer(), server_default="0", nullable=False))
        batch_op.drop_constraint(batch_op.f("uq_delivery_assignment_id_part"), type_="unique")
        batch_op.create_unique_constraint(
            batch_op.f("uq_delivery_assignment_id_part_number"), ["assignment_id", "part", "number"]
        )
        batch_op.drop_constraint(batch_op.f("ck_delivery_part"), type_="check")
        batch_op.create_check_constraint(
            batch_op.f("ck_delivery_part"), "part IN ('question', 'solution', 'regraded')"
        )


def downgrade() -> None:
    op.execute("DELETE FROM delivery WHERE part = 'regraded'")
    with op.batch_alter_table("delivery", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("ck_delivery_part"), type_="check")
        batch_op.create_check_constraint(batch_op.f("ck_delivery_part"), "part IN ('question', 'solution')")
        batch_op.drop_constraint(batch_op.f("uq_delivery_assignment_id_part_number"), type_="unique")
        batch_op.create_unique_constraint(
            batch_op.f("uq_delivery_assignment_id_part"), ["assignment_id", "part"]
        )
        batch_op.drop_column("number")

    with op.batch_alter_table("marking_draft", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_marking_draft_marker_id"))

    op.drop_table("marking_draft")
    with op.batch_alter_table("mark", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_mark_marker_id"))

    op.drop_table("mark")
    with op.batch_alter_table("script", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_script_waiting",
            sqlite_where=sa.text("stage <> 'done'"),
            postgresql_where=sa.text("stage <> 'done'"),
        )

    op.drop_table("script")
    with op.batch_alter_table("regrading", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_regrading_question_id"))

    op.drop_table("regrading")
    op.drop_table("remark")
    op.drop_table("marking_batch")
    op.drop_table("lexicon_term")
