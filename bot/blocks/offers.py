"""Word the offer to record a meeting with external people, and what is said in its place once that is settled."""

from dataclasses import dataclass

from bot.blocks.kit.block_kit import MessageContent, actions, button, section
from bot.blocks.kit.button_value import meeting_value
from bot.blocks.kit.dates import date_and_time, spell_out_dates
from bot.blocks.kit.meeting_title import meeting_title, where_held
from bot.blocks.kit.mrkdwn import defuse
from bot.blocks.messages.why_booked import explain_reason
from bot.blocks.names import COMMAND, Action, Block
from bot.blocks.rules.series import never_dialog
from bot.core.identifiers import UserId
from bot.core.meetings.meeting import Meeting
from bot.core.rules.decision import Decision

LONGEST_TITLE = 200
QUESTION = "*Record it?* External people are invited, and no one has decided yet."
SCHEDULING = "*Scheduling a bot.* We'll send you a message and keep it updated."
NOT_THIS_ONE = "*It won't be recorded.* No rule or series will schedule it."
NEVER = f"*This series won't be recorded.* To change that, run `{COMMAND} rules`."
GONE = "The meeting was deleted from the calendar."
BEGUN = f"*It has started without a bot.* To record it now, run `{COMMAND}`."
STOPPED = f"*We won't ask again.* To turn this back on, run `{COMMAND} rules`."


@dataclass(frozen=True, slots=True)
class OfferedMeeting:
    """`time_zone` is the reader's."""

    meeting: Meeting
    time_zone: str

    @property
    def line(self) -> str:
        facts = [date_and_time(self.meeting.start_time, self.time_zone), where_held(self.meeting)]
        return f"*{defuse(meeting_title(self.meeting), LONGEST_TITLE)}*\n{' · '.join(filter(None, facts))}"


def build_offer(offered: OfferedMeeting) -> MessageContent:
    text, value = f"{QUESTION}\n{offered.line}", meeting_value(offered.meeting.event_id)
    never = button("Never for this series", Action.OFFER_NEVER, value, confirm=never_dialog())
    buttons = [
        button("Yes", Action.OFFER_YES, value, style="primary"),
        button("Not this one", Action.OFFER_NO, value),
        *([never] if offered.meeting.series_key else []),
        button("Stop asking", Action.OFFER_STOP, value),
    ]
    return MessageContent(spell_out_dates(text), [section(text), actions(Block.OFFER_BUTTONS, buttons)])


def build_settled_offer(offered: OfferedMeeting | None, sentence: str) -> MessageContent:
    """`sentence` is ours, in mrkdwn. None: the meeting is not there any more."""
    text = "\n".join([*([offered.line] if offered else []), sentence])
    return MessageContent(spell_out_dates(text), [section(text)])


def decision_sentence(decision: Decision, reader: UserId) -> str:
    """What has been decided elsewhere."""
    label = "*A bot is scheduled.*" if decision.records else "*It won't be recorded.*"
    return f"{label} {explain_reason(decision.reason, decision.owner, reader)}"
