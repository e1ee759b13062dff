"""Add what is kept of a meeting that was summarized, and the claims of calls to a model, which cost money."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    moment = sa.DateTime(timezone=True)
    op.create_table(
        "summaries",
        sa.Column("booking_id", sa.String(40), nullable=False),
        sa.Column("bot_id", sa.String(80), nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("round", sa.Integer, nullable=False),
        sa.Column("tries", sa.Integer, nullable=False),
        sa.Column("due_at", moment),
        sa.Column("failure", sa.String(40)),
        sa.Column("model", sa.String(200)),
        sa.Column("input_tokens", sa.Integer, nullable=False),
        sa.Column("output_tokens", sa.Integer, nullable=False),
        sa.Column("made_at", moment),
        sa.Column("document", sa.Text),
        sa.PrimaryKeyConstraint("booking_id", "bot_id", name="pk_summaries"),
    )
    is_due = sa.text("due_at IS NOT NULL")
    op.create_index("ix_summaries_due_at", "summaries", ["due_at"], sqlite_where=is_due, postgresql_where=is_due)
    op.create_table(
        "model_calls",
        sa.Column("key", sa.String(200), nullable=False),
        sa.Column("booking_id", sa.String(40), nullable=False),
        sa.Column("at", moment, nullable=False),
        sa.Column("outcome", sa.String(20)),
        sa.Column("input_tokens", sa.Integer, nullable=False),
        sa.Column("output_tokens", sa.Integer, nullable=False),
        sa.Column("answer", sa.Text),
        sa.PrimaryKeyConstraint("key", name="pk_model_calls"),
    )
    op.create_index("ix_model_calls_at", "model_calls", ["at"])
    op.create_index("ix_model_calls_booking_id", "model_calls", ["booking_id"])
