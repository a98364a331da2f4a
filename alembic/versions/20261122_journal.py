"""Keep the issues of the journal: versions of what was found in them, and their articles."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "journal_issue",
        sa.Column("id", sa.String(length=7), nullable=False),
        sa.Column("latest_version", sa.Integer(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_journal_issue")),
    )
    op.create_table(
        "journal_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("issue_id", sa.String(length=7), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("found", sa.Text(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["issue_id"],
            ["journal_issue.id"],
            name=op.f("fk_journal_version_issue_id_journal_issue"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_journal_version")),
        sa.UniqueConstraint("issue_id", "number", name=op.f("uq_journal_version_issue_id_number")),
    )
    op.create_table(
        "journal_article",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("category", sa.Text(), nullable=False),
        sa.Column("centre", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("author", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("start_line", sa.Integer(), nullable=False),
        sa.Column("end_line", sa.Integer(), nullable=False),
        sa.CheckConstraint("start_line <= end_line", name=op.f("ck_journal_article_starts_before_it_ends")),
        sa.ForeignKeyConstraint(
            ["version_id"],
            ["journal_version.id"],
            name=op.f("fk_journal_article_version_id_journal_version"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_journal_article")),
        sa.UniqueConstraint("version_id", "position", name=op.f("uq_journal_article_version_id_position")),
    )


def downgrade() -> None:
    op.drop_table("journal_article")
    op.drop_table("journal_version")
    op.drop_table("journal_issue")
