"""Add the calendars that people connect from Slack, and the attempts to. Neither has a place for a token."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    moment = sa.DateTime(timezone=True)
    op.create_table(
        "calendar_connections",
        sa.Column("id", sa.String(40), nullable=False),
        sa.Column("team_id", sa.String(40), nullable=False),
        sa.Column("user_id", sa.String(40), nullable=False),
        sa.Column("provider", sa.String(20), nullable=False),
        sa.Column("subject", sa.String(255), nullable=False),
        sa.Column("email", sa.String(320), nullable=False),
        sa.Column("has_verified_email", sa.Boolean, nullable=False),
        sa.Column("calendar_id", sa.String(80)),
        sa.Column("connected_at", moment, nullable=False),
        sa.Column("access_ends_at", moment),
        sa.PrimaryKeyConstraint("id", name="pk_calendar_connections"),
        sa.UniqueConstraint("team_id", "provider", "subject", name="uq_calendar_connections_team_id_provider_subject"),
    )
    op.create_index("ix_calendar_connections_user_id", "calendar_connections", ["user_id"])
    op.create_index("ix_calendar_connections_calendar_id", "calendar_connections", ["calendar_id"])
    op.create_table(
        "connect_flows",
        sa.Column("id", sa.String(40), nullable=False),
        sa.Column("team_id", sa.String(40), nullable=False),
        sa.Column("user_id", sa.String(40), nullable=False),
        sa.Column("provider", sa.String(20), nullable=False),
        sa.Column("connection_id", sa.String(40)),
        sa.Column("link_hash", sa.String(64), nullable=False),
        sa.Column("browser_hash", sa.String(64)),
        sa.Column("state_hash", sa.String(64)),
        sa.Column("leg", sa.String(20)),
        sa.Column("created_at", moment, nullable=False),
        sa.Column("expires_at", moment, nullable=False),
        sa.Column("taken_at", moment),
        sa.Column("outcome", sa.String(40)),
        sa.PrimaryKeyConstraint("id", name="pk_connect_flows"),
        sa.UniqueConstraint("link_hash", name="uq_connect_flows_link_hash"),
    )
    op.create_index("ix_connect_flows_state_hash", "connect_flows", ["state_hash"])
    op.create_index("ix_connect_flows_user_id_created_at", "connect_flows", ["user_id", "created_at"])
