"""Add what Slack's events are answered once by, the steps of workflows that wait for a bot, and offers."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    moment = sa.DateTime(timezone=True)
    op.create_table(
        "slack_events",
        sa.Column("id", sa.String(80), nullable=False),
        sa.Column("at", moment, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_slack_events"),
    )
    op.create_index("ix_slack_events_at", "slack_events", ["at"])
    op.create_table(
        "workflow_steps",
        sa.Column("execution_id", sa.String(80), nullable=False),
        sa.Column("at", moment, nullable=False),
        sa.Column("due_at", moment),
        sa.Column("tries", sa.Integer, nullable=False),
        sa.Column("booking_id", sa.String(40)),
        sa.Column("document", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("execution_id", name="pk_workflow_steps"),
    )
    op.create_index("ix_workflow_steps_at", "workflow_steps", ["at"])
    is_set = sa.text("due_at IS NOT NULL")
    op.create_index(
        "ix_workflow_steps_due_at", "workflow_steps", ["due_at"], sqlite_where=is_set, postgresql_where=is_set
    )
    op.create_table(
        "offers",
        sa.Column("team_id", sa.String(40), nullable=False),
        sa.Column("user_id", sa.String(40), nullable=False),
        sa.Column("occurrence", sa.String(40), nullable=False),
        sa.Column("event_id", sa.String(80), nullable=False),
        sa.Column("starts_at", moment, nullable=False),
        sa.Column("at", moment, nullable=False),
        sa.Column("channel_id", sa.String(40)),
        sa.Column("ts", sa.String(40)),
        sa.Column("settled_at", moment),
        sa.PrimaryKeyConstraint("team_id", "user_id", "occurrence", name="pk_offers"),
    )
    op.create_index("ix_offers_starts_at", "offers", ["starts_at"])
