"""Create the first tables: bookings, the mirror, people, audit."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "audit",
        sa.Column("number", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("booking_id", sa.String(length=40), nullable=True),
        sa.Column("event_id", sa.String(length=80), nullable=True),
        sa.Column("who", sa.String(length=40), nullable=True),
        sa.Column("what", sa.String(length=40), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_audit")),
    )
    with op.batch_alter_table("audit") as batch_op:
        batch_op.create_index(batch_op.f("ix_audit_at"), ["at"], unique=False)
        batch_op.create_index(batch_op.f("ix_audit_booking_id"), ["booking_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_audit_event_id"), ["event_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_audit_who"), ["who"], unique=False)

    op.create_table(
        "bookings",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("team_id", sa.String(length=40), nullable=False),
        sa.Column("event_id", sa.String(length=80), nullable=True),
        sa.Column("link_key", sa.Text(), nullable=False),
        sa.Column("bot_id", sa.String(length=80), nullable=True),
        sa.Column("booked_by", sa.String(length=40), nullable=False),
        sa.Column("intent", sa.String(length=20), nullable=False),
        sa.Column("shown_status", sa.String(length=20), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("veto_key", sa.String(length=40), nullable=True),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lease_token", sa.String(length=40), nullable=True),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("was_abandoned", sa.Boolean(), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bookings")),
    )
    with op.batch_alter_table("bookings") as batch_op:
        batch_op.create_index(batch_op.f("ix_bookings_booked_by_ends_at"), ["booked_by", "ends_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_bookings_bot_id"), ["bot_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_bookings_due_at"), ["due_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_bookings_ends_at"), ["ends_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_bookings_event_id"), ["event_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_bookings_lease_until"), ["lease_until"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_bookings_team_id_link_key_ends_at"),
            ["team_id", "link_key", "ends_at"],
            unique=False,
        )
        batch_op.create_index(batch_op.f("ix_bookings_veto_key"), ["veto_key"], unique=False)

    op.create_table(
        "calendars",
        sa.Column("id", sa.String(length=80), nullable=False),
        sa.Column("platform", sa.String(length=40), nullable=False),
        sa.Column("platform_email", sa.String(length=320), nullable=True),
        sa.Column("oauth_email", sa.String(length=320), nullable=True),
        sa.Column("status", sa.String(length=40), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calendars")),
    )
    with op.batch_alter_table("calendars") as batch_op:
        batch_op.create_index(batch_op.f("ix_calendars_oauth_email"), ["oauth_email"], unique=False)
        batch_op.create_index(batch_op.f("ix_calendars_platform_email"), ["platform_email"], unique=False)

    op.create_table(
        "choices",
        sa.Column("user_id", sa.String(length=40), nullable=False),
        sa.Column("channel_id", sa.String(length=40), nullable=False),
        sa.Column("team_id", sa.String(length=40), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("user_id", "channel_id", "team_id", name=op.f("pk_choices")),
    )
    with op.batch_alter_table("choices") as batch_op:
        batch_op.create_index(batch_op.f("ix_choices_at"), ["at"], unique=False)

    op.create_table(
        "deliveries",
        sa.Column("id", sa.String(length=200), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deliveries")),
    )
    with op.batch_alter_table("deliveries") as batch_op:
        batch_op.create_index(batch_op.f("ix_deliveries_at"), ["at"], unique=False)

    op.create_table(
        "drafts",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_drafts")),
    )
    with op.batch_alter_table("drafts") as batch_op:
        batch_op.create_index(batch_op.f("ix_drafts_at"), ["at"], unique=False)

    op.create_table(
        "events",
        sa.Column("id", sa.String(length=80), nullable=False),
        sa.Column("calendar_id", sa.String(length=80), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_events")),
    )
    with op.batch_alter_table("events") as batch_op:
        batch_op.create_index(batch_op.f("ix_events_calendar_id_ends_at"), ["calendar_id", "ends_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_events_ends_at"), ["ends_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_events_seen_at"), ["seen_at"], unique=False)

    op.create_table(
        "homes",
        sa.Column("user_id", sa.String(length=40), nullable=False),
        sa.Column("team_id", sa.String(length=40), nullable=False),
        sa.Column("channel_id", sa.String(length=40), nullable=True),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("user_id", "team_id", name=op.f("pk_homes")),
    )
    with op.batch_alter_table("homes") as batch_op:
        batch_op.create_index(batch_op.f("ix_homes_opened_at"), ["opened_at"], unique=False)

    op.create_table(
        "leases",
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("token", sa.String(length=40), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_leases")),
    )
    op.create_table(
        "marks",
        sa.Column("name", sa.String(length=160), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_marks")),
    )
    op.create_table(
        "people",
        sa.Column("user_id", sa.String(length=40), nullable=False),
        sa.Column("team_id", sa.String(length=40), nullable=False),
        sa.Column("fetched_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("user_id", "team_id", name=op.f("pk_people")),
    )
    op.create_table(
        "submissions",
        sa.Column("view_id", sa.String(length=80), nullable=False),
        sa.Column("booking_id", sa.String(length=40), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("view_id", name=op.f("pk_submissions")),
    )
    with op.batch_alter_table("submissions") as batch_op:
        batch_op.create_index(batch_op.f("ix_submissions_at"), ["at"], unique=False)

    op.create_table(
        "event_links",
        sa.Column("event_id", sa.String(length=80), nullable=False),
        sa.Column("link_key", sa.String(length=600), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"], name=op.f("fk_event_links_event_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("event_id", "link_key", name=op.f("pk_event_links")),
    )
    with op.batch_alter_table("event_links") as batch_op:
        batch_op.create_index(batch_op.f("ix_event_links_link_key_ends_at"), ["link_key", "ends_at"], unique=False)

    op.create_table(
        "event_people",
        sa.Column("event_id", sa.String(length=80), nullable=False),
        sa.Column("email", sa.String(length=320), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["events.id"], name=op.f("fk_event_people_event_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("event_id", "email", name=op.f("pk_event_people")),
    )
    with op.batch_alter_table("event_people") as batch_op:
        batch_op.create_index(batch_op.f("ix_event_people_email_ends_at"), ["email", "ends_at"], unique=False)
