"""Render the page for admins: who is connected, what failed lately, webhooks, credit, version."""

from collections.abc import Mapping
from datetime import datetime

from bot.blocks.card.status import card_status
from bot.blocks.home.calendars import admin_calendar_blocks
from bot.blocks.home.costs import team_month
from bot.blocks.kit.alert import notice
from bot.blocks.kit.block_kit import Json, context, divider, header, modal, section
from bot.blocks.kit.dates import short_date_and_time
from bot.blocks.kit.mrkdwn import defuse, link, person
from bot.blocks.messages.admin_alert import title_for_admins
from bot.blocks.names import Callback
from bot.core.booking.model import Booking
from bot.core.home.admin_overview import AdminOverview, FailedBooking
from bot.core.outcomes.booking_failed import explain_failure
from bot.core.outcomes.recording import explain_bot_of

NOTHING_FAILED = "Nothing failed in the last 7 days."
WEBHOOKS_OFF = "Webhooks are off: `RECALL_WEBHOOK_SECRET` isn't set, so changes are found only by polling."
NO_WEBHOOK = "No webhook has arrived yet. Check the endpoint in the Recall.ai dashboard, under Webhooks."
NO_CREDIT = "*The Recall.ai account is out of credit.* Add credit in the Recall.ai dashboard, under Billing."
ADMINS_ONLY = "Only app admins can open this page."


def build_admin_view(overview: AdminOverview, now: datetime, time_zone: str) -> Json:
    """`time_zone` is the reader's own."""
    failures = [section(_failure(each, now, time_zone)) for each in overview.failures]
    return modal(
        Callback.ADMIN_PAGE,
        "Admin",
        [
            *([notice(NO_CREDIT, "error")] if overview.without_credit else []),
            header("Recent failures"),
            *(failures or [section(NOTHING_FAILED)]),
            *admin_calendar_blocks(overview.connections, overview.connect, overview.reader),
            section(_calendars_at_recall(overview, time_zone)),
            header("Webhooks"),
            section(_webhooks(overview, time_zone)),
            header("This month"),
            section(team_month(overview.month, overview.budget)),
            header("Credit"),
            section(_credit(overview)),
            divider(),
            context(f"recall-schedule {overview.version}"),
        ],
    )


def build_admins_only_view() -> Json:
    return modal(Callback.ADMIN_PAGE, "Admin", [notice(ADMINS_ONLY)])


def _failure(failed: FailedBooking, now: datetime, time_zone: str) -> str:
    booking = failed.booking
    when = short_date_and_time(booking.meeting.start_time, time_zone)
    what = f"*{title_for_admins(booking)}* · {when} · booked by {person(booking.booked_by)}"
    place = link(failed.card_link, "Open the card") if failed.card_link else "The card is in their direct messages."
    return f"{what}\n{_cause(booking, now, time_zone)}\n{place}"


def _cause(booking: Booking, now: datetime, time_zone: str) -> str:
    """What only admins are told, or else what everyone reads on the card."""
    failure = booking.attempt.failure
    if failure and (cause := explain_failure(failure).operator_sentence):
        return cause
    if booking.bot.status and (cause := explain_bot_of(booking).operator_sentence):
        return cause
    status = card_status(booking, now, format_time=lambda moment: short_date_and_time(moment, time_zone))
    quoted = f" Recall.ai says: {defuse(status.quoted)}" if status.quoted else ""
    return f"{status.sentences}{quoted}"


def _calendars_at_recall(overview: AdminOverview, time_zone: str) -> str:
    lost = f", {overview.disconnected_at_recall} disconnected" if overview.disconnected_at_recall else ""
    synced = short_date_and_time(overview.read_at, time_zone) if overview.read_at else "not yet"
    return f"Calendars at Recall.ai: {overview.calendars_at_recall}{lost}. Last synced: {synced}."


def _webhooks(overview: AdminOverview, time_zone: str) -> str:
    if not overview.has_webhook_secret:
        return WEBHOOKS_OFF
    last = (
        f"Last webhook: {short_date_and_time(overview.webhook_at, time_zone)}." if overview.webhook_at else NO_WEBHOOK
    )
    return f"{last}\n{_refused(overview.refused_webhooks)}"


def _refused(reasons: Mapping[str, int]) -> str:
    if not any(reasons.values()):
        return "None were rejected since the last restart."
    counted = ", ".join(f"{reason}: {count}" for reason, count in sorted(reasons.items()) if count)
    return f"*Rejected since the last restart* – {counted}. If these are Recall's, check `RECALL_WEBHOOK_SECRET`."


def _credit(overview: AdminOverview) -> str:
    if not overview.without_credit:
        return "No bots failed for lack of credit in the last 7 days."
    bots = "1 bot" if overview.without_credit == 1 else f"{overview.without_credit} bots"
    return f"{bots} couldn't be scheduled for lack of credit in the last 7 days."
