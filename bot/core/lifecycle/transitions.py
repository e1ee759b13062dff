"""Apply a wish, an answer or an event to a booking: the booking as it is in, the next one out.

Answers carry the revision that they belong to: an answer to an older revision never settles a newer one.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from bot.core.booking.bot_state import BotState
from bot.core.booking.model import SHORT_NOTICE, BookedMeeting, Booking, ChangeInCall, Destination, Intent, Wish
from bot.core.booking.origin import BY_HAND, Origin
from bot.core.booking.past_bots import with_bot
from bot.core.bot_config.settings import BotSettings
from bot.core.errors import RecallError
from bot.core.identifiers import BotId, CalendarEventId, UserId
from bot.core.lifecycle.milestones import drop_moves

RETRY_SOON = timedelta(seconds=30)


@dataclass(frozen=True, slots=True)
class BookingAnswer:
    """Recall's answer shows the bot booked with this revision."""

    bot_id: BotId
    starts_at: datetime | None
    config: dict[str, Any]
    deduplication_key: str | None = None
    at: datetime | None = None


def apply_edit(
    booking: Booking,
    *,
    settings: BotSettings,
    preset: str | None,
    destination: Destination,
    meeting: BookedMeeting,
    by: UserId,
    now: datetime,
    origin: Origin = BY_HAND,
) -> Booking:
    """Other settings were chosen, or another time for a bare link; the card stays where it is.

    What a person edits is theirs: no rule touches it again.
    """
    kept = with_title_choice(booking.destination, destination)
    wish = _next_wish(booking, Intent.ATTEND, by, now)
    there = replace(booking, destination=kept, meeting=meeting, origin=origin)
    return _with_wish(there, replace(wish, settings=settings, preset=preset))


def with_title_choice(kept: Destination, chosen: Destination) -> Destination:
    """The answer about outside readers counts only for the conversation that it was given for."""
    is_same = chosen.channel_id == kept.channel_id
    return replace(
        kept,
        shows_title=chosen.shows_title,
        shows_private_title=chosen.shows_private_title,
        shows_title_outside=chosen.shows_title_outside if is_same else kept.shows_title_outside,
    )


def apply_cancellation(booking: Booking, *, by: UserId, now: datetime, reason: str) -> Booking:
    """What a person cancels is theirs: no rule books it again."""
    owned = replace(booking, origin=_by_hand(booking)) if reason == "person" else booking
    return _with_wish(owned, replace(_next_wish(booking, Intent.STAY_AWAY, by, now), reason=reason))


def _by_hand(booking: Booking) -> Origin:
    """Who cancels what has no card yet needs none to see that."""
    return replace(BY_HAND, is_quiet=booking.origin.is_quiet and booking.said.card is None)


def apply_move(booking: Booking, meeting: BookedMeeting, now: datetime) -> Booking:
    """The calendar has another start, link or row for it: rebook it whole, under the new deduplication key.

    The card shows the move only once Recall's answer shows the bot there.
    """
    was = _last_told_start(booking)
    moved_from = was if was != meeting.start_time else None
    reason = "new_link" if moved_from is None and _is_in_another_room(booking.meeting, meeting) else "moved"
    wish = replace(_next_wish(booking, Intent.ATTEND, booking.wish.by, now), reason=reason)
    there = replace(meeting, moved_from=moved_from)
    said = replace(booking.said, told=drop_moves(booking.said.told))
    left = _left_events(booking, meeting)
    return replace(
        booking, meeting=there, wish=wish, attempt=booking.attempt.reset_for_wish(), said=said, left_events=left
    )


def _is_in_another_room(booked: BookedMeeting, meeting: BookedMeeting) -> bool:
    """A passcode that is known only now is no news for people."""
    if booked.joins_by_link:
        return booked.link_key != meeting.link_key
    return booked.meeting_url != meeting.meeting_url


def _last_told_start(booking: Booking) -> datetime:
    """The start that people know: a move that the bot has not followed yet is not announced."""
    is_there = booking.bot.starts_at is not None and not booking.is_at_another_time
    return (None if is_there else booking.meeting.moved_from) or booking.meeting.start_time


def _left_events(booking: Booking, meeting: BookedMeeting) -> tuple[CalendarEventId, ...]:
    booked = booking.meeting.event_id if booking.meeting.is_scheduled_by_event else None
    known = (*booking.left_events, booked)
    return tuple(dict.fromkeys(row for row in known if row and row != meeting.event_id))


def with_rows_cleared(booking: Booking, rows: Sequence[CalendarEventId]) -> Booking:
    """The bot has been taken off these rows."""
    return replace(booking, left_events=tuple(row for row in booking.left_events if row not in rows))


def with_meeting_details(booking: Booking, meeting: BookedMeeting) -> Booking:
    """Another title or end: no request to Recall."""
    return with_card_update_due(replace(booking, meeting=meeting))


def with_change_in_call(booking: Booking, change: ChangeInCall | None) -> Booking:
    """Record the calendar's change while the bot is in the call, where it stays. None: back to what it was."""
    return replace(booking, meeting=replace(booking.meeting, change_in_call=change))


def with_missing_row(booking: Booking, now: datetime) -> Booking:
    return replace(booking, meeting=replace(booking.meeting, missing_since=now))


def apply_leftover_cancellation(booking: Booking, revision: int, now: datetime) -> Booking:
    """The meeting is over, and its bot is still booked for another time."""
    if booking.wish.revision != revision:
        return booking
    return apply_cancellation(booking, by=booking.wish.by, now=now, reason="not_moved")


def apply_retry(booking: Booking, *, by: UserId, now: datetime) -> Booking:
    """Retry the same wish after a failure. A bot that has finished makes room for another."""
    bot = BotState() if booking.bot.is_over else booking.bot
    wish = _next_wish(booking, booking.wish.intent, by, now)
    return _with_wish(with_bot(booking, bot), replace(wish, reason=_lasting_reason(booking)))


def apply_rebooking(booking: Booking, *, by: UserId, now: datetime) -> Booking:
    """Book the bot again, with the settings that it had."""
    return _with_wish(booking, _next_wish(booking, Intent.ATTEND, by, now))


def _lasting_reason(booking: Booking) -> str | None:
    """The reason of a cancellation still holds when that is retried; the reason to attend does not."""
    return booking.wish.reason if booking.wish.intent is Intent.STAY_AWAY else None


def _next_wish(booking: Booking, intent: Intent, by: UserId, now: datetime) -> Wish:
    return replace(booking.wish, intent=intent, revision=booking.wish.revision + 1, by=by, at=now, reason=None)


def _with_wish(booking: Booking, wish: Wish) -> Booking:
    replaced_by = None if wish.intent is Intent.ATTEND else booking.replaced_by
    renewed = replace(booking, wish=wish, attempt=booking.attempt.reset_for_wish(), replaced_by=replaced_by)
    return with_card_update_due(renewed)


def apply_answer(booking: Booking, revision: int, answer: BookingAnswer) -> Booking:
    is_new_bot = booking.bot.bot_id != answer.bot_id
    bot = replace(
        BotState() if is_new_bot else booking.bot,
        bot_id=answer.bot_id,
        applied_revision=max(revision, booking.bot.applied_revision),
        applied_config=answer.config,
        deduplication_key=answer.deduplication_key,
        starts_at=answer.starts_at,
        applied_at=answer.at,
    )
    if answer.starts_at == booking.meeting.start_time:
        bot = replace(bot, checked_for=None)  # booked as wished: preflight it before the start
    return with_wish_settled(with_bot(booking, bot), revision)


def with_preflight_passed(booking: Booking) -> Booking:
    """The preflight has found the bot booked."""
    return replace(booking, bot=replace(booking.bot, checked_for=booking.meeting.start_time))


def with_retry_soon(booking: Booking, revision: int, now: datetime, error: RecallError | None = None) -> Booking:
    """Retry in a moment: Recall did not answer, or calendars have not settled. A newer wish does not wait."""
    if booking.wish.revision != revision:
        return booking
    next_at = now + ((error and error.retry_after) or RETRY_SOON)
    return replace(booking, attempt=replace(booking.attempt, next_at=next_at))


def apply_missing_bot(booking: Booking, now: datetime) -> Booking:
    """The bot was removed at Recall by others: book it again."""
    return apply_found_bot(booking, BotState(), now)


def apply_found_bot(booking: Booking, bot: BotState, now: datetime) -> Booking:
    """Recall holds something else than was thought: renew the same wish."""
    wish = replace(_next_wish(booking, booking.wish.intent, booking.wish.by, now), reason=booking.wish.reason)
    return _with_wish(with_bot(booking, bot), wish)


def apply_release(booking: Booking, revision: int) -> Booking:
    """Recall holds no bot for this booking any more."""
    bot = replace(booking.bot, applied_revision=max(revision, booking.bot.applied_revision))
    return with_wish_settled(replace(booking, bot=bot), revision)


def apply_leave_request(booking: Booking, revision: int) -> Booking:
    """The bot was asked to leave; its recording is announced once its status shows that it left."""
    return apply_release(replace(booking, bot=replace(booking.bot, was_asked_to_leave=True)), revision)


def apply_unscheduling(
    booking: Booking,
    revision: int,
    now: datetime,
    *,
    rows: Sequence[CalendarEventId] = (),
    is_kept: bool = False,
) -> Booking:
    """Our rows have no booked bot any more; one that is joining already has to be asked to leave."""
    off = with_rows_cleared(booking, rows)
    if off.bot.bot_id and now >= off.bot_comes_at - SHORT_NOTICE:
        return with_leave_required(off)
    return apply_release(replace(off, bot=replace(off.bot, is_kept_elsewhere=is_kept)), revision)


def apply_deletion(booking: Booking, revision: int) -> Booking:
    """The bot of a bare link is gone: for good, or to make room for one with other settings."""
    if booking.wish.intent is Intent.STAY_AWAY:
        return apply_release(booking, revision)
    gone = with_bot(booking, BotState())
    return replace(gone, attempt=replace(gone.attempt, has_looked=True))


def with_leave_required(booking: Booking) -> Booking:
    return replace(booking, attempt=replace(booking.attempt, must_leave=True))


def with_leave_postponed(booking: Booking, revision: int, until: datetime) -> Booking:
    """The bot is joining and cannot leave yet: retry a little later."""
    if booking.wish.revision != revision:
        return booking
    attempt = booking.attempt
    return replace(booking, attempt=replace(attempt, must_leave=False, tries=attempt.tries + 1, next_at=until))


def with_wish_settled(booking: Booking, revision: int) -> Booking:
    """Recall holds what this revision wishes; a newer revision is still pending."""
    if booking.wish.revision > revision:
        return with_card_update_due(booking)
    return with_card_update_due(replace(booking, attempt=replace(booking.attempt.reset_for_wish(), must_look=False)))


def with_card_update_due(booking: Booking) -> Booking:
    """Raise the card's version: it has to be posted or updated."""
    said = booking.said
    return replace(booking, said=replace(said, version=said.version + 1))
