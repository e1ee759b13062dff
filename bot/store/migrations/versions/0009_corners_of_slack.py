"""Add what Slack's events are answered once by."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0006"
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
