"""What a wish, an answer or a piece of news does to a booking: the booking as it is in, the next one out.

Answers carry the revision that they belong to: an answer to an older revision never settles a newer one.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from bot.core.booking.bot_state import BotState
from bot.core.booking.model import SHORT_NOTICE, BookedMeeting, Booking, ChangeInCall, Destination, Intent, Wish
from bot.core.booking.past_bots import with_bot
from bot.core.bot_config.build import BotSettings
from bot.core.errors import RecallError
from bot.core.identifiers import BotId, CalendarEventId, UserId
from bot.core.lifecycle.milestones import without_moves

TRY_AGAIN_AFTER = timedelta(seconds=30)


@dataclass(frozen=True, slots=True)
class Applied:
    """Recall's answer shows the bot booked with this revision."""

    bot_id: BotId
    starts_at: datetime | None
    config: dict[str, Any]
    deduplication_key: str | None = None
    at: datetime | None = None


def changed(
    booking: Booking,
    *,
    settings: BotSettings,
    preset: str | None,
    destination: Destination,
    meeting: BookedMeeting,
    by: UserId,
    now: datetime,
) -> Booking:
    """Somebody chose other settings, or another time for a bare link; the card stays where it is."""
    kept = with_title_choice(booking.destination, destination)
    wish = _next_wish(booking, Intent.ATTEND, by, now)
    there = replace(booking, destination=kept, meeting=meeting)
    return _wished(there, replace(wish, settings=settings, preset=preset))


def with_title_choice(kept: Destination, chosen: Destination) -> Destination:
    """What was said of the readers of another conversation does not count for this one."""
    is_same = chosen.channel_id == kept.channel_id
    return replace(
        kept,
        shows_title=chosen.shows_title,
        shows_private_title=chosen.shows_private_title,
        shows_title_outside=chosen.shows_title_outside if is_same else kept.shows_title_outside,
    )


def called_off(booking: Booking, *, by: UserId, now: datetime, reason: str) -> Booking:
    return _wished(booking, replace(_next_wish(booking, Intent.STAY_AWAY, by, now), reason=reason))


def follows(booking: Booking, meeting: BookedMeeting, now: datetime) -> Booking:
    """The calendar has another start, link or row for it: booked again whole, under the new key.

    Nothing is said yet: the card tells of the move once Recall's answer shows the bot there.
    """
    was = _last_told_start(booking)
    moved_from = was if was != meeting.start_time else None
    reason = "new_link" if moved_from is None and _is_in_another_room(booking.meeting, meeting) else "moved"
    wish = replace(_next_wish(booking, Intent.ATTEND, booking.wish.by, now), reason=reason)
    there = replace(meeting, moved_from=moved_from)
    said = replace(booking.said, told=without_moves(booking.said.told))
    left = _left_events(booking, meeting)
    return replace(booking, meeting=there, wish=wish, attempt=booking.attempt.renewed(), said=said, left_events=left)


def _is_in_another_room(booked: BookedMeeting, meeting: BookedMeeting) -> bool:
    """A passcode that is known only now is no news for people."""
    if booked.joins_by_link:
        return booked.link_key != meeting.link_key
    return booked.meeting_url != meeting.meeting_url


def _last_told_start(booking: Booking) -> datetime:
    """A move that the bot has not followed yet has not been told: people know of the time before it."""
    is_there = booking.bot.starts_at is not None and not booking.is_at_another_time
    return (None if is_there else booking.meeting.moved_from) or booking.meeting.start_time


def _left_events(booking: Booking, meeting: BookedMeeting) -> tuple[CalendarEventId, ...]:
    booked = booking.meeting.event_id if booking.meeting.is_scheduled_by_event else None
    known = (*booking.left_events, booked)
    return tuple(dict.fromkeys(row for row in known if row and row != meeting.event_id))


def left_behind(booking: Booking, rows: Sequence[CalendarEventId]) -> Booking:
    """The bot is on these rows no longer."""
    return replace(booking, left_events=tuple(row for row in booking.left_events if row not in rows))


def refreshed(booking: Booking, meeting: BookedMeeting) -> Booking:
    """Another title or end: nothing that Recall has to know."""
    return with_news(replace(booking, meeting=meeting))


def changed_in_call(booking: Booking, change: ChangeInCall | None) -> Booking:
    """What the calendar says while the bot is in the call, where it stays. None: what it said when the bot came."""
    return replace(booking, meeting=replace(booking.meeting, change_in_call=change))


def noticed_missing(booking: Booking, now: datetime) -> Booking:
    return replace(booking, meeting=replace(booking.meeting, missing_since=now))


def left_over(booking: Booking, revision: int, now: datetime) -> Booking:
    """The meeting is over, and its bot is still booked for another time."""
    if booking.wish.revision != revision:
        return booking
    return called_off(booking, by=booking.wish.by, now=now, reason="not_moved")


def asked_again(booking: Booking, *, by: UserId, now: datetime) -> Booking:
    """The same wish once more, after a failure. A bot that has come to its end makes room for another."""
    bot = BotState() if booking.bot.is_over else booking.bot
    wish = _next_wish(booking, booking.wish.intent, by, now)
    return _wished(with_bot(booking, bot), replace(wish, reason=_lasting_reason(booking)))


def wished_again(booking: Booking, *, by: UserId, now: datetime) -> Booking:
    """The bot is to come after all, with the settings that it had."""
    return _wished(booking, _next_wish(booking, Intent.ATTEND, by, now))


def _lasting_reason(booking: Booking) -> str | None:
    """Why a bot stays away is still so when that is tried once more; why it attends again is not."""
    return booking.wish.reason if booking.wish.intent is Intent.STAY_AWAY else None


def _next_wish(booking: Booking, intent: Intent, by: UserId, now: datetime) -> Wish:
    return replace(booking.wish, intent=intent, revision=booking.wish.revision + 1, by=by, at=now, reason=None)


def _wished(booking: Booking, wish: Wish) -> Booking:
    return with_news(replace(booking, wish=wish, attempt=booking.attempt.renewed()))


def applied(booking: Booking, revision: int, answer: Applied) -> Booking:
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
        bot = replace(bot, checked_for=None)  # where it should be: looked at once more before the start
    return settled(with_bot(booking, bot), revision)


def checked(booking: Booking) -> Booking:
    """Seen to be booked shortly before the start."""
    return replace(booking, bot=replace(booking.bot, checked_for=booking.meeting.start_time))


def try_later(booking: Booking, revision: int, now: datetime, error: RecallError | None = None) -> Booking:
    """Recall did not answer, or calendars have not settled: once more in a moment. A newer wish waits for nothing."""
    if booking.wish.revision != revision:
        return booking
    next_at = now + ((error and error.retry_after) or TRY_AGAIN_AFTER)
    return replace(booking, attempt=replace(booking.attempt, next_at=next_at))


def found_missing(booking: Booking, now: datetime) -> Booking:
    """Somebody else has taken the bot off: what is wished is booked once more."""
    return found_otherwise(booking, BotState(), now)


def found_otherwise(booking: Booking, bot: BotState, now: datetime) -> Booking:
    """What Recall was thought to hold is not what it holds: the same is wished once more."""
    wish = replace(_next_wish(booking, booking.wish.intent, booking.wish.by, now), reason=booking.wish.reason)
    return _wished(with_bot(booking, bot), wish)


def released(booking: Booking, revision: int) -> Booking:
    """Recall holds no bot for this booking any more."""
    bot = replace(booking.bot, applied_revision=max(revision, booking.bot.applied_revision))
    return settled(replace(booking, bot=bot), revision)


def asked_to_leave(booking: Booking, revision: int) -> Booking:
    """It goes, and what it recorded until then is told once it is known to have gone."""
    return released(replace(booking, bot=replace(booking.bot, was_asked_to_leave=True)), revision)


def unscheduled(
    booking: Booking,
    revision: int,
    now: datetime,
    *,
    rows: Sequence[CalendarEventId] = (),
    is_kept: bool = False,
) -> Booking:
    """Our rows have no booked bot any more; one that is on its way already has to be asked to leave."""
    off = left_behind(booking, rows)
    if off.bot.bot_id and now >= off.bot_comes_at - SHORT_NOTICE:
        return must_leave(off)
    return released(replace(off, bot=replace(off.bot, is_kept_elsewhere=is_kept)), revision)


def deleted(booking: Booking, revision: int) -> Booking:
    """The bot of a bare link is gone: for good, or to make room for one with other settings."""
    if booking.wish.intent is Intent.STAY_AWAY:
        return released(booking, revision)
    gone = with_bot(booking, BotState())
    return replace(gone, attempt=replace(gone.attempt, has_looked=True))


def must_leave(booking: Booking) -> Booking:
    return replace(booking, attempt=replace(booking.attempt, must_leave=True))


def cannot_leave_yet(booking: Booking, revision: int, until: datetime) -> Booking:
    """On its way and not there yet: it is taken off or made to leave a little later."""
    if booking.wish.revision != revision:
        return booking
    attempt = booking.attempt
    return replace(booking, attempt=replace(attempt, must_leave=False, tries=attempt.tries + 1, next_at=until))


def settled(booking: Booking, revision: int) -> Booking:
    """Recall holds what this revision wishes; a newer one has still to be carried out."""
    if booking.wish.revision > revision:
        return with_news(booking)
    return with_news(replace(booking, attempt=replace(booking.attempt.renewed(), must_look=False)))


def with_news(booking: Booking) -> Booking:
    """People should read something else than before."""
    said = booking.said
    return replace(booking, said=replace(said, version=said.version + 1))
