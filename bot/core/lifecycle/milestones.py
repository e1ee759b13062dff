"""Decide which milestones get a reply in the card's thread, and whether each has been posted.

A card shows the present; its thread tells the story, and only what a person would want to be told.
"""

from bot.core.booking.bot_state import Media
from bot.core.booking.bot_status import BotStatus, Milestone
from bot.core.booking.model import Booking, Intent
from bot.core.identifiers import BotId
from bot.core.outcomes.recording import may_be_recorded

_MILESTONE_OF_MEDIA = {
    Media.DELETED: Milestone.DELETED,
    Media.NOT_DELETED: Milestone.NOT_DELETED,
    Media.FAILED: Milestone.LOST,
}
_PERSONAL_REASONS = frozenset({"person", "vetoed"})
_IN_CALL = frozenset({Milestone.LOBBY, Milestone.CHANGED_IN_CALL})
_MOVES = frozenset({Milestone.MOVED, Milestone.NOT_MOVED})


def due_milestone(booking: Booking) -> Milestone | None:
    """The first milestone without a reply, if any."""
    reached = filter(None, [_reached_milestone(booking), _milestone_in_call(booking), _summary_milestone(booking)])
    return next((each for each in reached if told_key(booking, each) not in booking.said.told), None)


def due_media_milestone(booking: Booking) -> Milestone | None:
    """The recording's milestone without a reply, if any."""
    reached = _MILESTONE_OF_MEDIA.get(booking.bot.media)
    return reached if reached and told_key(booking, reached) not in booking.said.told else None


def outlived_reply(booking: Booking) -> tuple[Milestone, str] | None:
    """The first reply of the present bot whose buttons no longer work, with the key under which it is remembered.

    Or of an earlier bot the summary, if its recording is to go.
    """
    unwanted = {bot.bot_id for bot in booking.past_unwanted}
    for key in sorted(booking.said.open_replies):
        milestone, bot_id = _read_key(key)
        is_outlived = bot_id == booking.bot.bot_id and not _is_of_use(booking, Milestone(milestone), key)
        if is_outlived or (milestone == Milestone.SUMMARY and bot_id in unwanted):
            return Milestone(milestone), key
    return None


def _read_key(key: str) -> tuple[str, str]:
    """The milestone and the bot in a key of `told_key`."""
    milestone, *rest = key.split(" ")
    place = 1 if milestone == Milestone.SUMMARY else 0
    return milestone, rest[place] if len(rest) > place else ""


def _is_of_use(booking: Booking, milestone: Milestone, key: str) -> bool:
    """Whether the reply's buttons still work; a deletion in progress may yet fail, but a summary is gone at once."""
    if milestone in _IN_CALL:
        return booking.bot.is_live
    if milestone is Milestone.SUMMARY:
        return int(key.split(" ")[1]) <= booking.bot.summary_round and may_be_recorded(booking)
    return may_be_recorded(booking) or booking.bot.media in {Media.UNWANTED, Media.DELETING}


def told_key(booking: Booking, milestone: Milestone) -> str:
    """The key under which a posted reply is remembered: once for each bot, or for each new time of the meeting."""
    if milestone in _MOVES or milestone is Milestone.CALLED_OFF:
        return f"{milestone} {booking.meeting.start_time.isoformat()}"
    if milestone is Milestone.SUMMARY:  # an older version, which does not know it, looks for a bot in second place
        return f"{milestone} {booking.bot.summary_round} {booking.bot.bot_id}"
    if milestone is Milestone.CHANGED_IN_CALL and (change := booking.meeting.change_in_call):
        moved_to = change.start_time.isoformat() if change.start_time else ""
        return f"{milestone} {booking.bot.bot_id} {change.reason} {moved_to}".strip()
    return f"{milestone} {booking.bot.bot_id}"


def drop_moves(told: frozenset[str]) -> frozenset[str]:
    """Forget the moves that were announced, so that a new move, even back to an old time, is announced too."""
    return frozenset(key for key in told if key.partition(" ")[0] not in _MOVES)


def drop_summaries(told: frozenset[str], bot_id: BotId | None) -> frozenset[str]:
    """Forget the summaries of a bot that were told, so that another one is told as well."""
    return frozenset(key for key in told if _read_key(key) != (Milestone.SUMMARY, bot_id))


def _reached_milestone(booking: Booking) -> Milestone | None:
    if booking.bot.media in _MILESTONE_OF_MEDIA and not _is_told_of_the_breakdown(booking):
        return _MILESTONE_OF_MEDIA[booking.bot.media]
    if booking.bot.is_live and booking.wish.intent is Intent.STAY_AWAY:
        return None  # it is on its way out
    if booking.bot.row.milestone:
        return booking.bot.row.milestone
    if booking.wish.intent is Intent.STAY_AWAY:
        return None if not booking.is_applied or _is_known_already(booking) else Milestone.CALLED_OFF
    is_elsewhere = booking.meeting.moved_from is not None or booking.wish.reason == "new_link"
    if not is_elsewhere or booking.bot.applied_revision == 0:
        return None
    if booking.has_given_up:
        return Milestone.NOT_MOVED
    return Milestone.MOVED if booking.is_applied and not booking.is_at_another_time else None


def _is_known_already(booking: Booking) -> bool:
    """Whether people know of the cancellation: a person did it, or the failed move was announced."""
    was_told = told_key(booking, Milestone.NOT_MOVED) in booking.said.told
    return booking.wish.reason in _PERSONAL_REASONS or (booking.wish.reason == "not_moved" and was_told)


def _is_told_of_the_breakdown(booking: Booking) -> bool:
    """Whether the failure's reply already says why there is no recording."""
    return booking.bot.status == BotStatus.FATAL and booking.bot.media is Media.FAILED


def _milestone_in_call(booking: Booking) -> Milestone | None:
    """The calendar's change during the call, if any. Once the bot has left, it is not announced any more."""
    is_news = booking.bot.is_live and booking.meeting.change_in_call is not None
    return Milestone.CHANGED_IN_CALL if is_news else None


def _summary_milestone(booking: Booking) -> Milestone | None:
    """A summary is told once for each round, and not after its recording is gone."""
    is_news = booking.bot.summary_round > 0 and may_be_recorded(booking)
    return Milestone.SUMMARY if is_news else None
