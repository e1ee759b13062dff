"""Follow a summary that a person shares with another conversation: posted once, and taken back with its recording."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from bot.core.identifiers import BotId, ChannelId, UserId


class ShareState(StrEnum):
    DUE = "due"
    POSTED = "posted"
    REFUSED = "refused"  # Slack does not let the app post there, or there is nothing to share any more
    UNWANTED = "unwanted"  # it was posted, and is to be taken back
    TAKEN_BACK = "taken_back"


@dataclass(frozen=True, slots=True, kw_only=True)
class SummaryShare:
    bot_id: BotId  # whose recording was summarized
    channel_id: ChannelId
    by: UserId
    at: datetime
    round: int = 0  # of the summary: another one can be shared again
    state: ShareState = ShareState.DUE
    ts: str | None = None

    def is_same_as(self, other: "SummaryShare") -> bool:
        return (self.bot_id, self.channel_id, self.round) == (other.bot_id, other.channel_id, other.round)


def with_share(shares: tuple[SummaryShare, ...], wished: SummaryShare) -> tuple[SummaryShare, ...]:
    """A summary is posted once in each conversation, however often that is asked for; after a refusal, once more."""
    known = [each for each in shares if each.is_same_as(wished)]
    if any(each.state in {ShareState.DUE, ShareState.POSTED} for each in known):
        return shares
    return (*(each for each in shares if not each.is_same_as(wished)), wished)


def with_shares_unwanted(shares: tuple[SummaryShare, ...], bot_id: BotId | None) -> tuple[SummaryShare, ...]:
    return tuple(
        replace(each, state=ShareState.UNWANTED) if each.bot_id == bot_id and each.state is ShareState.POSTED else each
        for each in shares
    )


def with_share_state(
    shares: tuple[SummaryShare, ...], share: SummaryShare, state: ShareState, ts: str | None = None
) -> tuple[SummaryShare, ...]:
    return tuple(replace(each, state=state, ts=ts or each.ts) if each.is_same_as(share) else each for each in shares)
