"""After a storm: was anything lost, was anything doubled, and can every repeated card be accounted for?"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.core.booking.model import Booking
from bot.sandbox.slack.messages import Message
from bot.store.bookings.bookings import Bookings
from tests.soak.town import Submission, Town

# Between Slack's having the card and our having its address on disk: on a quiet machine milliseconds, on a busy one a
# second or two.
WINDOW = timedelta(seconds=3)
NO_ANSWER = 0
BOT_NAME = re.compile(r"Scribe \d+")


@dataclass(frozen=True, slots=True)
class Reckoning:
    bookings: int
    lost: list[str]  # acknowledged, and not carried out
    doubled: list[str]  # meetings with two live bots
    repeated_by_a_kill: int  # cards that came again, as they may where a process dies inside the post
    repeated_by_silence: int  # and where Slack took the card and its answer was lost
    repeated_without_cause: list[str]

    @property
    def is_clean(self) -> bool:
        return not (self.lost or self.doubled or self.repeated_without_cause)

    def __str__(self) -> str:
        return (
            f"{self.bookings} bookings, {len(self.lost)} lost, {len(self.doubled)} meetings with two bots; "
            f"cards that came again: {self.repeated_by_a_kill} by a kill inside the post, "
            f"{self.repeated_by_silence} where Slack's answer was lost, "
            f"{len(self.repeated_without_cause)} without a cause"
        )


async def reckon(
    town: Town, sent: Sequence[Submission], killed_at: Sequence[datetime] = (), window: timedelta = WINDOW
) -> Reckoning:
    """`window` is by the clock of the town."""
    store = Bookings(town.database)
    found = {each.view_id: await store.find_by_submission(each.view_id) for each in sent}
    repeats = [
        (_cause(town, message, killed_at, window), message.text)
        for message in _cards_that_no_booking_holds(town, [booking for booking in found.values() if booking])
    ]
    return Reckoning(
        bookings=len({booking.id for booking in found.values() if booking}),
        lost=[why for each in sent if (why := _what_is_wrong(town, each, found[each.view_id]))],
        doubled=town.meetings_with_two_bots(),
        repeated_by_a_kill=sum(cause == "kill" for cause, _ in repeats),
        repeated_by_silence=sum(cause == "silence" for cause, _ in repeats),
        repeated_without_cause=[text for cause, text in repeats if not cause],
    )


def _what_is_wrong(town: Town, submission: Submission, booking: Booking | None) -> str:
    """Empty if all is well."""
    if not submission.is_acked:
        return f"{submission.bot_name} was never acknowledged: {submission.answers}"
    if booking is None:
        return f"{submission.bot_name} has no booking"
    bots = [bot for bot in town.recall.bots if bot.config.get("bot_name") == submission.bot_name]
    if [bot.id for bot in bots] != [booking.bot.bot_id] or not booking.is_applied:
        return f"{submission.bot_name} has {len(bots)} bots: {booking.attempt}"
    card = booking.said.card and town.slack.workspace.messages.find(booking.said.card.channel_id, booking.said.card.ts)
    if card is None or submission.bot_name not in card.text or booking.said.shown_version < booking.said.version:
        return f"{submission.bot_name} has no card that is up to date: {booking.said}"
    return ""


def _cards_that_no_booking_holds(town: Town, bookings: list[Booking]) -> Iterator[Message]:
    held = {(booking.said.card.channel_id, booking.said.card.ts) for booking in bookings if booking.said.card}
    for channel in town.channels:
        for message in town.slack.messages(channel.id):
            if message.is_from_app and not message.is_reply and (channel.id, message.ts) not in held:
                yield message


def _cause(town: Town, message: Message, killed_at: Sequence[datetime], window: timedelta) -> str:
    """A card comes again for a reason only if anyone who posted it could do nothing more for this booking."""
    name = BOT_NAME.findall(message.text)[0]
    calls = [call for call in town.slack.calls if name in str(call.args.get("text")) and call.at >= message.sent_at]
    if calls and calls[0].status == NO_ANSWER:
        return "silence"
    next_at = calls[1].at if len(calls) > 1 else town.clock.now()
    is_death = any(message.sent_at <= at <= min(next_at, message.sent_at + window) for at in killed_at)
    return "kill" if is_death else ""
