"""Render series: the lines that list a person's, and the modal that shows and changes one."""

from collections.abc import Sequence

from bot.blocks.kit.block_kit import Json, actions, button, confirm, context, divider, modal, section
from bot.blocks.kit.button_value import series_value
from bot.blocks.kit.dates import short_date_and_time
from bot.blocks.kit.meeting_title import NO_TITLE
from bot.blocks.kit.mrkdwn import channel, defuse, person
from bot.blocks.messages.why_booked import explain_reason
from bot.blocks.names import COMMAND, Action, Block, Callback, with_suffix
from bot.blocks.rules.overview import OccurrenceLine, SeriesDetails, SeriesLine
from bot.blocks.rules.state import STAYS
from bot.core.access.title_visibility import is_direct_message
from bot.core.bot_config.describe import difference
from bot.core.bot_config.settings import BotSettings
from bot.core.identifiers import UserId
from bot.core.rules.model import SeriesChoice
from bot.core.rules.reasons import ROW_OF, Effect, Reason

LONGEST_TITLE = 150
MOST_OCCURRENCES = 10
NONE_IN_SIGHT = "None in the next four weeks. Later ones are scheduled as they get closer."
CANCELED_BY_HAND = f"You canceled its bot. To record it, schedule it with `{COMMAND}`."
SERIES_GONE = "There's no choice saved for this series anymore. To record it, schedule one of its meetings."


def series_lines(series: Sequence[SeriesLine], time_zone: str, most: int) -> list[Json]:
    """Each with its button; the last line counts what is left out."""
    lines = [_series_line(line, time_zone, place) for place, line in enumerate(series[:most])]
    more = len(series) - most
    return [*lines, *([context(f"And {more} more.")] if more > 0 else [])]


def decision_in_words(choice: SeriesChoice, reader: UserId) -> str:
    """In mrkdwn."""
    is_own = choice.user_id == reader
    who, record = ("You", "record") if is_own else (person(choice.user_id), "records")
    return f"{who} {record} every one" if choice.records else f"{who} turned this series off"


def build_series_view(details: SeriesDetails, time_zone: str) -> Json:
    """The one place that shows a series and changes it."""
    choice = details.choice
    return modal(
        Callback.SERIES,
        "Recurring meeting",
        [
            section(f"*{_title(details.title)}*\n{decision_in_words(choice, details.reader)}"),
            *([context(_how(details))] if choice.records else []),
            *_buttons(details),
            divider(),
            *_occurrences(details, time_zone),
        ],
    )


def build_series_gone_view() -> Json:
    return modal(Callback.SERIES, "Recurring meeting", [section(SERIES_GONE)])


def _series_line(line: SeriesLine, time_zone: str, place: int) -> Json:
    """`place` tells it from the other lines."""
    next_one = f" · next {short_date_and_time(line.next_start, time_zone)}" if line.next_start else ""
    text = f"*{_title(line.title)}*{next_one}\n{decision_in_words(line.choice, line.choice.user_id)}"
    change = button("Change", Action.SHOW_SERIES, series_value(line.choice.id))
    return section(text, change, block_id=with_suffix(Block.SERIES_LINE, place + 1))


def _how(details: SeriesDetails) -> str:
    """What is not as usual, and where updates go."""
    destination = details.choice.manner.destination
    is_direct = destination is None or is_direct_message(destination.channel_id)
    yours = "to you directly" if details.may_change else "to them directly"
    where = yours if destination is None or is_direct else f"in {channel(destination.channel_id)}"
    unusual = [defuse(f"{change.label}: {change.after}", 80) for change in difference(BotSettings(), details.settings)]
    return " · ".join([f"Updates {where}", *unusual])


def _buttons(details: SeriesDetails) -> list[Json]:
    choice, value = details.choice, series_value(details.choice.id)
    if not details.may_change:
        return [context(f"Only {person(choice.user_id)} can change this. Anyone invited can turn off a recording.")]
    if not choice.records:
        turn_on = button("Record every one", Action.TURN_ON_SERIES, value, style="primary")
        return [actions(Block.SERIES_BUTTONS, [turn_on, button("Let rules decide", Action.TURN_OFF_SERIES, value)])]
    # The form is that of its next one.
    edit = [button("Change settings", Action.EDIT_SERIES, value)] if details.occurrences else []
    stop = button("Stop", Action.TURN_OFF_SERIES, value, confirm=_stop_dialog())
    never = button("Never record it", Action.NEVER_SERIES, value, style="danger", confirm=never_dialog())
    return [actions(Block.SERIES_BUTTONS, [*edit, stop, never])]


def _occurrences(details: SeriesDetails, time_zone: str) -> list[Json]:
    lines = [
        _occurrence_line(line, details, time_zone, place)
        for place, line in enumerate(details.occurrences[:MOST_OCCURRENCES])
    ]
    more = len(details.occurrences) - len(lines)
    counted = [context(f"And {more} more in the next four weeks. App Home shows them.")] if more > 0 else []
    return [*lines, *counted] or ([section(NONE_IN_SIGHT)] if details.may_change else [])


def _occurrence_line(line: OccurrenceLine, details: SeriesDetails, time_zone: str, place: int) -> Json:
    text = f"{short_date_and_time(line.start_time, time_zone)} · {_state(line, details.reader)}"
    value = series_value(details.choice.id, line.event_id)
    offered = None
    if line.reason is Reason.SERIES or line.is_in_call:
        offered = button("Don't record this one", Action.LEAVE_OUT, value)
    elif line.is_left_out:
        offered = button("Record this one", Action.RECORD_ONE, value)
    return section(text, offered, block_id=with_suffix(Block.SERIES_LINE, place + 1))


def _state(line: OccurrenceLine, reader: UserId) -> str:
    if line.is_in_call:
        return "*A bot is in the meeting now*"
    if line.reason is Reason.SERIES:
        return "*Will be recorded*"
    if line.reason is Reason.BY_HAND:
        return "*Scheduled separately*, so this series doesn't change it"
    if line.reason is Reason.LEFT_OUT and line.owner == reader and not line.is_left_out:
        return f"*Won't be recorded.* {CANCELED_BY_HAND}"
    label = "Will be recorded" if ROW_OF[line.reason].effect is Effect.RECORD else "Won't be recorded"
    return f"*{label}.* {explain_reason(line.reason, line.owner, reader)}"


def _stop_dialog() -> Json:
    return confirm(
        "Stop recording this series?",
        f"The bots it scheduled are canceled. {STAYS} Your rule may still record some of it.",
        yes="Stop",
        no="Go back",
    )


def never_dialog() -> Json:
    """It is a no for everyone, which one click is too little for."""
    return confirm(
        "Never record this series?",
        f"No one's rule or series will record it. {STAYS}",
        yes="Never record it",
        no="Go back",
    )


def _title(title: str | None) -> str:
    return defuse(title, LONGEST_TITLE, otherwise=NO_TITLE)
