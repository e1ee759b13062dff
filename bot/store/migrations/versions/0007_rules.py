"""Add people's rules, series and preferences, and what events and bookings say about them."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    # On Postgres an index keeps writers away, and a new column everyone, until the whole upgrade is done: what takes
    # longest comes first, and the bookings, which people wait for, last.
    op.create_index("ix_events_occurrence", "events", ["occurrence"])
    _create_choices()
    _create_pauses_and_plans()
    _add_column("events", sa.Column("series_key", sa.String(300)))
    _add_column("bookings", sa.Column("origin", sa.String(20)))
    # The next reading is a complete one: it brings what rules have to know of each event.
    op.execute("DELETE FROM marks WHERE name = 'events_read_completely'")


def _team() -> sa.Column[str]:
    return sa.Column("team_id", sa.String(40), nullable=False)


def _person() -> sa.Column[str]:
    return sa.Column("user_id", sa.String(40), nullable=False)


def _document() -> sa.Column[str]:
    return sa.Column("document", sa.Text, nullable=False)


def _add_column(table: str, column: sa.Column[str]) -> None:
    op.add_column(table, column)
    is_set = sa.text(f"{column.name} IS NOT NULL")
    op.create_index(f"ix_{table}_{column.name}", table, [column.name], sqlite_where=is_set, postgresql_where=is_set)


def _create_choices() -> None:
    op.create_table(
        "personal_rules",
        _team(),
        _person(),
        _document(),
        sa.PrimaryKeyConstraint("team_id", "user_id", name="pk_personal_rules"),
    )
    op.create_table(
        "series_choices",
        sa.Column("id", sa.String(40), nullable=False),
        _team(),
        _person(),
        sa.Column("calendar_id", sa.String(80), nullable=False),
        sa.Column("series_key", sa.String(300), nullable=False),
        _document(),
        sa.PrimaryKeyConstraint("id", name="pk_series_choices"),
        sa.UniqueConstraint(
            "team_id",
            "user_id",
            "calendar_id",
            "series_key",
            name="uq_series_choices_team_id_user_id_calendar_id_series_key",
        ),
    )
    op.create_table(
        "left_out",
        _team(),
        sa.Column("occurrence", sa.String(40), nullable=False),
        sa.Column("event_id", sa.String(80), nullable=False),
        sa.Column("made_by", sa.String(40), nullable=False),
        sa.Column("at", _MOMENT, nullable=False),
        sa.Column("ends_at", _MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("team_id", "occurrence", name="pk_left_out"),
    )
    op.create_index("ix_left_out_ends_at", "left_out", ["ends_at"])


def _create_pauses_and_plans() -> None:
    op.create_table(
        "rule_pauses",
        _team(),
        _person(),
        sa.Column("made_by", sa.String(40), nullable=False),
        sa.Column("at", _MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("team_id", "user_id", name="pk_rule_pauses"),
    )
    op.create_table(
        "rules_due",
        _team(),
        sa.Column("subject", sa.String(120), nullable=False),
        sa.Column("token", sa.String(40), nullable=False),
        sa.PrimaryKeyConstraint("team_id", "subject", name="pk_rules_due"),
    )
    op.create_table(
        "preferences",
        _team(),
        _person(),
        sa.Column("plan_at", sa.Integer),
        _document(),
        sa.PrimaryKeyConstraint("team_id", "user_id", name="pk_preferences"),
    )
    op.create_index("ix_preferences_plan_at", "preferences", ["plan_at"])
    op.create_table(
        "plans_sent",
        _team(),
        _person(),
        sa.Column("local_date", sa.String(10), nullable=False),
        sa.Column("at", _MOMENT, nullable=False),
        sa.Column("message", sa.Text),
        sa.PrimaryKeyConstraint("team_id", "user_id", "local_date", name="pk_plans_sent"),
    )
    op.create_index("ix_plans_sent_at", "plans_sent", ["at"])
