"""What Slack's answers do to a booking: what people have been shown, and where and when they will be."""

from dataclasses import replace
from datetime import datetime, timedelta

from bot.core.booking.model import Booking, Card
from bot.core.errors import SlackRefusal
from bot.core.lifecycle.retry import backoff_delay

RESPONSE_URL_LIVES = timedelta(minutes=30)  # https://docs.slack.dev/interactivity/handling-user-interaction
# A card that Slack has not taken by then is of no use to anybody.
WORTH_SAYING = timedelta(days=1)
BACKOFF_AFTER_BUG = timedelta(minutes=1)
LONGEST_REST_AFTER_BUG = timedelta(hours=1)
# Words about the installation rather than the place: whoever runs it has to mend that, and then the card can be posted.
# https://docs.slack.dev/reference/methods/chat.postMessage
INSTALLATION_IS_BROKEN = frozenset(
    {
        "account_inactive",
        "invalid_auth",
        "not_authed",
        "token_expired",
        "token_revoked",
        "org_login_required",
        "two_factor_setup_required",
    }
)
# Words about the place of a card that is there already. https://docs.slack.dev/reference/methods/chat.update
PLACE_IS_CLOSED = frozenset(
    {
        "channel_not_found",
        "not_in_channel",
        "is_archived",
        "is_inactive",
        "restricted_action",
        "no_permission",
        "team_access_not_granted",
        "ekm_access_denied",
    }
)


def with_card_shown(booking: Booking, card: Card, version: int) -> Booking:
    said = replace(booking.said, card=card, shown_version=version, tries=0, next_at=None)
    return _drop_response_url(replace(booking, said=said))


def with_card_delayed(booking: Booking, until: datetime) -> Booking:
    """The channel is busy: nothing was tried."""
    return replace(booking, said=replace(booking.said, next_at=until))


def apply_card_loss(booking: Booking) -> Booking:
    """Somebody deleted the card. It is posted again once; after that their wish is respected."""
    if booking.said.was_reposted:
        return _with_card_as_it_is(booking)
    return replace(booking, said=replace(booking.said, card=None, was_reposted=True))


def apply_card_refusal(booking: Booking, refusal: SlackRefusal, now: datetime, jitter: float) -> Booking:
    """Slack did not take the card: later again, or in the booker's direct messages, or nowhere."""
    said = booking.said
    if not refusal.permanent or refusal.code in INSTALLATION_IS_BROKEN:
        return _with_card_retry(booking, refusal, now, jitter)
    if said.card is not None and refusal.code not in PLACE_IS_CLOSED:
        return _with_card_as_it_is(booking)
    if said.in_dm:
        return _drop_response_url(replace(booking, said=replace(said, is_mute=True)))
    moved = replace(said, in_dm=True, card=None, note_due=_can_note(booking, now), tries=0)
    return replace(booking, said=moved)


def apply_reply_refusal(booking: Booking, refusal: SlackRefusal, now: datetime, jitter: float) -> Booking:
    """Slack was busy: the reply is tried again, and holds nothing up."""
    return _with_slack_backoff(booking, refusal, now, jitter)


def with_bug_backoff(booking: Booking, now: datetime) -> Booking:
    """An error of our own: tried again ever more seldom, so that a bug does not spin."""
    rest: timedelta = min(BACKOFF_AFTER_BUG * 2 ** min(booking.said.tries, 10), LONGEST_REST_AFTER_BUG)
    return replace(booking, said=replace(booking.said, tries=booking.said.tries + 1, next_at=now + rest))


def with_note_done(booking: Booking) -> Booking:
    """Said or too late to be said."""
    return _drop_response_url(replace(booking, said=replace(booking.said, note_due=False)))


def told(booking: Booking, milestone: str, open_reply: str | None = None) -> Booking:
    """`open_reply` is where a reply stands that has buttons."""
    said = replace(booking.said, told=booking.said.told | {milestone}, tries=0, next_at=None)
    if open_reply:
        said = replace(said, open_replies=said.open_replies | {milestone: open_reply})
    return replace(booking, said=said)


def with_reply_closed(booking: Booking, key: str) -> Booking:
    """Its buttons are gone, or Slack does not let them go."""
    left = {each: ts for each, ts in booking.said.open_replies.items() if each != key}
    return replace(booking, said=replace(booking.said, open_replies=left, tries=0, next_at=None))


def is_worth_saying(booking: Booking, now: datetime) -> bool:
    return now < booking.meeting.end_time + WORTH_SAYING


def _with_card_retry(booking: Booking, refusal: SlackRefusal, now: datetime, jitter: float) -> Booking:
    """A card is never lost to a Slack that does not answer, however long that lasts."""
    return (
        _with_slack_backoff(booking, refusal, now, jitter)
        if is_worth_saying(booking, now)
        else _with_card_as_it_is(booking)
    )


def _with_slack_backoff(booking: Booking, refusal: SlackRefusal, now: datetime, jitter: float) -> Booking:
    tries = booking.said.tries + 1
    wait = refusal.retry_after or backoff_delay(tries, jitter)
    return replace(booking, said=replace(booking.said, tries=tries, next_at=now + wait))


def _with_card_as_it_is(booking: Booking) -> Booking:
    said = replace(booking.said, shown_version=booking.said.version, tries=0, next_at=None)
    return replace(booking, said=said)


def _drop_response_url(booking: Booking) -> Booking:
    """Whoever has it can post in the conversation: it is kept no longer than it may be needed."""
    return replace(booking, destination=replace(booking.destination, response_url=None, response_url_at=None))


def _can_note(booking: Booking, now: datetime) -> bool:
    destination = booking.destination
    if not destination.response_url or destination.response_url_at is None:
        return False
    return now < destination.response_url_at + RESPONSE_URL_LIVES
