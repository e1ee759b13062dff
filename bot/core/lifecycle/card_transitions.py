"""Apply Slack's answers to a booking: card and replies posted, refused, or due again after a rate limit or backoff."""

from dataclasses import replace
from datetime import datetime, timedelta

from bot.core.booking.model import Booking, Card
from bot.core.errors import SlackRefusal
from bot.core.lifecycle.retry import backoff_delay

RESPONSE_URL_LIVES = timedelta(minutes=30)  # https://docs.slack.dev/interactivity/handling-user-interaction
# A card that Slack has not taken by then is no longer useful.
WORTH_SAYING = timedelta(days=1)
BACKOFF_AFTER_BUG = timedelta(minutes=1)
LONGEST_REST_AFTER_BUG = timedelta(hours=1)
# Errors of the installation rather than the place: once an operator has fixed it, the card can be posted.
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
# Errors about the place of a card that is posted already. https://docs.slack.dev/reference/methods/chat.update
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


def with_card_shown(booking: Booking, card: Card, version: int, refresh_at: datetime | None = None) -> Booking:
    """`refresh_at`: when it has to be shown again, since time alone will have changed it."""
    said = replace(booking.said, card=card, shown_version=version, tries=0, next_at=None, refresh_at=refresh_at)
    return _drop_response_url(replace(booking, said=said))


def with_card_delayed(booking: Booking, until: datetime) -> Booking:
    """The channel's rate limit is reached: nothing was sent."""
    return replace(booking, said=replace(booking.said, next_at=until))


def apply_card_loss(booking: Booking) -> Booking:
    """A person deleted the card. It is posted again once; after a second deletion it stays deleted."""
    if booking.said.was_reposted:
        return _with_card_as_it_is(booking)
    return replace(booking, said=replace(booking.said, card=None, was_reposted=True))


def apply_card_refusal(booking: Booking, refusal: SlackRefusal, now: datetime, jitter: float) -> Booking:
    """Slack refused the card: retry later, move it to the booker's direct messages, or give it up."""
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
    """Slack did not take the reply: retry it after a backoff."""
    return _with_slack_backoff(booking, refusal, now, jitter)


def with_bug_backoff(booking: Booking, now: datetime) -> Booking:
    """Back off exponentially after an error of our own, so that a bug does not spin."""
    rest: timedelta = min(BACKOFF_AFTER_BUG * 2 ** min(booking.said.tries, 10), LONGEST_REST_AFTER_BUG)
    return replace(booking, said=replace(booking.said, tries=booking.said.tries + 1, next_at=now + rest))


def with_note_done(booking: Booking) -> Booking:
    """The note is posted, or it is too late for it."""
    return _drop_response_url(replace(booking, said=replace(booking.said, note_due=False)))


def with_told(booking: Booking, milestone: str, open_reply: str | None = None) -> Booking:
    """Record that a milestone's reply is posted. `open_reply` is the ts of a reply that has buttons."""
    said = replace(booking.said, told=booking.said.told | {milestone}, tries=0, next_at=None)
    if open_reply:
        said = replace(said, open_replies=said.open_replies | {milestone: open_reply})
    return replace(booking, said=said)


def with_reply_closed(booking: Booking, key: str) -> Booking:
    """Its buttons are removed, or Slack does not allow it."""
    left = {each: ts for each, ts in booking.said.open_replies.items() if each != key}
    return replace(booking, said=replace(booking.said, open_replies=left, tries=0, next_at=None))


def is_worth_saying(booking: Booking, now: datetime) -> bool:
    return now < booking.meeting.end_time + WORTH_SAYING


def _with_card_retry(booking: Booking, refusal: SlackRefusal, now: datetime, jitter: float) -> Booking:
    """Retry while the card is useful, however long Slack does not answer."""
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
    said = replace(booking.said, shown_version=booking.said.version, tries=0, next_at=None, refresh_at=None)
    return replace(booking, said=said)


def _drop_response_url(booking: Booking) -> Booking:
    """The URL lets its holder post in the conversation: it is kept no longer than needed."""
    return replace(booking, destination=replace(booking.destination, response_url=None, response_url_at=None))


def _can_note(booking: Booking, now: datetime) -> bool:
    destination = booking.destination
    if not destination.response_url or destination.response_url_at is None:
        return False
    return now < destination.response_url_at + RESPONSE_URL_LIVES
